"""The next kit on the page of a team: suggested with a reason, taken or not, taken back."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.adoption.models import Answer, NextKit, Reason
from portal.adoption.suggesting import next_step_of, suggestion_for
from portal.db import db, transaction
from portal.moi.models import ActKind, KitVersion
from portal.needs.models import Need, NeedConstruct, NeedStep, NeedSupport, StepKind
from portal.network.models import Team
from tests.adoption.conftest import USED, MakeKit, Use, end_team
from tests.cast import Cast
from tests.conftest import TODAY, Counter, Visitor

DAY = date(2022, 9, 1)


@pytest.fixture
def kits(make_kit: MakeKit) -> list[KitVersion]:
    return [make_kit(1), make_kit(2, constructs=["timing"]), make_kit(3, constructs=["radar"])]


def team_of(team_id: int) -> Team:
    db.session.rollback()
    return db.session.get_one(Team, team_id)


def answers() -> list[NextKit]:
    db.session.rollback()
    return list(db.session.scalars(select(NextKit).order_by(NextKit.id)))


def need(team_id: int, organisation_id: int, construct: str, kit_id: int | None = None) -> None:
    with transaction():
        told = Need(
            words="Wat doen we?", told_on=DAY, team_id=team_id, organisation_id=organisation_id
        )
        db.session.add(told)
        db.session.flush()
        db.session.add(NeedConstruct(need_id=told.id, construct=construct))
        db.session.add(NeedSupport(need_id=told.id, team_id=team_id, said_on=DAY))
        if kit_id:
            db.session.add(
                NeedStep(need_id=told.id, kind=StepKind.KIT, happened_on=DAY, kit_id=kit_id)
            )


def test_reasons_come_from_needs_then_from_the_sector(
    cast: Cast, kits: list[KitVersion], use: Use
) -> None:
    one, two, _ = cast.home.team_ids
    first = suggestion_for(team_of(one), TODAY)
    assert first is not None
    assert (first.kit_id, first.reason) == (kits[0].kit_id, Reason.FIRST)
    use(two, kits[2])
    use(cast.away.team_ids[0], kits[1])  # another sector
    found = suggestion_for(team_of(one), TODAY)
    assert found is not None
    assert (found.kit_id, found.reason, found.teams) == (kits[2].kit_id, Reason.SAME_SECTOR, 1)
    need(one, cast.home.organisation_id, "timing")
    found = suggestion_for(team_of(one), TODAY)
    assert found is not None
    assert (found.kit_id, found.reason) == (kits[1].kit_id, Reason.NEED_SAME_CONSTRUCT)
    need(one, cast.home.organisation_id, "culture", kits[0].kit_id)
    found = suggestion_for(team_of(one), TODAY)
    assert found is not None
    assert (found.kit_id, found.reason) == (kits[0].kit_id, Reason.NEED_ANSWERED)


def test_only_public_kits_for_the_sector(cast: Cast, make_kit: MakeKit) -> None:
    make_kit(1, settings=["disability"])
    make_kit(2, stage=ActKind.RETIRED)
    make_kit(3, stage=ActKind.DRAFT)
    assert suggestion_for(team_of(cast.home.team_ids[0]), TODAY) is None


def test_a_team_takes_the_kit_until_it_used_it(
    client: Visitor, cast: Cast, kits: list[KitVersion]
) -> None:
    team = cast.home.team_ids[0]
    path, kit_id = f"/teams/{team}/next-kit", kits[0].kit_id
    visitor = client.sign_in(cast.lead)
    assert "Pakket 1" in visitor.get(path).text
    answer = visitor.submit(path, {"kit": kit_id, "answer": "accepted", "why": "niet bewaard"})
    assert (answer.status_code, answer.location) == (303, f"/teams/{team}/kits")
    (kept,) = answers()
    assert (kept.kit_id, kept.answer, kept.reason) == (kit_id, Answer.ACCEPTED, Reason.FIRST)
    assert (kept.why, kept.answered_on, kept.answered_by_id) == ("", TODAY, cast.lead.person_id)
    assert "Volgende: Pakket 1" in visitor.get(f"/teams/{team}/kits").text
    second = visitor.submit(path, {"kit": kits[1].kit_id, "answer": "accepted"})
    assert second.status_code == 400
    data = {"revision": "0", "team": team, "used_on": "2022-11-15", "felt": "well"}
    visitor.submit("/moi/kit-1/used", data)
    assert answers()[0].ended_on == TODAY
    assert "Volgende: Pakket 1" not in visitor.get(f"/teams/{team}/kits").text


def test_a_no_with_its_reason_rests_two_weeks_and_is_taken_back(
    client: Visitor, cast: Cast, kits: list[KitVersion]
) -> None:
    team = cast.home.team_ids[0]
    path, kit_id = f"/teams/{team}/next-kit", kits[0].kit_id
    visitor = client.sign_in(cast.ambassador)
    visitor.submit(path, {"kit": kit_id, "answer": "declined", "why": "Te vroeg"})
    (kept,) = answers()
    assert (kept.answer, kept.why) == (Answer.DECLINED, "Te vroeg")
    page = visitor.get(path).text
    assert "Te vroeg" in page
    assert "29 november 2022" in page
    later = next_step_of(team_of(team), date(2022, 11, 29))
    assert later.version is not None
    assert later.version.kit_id == kits[1].kit_id
    visitor.submit(f"{path}/undo", {"kit": kit_id}, at=path)
    assert answers()[0].ended_on == TODAY
    assert "Pakket 1" in visitor.get(path).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"answer": "perhaps"},
        {"kit": "x"},
        {"kit": "999"},
        {"answer": "declined", "why": "x" * 1001},
    ],
)
def test_wrong_input(
    client: Visitor, cast: Cast, kits: list[KitVersion], wrong: dict[str, str]
) -> None:
    path = f"/teams/{cast.home.team_ids[0]}/next-kit"
    data: dict[str, object] = {"kit": str(kits[0].kit_id), "answer": "accepted", **wrong}
    answer = client.sign_in(cast.lead).submit(path, data)
    assert answer.status_code == 400
    assert wrong.get("why", "") in answer.text
    assert client.submit(f"{path}/undo", {"kit": "x"}, at=path).status_code == 400
    assert answers() == []


@pytest.mark.parametrize("who", ["team_member", "neighbour", "coordinator", "stranger"])
def test_others_do_not_answer(
    client: Visitor, cast: Cast, kits: list[KitVersion], who: str
) -> None:
    path = f"/teams/{cast.home.team_ids[0]}/next-kit"
    visitor = client.sign_in(cast.everyone[who])
    token = visitor.token("/moi/kit-1/used")
    assert visitor.get(path).status_code == 404
    data = {"csrf_token": token, "kit": kits[0].kit_id, "answer": "accepted"}
    assert visitor.post(path, data=data).status_code == 404
    assert visitor.post(f"{path}/undo", data=data).status_code == 404
    assert answers() == []


def test_an_ended_team_answers_nothing(client: Visitor, cast: Cast, kits: list[KitVersion]) -> None:
    team = cast.home.team_ids[1]
    path = f"/teams/{team}/next-kit"
    visitor = client.sign_in(cast.ambassador)
    token = visitor.token(path)
    end_team(team, "2022-11-01")
    data = {"csrf_token": token, "kit": kits[0].kit_id, "answer": "accepted"}
    assert visitor.post(path, data=data).status_code == 400
    assert answers() == []


def test_the_page_of_a_team_asks_a_constant_number(
    client: Visitor,
    cast: Cast,
    kits: list[KitVersion],
    make_kit: MakeKit,
    use: Use,
    count_statements: Counter,
) -> None:
    path = f"/teams/{cast.home.team_ids[0]}/next-kit"
    client.sign_in(cast.lead)
    client.get(path)
    with count_statements() as before:
        client.get(path)
    for number in range(10, 30):
        use(cast.home.team_ids[1], make_kit(number), used_on=USED)
    with count_statements() as after:
        client.get(path)
    assert kits
    assert (len(after), len(after) <= 8) == (len(before), True)
