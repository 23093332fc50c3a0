"""When a step may be taken, and when two needs sound alike."""

import pytest

from portal.needs import rules
from portal.needs.models import State, StepKind
from portal.rules import RuleBroken, why_not

KNOWN = (
    (1, "Wat doen we als een klein gebaar verkeerd valt?"),
    (2, "Hoe maak je contact als je elkaars taal niet spreekt?"),
    (3, "Een lespakket voor de nacht"),
    (3, "Iets voor wie alleen nachtdienst doet"),  # merged: it speaks for the same need
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Als een gebaar verkeerd valt, wat dan?", [1]),
        ("En wat als een gebáár VERKEERD is gevallen", [1]),
        ("Contact maken zonder dezelfde taal te spreken", [2]),
        ("Wij doen alleen nachtdienst", [3]),
        ("Hoe krijgen we de directie mee?", []),
        ("Ja?", []),
        ("Een gebaar in de taal van de bewoner op woensdag", []),  # one word with each is chance
    ],
)
def test_needs_that_sound_alike(text: str, found: list[int]) -> None:
    assert rules.most_alike(text, KNOWN) == found


def test_a_need_of_one_word_is_found_again() -> None:
    assert rules.most_alike("Nachtdienst", [(7, "Nachtdienst")]) == [7]


def test_only_the_nearest_few_are_shown() -> None:
    same = [(number, "Wat als een gebaar verkeerd valt?") for number in range(1, 9)]
    assert rules.most_alike("Een gebaar dat verkeerd valt", same) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("last", "state"),
    [
        (None, State.OPEN),
        (StepKind.BEING_MADE, State.BEING_MADE),
        (StepKind.KIT, State.ANSWERED),
        (StepKind.REASON, State.ANSWERED),
        (StepKind.REOPENED, State.OPEN),
        (StepKind.MERGED, State.MERGED),
        (StepKind.PARTED, State.OPEN),
    ],
)
def test_the_last_step_says_what_a_need_is(last: StepKind | None, state: State) -> None:
    assert rules.state_after(last) is state


ALL_BUT_MERGED = {State.OPEN, State.BEING_MADE, State.ANSWERED}


def test_which_state_lets_which_step() -> None:
    def free(check: object) -> set[State]:
        return {state for state in State if why_not(check, state) is None}  # type: ignore[arg-type]

    assert free(rules.check_may_answer) == ALL_BUT_MERGED
    assert free(rules.check_may_make) == {State.OPEN, State.BEING_MADE}
    assert free(rules.check_may_reopen) == {State.BEING_MADE, State.ANSWERED}
    assert free(rules.check_may_be_merged) == {State.OPEN, State.BEING_MADE}
    assert free(rules.check_may_part) == {State.MERGED}


@pytest.mark.parametrize(
    ("state", "shares", "ended", "may"),
    [
        (State.OPEN, False, False, True),
        (State.BEING_MADE, False, False, True),
        (State.OPEN, True, False, False),
        (State.OPEN, False, True, False),
        (State.ANSWERED, False, False, False),
        (State.MERGED, False, False, False),
    ],
)
def test_a_team_says_once_that_it_shares_what_is_open(
    state: State, *, shares: bool, ended: bool, may: bool
) -> None:
    refused = why_not(rules.check_may_share, state=state, shares=shares, team_ended=ended)
    assert (refused is None) is may


@pytest.mark.parametrize(
    ("into", "same", "may"),
    [
        (State.OPEN, False, True),
        (State.BEING_MADE, False, True),
        (State.OPEN, True, False),
        (State.ANSWERED, False, False),
        (State.MERGED, False, False),
    ],
)
def test_a_need_goes_into_another_that_is_open(into: State, *, same: bool, may: bool) -> None:
    assert (why_not(rules.check_may_merge, State.OPEN, into, same=same) is None) is may


@pytest.mark.parametrize(
    ("state", "others", "keeps", "may"),
    [
        (State.OPEN, False, False, True),
        (State.OPEN, True, False, False),
        (State.OPEN, True, True, True),
        (State.ANSWERED, False, False, False),
        (State.ANSWERED, True, True, True),
        (State.MERGED, False, True, False),
    ],
)
def test_words_that_others_share_are_changed_by_who_keeps_them(
    state: State, *, others: bool, keeps: bool, may: bool
) -> None:
    assert (why_not(rules.check_may_edit, state, others=others, keeps=keeps) is None) is may


def test_a_reason_has_words() -> None:
    with pytest.raises(RuleBroken):
        rules.check_has_words("")
    rules.check_has_words("Niet nu.")
