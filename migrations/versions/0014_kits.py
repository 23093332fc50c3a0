"""Slides are a part of a kit; four more ways to take it along."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

PARTS = ("intro", "assignment", "teaching_note", "changelog")
FORMATS = ("kit", "handout", "teaching_note")
MORE_FORMATS = ("teaching_note_word", "slides", "slides_pdf", "ebook")


def _let_be(table, column, kind, values):
    """Let a column hold these values, on a table that keeps all its other rules."""
    listed = ", ".join(f"'{value}'" for value in values)
    rule = op.f(f"ck_{table}_{kind}")
    with op.batch_alter_table(table) as changed:
        changed.drop_constraint(rule, type_="check")
        changed.create_check_constraint(rule, f"{column} IN ({listed})")


def upgrade() -> None:
    _let_be("kit_text", "part", "textpart", (*PARTS, "slides"))
    _let_be("kit_download", "format", "downloadformat", (*FORMATS, *MORE_FORMATS))


def downgrade() -> None:
    listed = ", ".join(f"'{value}'" for value in MORE_FORMATS)
    op.execute("DELETE FROM kit_text WHERE part = 'slides'")
    op.execute(f"DELETE FROM kit_download WHERE format IN ({listed})")
    _let_be("kit_text", "part", "textpart", PARTS)
    _let_be("kit_download", "format", "downloadformat", FORMATS)
