"""“We used this” by account: two questions, the rest may stay empty, corrected, taken back."""

from datetime import date, timedelta

import pytest

from portal.adoption import queries
from portal.adoption.models import Felt, KitUse
from portal.db import db
from portal.moi.models import KitVersion
from tests.adoption.conftest import USED, MakeKit, Use, end_team
from tests.cast import Cast
from tests.conftest import TODAY, Visitor

ASKED: dict[str, object] = {"revision": "0", "used_on": "2022-11-14", "felt": "well"}


@pytest.fixture
def kit(make_kit: MakeKit) -> KitVersion:
    return make_kit(1)


def uses(team_id: int) -> list[KitUse]:
    db.session.rollback()
    return list(queries.uses_of_team(team_id))


def test_two_answers_are_enough(client: Visitor, cast: Cast, kit: KitVersion) -> None:
    team = cast.home.team_ids[0]
    answer = client.sign_in(cast.lead).submit(
        "/moi/kit-1/used", {"revision": "0", "team": team, "used_on": "2022-11-15", "felt": "so_so"}
    )
    assert (answer.status_code, answer.location) == (303, f"/teams/{team}/kits")
    (kept,) = uses(team)
    assert (kept.version_id, kept.used_on, kept.felt) == (kit.id, TODAY, Felt.SO_SO)
    assert (kept.told_by_id, kept.by_code, kept.shared_on) == (cast.lead.person_id, False, None)
    assert "Pakket 1" in client.get(f"/teams/{team}/kits").text


def test_all_that_was_said_is_kept_and_shared(client: Visitor, cast: Cast, kit: KitVersion) -> None:
    team = cast.home.team_ids[0]
    said = {
        "words": "Ze lachte.",
        "changed": "Wij deden het buiten.",
        "again": "maybe",
        "minutes": "20",
        "patients": "6",
        "relatives": "",
        "colleagues": "4",
        "share": "y",
    }
    client.sign_in(cast.lead).submit("/moi/kit-1/used", {**ASKED, "team": team, **said})
    (kept,) = uses(team)
    people = (kept.patients, kept.relatives, kept.colleagues)
    assert (kept.words, kept.changed, kept.minutes, people) == (
        "Ze lachte.",
        "Wij deden het buiten.",
        20,
        (6, None, 4),
    )
    assert kept.shared_on == TODAY
    assert kit.id == kept.version_id


def test_pressing_twice_is_one_use(client: Visitor, cast: Cast, kit: KitVersion) -> None:
    assert kit
    data = {**ASKED, "team": cast.home.team_ids[0]}
    visitor = client.sign_in(cast.lead)
    assert [visitor.submit("/moi/kit-1/used", data).status_code for _ in "12"] == [303, 303]
    assert len(uses(cast.home.team_ids[0])) == 1


def test_a_colleague_was_first_and_both_texts_are_shown(
    client: Visitor, cast: Cast, kit: KitVersion, use: Use
) -> None:
    team = cast.home.team_ids[0]
    use(team, kit, used_on=TODAY - timedelta(days=1), words="Van een collega")
    data = {**ASKED, "team": team, "words": "Van mij"}
    answer = client.sign_in(cast.lead).submit("/moi/kit-1/used", data)
    assert answer.status_code == 409
    assert "Van een collega" in answer.text
    assert "Van mij" in answer.text
    assert [one.words for one in uses(team)] == ["Van een collega"]
    again = client.submit("/moi/kit-1/used", {**data, "revision": "1"})
    assert again.status_code == 303
    assert [one.words for one in uses(team)] == ["Van mij"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"felt": ""}, "felt"),
        ({"used_on": "gisteren"}, "used_on"),
        ({"used_on": "2022-11-16"}, ""),
        ({"used_on": "2019-01-01"}, ""),
        ({"minutes": "veel"}, "minutes"),
        ({"minutes": "0"}, "minutes"),
        ({"patients": "-1"}, "patients"),
        ({"words": "x" * 1001}, "words"),
        ({"share": "y", "words": "", "changed": ""}, "share"),
        ({"team": "9999"}, "team"),
    ],
)
def test_wrong_input_comes_back_with_what_was_typed(
    client: Visitor, cast: Cast, kit: KitVersion, wrong: dict[str, str], field: str
) -> None:
    assert kit
    changed = "Bewaar mij"
    typed = {**ASKED, "team": str(cast.home.team_ids[0]), "changed": changed, **wrong}
    answer = client.sign_in(cast.ambassador).submit("/moi/kit-1/used", {**typed})
    assert answer.status_code == 400
    assert str(typed["changed"]) in answer.text
    assert 'id="error-summary"' in answer.text
    if field:
        assert f'id="{field}-error"' in answer.text
    assert uses(cast.home.team_ids[0]) == []


def test_an_ambassador_chooses_the_team(client: Visitor, cast: Cast, kit: KitVersion) -> None:
    assert kit
    page = client.sign_in(cast.ambassador).get("/moi/kit-1/used").text
    assert [f"Team {slot} home" in page for slot in (1, 2, 3)] == [True, True, True]
    assert "away" not in page
    data = {**ASKED, "team": cast.home.team_ids[2]}
    assert client.submit("/moi/kit-1/used", data).status_code == 303
    assert len(uses(cast.home.team_ids[2])) == 1


def test_who_has_no_team_is_asked_for_a_code(client: Visitor, cast: Cast, kit: KitVersion) -> None:
    assert kit
    assert 'name="code"' in client.get("/moi/kit-1/used").text
    assert 'name="code"' in client.sign_in(cast.coordinator).get("/moi/kit-1/used").text
    answer = client.submit("/moi/kit-1/used", {**ASKED, "team": cast.home.team_ids[0]})
    assert answer.status_code == 400
    assert uses(cast.home.team_ids[0]) == []
    assert client.get("/moi/geen-pakket/used").status_code == 404


def test_a_correction_keeps_the_yes_only_for_the_same_words(
    client: Visitor, cast: Cast, kit: KitVersion, use: Use
) -> None:
    team = cast.home.team_ids[0]
    use_id = use(team, kit, words="Eerst", shared_on=USED)
    visitor = client.sign_in(cast.member)
    data: dict[str, object] = {
        "used_on": "2022-10-21",
        "felt": "fell_flat",
        "words": "Anders",
        "revision": "1",
    }
    assert visitor.submit(f"/uses/{use_id}/", data).status_code == 303
    (kept,) = uses(team)
    assert (kept.used_on, kept.words, kept.felt, kept.shared_on) == (
        date(2022, 10, 21),
        "Anders",
        Felt.FELL_FLAT,
        None,
    )
    assert kept.told_by_id == cast.member.person_id
    stale = visitor.submit(f"/uses/{use_id}/", {**data, "words": "Te laat"})
    assert stale.status_code == 409
    assert "Anders" in stale.text
    assert uses(team)[0].words == "Anders"


def test_a_correction_cannot_take_the_day_of_another_use(
    client: Visitor, cast: Cast, kit: KitVersion, use: Use
) -> None:
    team = cast.home.team_ids[0]
    use_id = use(team, kit)
    use(team, kit, used_on=date(2022, 10, 25))
    data: dict[str, object] = {"used_on": "2022-10-25", "felt": "well", "revision": "1"}
    assert client.sign_in(cast.lead).submit(f"/uses/{use_id}/", data).status_code == 400
    assert {one.used_on for one in uses(team)} == {USED, date(2022, 10, 25)}


def test_what_was_taken_back_counts_nowhere_and_comes_back(
    client: Visitor, cast: Cast, kit: KitVersion, use: Use
) -> None:
    team = cast.home.team_ids[0]
    use_id = use(team, kit, words="Mooi", shared_on=USED)
    visitor = client.sign_in(cast.lead)
    visitor.submit(f"/uses/{use_id}/withdraw", at=f"/uses/{use_id}/")
    assert uses(team)[0].taken_back_on == TODAY
    assert queries.teams_using_by_construct(TODAY) == {}
    visitor.submit(f"/uses/{use_id}/restore", at=f"/uses/{use_id}/")
    (kept,) = uses(team)
    assert (kept.taken_back_on, kept.shared_on) == (None, None)
    assert queries.teams_using_by_construct(TODAY) == {"openness": 1}


def test_the_history_of_an_ended_team_stays(
    client: Visitor, cast: Cast, kit: KitVersion, use: Use
) -> None:
    team = cast.home.team_ids[1]
    use_id = use(team, kit)
    end_team(team, "2022-11-01")
    visitor = client.sign_in(cast.ambassador)
    page = visitor.get(f"/uses/{use_id}/").text
    assert "csrf_token" not in page.split("<main")[1].split("</main>")[0]
    token = visitor.token("/moi/kit-1/used")
    data = {"csrf_token": token, "used_on": "2022-10-22", "felt": "so_so", "revision": "1"}
    assert visitor.post(f"/uses/{use_id}/", data=data).status_code == 400
    visitor.post(f"/uses/{use_id}/withdraw", data={"csrf_token": token})
    (kept,) = uses(team)
    assert (kept.used_on, kept.felt, kept.taken_back_on) == (USED, Felt.WELL, None)


@pytest.mark.parametrize("who", ["neighbour", "stranger", "coordinator", "researcher"])
def test_others_get_nothing(
    client: Visitor, cast: Cast, kit: KitVersion, use: Use, who: str
) -> None:
    use_id = use(cast.home.team_ids[0], kit)
    visitor = client.sign_in(cast.everyone[who])
    assert visitor.get(f"/uses/{use_id}/").status_code == 404
    token = visitor.token("/moi/kit-1/used")
    for path in (f"/uses/{use_id}/", f"/uses/{use_id}/withdraw"):
        assert visitor.post(path, data={"csrf_token": token}).status_code == 404
    assert uses(cast.home.team_ids[0])[0].taken_back_on is None


def test_signed_out_is_sent_to_sign_in(client: Visitor, cast: Cast) -> None:
    assert cast
    assert client.get("/uses/").status_code == 303
    assert client.get("/uses/1/").status_code == 303
