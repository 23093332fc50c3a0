"""Polls that find a day, and what belongs to a meeting to read."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _polls()
    _options()
    _asked()
    _marks()
    _materials()


def _polls() -> None:
    op.create_table(
        "poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "reflection",
                "workshop",
                "network_event",
                name="meetingkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("join_url", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "picked",
                "closed",
                name="pollstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("close_reason", sa.Text(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("form_key", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state = 'picked') = (meeting_id IS NOT NULL)",
            name=op.f("ck_poll_picked_poll_has_its_meeting"),
        ),
        sa.CheckConstraint("join_url <> '' OR place <> ''", name=op.f("ck_poll_poll_is_somewhere")),
        sa.CheckConstraint(
            "join_url = '' OR join_url LIKE 'https://%'", name=op.f("ck_poll_poll_link_is_https")
        ),
        sa.CheckConstraint("kind <> 'reflection'", name=op.f("ck_poll_poll_is_not_for_the_series")),
        sa.CheckConstraint("lang IN ('nl', 'en')", name=op.f("ck_poll_poll_in_our_languages")),
        sa.CheckConstraint(
            "state <> 'closed' OR close_reason <> ''", name=op.f("ck_poll_closed_poll_says_why")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'closed') OR opened_on IS NOT NULL",
            name=op.f("ck_poll_open_poll_has_its_day"),
        ),
        sa.CheckConstraint(
            "title <> '' AND length(title) <= 120", name=op.f("ck_poll_poll_has_short_title")
        ),
        sa.CheckConstraint(
            "opened_on IS NULL OR closes_on >= opened_on",
            name=op.f("ck_poll_poll_leaves_time_to_mark"),
        ),
        sa.CheckConstraint("revision > 0", name=op.f("ck_poll_poll_counts_its_changes")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_poll_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
        sa.UniqueConstraint("form_key", name="one_poll_per_form"),
        sa.UniqueConstraint("meeting_id", name="one_poll_per_meeting"),
    )
    op.create_index(op.f("ix_poll_state"), "poll", ["state"], unique=False)


def _options() -> None:
    op.create_table(
        "poll_option",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("ends_at", sa.Time(), nullable=False),
        sa.Column("picked", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "ends_at > starts_at", name=op.f("ck_poll_option_option_ends_after_it_starts")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_option_poll_id_poll")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_option")),
        sa.UniqueConstraint("poll_id", "day", "starts_at", name="each_day_and_hour_once"),
    )
    op.create_index(
        "one_pick_per_poll",
        "poll_option",
        ["poll_id"],
        unique=True,
        sqlite_where=sa.text("picked"),
        postgresql_where=sa.text("picked"),
    )


def _asked() -> None:
    op.create_table(
        "poll_asked",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
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
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("marked_on", sa.Date(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "comment = '' OR marked_on IS NOT NULL",
            name=op.f("ck_poll_asked_comment_comes_with_marks"),
        ),
        sa.CheckConstraint(
            "length(comment) <= 300", name=op.f("ck_poll_asked_poll_comment_is_short")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_poll_asked_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_poll_asked_person_id_person")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_asked_poll_id_poll")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_asked")),
        sa.UniqueConstraint("poll_id", "person_id", name="asked_once_in_a_poll"),
    )
    op.create_index(
        op.f("ix_poll_asked_organisation_id"), "poll_asked", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_poll_asked_person_id"), "poll_asked", ["person_id"], unique=False)


def _marks() -> None:
    op.create_table(
        "poll_mark",
        sa.Column("asked_id", sa.Integer(), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=False),
        sa.Column(
            "mark",
            sa.Enum(
                "yes",
                "if_need_be",
                "no",
                name="mark",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["asked_id"], ["poll_asked.id"], name=op.f("fk_poll_mark_asked_id_poll_asked")
        ),
        sa.ForeignKeyConstraint(
            ["option_id"], ["poll_option.id"], name=op.f("fk_poll_mark_option_id_poll_option")
        ),
        sa.PrimaryKeyConstraint("asked_id", "option_id", name=op.f("pk_poll_mark")),
    )
    op.create_index(op.f("ix_poll_mark_option_id"), "poll_mark", ["option_id"], unique=False)


def _materials() -> None:
    op.create_table(
        "meeting_material",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "phase",
            sa.Enum(
                "before",
                "after",
                name="phase",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("stored", sa.Text(), nullable=True),
        sa.Column(
            "file_kind",
            sa.Enum(
                "pdf",
                "pptx",
                "docx",
                "xlsx",
                "png",
                "jpg",
                name="filekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("form_key", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(url <> '' AND stored IS NULL) OR (url = '' AND stored IS NOT NULL)",
            name=op.f("ck_meeting_material_material_is_link_or_file"),
        ),
        sa.CheckConstraint(
            "title <> '' AND length(title) <= 120",
            name=op.f("ck_meeting_material_material_has_short_title"),
        ),
        sa.CheckConstraint(
            "url = '' OR url LIKE 'https://%'",
            name=op.f("ck_meeting_material_material_link_is_https"),
        ),
        sa.CheckConstraint(
            "(stored IS NULL) = (file_kind IS NULL) AND (stored IS NULL) = (size IS NULL)",
            name=op.f("ck_meeting_material_material_file_is_described"),
        ),
        sa.CheckConstraint(
            "length(url) <= 500", name=op.f("ck_meeting_material_material_link_is_short")
        ),
        sa.CheckConstraint(
            "position >= 0", name=op.f("ck_meeting_material_material_has_its_place")
        ),
        sa.CheckConstraint(
            "size IS NULL OR (size > 0 AND size <= 20971520)",
            name=op.f("ck_meeting_material_material_file_is_small"),
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["person.id"], name=op.f("fk_meeting_material_added_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_material_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_material")),
        sa.UniqueConstraint("form_key", name="one_material_per_form"),
    )
    op.create_index(
        op.f("ix_meeting_material_added_by_id"), "meeting_material", ["added_by_id"], unique=False
    )
    op.create_index(
        op.f("ix_meeting_material_added_on"), "meeting_material", ["added_on"], unique=False
    )
    op.create_index(
        "ix_meeting_material_meeting_id_position",
        "meeting_material",
        ["meeting_id", "position"],
        unique=False,
    )
    op.create_index(
        "one_material_per_stored_file",
        "meeting_material",
        ["stored"],
        unique=True,
        sqlite_where=sa.text("stored IS NOT NULL"),
        postgresql_where=sa.text("stored IS NOT NULL"),
    )


def downgrade() -> None:
    for table in ("meeting_material", "poll_mark", "poll_asked", "poll_option", "poll"):
        op.drop_table(table)
