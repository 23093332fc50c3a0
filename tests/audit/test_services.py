"""The trail is added to and never touched; it holds no content and no personal data."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from portal.audit.models import AuditEvent
from portal.audit.services import record, record_all
from portal.db import db, transaction
from portal.rules import RuleBroken
from tests.conftest import TODAY, Counter

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("app")


def write(event: str = "meeting_planned", **detail: str | int) -> None:
    """Record one act in a transaction of its own."""
    with transaction():
        record(event, by=7, at=NOW, object_kind="meeting", object_id=14, detail=detail)


def test_an_act_says_who_what_when_and_on_what() -> None:
    with transaction():
        record(
            "ambassador_handed_over",
            by=7,
            at=NOW,
            on=date(2026, 4, 1),
            object_kind="organisation",
            object_id=3,
            detail={"from": 11, "to": 12},
        )
    act = db.session.scalars(select(AuditEvent)).one()
    assert (act.event, act.by_person_id, act.at) == ("ambassador_handed_over", 7, NOW)
    assert (act.object_kind, act.object_id) == ("organisation", "3")
    assert (act.valid_on, act.detail) == (date(2026, 4, 1), {"from": 11, "to": 12})


def test_an_act_without_a_moment_happened_now() -> None:
    with time_machine.travel(NOW, tick=False), transaction():
        record("sessions_ended", by=None, object_kind="person", object_id=7)
    act = db.session.scalars(select(AuditEvent)).one()
    assert (act.at, act.by_person_id) == (NOW, None)


def _act_and_break() -> None:
    with transaction():
        record("meeting_planned", by=7, at=NOW, object_kind="meeting", object_id=14)
        raise RuleBroken("The act falls through.")


def test_an_act_that_falls_through_leaves_no_line() -> None:
    with pytest.raises(RuleBroken):
        _act_and_break()
    assert db.session.scalars(select(AuditEvent)).all() == []


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("audit_is_never_changed", "UPDATE audit_event SET by_person_id = 8"),
        ("audit_is_never_changed", "UPDATE audit_event SET at = at"),
        ("audit_is_never_deleted", "DELETE FROM audit_event"),
    ],
)
def test_the_database_refuses_to_touch_the_trail(name: str, statement: str) -> None:
    write()
    with pytest.raises(IntegrityError, match=name), transaction():
        db.session.execute(text(statement))
    act = db.session.scalars(select(AuditEvent)).one()
    assert (act.by_person_id, act.at) == (7, NOW)


@pytest.mark.parametrize("column", ["event", "object_kind", "object_id"])
def test_an_act_names_its_object(column: str) -> None:
    values = {"event": "x", "object_kind": "x", "object_id": "x"} | {column: ""}
    with pytest.raises(IntegrityError, match="act_names_its_object"), transaction():
        db.session.add(AuditEvent(at=NOW, detail={}, **values))


@pytest.mark.parametrize("event", ["", "Meeting planned", "meeting planned", "x\ny", "hilde@x.be"])
def test_an_event_is_a_key(event: str) -> None:
    with pytest.raises(ValueError, match="no key"):
        write(event)


@pytest.mark.parametrize("value", ["hilde@demo.example", "x" * 61])
def test_content_and_addresses_stay_out(value: str) -> None:
    with pytest.raises(ValueError, match="more than the trail may keep"):
        write(reason=value)


def test_a_detail_is_a_word_or_a_number() -> None:
    with pytest.raises(ValueError, match="neither a word nor a number"):
        write(answers=["a", "b"])  # type: ignore[arg-type]


def test_a_line_costs_one_statement(count_statements: Counter) -> None:
    with count_statements() as seen:
        write()
    assert len(seen) == 1


def test_many_lines_are_one_statement_and_like_single_ones(count_statements: Counter) -> None:
    with transaction(), count_statements() as statements:
        record_all("team_added", by=7, object_kind="team", things=[(3, TODAY), (4, None)])
    kept = db.session.scalars(select(AuditEvent).order_by(AuditEvent.object_id)).all()
    assert [(one.event, one.by_person_id, one.object_id, one.valid_on) for one in kept] == [
        ("team_added", 7, "3", TODAY),
        ("team_added", 7, "4", None),
    ]
    assert len(statements) == 1
