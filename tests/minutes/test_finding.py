"""Searching: what is approved is found by all, drafts by nobody."""

from portal.db import transaction
from portal.minutes import agreeing
from portal.minutes.agreeing import Agreed
from portal.search.models import Kind
from tests.cast import Cast
from tests.meetings.planned import ON, meeting_by
from tests.minutes.written import approve, keep
from tests.search.test_found import ambassador_of, found


def test_texts_decisions_and_actions_are_found_once_they_are_approved(
    cast: Cast, today_held: int
) -> None:
    by = cast.coordinator.person_id
    keep(today_held, "We spraken over zonnebloemen.", cast)
    with transaction():
        meeting = meeting_by(today_held)
        agreeing.decide(meeting, "general", "Elk kwartaal tulpen.", on=ON, by=by)
        agreed = Agreed(part="general", words="Een kruiwagen lenen")
        agreeing.agree(meeting, agreed, on=ON, by=by)
    for words in ("zonnebloem", "tulpen", "kruiwagen"):
        assert found(words) == {}
    approve(today_held, cast)
    for words in ("zonnebloem", "tulpen", "kruiwagen"):
        assert found(words)[Kind.MEETING] == ["Reflectiemoment 1"]
        assert found(words, ambassador_of(cast))[Kind.MEETING] == ["Reflectiemoment 1"]


def test_what_changes_afterwards_is_found_under_its_new_words(cast: Cast, today_held: int) -> None:
    keep(today_held, "We spraken over zonnebloemen.", cast)
    approve(today_held, cast)
    keep(today_held, "We spraken over madeliefjes.", cast, version=1, reason="Andere bloemen")
    assert found("zonnebloem") == {}
    assert found("madeliefjes")[Kind.MEETING] == ["Reflectiemoment 1"]
