"""Feedback of pilots, the checks before validation, announcements, review dates.

A task may ask to look at a lesson kit once more: it is of the project team, at no organisation.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

KINDS = ("vacancy", "contact_check", "onboarding", "hand_over", "action")
ABOUT = (
    "(kind = 'contact_check' AND person_id IS NOT NULL)"
    " OR (kind <> 'contact_check' AND organisation_id IS NOT NULL)"
)
ABOUT_KITS_TOO = (
    "(kind = 'contact_check' AND person_id IS NOT NULL)"
    " OR (kind = 'kit_review' AND organisation_id IS NULL AND person_id IS NULL)"
    " OR (kind NOT IN ('contact_check', 'kit_review') AND organisation_id IS NOT NULL)"
)
SAYS = "(kind = 'action') = (words <> '') AND (kind = 'action') = (step = '')"
SAYS_OF_KITS_TOO = (
    "(kind IN ('action', 'kit_review')) = (words <> '') AND (kind = 'action') = (step = '')"
)


def _one_of(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, length=40, create_constraint=True)


def _let_tasks_be(kinds, about, says):
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("task") as task:
        for rule, condition in (
            ("taskkind", f"kind IN ({listed})"),
            ("task_is_about_something", about),
            ("task_says_what", says),
        ):
            task.drop_constraint(op.f(f"ck_task_{rule}"), type_="check")
            task.create_check_constraint(op.f(f"ck_task_{rule}"), condition)


def upgrade() -> None:
    _let_tasks_be((*KINDS, "kit_review"), ABOUT_KITS_TOO, SAYS_OF_KITS_TOO)
    _make_kit_review()
    _make_kit_announcement()
    _make_kit_check()
    _make_kit_pilot()
    _make_kit_successor()
    _make_pilot_feedback()
    _make_pilot_remark()


def _make_kit_review() -> None:
    op.create_table(
        "kit_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column("set_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "outcome",
            _one_of("reviewoutcome", "still_right", "change", "withdrawn"),
            nullable=True,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "outcome <> 'change' OR note <> ''", name=op.f("ck_kit_review_change_has_reason")
        ),
        sa.CheckConstraint(
            "(done_on IS NULL) = (outcome IS NULL)",
            name=op.f("ck_kit_review_done_review_has_outcome"),
        ),
        sa.CheckConstraint("due_on > set_on", name=op.f("ck_kit_review_review_lies_ahead")),
        sa.CheckConstraint("length(note) <= 1000", name=op.f("ck_kit_review_review_note_is_short")),
        sa.ForeignKeyConstraint(
            ["done_by_id"], ["person.id"], name=op.f("fk_kit_review_done_by_id_person")
        ),
        sa.ForeignKeyConstraint(["kit_id"], ["kit.id"], name=op.f("fk_kit_review_kit_id_kit")),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["person.id"], name=op.f("fk_kit_review_set_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit_review")),
    )
    op.create_index(op.f("ix_kit_review_done_by_id"), "kit_review", ["done_by_id"])
    op.create_index(op.f("ix_kit_review_due_on"), "kit_review", ["due_on"])
    op.create_index(op.f("ix_kit_review_set_by_id"), "kit_review", ["set_by_id"])
    op.create_index(
        "one_open_review",
        "kit_review",
        ["kit_id"],
        unique=True,
        sqlite_where=sa.text("done_on IS NULL"),
        postgresql_where=sa.text("done_on IS NULL"),
    )


def _make_kit_announcement() -> None:
    op.create_table(
        "kit_announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=True),
        sa.Column("words_nl", sa.Text(), nullable=False),
        sa.Column("words_en", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("teams", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(people = 0) = (reason <> '')",
            name=op.f("ck_kit_announcement_told_or_left_out_with_reason"),
        ),
        sa.CheckConstraint(
            "length(words_nl) <= 1000 AND length(words_en) <= 1000 AND length(reason) <= 1000",
            name=op.f("ck_kit_announcement_announcement_is_short"),
        ),
        sa.CheckConstraint(
            "people >= 0 AND teams >= 0",
            name=op.f("ck_kit_announcement_announcement_counts_people"),
        ),
        sa.ForeignKeyConstraint(
            ["by_person_id"], ["person.id"], name=op.f("fk_kit_announcement_by_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["kit_version.id"],
            name=op.f("fk_kit_announcement_version_id_kit_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit_announcement")),
        sa.UniqueConstraint("version_id", name="one_announcement_per_version"),
    )
    op.create_index(op.f("ix_kit_announcement_by_person_id"), "kit_announcement", ["by_person_id"])


def _make_kit_check() -> None:
    op.create_table(
        "kit_check",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column(
            "item",
            _one_of("item", "minutes", "pictures", "licence", "clinical", "read_aloud"),
            nullable=False,
        ),
        sa.Column("ticked_on", sa.Date(), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "who = '' OR item = 'clinical'", name=op.f("ck_kit_check_only_the_field_is_named")
        ),
        sa.CheckConstraint("length(who) <= 1000", name=op.f("ck_kit_check_who_read_it_is_short")),
        sa.ForeignKeyConstraint(
            ["by_person_id"], ["person.id"], name=op.f("fk_kit_check_by_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["kit_version.id"], name=op.f("fk_kit_check_version_id_kit_version")
        ),
        sa.PrimaryKeyConstraint("version_id", "item", name=op.f("pk_kit_check")),
    )
    op.create_index(op.f("ix_kit_check_by_person_id"), "kit_check", ["by_person_id"])


def _make_kit_pilot() -> None:
    op.create_table(
        "kit_pilot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column(
            "origin",
            _one_of("origin", "asked", "offered"),
            nullable=False,
        ),
        sa.Column(
            "state",
            _one_of("pilotstate", "offered", "running", "turned_down", "stopped"),
            nullable=False,
        ),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(state = 'offered' AND settled_on IS NULL) OR (state <> 'offered' AND settled_on IS NOT NULL)",
            name=op.f("ck_kit_pilot_settled_pilot_has_day"),
        ),
        sa.CheckConstraint(
            "lang IN ('nl', 'en')", name=op.f("ck_kit_pilot_pilot_in_our_languages")
        ),
        sa.CheckConstraint(
            "state <> 'offered' OR origin = 'offered'",
            name=op.f("ck_kit_pilot_who_is_asked_has_no_offer"),
        ),
        sa.CheckConstraint(
            "state <> 'turned_down' OR reason <> ''",
            name=op.f("ck_kit_pilot_turning_down_has_reason"),
        ),
        sa.CheckConstraint(
            "length(words) <= 1000 AND length(reason) <= 1000",
            name=op.f("ck_kit_pilot_pilot_words_are_short"),
        ),
        sa.CheckConstraint(
            "settled_on IS NULL OR settled_on >= opened_on",
            name=op.f("ck_kit_pilot_pilot_settled_after"),
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["person.id"], name=op.f("fk_kit_pilot_opened_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["person.id"], name=op.f("fk_kit_pilot_settled_by_id_person")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_kit_pilot_team_id_team")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["kit_version.id"], name=op.f("fk_kit_pilot_version_id_kit_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit_pilot")),
    )
    op.create_index(op.f("ix_kit_pilot_opened_by_id"), "kit_pilot", ["opened_by_id"])
    op.create_index(op.f("ix_kit_pilot_settled_by_id"), "kit_pilot", ["settled_by_id"])
    op.create_index(op.f("ix_kit_pilot_team_id"), "kit_pilot", ["team_id"])
    op.create_index(
        "one_open_pilot_per_team",
        "kit_pilot",
        ["version_id", "team_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('offered', 'running')"),
        postgresql_where=sa.text("state IN ('offered', 'running')"),
    )


def _make_kit_successor() -> None:
    op.create_table(
        "kit_successor",
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "successor_id <> kit_id", name=op.f("ck_kit_successor_no_kit_follows_itself")
        ),
        sa.ForeignKeyConstraint(
            ["act_id"], ["kit_act.id"], name=op.f("fk_kit_successor_act_id_kit_act")
        ),
        sa.ForeignKeyConstraint(["kit_id"], ["kit.id"], name=op.f("fk_kit_successor_kit_id_kit")),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["kit.id"], name=op.f("fk_kit_successor_successor_id_kit")
        ),
        sa.PrimaryKeyConstraint("act_id", name=op.f("pk_kit_successor")),
    )
    op.create_index(op.f("ix_kit_successor_kit_id"), "kit_successor", ["kit_id"])
    op.create_index(op.f("ix_kit_successor_successor_id"), "kit_successor", ["successor_id"])


def _make_pilot_feedback() -> None:
    op.create_table(
        "pilot_feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pilot_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "length_used",
            _one_of("length", "five", "fifteen", "sixty", "weeks"),
            nullable=True,
        ),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column(
            "introduction",
            _one_of("clear_introduction", "yes", "partly", "no"),
            nullable=True,
        ),
        sa.Column(
            "assignments",
            _one_of("clear_assignments", "yes", "partly", "no"),
            nullable=True,
        ),
        sa.Column(
            "visuals",
            _one_of("clear_visuals", "yes", "partly", "no"),
            nullable=True,
        ),
        sa.Column(
            "teaching_note",
            _one_of("clear_teaching_note", "yes", "partly", "no"),
            nullable=True,
        ),
        sa.Column(
            "again",
            _one_of("again", "yes", "changed", "no"),
            nullable=True,
        ),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("saved_on", sa.Date(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answer_lang", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(answer <> '') = (answered_on IS NOT NULL) AND (answer = '' OR sent_on IS NOT NULL)",
            name=op.f("ck_pilot_feedback_only_sent_feedback_is_answered"),
        ),
        sa.CheckConstraint(
            "lang IN ('nl', 'en') AND answer_lang IN ('nl', 'en')",
            name=op.f("ck_pilot_feedback_feedback_in_our_languages"),
        ),
        sa.CheckConstraint(
            "length(change) <= 1000 AND length(answer) <= 1000",
            name=op.f("ck_pilot_feedback_feedback_words_are_short"),
        ),
        sa.CheckConstraint(
            "minutes IS NULL OR minutes BETWEEN 1 AND 2000",
            name=op.f("ck_pilot_feedback_minutes_that_can_be"),
        ),
        sa.CheckConstraint(
            "people IS NULL OR people BETWEEN 1 AND 500",
            name=op.f("ck_pilot_feedback_people_that_can_be"),
        ),
        sa.CheckConstraint(
            "revision > 0", name=op.f("ck_pilot_feedback_feedback_revision_counts_up")
        ),
        sa.CheckConstraint(
            "sent_on IS NULL OR (length_used IS NOT NULL AND minutes IS NOT NULL AND people IS NOT NULL AND introduction IS NOT NULL AND assignments IS NOT NULL AND visuals IS NOT NULL AND teaching_note IS NOT NULL AND again IS NOT NULL)",
            name=op.f("ck_pilot_feedback_sent_feedback_is_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_pilot_feedback_answered_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["pilot_id"], ["kit_pilot.id"], name=op.f("fk_pilot_feedback_pilot_id_kit_pilot")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["person.id"], name=op.f("fk_pilot_feedback_written_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pilot_feedback")),
        sa.UniqueConstraint("pilot_id", name="one_feedback_per_pilot"),
    )
    op.create_index(op.f("ix_pilot_feedback_answered_by_id"), "pilot_feedback", ["answered_by_id"])
    op.create_index(op.f("ix_pilot_feedback_written_by_id"), "pilot_feedback", ["written_by_id"])


def _make_pilot_remark() -> None:
    op.create_table(
        "pilot_remark",
        sa.Column("feedback_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "words <> '' AND length(words) <= 1000",
            name=op.f("ck_pilot_remark_remark_has_few_words"),
        ),
        sa.CheckConstraint(
            "position > 0", name=op.f("ck_pilot_remark_remark_is_about_an_assignment")
        ),
        sa.ForeignKeyConstraint(
            ["feedback_id"],
            ["pilot_feedback.id"],
            name=op.f("fk_pilot_remark_feedback_id_pilot_feedback"),
        ),
        sa.PrimaryKeyConstraint("feedback_id", "position", name=op.f("pk_pilot_remark")),
    )


def downgrade() -> None:
    op.drop_table("pilot_remark")
    op.drop_table("pilot_feedback")
    op.drop_table("kit_successor")
    op.drop_table("kit_pilot")
    op.drop_table("kit_check")
    op.drop_table("kit_announcement")
    op.drop_table("kit_review")
    op.execute("DELETE FROM task WHERE kind = 'kit_review'")
    _let_tasks_be(KINDS, ABOUT, SAYS)
