"""What the library filters by, beside each version of a kit."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KINDS = ("construct", "sector", "language", "slides", "cover", "supersedes")
COVER = re.compile(r'<figure class="visual" data-visual="([^"]+)"')
VERSION = sa.table("kit_version", sa.column("id", sa.Integer), sa.column("manifest", sa.JSON))
TEXT = sa.table(
    "kit_text",
    sa.column("version_id", sa.Integer),
    sa.column("lang", sa.Text),
    sa.column("part", sa.Text),
    sa.column("html", sa.Text),
)
FACET = sa.table(
    "kit_facet",
    sa.column("version_id", sa.Integer),
    sa.column("kind", sa.Text),
    sa.column("value", sa.Text),
)
LENGTH = sa.table(
    "kit_length",
    sa.column("version_id", sa.Integer),
    sa.column("shortest", sa.Integer),
    sa.column("longest", sa.Integer),
)


def upgrade() -> None:
    op.create_table(
        "kit_facet",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="facetkind", native_enum=False, length=40, create_constraint=True),
            nullable=False,
        ),
        sa.Column("value", sa.Text(), nullable=False),
        sa.CheckConstraint("value <> ''", name=op.f("ck_kit_facet_facet_has_value")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["kit_version.id"], name=op.f("fk_kit_facet_version_id_kit_version")
        ),
        sa.PrimaryKeyConstraint("version_id", "kind", "value", name=op.f("pk_kit_facet")),
    )
    op.create_table(
        "kit_length",
        sa.Column("version_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shortest", sa.Integer(), nullable=False),
        sa.Column("longest", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "shortest > 0 AND shortest <= longest", name=op.f("ck_kit_length_length_is_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["kit_version.id"], name=op.f("fk_kit_length_version_id_kit_version")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_kit_length")),
    )
    _fill()


def _fill() -> None:
    """Read what is published already; one version at a time, for texts are long."""
    bind = op.get_bind()
    for version_id, manifest in bind.execute(sa.select(VERSION.c.id, VERSION.c.manifest)).all():
        span = manifest["moi"]["duration_range"]
        length = {"version_id": version_id, "shortest": span["min"], "longest": span["max"]}
        bind.execute(sa.insert(LENGTH), [length])
        bind.execute(
            sa.insert(FACET),
            [
                {"version_id": version_id, "kind": kind, "value": value}
                for kind, values in _facets(manifest, _covers(version_id)).items()
                for value in dict.fromkeys(values)
            ],
        )


def _facets(manifest, covers):
    moi = manifest["moi"]
    return {
        "construct": moi["constructs"],
        "sector": moi["settings"],
        "language": moi["languages"],
        "slides": manifest.get("slides", ()),
        "cover": covers,
        "supersedes": [moi["supersedes"]] if moi.get("supersedes") else (),
    }


def _covers(version_id):
    wanted = sa.select(TEXT.c.lang, TEXT.c.html).where(
        TEXT.c.version_id == version_id, TEXT.c.part == "intro"
    )
    found = ((lang, COVER.search(html)) for lang, html in op.get_bind().execute(wanted))
    return [lang for lang, first in found if first and first[1].endswith(".svg")]


def downgrade() -> None:
    op.drop_table("kit_length")
    op.drop_table("kit_facet")
