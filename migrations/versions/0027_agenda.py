"""What each block of an agenda holds, who presents it and how long; moves of a meeting."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

FOUR = ("intervision", "inspiration", "development", "process_evaluation")
OTHERS = (
    "welcome",
    "theme",
    "together",
    "take_along",
    "programme",
    "meeting_each_other",
    "closing",
)
_NEW = ("minutes", "presenter", "reason", "named", "revision")


def _one_of(values) -> str:
    return "kind IN ({})".format(", ".join(f"'{value}'" for value in values))


def upgrade() -> None:
    _blocks()
    _sheet()
    _points()
    _moves()


def _blocks() -> None:
    with op.batch_alter_table("meeting_block") as table:
        table.drop_constraint(op.f("ck_meeting_block_blockkind"), type_="check")
        table.add_column(sa.Column("minutes", sa.Integer(), nullable=True))
        table.add_column(sa.Column("presenter", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("reason", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("named", sa.JSON(), nullable=False, server_default="{}"))
        table.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("meeting_block") as table:
        for name in ("presenter", "reason", "named", "revision"):
            table.alter_column(name, server_default=None)
        table.create_check_constraint(op.f("ck_meeting_block_blockkind"), _one_of((*FOUR, *OTHERS)))
        table.create_check_constraint(
            op.f("ck_meeting_block_block_takes_minutes"), "minutes BETWEEN 1 AND 600"
        )
        table.create_check_constraint(
            op.f("ck_meeting_block_block_revision_counts_up"), "revision > 0"
        )


def _sheet() -> None:
    op.create_table(
        "agenda_sheet",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("filled_on", sa.Date(), nullable=True),
        sa.CheckConstraint("revision > 0", name=op.f("ck_agenda_sheet_agenda_revision_counts_up")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_sheet_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_agenda_sheet")),
    )


def _points() -> None:
    op.create_table(
        "agenda_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "block",
            sa.Enum(
                *FOUR,
                *OTHERS,
                name="blockkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("named", sa.JSON(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("href", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "removed",
                "next_time",
                name="pointstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(words) <= 500", name=op.f("ck_agenda_point_point_is_short")),
        sa.CheckConstraint(
            "words <> '' OR source = 'help'", name=op.f("ck_agenda_point_point_has_words")
        ),
        sa.CheckConstraint(
            "(source = '') = (source_id = '')", name=op.f("ck_agenda_point_point_names_its_source")
        ),
        sa.CheckConstraint(
            "lang IN ('nl', 'en')", name=op.f("ck_agenda_point_point_in_our_languages")
        ),
        sa.CheckConstraint(
            "minutes BETWEEN 1 AND 600", name=op.f("ck_agenda_point_point_takes_minutes")
        ),
        sa.CheckConstraint("revision > 0", name=op.f("ck_agenda_point_point_revision_counts_up")),
        sa.ForeignKeyConstraint(
            ["meeting_id", "block"],
            ["meeting_block.meeting_id", "meeting_block.kind"],
            name="point_in_a_block_of_its_meeting",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_point")),
    )
    op.create_index(
        "one_point_per_source",
        "agenda_point",
        ["meeting_id", "source", "source_id"],
        unique=True,
        sqlite_where=sa.text("source <> ''"),
        postgresql_where=sa.text("source <> ''"),
    )
    op.create_index("ix_agenda_point_meeting_id_block", "agenda_point", ["meeting_id", "block"])


def _moves() -> None:
    op.create_table(
        "meeting_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "from_day <> to_day", name=op.f("ck_meeting_move_a_move_changes_the_day")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_move_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_move")),
    )
    op.create_index(op.f("ix_meeting_move_meeting_id"), "meeting_move", ["meeting_id"])


def downgrade() -> None:
    for table in ("meeting_move", "agenda_point", "agenda_sheet"):
        op.drop_table(table)
    op.execute(f"DELETE FROM meeting_block WHERE NOT ({_one_of(FOUR)})")
    with op.batch_alter_table("meeting_block") as table:
        for name in ("blockkind", "block_takes_minutes", "block_revision_counts_up"):
            table.drop_constraint(op.f(f"ck_meeting_block_{name}"), type_="check")
        for name in _NEW:
            table.drop_column(name)
    with op.batch_alter_table("meeting_block") as table:
        table.create_check_constraint(op.f("ck_meeting_block_blockkind"), _one_of(FOUR))
