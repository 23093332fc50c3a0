"""Two more ways to take a kit along: SCORM and Common Cartridge."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

RULE = "ck_kit_download_downloadformat"
FORMATS = (
    "kit",
    "handout",
    "teaching_note",
    "teaching_note_word",
    "slides",
    "slides_pdf",
    "ebook",
)
PLATFORMS = ("scorm12", "cartridge")


def _listed(values):
    return ", ".join(f"'{value}'" for value in values)


def _let_be(values):
    """Let a download have these formats, on a table that keeps all its other rules."""
    with op.batch_alter_table("kit_download") as changed:
        changed.drop_constraint(op.f(RULE), type_="check")
        changed.create_check_constraint(op.f(RULE), f"format IN ({_listed(values)})")


def upgrade() -> None:
    _let_be((*FORMATS, *PLATFORMS))


def downgrade() -> None:
    op.execute(f"DELETE FROM kit_download WHERE format IN ({_listed(PLATFORMS)})")
    _let_be(FORMATS)
