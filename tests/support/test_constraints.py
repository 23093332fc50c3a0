"""The database refuses by itself, under SQL that knows none of our rules."""

from collections.abc import Mapping
from typing import Final

import pytest
from sqlalchemy import UniqueConstraint, text
from sqlalchemy.exc import DatabaseError

from portal.db import Model, db, transaction
from portal.support.models import HandOver, Moment, Task
from tests.cast import Cast
from tests.outbox.mails import queue

TASK: Final = {
    "kind": "'action'",
    "side": "'organisation'",
    "dedupe_key": "'other'",
    "step": "''",
    "words": "'x'",
    "lang": "'nl'",
    "organisation_id": ":home",
    "person_id": "NULL",
    "opened_on": "'2022-11-01'",
    "due_on": "NULL",
    "done_on": "NULL",
    "done_by_id": "NULL",
    "outcome": "NULL",
    "told": "'plain'",
}
VACANCY: Final = {**TASK, "kind": "'vacancy'", "step": "'x'", "words": "''"}
HAND_OVER: Final = {
    "organisation_id": ":home",
    "before_id": "NULL",
    "successor_id": ":person",
    "starts_on": "'2022-12-01'",
    "reason": "'x'",
    "lang": "'nl'",
    "invites_at_once": "true",
    "recorded_on": "'2022-11-01'",
    "recorded_by_id": ":person",
    "carried_out_on": "NULL",
}
MOMENT: Final = {
    "organisation_id": ":home",
    "held_on": "'2022-11-01'",
    "how": "'call'",
    "about": "'x'",
    "next_step": "''",
    "next_on": "NULL",
    "lang": "'nl'",
    "task_id": "NULL",
    "form_key": "'other'",
    "revision": "1",
    "logged_on": "'2022-11-01'",
    "logged_by_id": ":person",
}
# What is wrong, by the rule that refuses it: the table, a row that would do, and what to change.
WRONG: Final[Mapping[str, tuple[str, Mapping[str, str], Mapping[str, str]]]] = {
    "one_task_per_key": ("task", TASK, {"dedupe_key": "'one'"}),
    "task_has_key": ("task", TASK, {"dedupe_key": "''"}),
    "task_says_what": ("task", TASK, {"words": "''"}),
    "task_in_our_languages": ("task", TASK, {"lang": "'xx'"}),
    "done_task_has_outcome": ("task", TASK, {"done_on": "'2022-11-02'"}),
    "who_did_it_did_it": ("task", TASK, {"done_by_id": ":person"}),
    "task_done_after_opened": (
        "task",
        TASK,
        {"done_on": "'2022-10-31'", "outcome": "'done'"},
    ),
    "task_due_after_opened": ("task", TASK, {"due_on": "'2022-10-31'"}),
    "task_is_about_something": (
        "task",
        TASK,
        {"kind": "'contact_check'", "step": "'x'", "words": "''"},
    ),
    "no_place_no_local_task": (
        "task",
        TASK,
        {
            "kind": "'contact_check'",
            "step": "'x'",
            "words": "''",
            "person_id": ":person",
            "organisation_id": "NULL",
        },
    ),
    "only_a_vacancy_is_told": ("task", TASK, {"told": "'red'"}),
    "one_open_vacancy": ("task", VACANCY, {}),
    "taskkind": ("task", VACANCY, {"kind": "'holiday'"}),
    "side": ("task", TASK, {"side": "'nobody'"}),
    "outcome": ("task", TASK, {"outcome": "'lost'", "done_on": "'2022-11-02'"}),
    "level": ("task", VACANCY, {"told": "'purple'", "organisation_id": ":away"}),
    "one_hand_over_per_day": ("hand_over", HAND_OVER, {"carried_out_on": "'2022-12-01'"}),
    "one_planned_hand_over": ("hand_over", HAND_OVER, {"starts_on": "'2022-12-02'"}),
    "hand_over_has_reason": ("hand_over", HAND_OVER, {"reason": "''", "organisation_id": ":away"}),
    "hand_over_in_our_languages": (
        "hand_over",
        HAND_OVER,
        {"lang": "'xx'", "organisation_id": ":away"},
    ),
    "hand_over_to_somebody_else": (
        "hand_over",
        HAND_OVER,
        {"before_id": ":person", "organisation_id": ":away"},
    ),
    "hand_over_not_before_its_day": (
        "hand_over",
        HAND_OVER,
        {"carried_out_on": "'2022-11-30'", "organisation_id": ":away"},
    ),
    "moment_says_what_about": ("support_moment", MOMENT, {"about": "''"}),
    "moment_in_our_languages": ("support_moment", MOMENT, {"lang": "'xx'"}),
    "moment_counts_its_corrections": ("support_moment", MOMENT, {"revision": "0"}),
    "next_step_comes_after": ("support_moment", MOMENT, {"next_on": "'2022-11-02'"}),
    "action_comes_from_next_step": ("support_moment", MOMENT, {"task_id": ":spare"}),
    "moment_has_happened": ("support_moment", MOMENT, {"held_on": "'2022-11-02'"}),
    "one_moment_per_action": (
        "support_moment",
        MOMENT,
        {"task_id": ":task", "next_step": "'x'"},
    ),
    "one_moment_per_form": ("support_moment", MOMENT, {"form_key": "'one'"}),
    "channel": ("support_moment", MOMENT, {"how": "'dove'"}),
}


def insert(table: str, row: Mapping[str, str], known: Mapping[str, int]) -> None:
    columns, values = ", ".join(row), ", ".join(row.values())
    used = {name: id_ for name, id_ in known.items() if f":{name}" in values}
    with transaction():
        db.session.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), used)


@pytest.fixture
def known(cast: Cast) -> dict[str, int]:
    """One good row in each table, and the ids that the rows name."""
    ids = {
        "home": cast.home.organisation_id,
        "away": cast.away.organisation_id,
        "person": cast.contact.person_id,
    }
    insert("task", {**TASK, "dedupe_key": "'one'"}, ids)
    insert("task", {**TASK, "dedupe_key": "'spare'"}, ids)
    insert("task", {**VACANCY, "dedupe_key": "'two'"}, ids)
    insert("hand_over", HAND_OVER, ids)
    tasks = db.session.execute(text("SELECT dedupe_key, id FROM task")).all()
    by_key = {key: id_ for key, id_ in tasks}  # noqa: C416 -- rows, not pairs, to mypy
    ids |= {"task": by_key["one"], "spare": by_key["spare"]}
    with_action = {"task_id": ":task", "next_step": "'x'", "form_key": "'one'"}
    insert("support_moment", {**MOMENT, **with_action}, ids)
    return ids


@pytest.mark.parametrize("rule", WRONG)
def test_each_rule_is_held_by_the_database(known: dict[str, int], rule: str) -> None:
    table, row, change = WRONG[rule]
    with pytest.raises(DatabaseError) as refused:
        insert(table, {**row, **change}, known)
    said = str(refused.value.orig)
    by_columns = "UNIQUE constraint failed" in said  # SQLite names the columns, not the rule
    assert rule in said or by_columns


def test_each_row_would_do_but_for_the_change(known: dict[str, int]) -> None:
    insert("task", TASK, known)
    insert("task", {**VACANCY, "organisation_id": ":away", "dedupe_key": "'three'"}, known)
    insert("hand_over", {**HAND_OVER, "organisation_id": ":away"}, known)
    insert("support_moment", MOMENT, known)


def test_only_mail_that_failed_has_bounced(cast: Cast) -> None:
    assert cast
    queue()
    with pytest.raises(DatabaseError) as refused, transaction():
        db.session.execute(text("UPDATE outbox_mail SET bounced = true"))
    assert "bounced_mail_has_failed" in str(refused.value.orig)


def test_no_rule_of_this_room_is_left_out() -> None:
    tables = [Model.metadata.tables[row.__tablename__] for row in (Task, HandOver, Moment)]
    named = {
        str(rule.name).removeprefix(f"ck_{table.name}_")
        for table in tables
        for rule in table.constraints
        if isinstance(rule, UniqueConstraint) or str(rule.name).startswith("ck_")
    }
    partial = {str(index.name) for table in tables for index in table.indexes if index.unique}
    assert named | partial == set(WRONG)
