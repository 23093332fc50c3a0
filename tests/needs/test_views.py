"""The pages of needs: who reads what, telling, sharing, and what who keeps them does."""

import re

import pytest
from sqlalchemy import select

from portal.db import db
from portal.needs import queries
from portal.needs.listing import line_of
from portal.needs.models import Need, NeedSupport, State
from tests.cast import Cast
from tests.conftest import TODAY, Counter, Visitor
from tests.needs.conftest import WORDS, Share, Tell, need_of


def words_on(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def needs() -> list[Need]:
    db.session.rollback()
    return list(db.session.scalars(select(Need).order_by(Need.id)))


def test_an_empty_list_says_how_to_begin(client: Visitor, cast: Cast) -> None:
    page = client.sign_in(cast.lead).get("/needs/").text
    assert "Nog niemand vertelde een behoefte." in words_on(page)
    assert 'href="/needs/tell"' in page


def test_the_list_says_how_many_teams_share_it(
    client: Visitor, cast: Cast, tell: Tell, share: Share
) -> None:
    need_id = tell(constructs=["timing"])
    share(need_id)
    page = client.sign_in(cast.lead).get("/needs/?construct=timing&state=open&sector=hospital")
    assert page.status_code == 200
    assert f'href="/needs/{need_id}/"' in page.text
    assert "2 van de 6 teams , 2 van de 5 sectoren" in words_on(page.text).replace(
        "teams,", "teams ,"
    )
    assert "Geen behoefte past" in client.get("/needs/?text=rolstoel").text


@pytest.mark.parametrize("asked", ["construct=luck", "sector=bakery", "state=lost"])
def test_a_filter_that_is_none_is_said_so(client: Visitor, cast: Cast, asked: str) -> None:
    client.sign_in(cast.coordinator)
    assert client.get(f"/needs/?{asked}").status_code == 400
    assert client.get(f"/needs.csv?{asked}").status_code == 400


def test_the_list_as_a_file_names_nobody(
    client: Visitor, cast: Cast, tell: Tell, share: Share
) -> None:
    share(tell("=Gebaren", named=True))
    client.sign_in(cast.neighbour)
    table = client.get("/needs.csv").get_data(as_text=True)
    assert "'=Gebaren" in table
    assert cast.home.name not in table
    assert client.get("/needs.xlsx").status_code == 200


def test_a_page_beyond_the_last_is_not_there(client: Visitor, cast: Cast) -> None:
    assert client.sign_in(cast.lead).get("/needs/?page=2").status_code == 404


@pytest.mark.parametrize("who", ["stranger", "board_reader", "administrator", "sponsor"])
def test_who_takes_no_part_finds_nothing(client: Visitor, cast: Cast, tell: Tell, who: str) -> None:
    need_id = tell()
    client.sign_in(cast.everyone[who])
    for path in ("/needs/", "/needs.csv", f"/needs/{need_id}/", "/needs/tell"):
        assert client.get(path).status_code == 404, path


@pytest.mark.parametrize("step", ["answer", "merge", "reopen"])
def test_only_who_keeps_the_needs_closes_them(
    client: Visitor, cast: Cast, tell: Tell, step: str
) -> None:
    need_id = tell()
    for member in (cast.lead, cast.ambassador, cast.researcher):
        assert client.sign_in(member).get(f"/needs/{need_id}/{step}").status_code == 404
    client.sign_in(cast.coordinator)
    assert client.get(f"/needs/{need_id}/{step}").status_code == 200
    assert client.get(f"/needs/9999/{step}").status_code == 404


def test_other_teams_see_the_sector_and_no_name(
    client: Visitor, cast: Cast, tell: Tell, share: Share
) -> None:
    need_id = tell()
    page = client.sign_in(cast.neighbour).get(f"/needs/{need_id}/").text
    assert cast.lead.name not in page
    assert cast.home.name not in page
    assert "Ziekenhuis: 1 team" in words_on(page)
    share(need_id, named=True)
    own = words_on(client.sign_in(cast.lead).get(f"/needs/{need_id}/").text)
    assert cast.lead.name in own
    assert cast.away.name in own  # it said yes
    assert cast.neighbour.name not in own
    assert cast.lead.name in client.sign_in(cast.coordinator).get(f"/needs/{need_id}/").text
    assert cast.home.name not in client.sign_in(cast.researcher).get(f"/needs/{need_id}/").text


def test_who_has_one_team_is_not_asked_which(client: Visitor, cast: Cast) -> None:
    page = client.sign_in(cast.lead).get("/needs/tell")
    assert 'name="place"' not in page.text
    said = {"words": f"  {WORDS}\r\n", "about": ["timing", "radar"], "named": "y"}
    sent = client.submit("/needs/tell", dict(said))
    (need,) = needs()
    assert sent.location == f"/needs/{need.id}/"
    assert (need.words, need.team_id) == (WORDS, cast.home.team_ids[0])
    assert need.constructs == {"timing", "radar"}
    assert need.supports[0].named_on == TODAY


def test_an_ambassador_chooses_a_team_or_the_house(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.ambassador)
    sent = client.submit("/needs/tell", {"words": WORDS})
    assert sent.status_code == 400
    assert WORDS in sent.text
    house = f"organisation-{cast.home.organisation_id}"
    client.submit("/needs/tell", {"words": WORDS, "place": house})
    (need,) = needs()
    assert (need.team_id, need.organisation_id) == (None, cast.home.organisation_id)
    foreign: dict[str, object] = {
        "words": "Iets heel anders",
        "place": f"team-{cast.away.team_ids[0]}",
    }
    assert client.submit("/needs/tell", foreign).status_code == 400


def test_nobody_tells_for_a_team_of_others(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.lead)
    for asked in (
        f"team={cast.away.team_ids[0]}",
        f"organisation={cast.home.organisation_id}",
        "team=9999",
    ):
        assert client.get(f"/needs/tell?{asked}").status_code == 404, asked


def test_the_coordinator_tells_for_a_team_or_for_the_network(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    client.submit(f"/needs/tell?team={cast.away.team_ids[1]}", {"words": WORDS})
    client.submit("/needs/tell", {"words": "Iets heel anders"})
    assert [(one.team_id, one.organisation_id) for one in needs()] == [
        (cast.away.team_ids[1], cast.away.organisation_id),
        (None, None),
    ]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"words": ""}, ""),
        ({"words": "x" * 301}, "x" * 301),
        ({"words": WORDS, "happened": "y" * 1001}, WORDS),
        ({"words": WORDS, "about": ["luck"]}, WORDS),
        ({"words": WORDS, "meeting": "1"}, WORDS),
    ],
)
def test_what_is_told_wrongly_is_kept_in_the_form(
    client: Visitor, cast: Cast, said: dict[str, object], kept: str
) -> None:
    sent = client.sign_in(cast.lead).submit("/needs/tell", said)
    assert sent.status_code == 400
    assert kept in sent.text
    assert needs() == []


def test_others_said_this_is_asked_once(client: Visitor, cast: Cast, tell: Tell) -> None:
    known = tell("Wat als een gebaar verkeerd valt?")
    client.sign_in(cast.neighbour)
    said = {
        "words": "Een gebaar dat verkeerd valt",
        "happened": "Zo ging het.",
        "about": ["tolerance"],
        "place": f"team-{cast.away.team_ids[0]}",
    }
    between = client.submit("/needs/tell", dict(said))
    assert between.status_code == 200
    assert f'href="/needs/{known}/"' in between.text
    for kept in ("Een gebaar dat verkeerd valt", "Zo ging het.", 'value="tolerance"'):
        assert kept in between.text
    assert len(needs()) == 1
    client.submit("/needs/tell", {**said, "looked": "yes"})
    assert [one.happened for one in needs()] == ["", "Zo ging het."]


def test_a_need_is_shared_and_taken_back(client: Visitor, cast: Cast, tell: Tell) -> None:
    need_id, team_id = tell(), cast.away.team_ids[0]
    page = f"/needs/{need_id}/"
    client.sign_in(cast.neighbour)
    assert client.submit(f"{page}share", {}, at=page).status_code == 400
    client.submit(f"{page}share", {"team": team_id}, at=page)
    again = client.submit(f"{page}share", {"team": team_id}, at=page)
    assert again.status_code == 400
    assert "Je team zei dit al." in again.text
    steps = f"{page}teams/{team_id}/"
    for step, named in (("name", TODAY), ("hide", None)):
        client.submit(f"{steps}{step}", at=page)
        db.session.rollback()
        assert db.session.scalar(select(NeedSupport.named_on).filter_by(team_id=team_id)) == named
    client.submit(f"{steps}take_back", at=page)
    db.session.rollback()
    assert [one.team_id for one in queries.supports_of([need_id])] == [cast.home.team_ids[0]]


def test_nobody_shares_for_a_team_of_others(
    client: Visitor, cast: Cast, tell: Tell, share: Share
) -> None:
    need_id = tell(team_id=cast.home.team_ids[1])
    share(need_id)
    page, foreign = f"/needs/{need_id}/", cast.away.team_ids[0]
    client.sign_in(cast.lead)
    client.submit(f"{page}share", {"team": cast.away.team_ids[1]}, at=page)
    sent = client.submit(f"{page}teams/{foreign}/take_back", at=page)
    assert sent.status_code == 404
    assert cast.away.team_ids[1] not in {one.team_id for one in queries.supports_of([need_id])}
    assert foreign in {one.team_id for one in queries.supports_of([need_id])}


def test_words_are_changed_by_their_own_team_until_others_share_them(
    client: Visitor, cast: Cast, tell: Tell, share: Share
) -> None:
    need_id = tell()
    path = f"/needs/{need_id}/edit"
    assert client.sign_in(cast.neighbour).get(path).status_code == 404
    client.sign_in(cast.lead)
    client.submit(path, {"words": "Beter gezegd", "revision": "1"})
    assert need_of(need_id).words == "Beter gezegd"
    share(need_id)
    refused = client.submit(path, {"words": "Nog eens", "revision": "2"})
    assert refused.status_code == 400
    assert "Nog eens" in refused.text
    client.sign_in(cast.coordinator).submit(path, {"words": "Nog eens", "revision": "2"})
    assert need_of(need_id).words == "Nog eens"


def test_a_stale_change_shows_both_texts(client: Visitor, cast: Cast, tell: Tell) -> None:
    need_id = tell()
    path = f"/needs/{need_id}/edit"
    client.sign_in(cast.coordinator)
    client.submit(path, {"words": "Van de ene", "revision": "1"})
    stale = client.submit(path, {"words": "Van de andere", "revision": "1"})
    assert stale.status_code == 409
    assert "Van de ene" in stale.text
    assert "Van de andere" in stale.text
    client.submit(path, {"words": "Van de andere", "revision": "2"})
    assert need_of(need_id).words == "Van de andere"


def test_an_answer_is_a_kit_or_a_reason(
    client: Visitor, cast: Cast, tell: Tell, kit_id: int
) -> None:
    need_id = tell(constructs=["timing"])
    path = f"/needs/{need_id}/answer"
    client.sign_in(cast.coordinator)
    for wrong in ({}, {"how": "kit"}, {"how": "kit", "kit": "9999"}, {"how": "reason"}):
        assert client.submit(path, {**wrong, "revision": "1"}).status_code == 400, wrong
    stood = {"how": "kit", "kit": kit_id, "reason": "Begin hier.", "revision": "1"}
    client.submit(path, dict(stood))
    page = client.get(f"/needs/{need_id}/").text
    assert 'href="/moi/het-goede-moment"' in page
    assert "Begin hier." in page
    stale = client.submit(path, {"how": "reason", "reason": "Niet nu.", "revision": "1"})
    assert stale.status_code == 409
    assert "Begin hier." in stale.text
    client.submit(path, {"how": "reason", "reason": "Niet nu.", "revision": "2"})
    assert "Niet nu." in client.get("/needs/?state=answered").text


def test_a_need_is_merged_parted_and_opened_again(client: Visitor, cast: Cast, tell: Tell) -> None:
    need_id = tell("Wat als een gebaar verkeerd valt?")
    into = tell("Een gebaar dat verkeerd valt", team_id=cast.away.team_ids[0])
    path = f"/needs/{need_id}/merge"
    client.sign_in(cast.coordinator)
    assert f'value="{into}"' in client.get(path).text
    assert client.submit(path, {"revision": "1"}).status_code == 400
    assert client.submit(path, {"into": 9999, "revision": "1"}).status_code == 400
    sent = client.submit(path, {"into": into, "revision": "1"})
    assert sent.location == f"/needs/{into}/"
    page = words_on(client.get(f"/needs/{need_id}/").text)
    assert "Deze behoefte is samengevoegd met een andere. Beantwoord die." in page
    client.submit(f"/needs/{need_id}/part", at=f"/needs/{need_id}/")
    assert line_of(need_id, TODAY).state is State.OPEN
    refused = client.submit(f"/needs/{need_id}/reopen", {"reason": "x", "revision": "3"}, at=path)
    assert refused.status_code == 400
    client.submit(f"/needs/{need_id}/answer", {"how": "reason", "reason": "Nee.", "revision": "3"})
    empty = client.submit(f"/needs/{need_id}/reopen", {"revision": "4"})
    assert empty.status_code == 400
    client.submit(f"/needs/{need_id}/reopen", {"reason": "Toch wel.", "revision": "4"})
    assert line_of(need_id, TODAY).state is State.OPEN


def test_another_need_is_looked_for(client: Visitor, cast: Cast, tell: Tell) -> None:
    need_id, other = tell("Wat als een gebaar verkeerd valt?"), tell("De nacht is lang")
    client.sign_in(cast.coordinator)
    assert f'value="{other}"' in client.get(f"/needs/{need_id}/merge?text=nacht").text
    assert f'value="{other}"' not in client.get(f"/needs/{need_id}/merge?text=rolstoel").text


def test_a_team_reads_what_it_misses_on_its_own_page(
    client: Visitor, cast: Cast, tell: Tell, share: Share
) -> None:
    need_id = tell()
    share(need_id)
    for member, team_id in (
        (cast.lead, cast.home.team_ids[0]),
        (cast.neighbour, cast.away.team_ids[0]),
    ):
        page = client.sign_in(member).get(f"/teams/{team_id}/kits").text
        assert f'href="/needs/{need_id}/"' in page
        assert f'href="/needs/tell?team={team_id}"' in page
    house = client.sign_in(cast.neighbour).get(f"/organisations/{cast.away.slug}/kits").text
    assert f'href="/needs/{need_id}/"' in house
    reader = client.sign_in(cast.researcher).get(f"/teams/{cast.home.team_ids[0]}/kits").text
    assert "/needs/tell" not in reader


def test_the_kit_says_what_it_answers_to_who_takes_part(
    client: Visitor, cast: Cast, tell: Tell, kit_id: int
) -> None:
    need_id = tell()
    answer = {"how": "kit", "kit": kit_id, "revision": "1"}
    client.sign_in(cast.coordinator).submit(f"/needs/{need_id}/answer", answer)
    assert f'value="{kit_id}"' in client.get(f"/needs/{need_id}/answer").text
    with client.application.test_request_context():
        assert [one.need.id for one in queries.answered_with(kit_id, TODAY)] == [need_id]


@pytest.mark.parametrize("path", ["/needs/", "/needs/1/"])
def test_many_needs_cost_no_more_statements(
    client: Visitor, cast: Cast, tell: Tell, share: Share, count_statements: Counter, path: str
) -> None:
    share(tell("Eerste", constructs=["timing"]))
    client.sign_in(cast.ambassador)
    client.get(path)
    with count_statements() as few:
        assert client.get(path).status_code == 200
    for number in range(6):
        share(tell(f"Behoefte {number}", constructs=["timing", "radar"]))
    with count_statements() as many:
        client.get(path)
    assert len(many) == len(few)
    assert len(many) <= 14, many
