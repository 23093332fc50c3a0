"""Campaigns by dated acts, with frozen units, drafts, and a code to take an answer back."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _campaign_acts()
    _units()
    _asked()
    _said()


def _campaign_acts() -> None:
    with op.batch_alter_table("campaign") as table:
        table.add_column(sa.Column("series", sa.Text(), nullable=True))
        table.add_column(sa.Column("wave", sa.Integer(), nullable=True))
        for act in ("staff_informed_on", "opened_on", "closed_on", "released_on"):
            table.add_column(sa.Column(act, sa.Date(), nullable=True))
        table.add_column(
            sa.Column("people_apart", sa.Integer(), nullable=False, server_default="0")
        )
    op.execute("UPDATE campaign SET opened_on = opens_on")
    op.execute("UPDATE campaign SET closed_on = closes_on WHERE released")
    op.execute(
        "UPDATE campaign SET released_on = coalesce((SELECT max(s.released_on) FROM result_snapshot"
        " s WHERE s.campaign_id = campaign.id AND s.released_on >= campaign.closes_on), closes_on)"
        " WHERE released"
    )
    with op.batch_alter_table("campaign") as table:
        table.drop_constraint(op.f("ck_campaign_order_is_forgotten_after_release"), type_="check")
        table.drop_constraint("mode", type_="check")
        table.drop_column("released")
        table.create_check_constraint("mode", "mode IN ('anonymous', 'identified')")
        table.create_check_constraint(
            "series_counts_its_waves", "(series IS NULL) = (wave IS NULL)"
        )
        table.create_check_constraint("people_apart_are_counted", "people_apart >= 0")
        table.create_check_constraint(
            "campaign_closes_after_it_was_opened",
            "closed_on IS NULL OR (opened_on IS NOT NULL AND closed_on >= opened_on)",
        )
        table.create_check_constraint(
            "campaign_is_released_after_its_close",
            "released_on IS NULL OR (closed_on IS NOT NULL AND released_on >= closed_on)",
        )
        table.create_check_constraint(
            "order_is_forgotten_after_close", "closed_on IS NOT NULL OR NOT order_forgotten"
        )
        table.create_unique_constraint("one_campaign_per_wave", ["series", "wave"])


def _units() -> None:
    op.create_table(
        "campaign_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column(
            "sector",
            sa.Enum(
                "hospital",
                "residential_care",
                "rehabilitation",
                "disability",
                "primary_care",
                name="sector",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("headcount", sa.Integer(), nullable=False),
        sa.CheckConstraint("headcount > 0", name=op.f("ck_campaign_unit_unit_has_people")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_unit_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_campaign_unit_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_campaign_unit_team_id_team")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_unit")),
        sa.UniqueConstraint("id", "campaign_id", name="unit_of_its_campaign"),
        sa.UniqueConstraint("campaign_id", "team_id", name="one_unit_per_team"),
    )
    for column in ("organisation_id", "team_id"):
        op.create_index(op.f(f"ix_campaign_unit_{column}"), "campaign_unit", [column])


def _asked() -> None:
    with op.batch_alter_table("campaign_invitation") as table:
        table.add_column(sa.Column("unit_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("reminders", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("last_reminded_on", sa.Date(), nullable=True))
        table.create_check_constraint("reminders_are_counted", "reminders >= 0")
        _in_a_unit(table, "invitation_in_a_unit_of_its_campaign")
    with op.batch_alter_table("campaign_invitation") as table:
        table.alter_column("reminders", server_default=None)
    with op.batch_alter_table("access_code") as table:
        table.add_column(sa.Column("unit_id", sa.Integer(), nullable=True))
        _in_a_unit(table, "code_in_a_unit_of_its_campaign")
    op.create_table(
        "campaign_draft",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("saves", sa.Integer(), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.CheckConstraint("saves > 0", name=op.f("ck_campaign_draft_draft_counts_its_saves")),
        sa.ForeignKeyConstraint(
            ["campaign_id", "person_id"],
            ["campaign_invitation.campaign_id", "campaign_invitation.person_id"],
            name="draft_of_somebody_invited",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "person_id", name=op.f("pk_campaign_draft")),
        sqlite_with_rowid=False,
    )


def _said() -> None:
    with op.batch_alter_table("response") as table:
        table.add_column(sa.Column("unit_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("withdraw_hash", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        table.create_check_constraint(
            "withdrawal_code_is_kept_as_a_hash",
            "withdraw_hash IS NULL OR length(withdraw_hash) = 32",
        )
        table.create_foreign_key(
            op.f("fk_response_person_id_person"), "person", ["person_id"], ["id"]
        )
        _in_a_unit(table, "response_in_a_unit_of_its_campaign")
        table.create_unique_constraint("one_response_per_person", ["campaign_id", "person_id"])
        for column in ("unit_id", "withdraw_hash", "person_id"):
            table.create_index(op.f(f"ix_response_{column}"), [column])
    with op.batch_alter_table("comment") as table:
        table.add_column(sa.Column("withdraw_hash", sa.LargeBinary(), nullable=True))


def _in_a_unit(table: object, name: str) -> None:
    table.create_foreign_key(  # type: ignore[attr-defined]  # alembic's batch operations
        name, "campaign_unit", ["unit_id", "campaign_id"], ["id", "campaign_id"]
    )


def downgrade() -> None:
    _forget_what_was_said_apart()
    _forget_units()
    _forget_acts()


def _forget_what_was_said_apart() -> None:
    with op.batch_alter_table("comment") as table:
        table.drop_column("withdraw_hash")
    with op.batch_alter_table("response") as table:
        table.drop_constraint("one_response_per_person", type_="unique")
        for column in ("unit_id", "withdraw_hash", "person_id"):
            table.drop_index(op.f(f"ix_response_{column}"))
        table.drop_constraint("response_in_a_unit_of_its_campaign", type_="foreignkey")
        table.drop_constraint(op.f("fk_response_person_id_person"), type_="foreignkey")
        table.drop_constraint(op.f("ck_response_withdrawal_code_is_kept_as_a_hash"), type_="check")
        for column in ("unit_id", "withdraw_hash", "person_id"):
            table.drop_column(column)


def _forget_units() -> None:
    op.drop_table("campaign_draft")
    with op.batch_alter_table("access_code") as table:
        table.drop_constraint("code_in_a_unit_of_its_campaign", type_="foreignkey")
        table.drop_column("unit_id")
    with op.batch_alter_table("campaign_invitation") as table:
        table.drop_constraint("invitation_in_a_unit_of_its_campaign", type_="foreignkey")
        table.drop_constraint(op.f("ck_campaign_invitation_reminders_are_counted"), type_="check")
        for column in ("unit_id", "reminders", "last_reminded_on"):
            table.drop_column(column)
    op.drop_table("campaign_unit")


def _forget_acts() -> None:
    with op.batch_alter_table("campaign") as table:
        table.add_column(
            sa.Column("released", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.execute("UPDATE campaign SET released = (released_on IS NOT NULL)")
    op.execute("UPDATE campaign SET order_forgotten = (1 = 0) WHERE released_on IS NULL")
    op.execute("UPDATE campaign SET mode = 'anonymous'")
    with op.batch_alter_table("campaign") as table:
        table.alter_column("released", server_default=None)
        table.drop_constraint("one_campaign_per_wave", type_="unique")
        for name in (
            "series_counts_its_waves",
            "people_apart_are_counted",
            "campaign_closes_after_it_was_opened",
            "campaign_is_released_after_its_close",
            "order_is_forgotten_after_close",
        ):
            table.drop_constraint(op.f(f"ck_campaign_{name}"), type_="check")
        table.drop_constraint("mode", type_="check")
        table.create_check_constraint("mode", "mode IN ('anonymous')")
        table.create_check_constraint(
            "order_is_forgotten_after_release", "released OR NOT order_forgotten"
        )
        for column in (
            *("series", "wave", "staff_informed_on"),
            *("opened_on", "closed_on", "released_on", "people_apart"),
        ):
            table.drop_column(column)
