"""Promises of the devices on which somebody is signed in."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import UserSession
from portal.accounts.own.rules import device_name, session_ends
from portal.db import db
from tests.accounts.conftest import enter, is_in
from tests.cast import Cast
from tests.conftest import Visitor

AGENTS = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:139.0) Gecko/20100101 Firefox/139.0": (
        "Firefox/Windows"
    ),
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/137.0.0.0 Safari/537.36 Edg/137.0.0.0": "Edge/Windows",
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) "
    "SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36": "Samsung Internet/Android",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1": "Safari/iPhone",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/137.0.0.0 Safari/537.36": "Chrome/Mac",
    "Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0": "Firefox/Linux",
    "curl/8.5.0": "",
    "": "",
    "<script>Firefox/1 Windows</script>": "Firefox/Windows",
}


@pytest.mark.parametrize(("agent", "name"), AGENTS.items(), ids=str)
def test_a_device_is_named_coarsely(agent: str, name: str) -> None:
    assert device_name(agent) == name


def visitor(app: Flask, agent: str = "") -> Visitor:
    client = app.test_client()
    assert isinstance(client, Visitor)
    client.environ_base["HTTP_USER_AGENT"] = agent
    return client


def rows() -> list[UserSession]:
    db.session.rollback()
    return list(db.session.scalars(select(UserSession).order_by(UserSession.id)))


def test_the_page_names_each_device(app: Flask, members: Cast) -> None:
    ward, phone = visitor(app, next(iter(AGENTS))), visitor(app, list(AGENTS)[3])
    enter(ward, members.ambassador)
    enter(phone, members.ambassador)
    page = phone.get("/me/").text
    assert "Firefox op Windows" in page
    assert "Safari op iPhone" in page
    assert [row.device for row in rows()] == ["Firefox/Windows", "Safari/iPhone"]


def end(client: Visitor, session_id: int) -> tuple[int, str | None]:
    data = {"csrf_token": client.token("/me/")}
    answer = client.post(f"/me/sessions/{session_id}/end", data=data)
    return answer.status_code, answer.location


def test_one_device_is_signed_out_by_itself(app: Flask, members: Cast) -> None:
    here, phone, ward = visitor(app), visitor(app), visitor(app)
    for client in (here, phone, ward):
        enter(client, members.ambassador)
    assert end(here, rows()[1].id) == (303, "/me/")
    assert [is_in(here), is_in(phone), is_in(ward)] == [True, False, True]


def test_nobody_ends_the_session_of_another(app: Flask, members: Cast) -> None:
    here, theirs = visitor(app), visitor(app)
    enter(theirs, members.neighbour)
    enter(here, members.ambassador)
    assert [end(here, rows()[0].id), end(here, 9999)] == [(404, None)] * 2
    assert is_in(theirs)


def test_this_device_is_signed_out_after_a_question(app: Flask, members: Cast) -> None:
    here = visitor(app)
    enter(here, members.ambassador)
    assert end(here, rows()[0].id) == (303, "/sign-out")
    assert is_in(here)


def test_elsewhere_is_everywhere_but_here(app: Flask, members: Cast) -> None:
    here, phone, theirs = visitor(app), visitor(app), visitor(app)
    enter(theirs, members.neighbour)
    enter(phone, members.ambassador)
    enter(here, members.ambassador)
    assert here.submit("/me/sign-out-elsewhere", at="/me/").location == "/me/"
    assert [is_in(here), is_in(phone), is_in(theirs)] == [True, False, True]


@pytest.mark.parametrize("step", ["sessions/1/end", "sign-out-elsewhere", "stay"])
def test_every_step_needs_its_token_and_its_person(app: Flask, members: Cast, step: str) -> None:
    here = visitor(app)
    token = here.token("/sign-in")
    assert here.post(f"/me/{step}", data={"csrf_token": token}).location == "/sign-in"
    enter(here, members.ambassador)
    assert here.post(f"/me/{step}").status_code == 400
    assert is_in(here)


HOUR = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seen", "began", "ends"),
    [(0, 0, 3), (3, 0, 6), (9, 0, 12), (11, 0, 12)],
)
def test_a_session_ends_idle_or_at_its_latest(seen: int, began: int, ends: int) -> None:
    hours = [HOUR + timedelta(hours=number) for number in (seen, began + 12, ends)]
    assert session_ends(seen_at=hours[0], expires_at=hours[1]) == hours[2]


def left(page: str) -> int:
    """Return for how many seconds the page says that the session lasts."""
    return int(page.split('data-seconds="')[1].split('"', maxsplit=1)[0])


def test_the_page_knows_when_the_session_ends_and_it_does(app: Flask, members: Cast) -> None:
    here = visitor(app)
    start = HOUR + timedelta(minutes=20)
    with time_machine.travel(start, tick=False) as now:
        enter(here, members.ambassador)
        seconds = left(here.get("/me/").text)
        assert seconds == 160 * 60
        now.shift(seconds - 1)
        probe = here.post("/me/stay", data={"csrf_token": "none"})
        assert probe.status_code == 400
        now.shift(2)
        assert not is_in(here)


def test_staying_keeps_the_session_for_who_types_long(app: Flask, members: Cast) -> None:
    here = visitor(app)
    with time_machine.travel(HOUR + timedelta(minutes=20), tick=False) as now:
        enter(here, members.ambassador)
        token = here.token("/me/")
        for hours, minutes in ((2, 160), (2, 160), (2, 160), (2, 160), (2, 100), (1, 40)):
            now.shift(timedelta(hours=hours))
            said = here.post("/me/stay", data={"csrf_token": token})
            assert said.json is not None
            assert said.json["seconds"] == minutes * 60
            token = said.json["csrf_token"]
        now.shift(timedelta(hours=1))
        assert not is_in(here)
        assert [row.seen_at.minute for row in rows()] == [0]


def test_a_visitor_is_told_of_no_end(app: Flask) -> None:
    assert "data-seconds" not in visitor(app).get("/sign-in").text


def test_what_a_browser_keeps_belongs_to_one_person(app: Flask, members: Cast) -> None:
    owners = []
    for member in (members.ambassador, members.neighbour, members.ambassador):
        here = visitor(app)
        enter(here, member)
        owners.append(here.get("/me/").text.split('data-owner="')[1].split('"')[0])
    assert owners[0] == owners[2] != owners[1]
    assert len(owners[0]) == 16
