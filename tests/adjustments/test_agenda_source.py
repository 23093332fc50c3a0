"""What findings put forward for an agenda, and what is kept of who told them."""

from portal.adjustments.agenda_source import suggest
from portal.adjustments.remembering import person_data
from portal.meetings.models import BlockKind
from tests.adjustments.loops import (
    REASON,
    SECOND,
    WORDS,
    announced,
    change,
    decide,
    hold_two,
    rerate,
    told,
)
from tests.cast import Cast
from tests.conftest import TODAY


def test_nothing_is_put_forward_where_nothing_waits(cast: Cast) -> None:
    announced(cast)
    assert suggest(meeting_id=1, day=TODAY) == []


def test_what_can_be_announced_goes_before_what_waits_for_a_decision(cast: Cast) -> None:
    waiting = told(cast, "Wacht op een beslissing.")
    ready = told(cast)
    decide(cast, ready)
    change(cast, ready)
    found = suggest(meeting_id=1, day=TODAY)
    assert [one.source_id for one in found] == [str(ready), str(waiting)]
    assert {one.block for one in found} == {BlockKind.PROCESS_EVALUATION}
    assert (found[0].words, found[0].href) == (WORDS, f"/adjustments/{ready}/")


def test_what_was_rated_again_since_the_last_moment_is_told(cast: Cast) -> None:
    finding_id = announced(cast)
    hold_two(cast)
    assert [one.source_id for one in suggest(meeting_id=1, day=TODAY)] == [str(finding_id)]
    rerate(cast, finding_id, on=SECOND)
    (one,) = suggest(meeting_id=1, day=TODAY)
    assert one.source_id == f"{finding_id}-rated"


def test_a_person_gets_what_they_told_and_did(cast: Cast) -> None:
    decide(cast, told(cast))
    data = person_data(person_id=cast.coordinator.person_id)
    assert [one["words"] for one in data["feedback_told"]] == [WORDS]
    assert [(one["step"], one["words"]) for one in data["feedback_steps"]] == [("adopted", REASON)]
    assert person_data(person_id=cast.lead.person_id) == {
        "feedback_told": [],
        "feedback_steps": [],
    }
