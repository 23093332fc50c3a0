"""Tasks, starting up, and moments of support."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def _one_of(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    with op.batch_alter_table("outbox_mail") as mail:
        mail.add_column(
            sa.Column("bounced", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        mail.create_check_constraint(
            op.f("ck_outbox_mail_bounced_mail_has_failed"), "NOT bounced OR state = 'failed'"
        )
    with op.batch_alter_table("outbox_mail") as mail:
        mail.alter_column("bounced", server_default=None)
    op.create_index(
        "ix_outbox_mail_bounced",
        "outbox_mail",
        ["recipient"],
        sqlite_where=sa.text("bounced"),
        postgresql_where=sa.text("bounced"),
    )
    _make_tasks()
    _make_hand_overs()
    _make_moments()


def _make_tasks() -> None:
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _one_of("taskkind", "vacancy", "contact_check", "onboarding", "hand_over", "action"),
            nullable=False,
        ),
        sa.Column("side", _one_of("side", "project_team", "organisation"), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "outcome",
            _one_of("outcome", "done", "not_needed", "corrected", "post_ended", "address_right"),
            nullable=True,
        ),
        sa.Column("told", _one_of("level", "plain", "alert", "red"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_task_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_task_person_id_person")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_task_owner_id_person")),
        sa.ForeignKeyConstraint(
            ["done_by_id"], ["person.id"], name=op.f("fk_task_done_by_id_person")
        ),
        sa.UniqueConstraint("dedupe_key", name="one_task_per_key"),
        sa.CheckConstraint("dedupe_key <> ''", name=op.f("ck_task_task_has_key")),
        sa.CheckConstraint(
            "(kind = 'action') = (words <> '') AND (kind = 'action') = (step = '')",
            name=op.f("ck_task_task_says_what"),
        ),
        sa.CheckConstraint("lang IN ('nl', 'en')", name=op.f("ck_task_task_in_our_languages")),
        sa.CheckConstraint(
            "(done_on IS NULL) = (outcome IS NULL)", name=op.f("ck_task_done_task_has_outcome")
        ),
        sa.CheckConstraint(
            "done_by_id IS NULL OR done_on IS NOT NULL", name=op.f("ck_task_who_did_it_did_it")
        ),
        sa.CheckConstraint(
            "done_on IS NULL OR done_on >= opened_on", name=op.f("ck_task_task_done_after_opened")
        ),
        sa.CheckConstraint(
            "due_on IS NULL OR due_on >= opened_on", name=op.f("ck_task_task_due_after_opened")
        ),
        sa.CheckConstraint(
            "(kind = 'contact_check' AND person_id IS NOT NULL)"
            " OR (kind <> 'contact_check' AND organisation_id IS NOT NULL)",
            name=op.f("ck_task_task_is_about_something"),
        ),
        sa.CheckConstraint(
            "organisation_id IS NOT NULL OR side = 'project_team'",
            name=op.f("ck_task_no_place_no_local_task"),
        ),
        sa.CheckConstraint(
            "kind = 'vacancy' OR told = 'plain'", name=op.f("ck_task_only_a_vacancy_is_told")
        ),
    )
    op.create_index(op.f("ix_task_organisation_id"), "task", ["organisation_id"])
    op.create_index(op.f("ix_task_person_id"), "task", ["person_id"])
    op.create_index(op.f("ix_task_owner_id"), "task", ["owner_id"])
    op.create_index("ix_task_done_on_due_on", "task", ["done_on", "due_on"])
    op.create_index(
        "one_open_vacancy",
        "task",
        ["organisation_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'vacancy' AND done_on IS NULL"),
        postgresql_where=sa.text("kind = 'vacancy' AND done_on IS NULL"),
    )


def _make_hand_overs() -> None:
    op.create_table(
        "hand_over",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("before_id", sa.Integer(), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("invites_at_once", sa.Boolean(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("carried_out_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_hand_over_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["before_id"], ["person.id"], name=op.f("fk_hand_over_before_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["person.id"], name=op.f("fk_hand_over_successor_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_hand_over_recorded_by_id_person")
        ),
        sa.UniqueConstraint("organisation_id", "starts_on", name="one_hand_over_per_day"),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_hand_over_hand_over_has_reason")),
        sa.CheckConstraint(
            "lang IN ('nl', 'en')", name=op.f("ck_hand_over_hand_over_in_our_languages")
        ),
        sa.CheckConstraint(
            "before_id IS NULL OR before_id <> successor_id",
            name=op.f("ck_hand_over_hand_over_to_somebody_else"),
        ),
        sa.CheckConstraint(
            "carried_out_on IS NULL OR carried_out_on >= starts_on",
            name=op.f("ck_hand_over_hand_over_not_before_its_day"),
        ),
    )
    op.create_index(op.f("ix_hand_over_before_id"), "hand_over", ["before_id"])
    op.create_index(op.f("ix_hand_over_successor_id"), "hand_over", ["successor_id"])
    op.create_index(
        "one_planned_hand_over",
        "hand_over",
        ["organisation_id"],
        unique=True,
        sqlite_where=sa.text("carried_out_on IS NULL"),
        postgresql_where=sa.text("carried_out_on IS NULL"),
    )


def _make_moments() -> None:
    op.create_table(
        "support_moment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("how", _one_of("channel", "visit", "call", "mail", "online"), nullable=False),
        sa.Column("with_id", sa.Integer(), nullable=True),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("form_key", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("logged_on", sa.Date(), nullable=False),
        sa.Column("logged_by_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_moment")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_support_moment_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["with_id"], ["person.id"], name=op.f("fk_support_moment_with_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_support_moment_task_id_task")
        ),
        sa.ForeignKeyConstraint(
            ["logged_by_id"], ["person.id"], name=op.f("fk_support_moment_logged_by_id_person")
        ),
        sa.UniqueConstraint("task_id", name="one_moment_per_action"),
        sa.UniqueConstraint("form_key", name="one_moment_per_form"),
        sa.CheckConstraint("about <> ''", name=op.f("ck_support_moment_moment_says_what_about")),
        sa.CheckConstraint(
            "lang IN ('nl', 'en')", name=op.f("ck_support_moment_moment_in_our_languages")
        ),
        sa.CheckConstraint(
            "revision > 0", name=op.f("ck_support_moment_moment_counts_its_corrections")
        ),
        sa.CheckConstraint(
            "next_on IS NULL OR (next_on >= held_on AND next_step <> '')",
            name=op.f("ck_support_moment_next_step_comes_after"),
        ),
        sa.CheckConstraint(
            "task_id IS NULL OR next_step <> ''",
            name=op.f("ck_support_moment_action_comes_from_next_step"),
        ),
        sa.CheckConstraint(
            "logged_on >= held_on", name=op.f("ck_support_moment_moment_has_happened")
        ),
    )
    op.create_index(
        "ix_support_moment_organisation_id_held_on",
        "support_moment",
        ["organisation_id", "held_on"],
    )
    op.create_index("ix_support_moment_held_on", "support_moment", ["held_on"])
    op.create_index(op.f("ix_support_moment_with_id"), "support_moment", ["with_id"])
    op.create_index(op.f("ix_support_moment_logged_by_id"), "support_moment", ["logged_by_id"])


def downgrade() -> None:
    for table in ("support_moment", "hand_over", "task"):
        op.drop_table(table)
    op.drop_index("ix_outbox_mail_bounced", "outbox_mail")
    with op.batch_alter_table("outbox_mail") as mail:
        mail.drop_constraint(op.f("ck_outbox_mail_bounced_mail_has_failed"), type_="check")
        mail.drop_column("bounced")
