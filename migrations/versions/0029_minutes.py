"""Minutes in sections, decisions, actions without an organisation, what is new."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

ABOUT = (
    "(kind = 'contact_check' AND person_id IS NOT NULL)"
    " OR (kind = 'kit_review' AND organisation_id IS NULL AND person_id IS NULL)"
)
ABOUT_BEFORE = (
    f"{ABOUT} OR (kind NOT IN ('contact_check', 'kit_review') AND organisation_id IS NOT NULL)"
)
ABOUT_NOW = (
    f"{ABOUT} OR kind = 'action'"
    " OR (kind NOT IN ('contact_check', 'kit_review', 'action') AND organisation_id IS NOT NULL)"
)


def upgrade() -> None:
    _sections()
    _decisions()
    op.create_table(
        "minutes_action",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_minutes_action_task_id_task")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_action_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_minutes_action")),
    )
    op.create_index(op.f("ix_minutes_action_meeting_id"), "minutes_action", ["meeting_id"])
    _approvals()
    op.create_table(
        "minutes_digest",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("mails", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_minutes_digest")),
    )
    _carry_over()
    op.drop_table("minutes")
    _about(ABOUT_NOW)


def _about(rule: str) -> None:
    name = op.f("ck_task_task_is_about_something")
    with op.batch_alter_table("task") as table:
        table.drop_constraint(name, type_="check")
        table.create_check_constraint(name, rule)


def _sections() -> None:
    op.create_table(
        "minutes_section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_on", sa.Date(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "part <> ''", name=op.f("ck_minutes_section_section_is_about_something")
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_minutes_section_section_counts_its_texts")),
        sa.CheckConstraint(
            "lang IN ('nl', 'en')", name=op.f("ck_minutes_section_section_in_our_languages")
        ),
        sa.CheckConstraint(
            "length(body) <= CASE part WHEN 'in_brief' THEN 400 ELSE 20000 END",
            name=op.f("ck_minutes_section_section_is_not_too_long"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_section_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["person.id"], name=op.f("fk_minutes_section_saved_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_section")),
        sa.UniqueConstraint("meeting_id", "part", name="each_section_once"),
    )
    op.create_table(
        "minutes_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("saved_on", sa.Date(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_minutes_edit_edit_counts_up")),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["minutes_section.id"],
            name=op.f("fk_minutes_edit_section_id_minutes_section"),
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["person.id"], name=op.f("fk_minutes_edit_saved_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_edit")),
        sa.UniqueConstraint("section_id", "version", name="one_text_per_version"),
    )


def _decisions() -> None:
    op.create_table(
        "minutes_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("kept_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "words <> '' AND length(words) <= 1000",
            name=op.f("ck_minutes_decision_decision_says_what"),
        ),
        sa.CheckConstraint(
            "lang IN ('nl', 'en')", name=op.f("ck_minutes_decision_decision_in_our_languages")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_decision_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_decision")),
    )
    op.create_index(op.f("ix_minutes_decision_meeting_id"), "minutes_decision", ["meeting_id"])


def _approvals() -> None:
    op.create_table(
        "minutes_approval",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_approval_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"],
            ["person.id"],
            name=op.f("fk_minutes_approval_approved_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_minutes_approval")),
    )
    op.create_index(op.f("ix_minutes_approval_approved_on"), "minutes_approval", ["approved_on"])


def _carry_over() -> None:
    """Let minutes that are one text be the general section, with the day of their last save."""
    op.execute(
        "INSERT INTO minutes_section "
        "(meeting_id, part, body, lang, version, saved_on, saved_by_id) "
        "SELECT meeting_id, 'general', body, lang, version, saved_on, saved_by_id FROM minutes"
    )
    op.execute(
        "INSERT INTO minutes_edit (section_id, version, body, reason, saved_on, saved_by_id) "
        "SELECT one.id, one.version, one.body, minutes.reason, one.saved_on, one.saved_by_id "
        "FROM minutes_section AS one JOIN minutes ON minutes.meeting_id = one.meeting_id"
    )
    op.execute(
        "INSERT INTO minutes_approval (meeting_id, approved_on, approved_by_id) "
        "SELECT minutes.meeting_id, minutes.saved_on, minutes.saved_by_id "
        "FROM minutes JOIN meeting ON meeting.id = minutes.meeting_id "
        "WHERE meeting.state IN ('minutes_approved', 'locked')"
    )


def downgrade() -> None:
    op.execute(
        "DELETE FROM minutes_action WHERE task_id IN "
        "(SELECT id FROM task WHERE kind = 'action' AND organisation_id IS NULL)"
    )
    op.execute("DELETE FROM task WHERE kind = 'action' AND organisation_id IS NULL")
    _about(ABOUT_BEFORE)
    op.create_table(
        "minutes",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("saved_on", sa.Date(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "lang IN ('nl', 'en')", name=op.f("ck_minutes_minutes_in_our_languages")
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_minutes_minutes_count_their_saves")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["person.id"], name=op.f("fk_minutes_saved_by_id_person")
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_minutes")),
    )
    _back_in_one()
    for table in (
        "minutes_digest",
        "minutes_approval",
        "minutes_action",
        "minutes_decision",
        "minutes_edit",
        "minutes_section",
    ):
        op.drop_table(table)


def _back_in_one() -> None:
    """Put the sections of a meeting in one text again, under its newest save."""
    bind = op.get_bind()
    texts: dict[int, list[sa.Row]] = {}
    for row in bind.execute(sa.text("SELECT * FROM minutes_section ORDER BY meeting_id, id")):
        texts.setdefault(row.meeting_id, []).append(row)
    for meeting_id, rows in texts.items():
        last = max(rows, key=lambda row: row.saved_on)
        bind.execute(
            sa.text(
                "INSERT INTO minutes (meeting_id, body, lang, version, reason, saved_on, saved_by_id)"
                " VALUES (:meeting_id, :body, :lang, :version, '', :saved_on, :saved_by_id)"
            ),
            {
                "meeting_id": meeting_id,
                "body": "\n\n".join(row.body for row in rows if row.body),
                "lang": last.lang,
                "version": last.version,
                "saved_on": last.saved_on,
                "saved_by_id": last.saved_by_id,
            },
        )
