"""What the roster keeps of changes, and what the database refuses."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

REVISED = ("wave", "organisation", "organisation_status", "team", "person", "post", "exemption")
OWN_WORDS = {
    "department": "dienst",
    "ward": "afdeling",
    "living_group": "leefgroep",
    "crew": "ploeg",
}
KEYS = sa.Enum(
    "team",
    "department",
    "ward",
    "living_group",
    "crew",
    name="ownword",
    native_enum=False,
    create_constraint=True,
    length=40,
)
CAUSE = sa.Enum(
    "decision",
    "open_post",
    "entry",
    name="cause",
    native_enum=False,
    create_constraint=True,
    length=40,
)
ACTING_UNTIL = "2100-01-01"


def upgrade() -> None:
    for table in REVISED:
        with op.batch_alter_table(table) as batch:
            batch.add_column(
                sa.Column("revision", sa.Integer(), nullable=False, server_default="1")
            )
    _write_own_words_out()
    with op.batch_alter_table("exemption") as batch:
        batch.add_column(sa.Column("cause", CAUSE, nullable=False, server_default="decision"))
        batch.drop_constraint(op.f("ck_exemption_exemption_has_reason"), type_="check")
        batch.create_check_constraint(
            op.f("ck_exemption_exemption_has_reason"), "cause <> 'decision' OR reason <> ''"
        )
        batch.create_check_constraint(
            op.f("ck_exemption_open_post_is_of_one_holder"),
            "cause <> 'open_post' OR rule IN ('one_ambassador', 'one_primary_contact')",
        )
    op.execute(
        f"UPDATE post SET valid_to = '{ACTING_UNTIL}' "
        "WHERE role = 'acting_ambassador' AND valid_to IS NULL"
    )
    with op.batch_alter_table("post") as batch:
        batch.create_check_constraint(
            op.f("ck_post_acting_for_a_while"),
            "role <> 'acting_ambassador' OR valid_to IS NOT NULL",
        )


def _write_own_words_out() -> None:
    with op.batch_alter_table("team") as batch:
        batch.drop_constraint(op.f("ck_team_ownword"), type_="check")
        batch.alter_column("own_word", type_=sa.Text(), existing_nullable=False)
        batch.add_column(sa.Column("continues_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            "continues_in_its_organisation",
            "team",
            ["continues_id", "organisation_id"],
            ["id", "organisation_id"],
        )
        batch.drop_constraint(op.f("ck_team_team_has_name"), type_="check")
        batch.create_check_constraint(
            op.f("ck_team_team_has_name"), "name <> '' AND own_word <> ''"
        )
    for key, word in OWN_WORDS.items():
        op.execute(f"UPDATE team SET own_word = '{word}' WHERE own_word = '{key}'")


def downgrade() -> None:
    with op.batch_alter_table("post") as batch:
        batch.drop_constraint(op.f("ck_post_acting_for_a_while"), type_="check")
    op.execute("DELETE FROM exemption WHERE cause <> 'decision'")
    with op.batch_alter_table("exemption") as batch:
        batch.drop_constraint(op.f("ck_exemption_open_post_is_of_one_holder"), type_="check")
        batch.drop_constraint(op.f("ck_exemption_exemption_has_reason"), type_="check")
        batch.drop_constraint(op.f("ck_exemption_cause"), type_="check")
        batch.drop_column("cause")
        batch.create_check_constraint(op.f("ck_exemption_exemption_has_reason"), "reason <> ''")
    for key, word in OWN_WORDS.items():
        op.execute(f"UPDATE team SET own_word = '{key}' WHERE own_word = '{word}'")
    keys = ", ".join(f"'{key}'" for key in ("team", *OWN_WORDS))
    op.execute(f"UPDATE team SET own_word = 'team' WHERE own_word NOT IN ({keys})")
    with op.batch_alter_table("team") as batch:
        batch.drop_constraint(op.f("ck_team_team_has_name"), type_="check")
        batch.create_check_constraint(op.f("ck_team_team_has_name"), "name <> ''")
        batch.drop_constraint("continues_in_its_organisation", type_="foreignkey")
        batch.drop_column("continues_id")
        batch.alter_column("own_word", type_=KEYS, existing_nullable=False)
    for table in reversed(REVISED):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("revision")
