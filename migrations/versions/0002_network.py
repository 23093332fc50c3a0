"""The roster and its history."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "locale IN ('nl', 'en')", name=op.f("ck_person_person_speaks_our_languages")
        ),
        sa.CheckConstraint("name <> ''", name=op.f("ck_person_person_has_name")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_person_address_in_lower_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name="one_person_per_address"),
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("target_organisations", sa.Integer(), nullable=False),
        sa.Column("second_wave_target", sa.Integer(), nullable=False),
        sa.Column("second_wave_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("version = 1 OR reason <> ''", name=op.f("ck_plan_revision_has_reason")),
        sa.CheckConstraint(
            "years > 0 AND target_organisations > 0", name=op.f("ck_plan_plan_is_positive")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("valid_from", name="one_plan_per_day"),
        sa.UniqueConstraint("version", name="one_plan_per_version"),
    )
    op.create_table(
        "wave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave")),
        sa.UniqueConstraint("number", name="one_wave_per_number"),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("search_name", sa.Text(), nullable=False),
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
        sa.Column(
            "province",
            sa.Enum(
                "antwerp",
                "limburg",
                "east_flanders",
                "flemish_brabant",
                "west_flanders",
                "brussels",
                name="province",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "name <> '' AND slug <> ''", name=op.f("ck_organisation_organisation_has_name")
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_organisation_wave_id_wave")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name", name="one_organisation_per_name"),
        sa.UniqueConstraint("slug", name="one_organisation_per_slug"),
    )
    op.create_index(op.f("ix_organisation_wave_id"), "organisation", ["wave_id"], unique=False)
    op.create_table(
        "exemption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "rule",
            sa.Enum(
                "three_teams",
                "oncology_team",
                "non_oncology_team",
                "one_ambassador",
                "one_primary_contact",
                name="rule",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_exemption_exemption_has_reason")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to > valid_from",
            name=op.f("ck_exemption_exemption_interval_not_empty"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_exemption_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemption")),
    )
    op.create_index(
        op.f("ix_exemption_organisation_id"), "exemption", ["organisation_id"], unique=False
    )
    op.create_table(
        "organisation_status",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "candidate",
                "accepted",
                "onboarding",
                "active",
                "paused",
                "sustaining",
                "completed",
                "declined",
                "withdrawn",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status NOT IN ('paused', 'declined', 'withdrawn') OR reason <> ''",
            name=op.f("ck_organisation_status_stopping_has_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_status_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_status")),
        sa.UniqueConstraint("organisation_id", "valid_from", name="one_status_per_day"),
    )
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "own_word",
            sa.Enum(
                "team",
                "department",
                "ward",
                "living_group",
                "crew",
                name="ownword",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "care_context",
            sa.Enum(
                "oncology",
                "non_oncology",
                name="carecontext",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("care_context_reason", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_team_team_has_name")),
        sa.CheckConstraint(
            "slot IS NULL OR slot BETWEEN 1 AND 3", name=op.f("ck_team_three_teams_at_most")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to > valid_from",
            name=op.f("ck_team_team_interval_not_empty"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_team_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("id", "organisation_id", name="team_in_its_organisation"),
    )
    op.create_index(op.f("ix_team_organisation_id"), "team", ["organisation_id"], unique=False)
    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "administrator",
                "coordinator",
                "researcher",
                "evaluator",
                "funder",
                "ambassador",
                "acting_ambassador",
                "primary_contact",
                "sponsor",
                "hr_contact",
                "communication_contact",
                "board_reader",
                "team_lead",
                "team_member",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(role IN ('administrator', 'coordinator', 'evaluator', 'funder', 'researcher')"
            " AND organisation_id IS NULL AND team_id IS NULL)"
            " OR (role IN ('acting_ambassador', 'ambassador', 'board_reader',"
            " 'communication_contact', 'hr_contact', 'primary_contact', 'sponsor')"
            " AND organisation_id IS NOT NULL AND team_id IS NULL)"
            " OR (role IN ('team_lead', 'team_member')"
            " AND organisation_id IS NOT NULL AND team_id IS NOT NULL)",
            name=op.f("ck_post_role_at_its_place"),
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to > valid_from",
            name=op.f("ck_post_post_interval_not_empty"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_post_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_post_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "organisation_id"],
            ["team.id", "team.organisation_id"],
            name="post_in_organisation_of_team",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
    )
    op.create_index(op.f("ix_post_organisation_id"), "post", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_post_person_id"), "post", ["person_id"], unique=False)
    op.create_index(op.f("ix_post_team_id"), "post", ["team_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_post_team_id"), table_name="post")
    op.drop_index(op.f("ix_post_person_id"), table_name="post")
    op.drop_index(op.f("ix_post_organisation_id"), table_name="post")
    op.drop_table("post")
    op.drop_index(op.f("ix_team_organisation_id"), table_name="team")
    op.drop_table("team")
    op.drop_table("organisation_status")
    op.drop_index(op.f("ix_exemption_organisation_id"), table_name="exemption")
    op.drop_table("exemption")
    op.drop_index(op.f("ix_organisation_wave_id"), table_name="organisation")
    op.drop_table("organisation")
    op.drop_table("wave")
    op.drop_table("plan")
    op.drop_table("person")
