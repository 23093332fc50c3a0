"""What the room gives and forgets when the rooms below ask: a person's words, a house's cards."""

import pytest
from flask import Flask, g

from portal.accounts.queries import find_visit
from portal.clock import now
from portal.db import transaction
from portal.web.hooks import Act, tell
from tests.cards.conftest import Fill, card_of
from tests.cast import Cast, Member
from tests.conftest import TODAY, session_key


def _act_as(member: Member) -> None:
    visit = find_visit(session_key(member), now=now(), on=TODAY)
    assert visit is not None
    g.actor = visit.actor


def _data_of(person_id: int) -> dict[str, object]:
    merged: dict[str, object] = {}
    for part in tell(Act.PERSON_DATA, person_id=person_id):
        merged |= {key: value for key, value in part.items() if key in CARD_KEYS}
    return merged


CARD_KEYS = {"team_cards", "answers_to_wanted_help"}


def test_a_person_gets_what_they_wrote_and_nothing_by_a_code(cast: Cast, fill: Fill) -> None:
    fill(tries="Een vraag per dag")
    fill(tries="Een vraag per dag", help="Van een collega", by=None)
    assert _data_of(cast.lead.person_id) == {
        "team_cards": [
            {
                "team": "Team 1 home",
                "card_since": "2022-10-13",
                "about": "tries",
                "went": None,
                "words": "Een vraag per dag",
                "lang": "nl",
                "written_on": "2022-11-15",
            }
        ],
        "answers_to_wanted_help": [],
    }
    assert _data_of(cast.neighbour.person_id) == {"team_cards": [], "answers_to_wanted_help": []}


def test_an_erased_person_is_named_nowhere(cast: Cast, fill: Fill) -> None:
    fill(tries="Een vraag per dag")
    with transaction():
        tell(Act.ERASE, person_id=cast.lead.person_id)
    assert _data_of(cast.lead.person_id)["team_cards"] == []
    assert card_of(cast.home.team_ids[0]).tries is not None


@pytest.mark.parametrize(
    ("who", "tables"),
    [("ambassador", 1), ("primary_contact", 0), ("coordinator", 0), ("neighbour", 0)],
)
def test_cards_leave_with_the_house_only_for_who_may_read_them(
    app: Flask, cast: Cast, fill: Fill, who: str, tables: int
) -> None:
    assert app
    fill(tries="Een vraag per dag")
    _act_as(cast.everyone[who])
    found = [
        table
        for given in tell(Act.ORGANISATION_DATA, organisation_id=cast.home.organisation_id)
        for table in given
        if table.name == "team-cards"
    ]
    assert len(found) == tables
    assert [row["tries"] for table in found for row in table.rows] == ["Een vraag per dag"] * tables
