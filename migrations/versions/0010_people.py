"""Mail choices, invitations in one step, and who was forgotten."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BEFORE = ("queued", "claimed", "sent", "failed", "kept")
TOPICS = ("meeting_reminders", "evaluation_opened", "evaluation_reminders")
REASONS = ("no_address", "closed", "can_sign_in", "on_its_way", "bounced", "recent")


def _key(name, *values, **more):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40, **more)


def _let_mails_be(states):
    """Let the outbox know these states, on a table that keeps all its other rules."""
    listed = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table("outbox_mail") as table:
        table.drop_constraint(op.f("ck_outbox_mail_mailstate"), type_="check")
        table.create_check_constraint(op.f("ck_outbox_mail_mailstate"), f"state IN ({listed})")


def _fold_names():
    """Keep each name without case and accents beside it, the way a search compares them."""
    with op.batch_alter_table("person") as table:
        table.add_column(sa.Column("search_name", sa.Text(), nullable=True))
    people = sa.table(
        "person", sa.column("id", sa.Integer()), sa.column("name"), sa.column("search_name")
    )
    bind = op.get_bind()
    for number, name in bind.execute(sa.select(people.c.id, people.c.name)).all():
        words = "".join(
            sign
            for sign in unicodedata.normalize("NFKD", name.casefold())
            if not unicodedata.combining(sign)
        )
        mine = people.update().where(people.c.id == number)
        bind.execute(mine.values(search_name=words))
    with op.batch_alter_table("person") as table:
        table.alter_column("search_name", nullable=False, existing_type=sa.Text())
    op.create_index(op.f("ix_person_search_name"), "person", ["search_name"])


def upgrade() -> None:
    _fold_names()
    op.add_column("outbox_mail", sa.Column("topic", sa.Text(), nullable=True))
    op.create_index("ix_outbox_mail_recipient", "outbox_mail", ["recipient"])
    _let_mails_be((*BEFORE, "stopped"))
    op.create_table(
        "mail_choice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("topic", _key("mailtopic", *TOPICS), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "topic", name=op.f("pk_mail_choice")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mail_choice_person_id_person")
        ),
    )
    op.create_table(
        "invitation_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_round")),
        sa.ForeignKeyConstraint(
            ["by_person_id"], ["person.id"], name=op.f("fk_invitation_round_by_person_id_person")
        ),
    )
    op.create_index(op.f("ix_invitation_round_by_person_id"), "invitation_round", ["by_person_id"])
    op.create_table(
        "wanted_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", _key("wantedstate", "waiting", "sent", "left_out"), nullable=False),
        sa.Column("reason", _key("leftout", *REASONS), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wanted_invitation")),
        sa.UniqueConstraint("round_id", "person_id", name="one_place_in_a_round"),
        sa.CheckConstraint(
            "(state = 'left_out') = (reason IS NOT NULL)",
            name=op.f("ck_wanted_invitation_left_out_has_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["invitation_round.id"],
            name=op.f("fk_wanted_invitation_round_id_invitation_round"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_wanted_invitation_person_id_person")
        ),
    )
    op.create_index(op.f("ix_wanted_invitation_person_id"), "wanted_invitation", ["person_id"])
    op.create_index("ix_wanted_invitation_state", "wanted_invitation", ["state"])
    op.create_index(
        "one_waiting_invitation_per_person",
        "wanted_invitation",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "forgotten_person",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("forgotten_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_forgotten_person")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_forgotten_person_person_id_person")
        ),
    )


def downgrade() -> None:
    for name in ("forgotten_person", "wanted_invitation", "invitation_round", "mail_choice"):
        op.drop_table(name)
    op.execute("UPDATE outbox_mail SET state = 'failed' WHERE state = 'stopped'")
    _let_mails_be(BEFORE)
    op.drop_index("ix_outbox_mail_recipient", "outbox_mail")
    with op.batch_alter_table("outbox_mail") as table:
        table.drop_column("topic")
    op.drop_index(op.f("ix_person_search_name"), "person")
    with op.batch_alter_table("person") as table:
        table.drop_column("search_name")
