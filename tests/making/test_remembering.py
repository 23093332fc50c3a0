"""What the room gives, forgets and hands on when the rooms below ask."""

import secrets
from datetime import timedelta

import pytest
from flask import Flask, g
from sqlalchemy import select

from portal.accounts.queries import find_visit
from portal.clock import now
from portal.db import db, transaction
from portal.making import authors, queries, talking
from portal.making.models import Draft, DraftComment
from portal.making.services import note_pilot
from portal.making.talking import Words
from portal.moi.models import Kit
from portal.needs.services import Place, Step, Told, answer_need, tell_need
from portal.network.models import Person
from portal.web.hooks import Act, tell
from tests.cast import Cast, Member
from tests.conftest import TODAY, Visitor, session_key
from tests.making.conftest import TITLE, Propose, authors_of, draft_of

TOMORROW = TODAY + timedelta(days=1)
KEYS = {"lesson_kits_in_the_making", "steps_of_lesson_kits", "comments_on_lesson_kits"}


def act_as(member: Member) -> None:
    visit = find_visit(session_key(member), now=now(), on=TODAY)
    assert visit is not None
    g.actor = visit.actor


def data_of(person_id: int) -> dict[str, object]:
    merged: dict[str, object] = {}
    for part in tell(Act.PERSON_DATA, person_id=person_id):
        merged |= {key: value for key, value in part.items() if key in KEYS}
    return merged


def say(draft_id: int, by: int, words: str) -> None:
    with transaction():
        draft = db.session.get_one(Draft, draft_id)
        said = Words(words=words, lang="nl", path="intro.nl.md")
        talking.say(draft, said, by=by, on=TODAY, form_key=secrets.token_hex(16))


def test_a_person_gets_what_they_make_and_said(cast: Cast, propose: Propose) -> None:
    draft_id = propose()
    say(draft_id, cast.lead.person_id, "Te lang")
    assert data_of(cast.lead.person_id) == {
        "lesson_kits_in_the_making": [
            {"title": TITLE, "step": "proposed", "writes_since": "2022-11-15"}
        ],
        "steps_of_lesson_kits": [
            {"title": TITLE, "step": "proposed", "on": "2022-11-15", "note": ""}
        ],
        "comments_on_lesson_kits": [
            {
                "title": TITLE,
                "file": "intro.nl.md",
                "words": "Te lang",
                "written_on": "2022-11-15",
            }
        ],
    }
    assert data_of(cast.neighbour.person_id) == {key: [] for key in KEYS}


def test_an_erased_person_is_named_nowhere_and_the_words_stay(cast: Cast, propose: Propose) -> None:
    draft_id = propose()
    say(draft_id, cast.lead.person_id, "Te lang")
    with transaction():
        tell(Act.ERASE, person_id=cast.lead.person_id)
    assert data_of(cast.lead.person_id) == {key: [] for key in KEYS}
    assert authors_of(draft_id) == []
    assert db.session.scalars(select(DraftComment.words)).all() == ["Te lang"]


def test_two_rows_of_one_person_become_one_author(cast: Cast, propose: Propose) -> None:
    draft_id = propose()
    with transaction():
        other = db.session.get_one(Person, cast.member.person_id)
        authors.add_author(db.session.get_one(Draft, draft_id), other, on=TODAY)
    with transaction():
        tell(Act.MERGE, kept_id=cast.lead.person_id, gone_id=cast.member.person_id)
    assert authors_of(draft_id) == [cast.lead.person_id]


def test_a_successor_writes_along_on_what_is_open(cast: Cast, kit: Kit, propose: Propose) -> None:
    before, successor = cast.ambassador.person_id, cast.member.person_id
    opened = propose(by=before)
    done = propose(by=before, accepted=True)
    with transaction():
        draft = db.session.get_one(Draft, done)

        note_pilot(draft, kit.id, by=before, on=TODAY)
    told = {"organisation_id": cast.home.organisation_id, "before_id": before}
    words = [line for part in tell(Act.MOVES, on=TOMORROW, **told) for line in part]
    assert [line for line in words if TITLE in line] == [
        f"“{TITLE}”, in de maak: de opvolger schrijft mee."
    ]
    for _ in range(2):
        with transaction():
            tell(Act.SUCCESSION, successor_id=successor, on=TOMORROW, by=before, **told)
    assert authors_of(opened) == sorted([before, successor])
    assert authors_of(done) == [before]


def test_an_organisation_takes_along_what_its_teams_make(
    app: Flask, cast: Cast, propose: Propose
) -> None:
    propose()
    with app.test_request_context():
        for member, tables in ((cast.ambassador, 1), (cast.board_reader, 0)):
            act_as(member)
            given = [
                table
                for part in tell(Act.ORGANISATION_DATA, organisation_id=cast.home.organisation_id)
                for table in part
                if table.name == "in-the-making"
            ]
            assert [len(list(table.rows)) for table in given] == [1] * tables, member.name


@pytest.mark.parametrize("accepted", [False, True])
def test_the_pages_of_a_need_a_team_and_a_kit_lead_here(
    client: Visitor, cast: Cast, propose: Propose, *, accepted: bool
) -> None:
    with transaction():
        told = Told(words="Hoe neem je afscheid?")
        need = tell_need(told, Place(), by=cast.lead.person_id, on=TODAY).id
    team = cast.home.team_ids[0]
    client.sign_in(cast.lead)
    assert f"/in-the-making/propose?need={need}" in client.get(f"/needs/{need}/").text
    assert "Lespakketten die dit team maakt" not in client.get(f"/teams/{team}/kits").text
    draft_id = propose(need_ids=[need], accepted=accepted)
    page = client.get(f"/needs/{need}/").text
    assert (f"/in-the-making/{draft_id}/" in page, f"propose?need={need}" in page) == (True, False)
    assert f"/in-the-making/{draft_id}/" in client.get(f"/teams/{team}/kits").text
    assert queries.drafts_of_team(cast.home.team_ids[1]) == []
    assert draft_of(draft_id).is_open


def test_nobody_is_asked_for_a_kit_where_a_need_has_its_answer(client: Visitor, cast: Cast) -> None:
    coordinator = cast.coordinator.person_id
    with transaction():
        need = tell_need(Told(words="Hoe neem je afscheid?"), Place(), by=coordinator, on=TODAY)
        answer_need(need, Step(by=coordinator, on=TODAY), reason="Dat doen we niet.")
        need_id = need.id
    client.sign_in(cast.coordinator)
    assert "/in-the-making/propose?need=" not in client.get(f"/needs/{need_id}/").text
