"""The loop of a finding: one step after the other, in time, and never two at once unseen."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.adjustments import queries, services
from portal.adjustments.models import AdjustmentStep, Finding, Helped, State, StepKind
from portal.adjustments.services import Changed, Said
from portal.audit.models import AuditEvent
from portal.db import db, transaction
from portal.rules import RuleBroken
from portal.web.stale import Stale
from tests.adjustments.loops import (
    ANNOUNCED,
    DECIDED,
    FIRST,
    SECOND,
    TOLD,
    announce,
    announced,
    change,
    decide,
    declined,
    finding_of,
    hold_two,
    rerate,
    told,
)
from tests.cast import Cast
from tests.conftest import TODAY


def kinds(finding_id: int) -> list[StepKind]:
    db.session.rollback()
    return [step.kind for step in finding_of(finding_id).steps]


def state(finding_id: int) -> State:
    lines = {one.finding.id: one.state for one in queries.all_findings(TODAY, queries.Filters())}
    return lines[finding_id]


def test_a_loop_goes_round_once(cast: Cast) -> None:
    finding_id = told(cast)
    states = [state(finding_id)]
    decide(cast, finding_id, StepKind.ADAPTED)
    states.append(state(finding_id))
    change(cast, finding_id, what=Changed(kit_version="Radar aan 1.1.0"))
    states.append(state(finding_id))
    announce(cast, finding_id)
    states.append(state(finding_id))
    hold_two(cast)
    rerate(cast, finding_id, on=SECOND)
    states.append(state(finding_id))
    assert states == [
        State.OPEN,
        State.TO_CHANGE,
        State.TO_ANNOUNCE,
        State.TO_RERATE,
        State.CLOSED,
    ]
    assert finding_of(finding_id).steps[-1].helped is Helped.PARTLY


def test_what_is_declined_is_explained_and_then_closed(cast: Cast) -> None:
    finding_id = declined(cast)
    assert kinds(finding_id) == [StepKind.DECLINED, StepKind.EXPLAINED]
    assert state(finding_id) is State.CLOSED
    with pytest.raises(RuleBroken, match="nothing to rate again"):
        rerate(cast, finding_id, on=TODAY)


def test_several_things_may_change_before_one_announcement(cast: Cast) -> None:
    finding_id = told(cast)
    decide(cast, finding_id)
    change(cast, finding_id)
    change(cast, finding_id, on=ANNOUNCED)
    announce(cast, finding_id)
    assert kinds(finding_id)[1:] == [StepKind.CHANGED, StepKind.CHANGED, StepKind.ANNOUNCED]


def test_no_step_goes_before_the_one_it_follows(cast: Cast) -> None:
    finding_id = told(cast)
    with pytest.raises(RuleBroken, match="First decide"):
        change(cast, finding_id)
    with pytest.raises(RuleBroken, match="First decide"):
        announce(cast, finding_id)
    decide(cast, finding_id)
    with pytest.raises(RuleBroken, match="decided already"):
        decide(cast, finding_id)
    with pytest.raises(RuleBroken, match="First tell what changed"):
        announce(cast, finding_id)
    assert kinds(finding_id) == [StepKind.ADOPTED]


def test_nothing_is_rated_again_until_two_moments_were_held(cast: Cast) -> None:
    finding_id = announced(cast)
    with pytest.raises(RuleBroken, match="Wait until two"):
        rerate(cast, finding_id, on=TODAY)
    hold_two(cast)
    with pytest.raises(RuleBroken, match="Wait until two"):
        rerate(cast, finding_id, on=FIRST)
    rerate(cast, finding_id, on=SECOND)
    assert state(finding_id) is State.CLOSED


def test_opened_again_it_begins_anew_and_keeps_what_was_done(cast: Cast) -> None:
    finding_id = declined(cast)
    with transaction():
        services.reopen(finding_of(finding_id), Said(words="Nieuw plan."), by=None, on=TODAY)
    assert state(finding_id) is State.OPEN
    decide(cast, finding_id, on=TODAY)
    assert len(kinds(finding_id)) == 4


def test_of_two_coordinators_one_wins(cast: Cast) -> None:
    finding_id = told(cast)
    decide(cast, finding_id)
    late = Said(words="Te laat.", based_on=1)
    with pytest.raises(Stale), transaction():
        services.decide(finding_of(finding_id), StepKind.DECLINED, late, by=None, on=TODAY)
    assert kinds(finding_id) == [StepKind.ADOPTED]


def test_only_what_was_announced_goes_public_and_comes_back(cast: Cast) -> None:
    finding_id = told(cast)
    with pytest.raises(RuleBroken, match="First announce it"), transaction():
        services.publish(finding_of(finding_id), by=None, on=TODAY)
    second = announced(cast)
    with transaction():
        services.publish(finding_of(second), by=None, on=TODAY)
    assert [one.id for one in queries.public_findings(TODAY)] == [second]
    with transaction():
        services.take_back(finding_of(second), by=None, on=TODAY)
    assert queries.public_findings(TODAY) == []


def test_words_are_put_right_only_before_they_are_announced(cast: Cast) -> None:
    finding_id = told(cast)
    with transaction():
        services.change_words(finding_of(finding_id), Said(words="Anders."), by=None, on=TODAY)
    assert finding_of(finding_id).words == "Anders."
    second = announced(cast)
    with pytest.raises(RuleBroken, match="announced"), transaction():
        services.change_words(finding_of(second), Said(words="Te laat."), by=None, on=TODAY)


def test_open_ends_stand_first_the_oldest_first_and_late_ones_say_so(cast: Cast) -> None:
    young = told(cast, "Jong", on=SECOND)
    closed = declined(cast)
    old = told(cast, "Oud")
    hold_two(cast)
    lines = queries.findings_page(TODAY, queries.Filters(), number=1).rows
    assert [one.finding.id for one in lines] == [old, young, closed]
    assert [one.overdue for one in lines] == [True, False, False]
    assert [one.finding.id for one in queries.open_ends(TODAY)] == [old, young]


def test_what_waits_for_two_meetings_says_when_it_can_be_rated(cast: Cast) -> None:
    finding_id = announced(cast)
    assert [one.due for one in queries.open_ends(TODAY)] == [False]
    hold_two(cast)
    assert [(one.finding.id, one.due) for one in queries.open_ends(TODAY)] == [(finding_id, True)]


def test_days_are_counted_to_the_first_time_people_heard(cast: Cast) -> None:
    announced(cast)
    declined(cast)
    told(cast)
    assert queries.days_to_announce() == [(TOLD, ANNOUNCED)] * 2


def test_a_list_is_narrowed_by_state_and_words(cast: Cast) -> None:
    first = told(cast, "Meer tijd, graag.")
    announced(cast, "Korter.")
    found = queries.all_findings(TODAY, queries.Filters(state=State.OPEN))
    assert [one.finding.id for one in found] == [first]
    found = queries.all_findings(TODAY, queries.Filters(text="TIJD, GRAAG"))
    assert [one.finding.id for one in found] == [first]
    found = queries.all_findings(TODAY, queries.Filters(text="45 minuten"))
    assert [one.finding.words for one in found] == ["Korter."]


def test_an_erased_person_is_named_nowhere(cast: Cast) -> None:
    finding_id = announced(cast)
    with transaction():
        services.forget_person(cast.coordinator.person_id)
    db.session.rollback()
    assert finding_of(finding_id).told_by_id is None
    assert set(db.session.scalars(select(AdjustmentStep.by_person_id))) == {None}


def test_the_trail_names_acts_and_never_words(cast: Cast) -> None:
    finding_id = announced(cast)
    events = db.session.scalars(
        select(AuditEvent).where(AuditEvent.object_kind == "finding").order_by(AuditEvent.id)
    ).all()
    assert [one.detail.get("step", one.event) for one in events] == [
        "finding_told",
        "adopted",
        "changed",
        "announced",
    ]
    assert {one.object_id for one in events} == {str(finding_id)}


def test_a_finding_told_in_the_past_is_decided_on_a_day_of_the_past(cast: Cast) -> None:
    finding_id = told(cast, on=date(2021, 5, 1))
    decide(cast, finding_id, on=date(2021, 5, 1) + timedelta(days=9))
    (step,) = db.session.get_one(Finding, finding_id).steps
    assert step.happened_on == date(2021, 5, 10) != DECIDED
