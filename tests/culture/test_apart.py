"""An organisation too small for a result of its own takes part, and nothing leads back to it."""

import re
import secrets
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from portal.clock import now
from portal.culture import letters, services
from portal.culture.preparation import apart_in
from portal.db import db, transaction
from portal.outbox.models import OutboxMail
from portal.questionnaires.campaigns.codes import hash_code
from portal.questionnaires.campaigns.models import AccessCode, CampaignUnit
from portal.questionnaires.campaigns.response_models import Response, ResultSnapshot
from portal.questionnaires.filling.services import Submission, submit
from portal.questionnaires.results.campaign_places import NETWORK
from portal.questionnaires.results.shapes import Place, PlaceKind
from portal.questionnaires.results.snapshots import places_of
from portal.rules import RuleBroken
from tests.cast import Cast
from tests.conftest import TODAY, Visitor
from tests.culture import measurements as m
from tests.databases import SECRET
from tests.evaluation.evaluations import walk

AWAY = "/culture/1/organisations/away/"


def _opened(cast: Cast) -> int:
    """Open to two large teams and one of six at home, and to three people away; return its id."""
    day = TODAY
    campaign_id = m.plan(cast, opens=day, closes=day + timedelta(days=14))
    one, two, three = cast.home.team_ids
    m.prepare(cast, {one: 12, two: 12, three: 6, cast.away.team_ids[0]: 3})
    m.open_(cast, on=day)
    return campaign_id


def _sheet(cast: Cast, organisation_id: int) -> list[str]:
    with transaction():
        by = cast.coordinator.person_id
        codes = services.print_codes_apart(m.get(), organisation_id, secret=SECRET, on=TODAY, by=by)
    return list(codes)


def _answer(campaign_id: int, code: str, value: int) -> None:
    given = {item: [str(value)] for item in m.CULTURE.items}
    sent = Submission(
        submit_key=secrets.token_hex(16),
        given=given,
        lang="nl",
        code_hash=hash_code(code, secret=SECRET),
    )
    with transaction():
        submit(campaign_id, sent, on=TODAY)


def test_the_opening_tells_who_stands_apart_and_hides_them_among_enough(cast: Cast) -> None:
    campaign_id = _opened(cast)
    assert m.get().campaign.people_apart == 9, "the three away, and the six who hide them"
    away, home = cast.away.organisation_id, cast.home.organisation_id
    assert apart_in(campaign_id, away).people == 3
    assert apart_in(campaign_id, home).people == 6
    assert sorted(db.session.scalars(select(CampaignUnit.headcount))) == [12, 12]
    m.plan(cast, number=2)
    assert apart_in(m.get(2).campaign_id, home).people == 0


def test_what_is_kept_of_a_code_or_an_answer_names_no_organisation(cast: Cast) -> None:
    campaign_id = _opened(cast)
    sheets = [_sheet(cast, home.organisation_id) for home in (cast.away, cast.home)]
    assert [len(set(sheet)) for sheet in sheets] == [3, 6]
    assert not set(sheets[0]) & set(sheets[1])
    _answer(campaign_id, sheets[0][0], 4)
    _answer(campaign_id, sheets[1][0], 2)
    kept = db.session.execute(select(AccessCode.unit_id, AccessCode.campaign_id)).all()
    assert {tuple(row) for row in kept} == {(None, campaign_id)}
    assert {column.name for column in AccessCode.__table__.columns} == {
        *("code_hash", "campaign_id", "unit_id", "used"),
    }
    said = db.session.execute(select(Response.unit_id, Response.role_group)).all()
    assert [tuple(row) for row in said] == [(None, None)] * 2


def test_a_sheet_printed_again_is_the_same_and_tells_nothing_of_who_answered(cast: Cast) -> None:
    campaign_id = _opened(cast)
    sheet = _sheet(cast, cast.away.organisation_id)
    _answer(campaign_id, sheet[1], 3)
    assert _sheet(cast, cast.away.organisation_id) == sheet
    assert db.session.scalar(select(func.count()).select_from(AccessCode)) == 3
    with pytest.raises(RuleBroken):
        _answer(campaign_id, sheet[1], 3)


def test_their_answers_count_for_the_network_and_nothing_smaller(cast: Cast) -> None:
    campaign_id = _opened(cast)
    sheet = _sheet(cast, cast.away.organisation_id) + _sheet(cast, cast.home.organisation_id)
    for code, value in zip(sheet, (1, 2, 3, 3, 4, 5, 5, 4, 2), strict=True):
        _answer(campaign_id, code, value)
    for team_id in cast.home.team_ids[:2]:
        unit = db.session.get_one(CampaignUnit, m.unit_of(team_id).id)
        with transaction():
            known = {"seed": secrets.token_hex(16), "secret": SECRET, "on": TODAY, "by": 1}
            codes = services.print_codes(m.get(), unit, 10, **known)  # type: ignore[arg-type]
        for code, value in zip(codes, m.VALUES, strict=True):
            _answer(campaign_id, code, value)
    m.finish(cast, closed=TODAY, on=TODAY + timedelta(days=1))
    away, home = (
        Place(kind=PlaceKind.ORGANISATION, key=str(one.organisation_id)).code
        for one in (cast.away, cast.home)
    )
    found = places_of(campaign_id, [NETWORK.code, away, home])
    assert set(found) == {NETWORK.code, home}
    network = found[NETWORK.code]
    assert (network.responses, network.headcount, network.hidden) == (29, 33, None)


def test_two_tiny_organisations_alone_are_a_network_and_no_more(cast: Cast) -> None:
    campaign_id = m.plan(cast, opens=TODAY, closes=TODAY + timedelta(days=14))
    m.prepare(cast, {cast.home.team_ids[0]: 4, cast.away.team_ids[0]: 3})
    m.open_(cast, on=TODAY)
    sheets = [_sheet(cast, home.organisation_id) for home in (cast.home, cast.away)]
    for code, value in zip((*sheets[0], *sheets[1]), (1, 3, 4, 5, 2, 4, 4), strict=True):
        _answer(campaign_id, code, value)
    m.finish(cast, closed=TODAY, on=TODAY + timedelta(days=1))
    kept = select(ResultSnapshot.table_code).where(ResultSnapshot.campaign_id == campaign_id)
    kinds = {code.split("/")[0] for code in db.session.scalars(kept)}
    assert not kinds & {PlaceKind.UNIT, PlaceKind.ORGANISATION, PlaceKind.SECTOR}
    network = places_of(campaign_id, [NETWORK.code])[NETWORK.code]
    assert (network.responses, network.headcount) == (7, 7)


def test_the_database_asks_only_who_was_told_apart_too(cast: Cast) -> None:
    _opened(cast)
    m.plan(cast, number=2)
    with transaction():
        people = {cast.away.team_ids[0]: 3}
        services.tell_headcounts(m.get(2), people, on=m.INFORMED, by=None)
    for name, change in (
        (
            "culture_asks_apart_only_who_was_told",
            (
                "UPDATE culture_headcount SET apart = (1 = 1) "
                "WHERE campaign_id = (SELECT max(campaign_id) FROM culture_measurement)"
            ),
        ),
        (
            "headcount_is_frozen_once_open",
            "UPDATE culture_headcount SET apart = NOT apart WHERE people = 12",
        ),
        (
            "day_of_informing_is_frozen_once_asked",
            (
                "UPDATE culture_organisation SET informed_on = '2022-01-01' "
                f"WHERE organisation_id = {cast.away.organisation_id}"
            ),
        ),
    ):
        with pytest.raises(DatabaseError, match=name), transaction():
            db.session.execute(text(change))


def test_the_ambassador_prints_and_the_page_says_what_the_answers_are_for(
    client: Visitor, cast: Cast
) -> None:
    _opened(cast)
    client.sign_in(cast.neighbour)
    page = client.get(AWAY).text
    few = "te weinig mensen voor een eigen uitkomst: jullie antwoorden tellen mee voor het netwerk"
    assert few in page
    assert f'href="{AWAY}codes"' in page
    assert "beantwoord" not in page, "of three people not even a count is told"
    printed = client.submit(f"{AWAY}codes", {}).text
    codes = re.findall(r'class="code">([^<]+)<', printed)
    assert (len(set(codes)), printed.count(few)) == (3, 3)
    assert client.submit(f"{AWAY}codes", {}).text.count(codes[0]) >= 1
    form = client.submit("/evaluate", {"code": codes[0]}).text
    assert "Je antwoordt voor: het netwerk" in form
    pages = [{item.code: "4" for item in section.items} for section in m.CULTURE.sections]
    _, status, _ = walk(client, "/evaluate", form, pages)
    assert status == 200
    assert db.session.scalars(select(Response.unit_id)).all() == [None]


def test_a_stranger_and_who_has_nobody_apart_find_no_sheet(client: Visitor, cast: Cast) -> None:
    m.plan(cast, opens=TODAY, closes=TODAY + timedelta(days=14))
    m.prepare(cast, m.usual(cast))
    m.open_(cast, on=TODAY)
    client.sign_in(cast.coordinator)
    assert client.get(f"{AWAY}codes").status_code == 404
    for member in (cast.ambassador, cast.lead, cast.stranger):
        client.sign_in(member)
        assert client.get(f"{AWAY}codes").status_code == 404
        assert client.submit(f"{AWAY}codes", {}, at="/evaluate").status_code == 404
    assert db.session.scalar(select(func.count()).select_from(AccessCode)) == 0


def test_the_list_of_organisations_says_that_they_are_asked(client: Visitor, cast: Cast) -> None:
    _opened(cast)
    client.sign_in(cast.coordinator)
    page = client.get("/culture/1/").text
    assert "0 van de 33 mensen" in page, "everybody who is asked, apart or not"
    assert "de antwoorden tellen mee voor het netwerk" in page
    assert "was niet klaar" not in page


def test_their_ambassador_hears_that_there_are_codes_and_of_no_count(cast: Cast) -> None:
    _opened(cast)
    with transaction():
        letters.tell(TODAY, now=now())
    who = cast.neighbour.person_id
    mails = [mail.parameters or {} for mail in db.session.scalars(select(OutboxMail))]
    assert [mail["what"] for mail in mails if mail["person"] == who] == ["open"]
    (mine,) = (mail for mail in mails if mail["person"] == who)
    written = letters.write(mine, "nl")
    assert written is not None
    assert AWAY in written.letter.text
    with transaction():
        letters.tell(TODAY + timedelta(days=7), now=now())
    later = [mail.parameters or {} for mail in db.session.scalars(select(OutboxMail))]
    assert [one["what"] for one in later if one["person"] == who] == ["open"]
