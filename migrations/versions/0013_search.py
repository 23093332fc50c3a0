"""The index of the search box with its terms; why more was asked of teams than was agreed on."""

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
    op.create_table(
        "ask_reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "meeting",
                "evaluation",
                name="askkind",
                native_enum=False,
                length=40,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("teams", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "reason <> '' AND length(reason) <= 500",
            name=op.f("ck_ask_reason_asking_more_has_reason"),
        ),
        sa.CheckConstraint(
            "lang IN ('nl', 'en')", name=op.f("ck_ask_reason_ask_reason_in_our_languages")
        ),
        sa.CheckConstraint(
            "teams > 0 AND minutes > 0", name=op.f("ck_ask_reason_ask_reason_is_about_teams")
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["person.id"], name=op.f("fk_ask_reason_given_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ask_reason")),
    )
    op.create_index(op.f("ix_ask_reason_bucket"), "ask_reason", ["bucket"])
    for statement in MAKE_TERMS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE search_terms")
    op.drop_table("search_entry")
    op.drop_table("ask_reason")
