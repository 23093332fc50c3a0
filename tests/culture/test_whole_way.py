"""A measurement from plan to reading, over HTTP, as the people who run it and answer it do."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from portal.culture.models import Headcount
from portal.db import db
from tests.cast import Cast
from tests.conftest import TODAY, Visitor
from tests.culture import measurements as m
from tests.evaluation.evaluations import hidden

PEOPLE = 12
ON_THE_WAY = 20  # more pages than the form has


def _answer(client: Visitor, code: str, value: str) -> tuple[str, str]:
    """Answer everything alike by a code; return the first page and what is said at the end."""
    path = "/evaluate"
    first = client.get(f"{path}?code={code}").text
    assert f'value="{code}"' in first
    page = first = client.post(path, data={**hidden(first), "code": code}).text
    for _ in range(ON_THE_WAY):
        names = set(
            re.findall(r'type="radio"[^>]*name="([^"]+)"|name="([^"]+)"[^>]*type="radio"', page)
        )
        given = {one or other: value for one, other in names}
        answer = client.post(path, data={**hidden(page), **given, "step": "on"})
        page = answer.text
        if 'name="progress"' not in page:
            break
    return first, page


def _plan_and_open(client: Visitor, cast: Cast) -> str:
    """Let the coordinator plan, prepare one team and open; return the address."""
    m.plan(cast, number=9)  # so that the instrument is there
    client.sign_in(cast.coordinator)
    last = (TODAY + timedelta(days=20)).isoformat()
    filled = {"opens_on": TODAY.isoformat(), "closes_on": last, "k_score": "5", "k_comment": "10"}
    base = client.submit("/culture/plan", {**filled, "contact": "Mieke"}).headers["Location"]
    team = cast.home.team_ids[0]
    told: dict[str, object] = {
        f"people_{team}": str(PEOPLE),
        "informed_on": TODAY.isoformat(),
        "revision": "1",
    }
    assert client.submit(f"{base}organisations/home/", told).status_code == 303
    assert db.session.get(Headcount, (m.get(10).campaign_id, team)) is not None
    assert "12 mensen. Teams: 1, organisaties: 1." in client.get(f"{base}open").text
    assert client.submit(f"{base}open").status_code == 303
    return base


def test_a_measurement_is_planned_answered_and_read(client: Visitor, cast: Cast) -> None:
    base = _plan_and_open(client, cast)
    unit = m.unit_of(cast.home.team_ids[0], number=10).id
    sheet = client.submit(f"{base}teams/{unit}/codes", {"count": str(PEOPLE), "seed": "c" * 32})
    codes = re.findall(r'class="code">([^<]+)<', sheet.text)
    assert len(codes) == PEOPLE
    visitor = client.application.test_client()
    assert isinstance(visitor, Visitor)
    for place, code in enumerate(codes):
        first, thanks = _answer(visitor, code, str(2 + place % 4))
        assert "Je antwoorden zijn anoniem" in first
        assert "Dank je" in thanks or "Bedankt" in thanks
    assert "12 van de 12 mensen antwoordden" in client.get(f"{base}organisations/home/").text
    for step in ("close", "release"):
        assert urlsplit(client.submit(f"{base}{step}").headers["Location"]).path == base
    client.sign_in(cast.lead)
    page = client.get(f"{base}teams/{unit}/").text
    assert 'id="figures"' in page, re.sub("<[^>]+>", " ", page)[-1800:]
    client.sign_in(cast.ambassador)
    assert "29 november 2022" in client.get(f"{base}organisations/home/results").text
