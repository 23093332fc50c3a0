"""What this room gives and forgets when the rooms below ask."""

import pytest
from flask import Flask, g

from portal.accounts.queries import find_visit
from portal.clock import now
from portal.db import transaction
from portal.needs import queries
from portal.web.hooks import Act
from portal.web.hooks import tell as tell_rooms
from tests.cast import Cast, Member
from tests.conftest import TODAY, session_key
from tests.needs.conftest import WORDS, Share, Tell, need_of

KEYS = ("needs_told", "needs_shared")


def _data_of(person_id: int) -> dict[str, object]:
    parts = tell_rooms(Act.PERSON_DATA, person_id=person_id)
    return {key: part[key] for part in parts for key in KEYS if key in part}


def test_a_person_gets_what_they_told_and_shared(cast: Cast, tell: Tell, share: Share) -> None:
    share(tell(happened="Zo ging het."), named=True)
    assert _data_of(cast.lead.person_id) == {
        "needs_told": [
            {
                "words": WORDS,
                "happened": "Zo ging het.",
                "lang": "nl",
                "told_on": "2022-11-15",
            }
        ],
        "needs_shared": [
            {
                "words": WORDS,
                "team": "Team 1 home",
                "said_on": "2022-11-15",
                "team_named_on": None,
            }
        ],
    }
    assert _data_of(cast.contact.person_id) == {"needs_told": [], "needs_shared": []}


def test_an_erased_person_is_named_nowhere_and_the_words_stay(cast: Cast, tell: Tell) -> None:
    need_id = tell()
    with transaction():
        tell_rooms(Act.ERASE, person_id=cast.lead.person_id)
    assert _data_of(cast.lead.person_id) == {"needs_told": [], "needs_shared": []}
    assert need_of(need_id).words == WORDS
    assert [one.said_by_id for one in queries.supports_of([need_id])] == [None]


@pytest.mark.parametrize(
    ("who", "rows"),
    [("ambassador", 1), ("coordinator", 1), ("neighbour", None), ("team_lead", None)],
)
def test_a_house_takes_its_needs_along(
    app: Flask, cast: Cast, tell: Tell, who: str, rows: int | None
) -> None:
    tell()
    member: Member = cast.everyone[who]
    with app.test_request_context():
        visit = find_visit(session_key(member), now=now(), on=TODAY)
        assert visit is not None
        g.actor = visit.actor
        given = tell_rooms(Act.ORGANISATION_DATA, organisation_id=cast.home.organisation_id)
    tables = [table for part in given for table in part if table.name == "needs"]
    assert [len(table.rows) for table in tables] == ([] if rows is None else [rows])
