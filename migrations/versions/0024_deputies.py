"""Colleagues who go instead, rules and messages of a meeting; links that need no row.

The links in mails are signed from here on, so their table goes. The portal is not in use yet: no
mail with a link of the old kind is in anybody's box.
"""

import sqlalchemy as sa
from alembic import op

from portal.db import UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("answer_link")
    _deputies()
    _lists()
    _messages()


def _deputies() -> None:
    op.create_table(
        "deputy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("named_on", sa.Date(), nullable=False),
        sa.Column("cannot_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "name <> '' AND length(name) <= 200", name=op.f("ck_deputy_deputy_has_name")
        ),
        sa.CheckConstraint(
            "email IS NULL OR email = lower(email)",
            name=op.f("ck_deputy_deputy_address_is_lower"),
        ),
        sa.CheckConstraint(
            "locale IN ('nl', 'en')", name=op.f("ck_deputy_deputy_reads_our_languages")
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_deputy_invitation_id_invitation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
    )
    op.create_index(op.f("ix_deputy_invitation_id"), "deputy", ["invitation_id"], unique=False)
    op.create_index(
        "one_deputy_stands",
        "deputy",
        ["invitation_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_on IS NULL"),
        postgresql_where=sa.text("withdrawn_on IS NULL"),
    )


def _lists() -> None:
    op.create_table(
        "invited_by",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "by", _one_of("role", "wave", "sector", "organisation", name="by"), nullable=False
        ),
        sa.Column("value", sa.Text(), nullable=False),
        sa.CheckConstraint("value <> ''", name=op.f("ck_invited_by_rule_names_something")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_invited_by_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "by", "value", name=op.f("pk_invited_by")),
    )
    op.create_table(
        "taken_off",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.CheckConstraint("times > 0", name=op.f("ck_taken_off_taken_off_counts_up")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_taken_off_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_taken_off_person_id_person")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name=op.f("pk_taken_off")),
    )
    op.create_index(op.f("ix_taken_off_person_id"), "taken_off", ["person_id"], unique=False)
    op.create_table(
        "reminder_off",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "reminder",
            _one_of("answer", "answer_again", "coming", name="reminder"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_reminder_off_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "reminder", name=op.f("pk_reminder_off")),
    )


def _messages() -> None:
    op.create_table(
        "meeting_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "audience",
            _one_of("all", "yes", "maybe", "no", "unanswered", "waiting", name="audience"),
            nullable=False,
        ),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("many", sa.Integer(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "subject <> '' AND length(subject) <= 150",
            name=op.f("ck_meeting_message_message_has_subject"),
        ),
        sa.CheckConstraint(
            "words <> '' AND length(words) <= 5000",
            name=op.f("ck_meeting_message_message_says_something"),
        ),
        sa.CheckConstraint(
            "lang IN ('nl', 'en')", name=op.f("ck_meeting_message_message_in_our_languages")
        ),
        sa.CheckConstraint("many >= 0", name=op.f("ck_meeting_message_message_counts_its_readers")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_message_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["person.id"], name=op.f("fk_meeting_message_sent_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_message")),
    )
    op.create_index(
        op.f("ix_meeting_message_meeting_id"), "meeting_message", ["meeting_id"], unique=False
    )
    op.create_index(
        op.f("ix_meeting_message_sent_by_id"), "meeting_message", ["sent_by_id"], unique=False
    )


def _one_of(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def downgrade() -> None:
    for table in ("meeting_message", "reminder_off", "taken_off", "invited_by", "deputy"):
        op.drop_table(table)
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
    op.create_index(
        op.f("ix_answer_link_invitation_id"), "answer_link", ["invitation_id"], unique=False
    )
