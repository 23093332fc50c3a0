"""Mails that are queued as parameters and written when they leave, and two kinds to stop."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

BEFORE = ("meeting_reminders", "evaluation_opened", "evaluation_reminders")
NEW = ("meeting_news", "kit_news")
RULES = {
    "ck_outbox_mail_writer_has_parameters": "(writer IS NULL) = (parameters IS NULL)",
    "ck_outbox_mail_mail_has_words_or_writer": "writer IS NOT NULL OR subject <> ''",
    "ck_outbox_mail_order_is_secret": "writer IS NULL OR secret",
    "ck_outbox_mail_order_rests_without_words": (
        "writer IS NULL OR state = 'kept' OR (text = '' AND html = '' AND calendar IS NULL)"
    ),
}


def _let_choices_be(topics):
    """Let readers stop these kinds of mail, on a table that keeps all its other rules."""
    listed = ", ".join(f"'{topic}'" for topic in topics)
    with op.batch_alter_table("mail_choice") as table:
        table.drop_constraint(op.f("ck_mail_choice_mailtopic"), type_="check")
        table.create_check_constraint(op.f("ck_mail_choice_mailtopic"), f"topic IN ({listed})")


def upgrade() -> None:
    with op.batch_alter_table("outbox_mail") as table:
        table.add_column(sa.Column("writer", sa.Text(), nullable=True))
        table.add_column(sa.Column("parameters", sa.JSON(), nullable=True))
    with op.batch_alter_table("outbox_mail") as table:
        for name, rule in RULES.items():
            table.create_check_constraint(op.f(name), rule)
    op.drop_index("ix_outbox_mail_state_due_at", "outbox_mail")
    op.create_index("ix_outbox_mail_state_due_at_id", "outbox_mail", ["state", "due_at", "id"])
    _let_choices_be((*BEFORE, *NEW))


def downgrade() -> None:
    # A letter that was never written says nothing: an older version could only send it empty.
    op.execute("DELETE FROM outbox_mail WHERE writer IS NOT NULL AND subject = ''")
    listed = ", ".join(f"'{topic}'" for topic in NEW)
    op.execute(f"DELETE FROM mail_choice WHERE topic IN ({listed})")
    _let_choices_be(BEFORE)
    op.drop_index("ix_outbox_mail_state_due_at_id", "outbox_mail")
    with op.batch_alter_table("outbox_mail") as table:
        for name in RULES:
            table.drop_constraint(op.f(name), type_="check")
    with op.batch_alter_table("outbox_mail") as table:
        table.drop_column("parameters")
        table.drop_column("writer")
    op.create_index("ix_outbox_mail_state_due_at", "outbox_mail", ["state", "due_at"])
