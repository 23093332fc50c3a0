"""The index of the search box: its entries, and the terms in the database's own engine."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None
# The terms belong to the database's own full-text engine: no model stands for this table.
MAKE_TERMS = {
    "sqlite": (
        (
            "CREATE VIRTUAL TABLE search_terms USING fts5(names, words, detail = column, "
            "prefix = '2 3', tokenize = 'unicode61 remove_diacritics 0')"
        ),
    ),
    "postgresql": (
        "CREATE TABLE search_terms (rowid integer PRIMARY KEY, terms tsvector NOT NULL)",
        "CREATE INDEX ix_search_terms_terms ON search_terms USING gin (terms)",
    ),
}
KINDS = ("organisation", "team", "person", "kit", "meeting")


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="kind", native_enum=False, length=40, create_constraint=True),
            nullable=False,
        ),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.CheckConstraint("title <> ''", name=op.f("ck_search_entry_entry_has_title")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
        sa.UniqueConstraint("kind", "thing_id", name="one_entry_per_thing"),
    )
    for statement in MAKE_TERMS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE search_terms")
    op.drop_table("search_entry")
