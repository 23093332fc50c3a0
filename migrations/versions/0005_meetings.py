"""Meetings, invitations, attendance and minutes."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ANNOUNCED = sa.text(
    "kind = 'reflection' AND exception_reason = '' AND state IN "
    "('held', 'invited', 'locked', 'minutes_approved')"
)
ROLES = (
    "administrator",
    "coordinator",
    "researcher",
    "evaluator",
    "funder",
    "ambassador",
    "acting_ambassador",
    "primary_contact",
    "sponsor",
    "hr_contact",
    "communication_contact",
    "board_reader",
    "team_lead",
    "team_member",
)


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _one_of("meetingkind", "reflection", "workshop", "network_event"),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("ends_at", sa.Time(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("join_url", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column(
            "state",
            _one_of(
                "meetingstate",
                "draft",
                "invited",
                "held",
                "minutes_approved",
                "locked",
                "cancelled",
            ),
            nullable=False,
        ),
        sa.Column("exception_reason", sa.Text(), nullable=False),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("guests", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ends_at > starts_at", name=op.f("ck_meeting_meeting_ends_after_it_starts")
        ),
        sa.CheckConstraint(
            "number > 0 AND sequence >= 0 AND guests >= 0",
            name=op.f("ck_meeting_meeting_counts_up"),
        ),
        sa.CheckConstraint(
            "state <> 'cancelled' OR cancel_reason <> '' OR replaced_by_id IS NOT NULL",
            name=op.f("ck_meeting_cancelled_meeting_says_why"),
        ),
        sa.CheckConstraint(
            "join_url = '' OR join_url LIKE 'https://%'",
            name=op.f("ck_meeting_online_link_is_https"),
        ),
        sa.CheckConstraint(
            "join_url <> '' OR place <> ''", name=op.f("ck_meeting_meeting_is_somewhere")
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"], ["meeting.id"], name=op.f("fk_meeting_replaced_by_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("kind", "number", name="one_meeting_per_number"),
        sa.UniqueConstraint("uid", name="one_meeting_per_uid"),
    )
    op.create_index(op.f("ix_meeting_local_date"), "meeting", ["local_date"])
    op.create_index(
        "one_moment_per_bucket_without_reason",
        "meeting",
        ["bucket"],
        unique=True,
        sqlite_where=ANNOUNCED,
        postgresql_where=ANNOUNCED,
    )
    op.create_table(
        "meeting_block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _one_of("blockkind", "intervision", "inspiration", "development", "process_evaluation"),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("kit_version_id", sa.Integer(), nullable=True),
        sa.Column("not_this_time", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind <> 'inspiration' OR kit_version_id IS NOT NULL OR words <> ''",
            name=op.f("ck_meeting_block_inspiration_names_a_kit_or_says_why"),
        ),
        sa.CheckConstraint(
            "kit_version_id IS NULL OR kind = 'inspiration'",
            name=op.f("ck_meeting_block_only_inspiration_has_a_kit"),
        ),
        sa.CheckConstraint(
            "NOT not_this_time OR kind = 'process_evaluation'",
            name=op.f("ck_meeting_block_only_process_evaluation_may_wait"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_block_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["kit_version_id"],
            ["kit_version.id"],
            name=op.f("fk_meeting_block_kit_version_id_kit_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_block")),
        sa.UniqueConstraint("meeting_id", "kind", name="each_block_once"),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", _one_of("role", *ROLES), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("invited_on", sa.Date(), nullable=False),
        sa.Column("answer", _one_of("answer", "yes", "maybe", "no"), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("nudged_for", sa.Date(), nullable=True),
        sa.Column("reminded_for", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_on IS NULL)",
            name=op.f("ck_invitation_an_answer_has_its_day"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_invitation_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_invitation_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_invitation_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("meeting_id", "person_id", name="one_invitation_per_person"),
    )
    op.create_index(op.f("ix_invitation_person_id"), "invitation", ["person_id"])
    op.create_index(op.f("ix_invitation_organisation_id"), "invitation", ["organisation_id"])
    op.create_table(
        "answer_link",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_answer_link_invitation_id_invitation"),
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_answer_link")),
    )
    op.create_index(op.f("ix_answer_link_invitation_id"), "answer_link", ["invitation_id"])
    op.create_table(
        "attendance",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "presence",
            _one_of("presence", "on_site", "online", "excused", "absent"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_attendance_person_id_person")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name=op.f("pk_attendance")),
    )
    op.create_index(op.f("ix_attendance_person_id"), "attendance", ["person_id"])
    op.create_table(
        "minutes",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("saved_on", sa.Date(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_minutes_minutes_count_their_saves")),
        sa.CheckConstraint(
            "lang IN ('nl', 'en')", name=op.f("ck_minutes_minutes_in_our_languages")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["person.id"], name=op.f("fk_minutes_saved_by_id_person")
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_minutes")),
    )


def downgrade() -> None:
    for table in (
        "minutes",
        "attendance",
        "answer_link",
        "invitation",
        "meeting_block",
        "meeting",
    ):
        op.drop_table(table)
