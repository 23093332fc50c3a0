"""Trial rounds: a version filled in with names before its use, and where people stumble."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _kinds_of_asks("'meeting', 'evaluation', 'culture', 'trial'")
    _rounds()
    _remarks()


def downgrade() -> None:
    op.drop_table("trial_remark")
    op.drop_table("trial_round")
    op.execute("DELETE FROM ask_reason WHERE kind = 'trial'")
    _kinds_of_asks("'meeting', 'evaluation', 'culture'")


def _kinds_of_asks(kinds: str) -> None:
    with op.batch_alter_table("ask_reason") as table:
        table.drop_constraint("askkind", type_="check")
        table.create_check_constraint("askkind", f"kind IN ({kinds})")


def _rounds() -> None:
    table = "trial_round"
    op.create_table(
        table,
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "purpose <> '' AND length(purpose) <= 300",
            name=op.f(f"ck_{table}_trial_round_says_what_it_is_for"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f(f"fk_{table}_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f(f"pk_{table}")),
    )


def _remarks() -> None:
    table = "trial_remark"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "body <> '' AND length(body) <= 1000",
            name=op.f(f"ck_{table}_remark_has_words_and_an_end"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["trial_round.campaign_id"],
            name=op.f(f"fk_{table}_campaign_id_trial_round"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f(f"fk_{table}_person_id_person")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f(f"fk_{table}_item_id_item")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for column in ("campaign_id", "person_id", "item_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
