"""The names of what can be found in a small vector of their own, on PostgreSQL."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

APART = (
    "ALTER TABLE search_terms ADD COLUMN names tsvector",
    "UPDATE search_terms SET names = strip(ts_filter(terms, '{a}')), terms = strip(terms)",
    "ALTER TABLE search_terms ALTER COLUMN names SET NOT NULL",
)
TOGETHER = (
    (
        "UPDATE search_terms SET terms = ("
        "SELECT coalesce(string_agg(quote_literal(name) || '\\:1A', ' '), '')"
        " FROM unnest(tsvector_to_array(names)) name)::tsvector || ("
        "SELECT coalesce(string_agg(quote_literal(word) || '\\:2B', ' '), '')"
        " FROM unnest(tsvector_to_array(terms)) word)::tsvector"
    ),
    "ALTER TABLE search_terms DROP COLUMN names",
)


def upgrade() -> None:
    _on_postgresql(APART)


def downgrade() -> None:
    _on_postgresql(TOGETHER)


def _on_postgresql(statements: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in statements:
            op.execute(statement)
