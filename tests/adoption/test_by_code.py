"""“We used this” by the team's code: no name, no hour, counted tries, the team of today."""

import pytest
from sqlalchemy import select

from portal.adoption import queries
from portal.adoption.models import KitUse
from portal.audit.models import AuditEvent
from portal.db import db
from portal.moi.models import KitVersion
from tests.adoption.conftest import USED, MakeKit, Use, end_team
from tests.cast import Cast
from tests.conftest import TODAY, Visitor

TOLD: dict[str, object] = {"revision": "0", "used_on": "2022-11-14", "felt": "so_so"}


@pytest.fixture
def kit(make_kit: MakeKit) -> KitVersion:
    return make_kit(1)


def uses(team_id: int) -> list[KitUse]:
    db.session.rollback()
    return list(queries.uses_of_team(team_id))


def test_a_colleague_tells_without_a_name(
    client: Visitor, cast: Cast, kit: KitVersion, code: str
) -> None:
    assert kit
    before = len(db.session.scalars(select(AuditEvent)).all())
    page = client.get(f"/team/{code}/used/kit-1")
    assert (page.status_code, page.headers["X-Robots-Tag"]) == (200, "noindex")
    assert 'name="share"' not in page.text
    data = {**TOLD, "words": "Mooi", "share": "y"}
    answer = client.submit(f"/team/{code}/used/kit-1", data)
    assert (answer.status_code, answer.location) == (
        303,
        f"/team/{code}/used/kit-1/saved?on=2022-11-14",
    )
    (kept,) = uses(cast.home.team_ids[0])
    assert (kept.by_code, kept.told_by_id, kept.shared_on) == (True, None, None)
    assert (kept.words, kept.told_on) == ("Mooi", TODAY)
    assert len(db.session.scalars(select(AuditEvent)).all()) == before
    saved = client.get(answer.location)
    assert (saved.status_code, saved.headers["X-Robots-Tag"]) == (200, "noindex")
    assert "Mooi" in saved.text


def test_a_colleague_corrects_the_day(
    client: Visitor, cast: Cast, kit: KitVersion, use: Use, code: str
) -> None:
    team = cast.home.team_ids[0]
    use(team, kit, words="Eerst", told_by_id=cast.lead.person_id, shared_on=USED)
    path = f"/team/{code}/used/kit-1?on=2022-10-20"
    assert "Eerst" in client.get(path).text
    client.submit(path, {**TOLD, "revision": "1", "words": "Eerst"})
    (kept,) = uses(team)
    assert (kept.used_on.isoformat(), kept.told_by_id, kept.by_code) == ("2022-11-14", None, True)
    assert kept.shared_on == USED  # the same words, and the yes was given by who may


def test_the_code_keeps_no_yes_for_other_words(
    client: Visitor, cast: Cast, kit: KitVersion, use: Use, code: str
) -> None:
    team = cast.home.team_ids[0]
    use(team, kit, words="Eerst", shared_on=USED)
    path = f"/team/{code}/used/kit-1?on=2022-10-20"
    client.submit(path, {**TOLD, "used_on": "2022-10-20", "revision": "1", "words": "Anders"})
    (kept,) = uses(team)
    assert (kept.words, kept.shared_on) == ("Anders", None)


def test_two_colleagues_tell_of_one_day(
    client: Visitor, cast: Cast, kit: KitVersion, use: Use, code: str
) -> None:
    team = cast.home.team_ids[0]
    use(team, kit, words="Van een collega")
    data = {**TOLD, "used_on": "2022-10-20", "words": "Van mij"}
    answer = client.submit(f"/team/{code}/used/kit-1", data)
    assert answer.status_code == 409
    assert [text in answer.text for text in ("Van een collega", "Van mij")] == [True, True]
    assert [one.words for one in uses(team)] == ["Van een collega"]


def test_wrong_input_keeps_what_was_typed(
    client: Visitor, cast: Cast, kit: KitVersion, code: str
) -> None:
    assert kit
    path = f"/team/{code}/used/kit-1"
    answer = client.submit(path, {**TOLD, "felt": "", "words": "Bewaar mij"})
    assert answer.status_code == 400
    assert "Bewaar mij" in answer.text
    late = client.submit(path, {**TOLD, "used_on": "2022-11-16"})
    assert late.status_code == 400
    assert uses(cast.home.team_ids[0]) == []


def test_a_colleague_chooses_a_kit(
    client: Visitor, cast: Cast, make_kit: MakeKit, code: str
) -> None:
    assert cast
    assert "lespakket in de bibliotheek" in client.get(f"/team/{code}/used/").text
    make_kit(2)
    page = client.get(f"/team/{code}/used/")
    assert f'href="/team/{code}/used/kit-2"' in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert f'href="/team/{code}/used/"' in client.get(f"/team/{code}").text


def test_a_visitor_types_the_code(client: Visitor, cast: Cast, kit: KitVersion, code: str) -> None:
    assert cast
    assert kit
    at, path = "/moi/kit-1/used", "/moi/kit-1/used/code"
    typed = f"{code[:4]}-{code[4:]}".lower()
    answer = client.submit(path, {"code": typed}, at=at)
    assert (answer.status_code, answer.location) == (303, f"/team/{code}/used/kit-1")
    for wrong in ("", "nonsense", "ZZZZZZZZ"):
        assert client.submit(path, {"code": wrong}, at=at).status_code == 400


def test_a_dead_code_opens_nothing(client: Visitor, cast: Cast, kit: KitVersion, code: str) -> None:
    assert kit
    token = client.token(f"/team/{code}/used/kit-1")
    assert client.get(f"/team/{code}/used/geen-pakket").status_code == 404
    end_team(cast.home.team_ids[0], "2022-11-01")
    for dead in (code, "ZZZZZZZZ"):
        for path in ("used/", "used/kit-1", "used/kit-1/saved"):
            answer = client.get(f"/team/{dead}/{path}")
            assert answer.status_code == 404
            assert 'name="code"' in answer.text
        sent = client.post(f"/team/{dead}/used/kit-1", data={**TOLD, "csrf_token": token})
        assert sent.status_code == 404
    assert uses(cast.home.team_ids[0]) == []


def test_guessing_codes_is_held_back(client: Visitor, cast: Cast, kit: KitVersion) -> None:
    assert cast
    assert kit
    answers = [client.get("/team/ZZZZZZZZ/used/kit-1").status_code for _ in range(61)]
    assert answers == [404] * 60 + [429]
