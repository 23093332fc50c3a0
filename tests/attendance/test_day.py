"""The page of who leads: the agenda by the clock, who is in, notes that nobody loses; guests."""

from sqlalchemy import select

from portal.attendance.models import Guest
from portal.db import db, transaction
from portal.meetings.models import Presence
from portal.minutes.queries import sections_of
from tests.attendance.happening import meeting_of, sends, there
from tests.cast import Cast
from tests.conftest import Counter, Visitor
from tests.meetings.planned import DAY, meeting_by


def notes(meeting_id: int) -> dict[str, str]:
    db.session.rollback()
    return {section.part: section.body for section in sections_of(meeting_id)}


def test_the_day_is_there_for_who_plans_only(client: Visitor, cast: Cast, running: int) -> None:
    for page in ("day", "guests", "attestations"):
        path = f"/meetings/{running}/{page}"
        for member in (cast.contact, cast.ambassador, cast.neighbour, cast.stranger):
            assert client.sign_in(member).get(path).status_code == 404
        assert client.sign_in(cast.coordinator).get(path).status_code == 200
    assert client.get("/meetings/999999/day").status_code == 404


def test_who_is_in_is_shown_by_name_and_a_deputy_by_theirs(
    client: Visitor, cast: Cast, running: int
) -> None:
    sends(running, cast.contact, "Lut Vervanger")
    there(running, cast.contact, Presence.ON_SITE, by_deputy=True)
    there(running, cast.lead, Presence.EXCUSED)
    page = client.sign_in(cast.coordinator).get(f"/meetings/{running}/day").text
    assert f"Lut Vervanger, in plaats van {cast.contact.name}" in page
    assert cast.lead.name not in page


def test_a_note_is_kept_and_a_second_writer_sees_both_texts(
    client: Visitor, cast: Cast, running: int
) -> None:
    client.sign_in(cast.coordinator)
    page = f"/meetings/{running}/day"
    path = f"{page}/intervision"
    kept = client.submit(path, {"version": "0", "body": "Tekst van An"}, at=page)
    assert kept.location == f"{page}#block-intervision"
    client.submit(path, {"version": "1", "body": "Tekst van An en Cas"}, at=page)
    stale = client.submit(path, {"version": "1", "body": "Tekst van An en Bea"}, at=page)
    assert stale.status_code == 409
    assert "Tekst van An en Cas" in stale.text
    assert "Tekst van An en Bea" in stale.text
    assert notes(running) == {"intervision": "Tekst van An en Cas"}
    client.submit(path, {"version": "2", "body": "Van allebei"}, at=page)
    assert notes(running) == {"intervision": "Van allebei"}


def test_before_the_day_no_note_is_kept_and_what_was_typed_stays(
    client: Visitor, cast: Cast, running: int
) -> None:
    with transaction():
        meeting_by(running).local_date = DAY
    client.sign_in(cast.coordinator)
    page = f"/meetings/{running}/day"
    assert "<textarea" not in client.get(page).text
    sent = client.submit(f"{page}/intervision", {"body": "Te vroeg"}, at="/me/password")
    assert sent.status_code == 400
    assert notes(running) == {}


def test_the_day_takes_as_few_statements_as_any_page(
    client: Visitor, cast: Cast, running: int, count_statements: Counter
) -> None:
    client.sign_in(cast.coordinator)
    client.get(f"/meetings/{running}/day")
    with count_statements() as statements:
        client.get(f"/meetings/{running}/day")
    assert len(statements) <= 10


def test_a_walk_in_is_added_once_and_counted(client: Visitor, cast: Cast, running: int) -> None:
    client.sign_in(cast.coordinator)
    path = f"/meetings/{running}/guests"
    empty = client.submit(path, {"name": "", "organisation": "Thuiszorg"})
    assert empty.status_code == 400
    assert 'value="Thuiszorg"' in empty.text
    for _ in range(2):
        sent = client.submit(path, {"name": "Mia Gast", "organisation": "Thuiszorg"})
        assert sent.status_code == 303
    assert "Mia Gast" in client.get(path).text
    assert meeting_of(running).guests == 1
    fewer = client.submit(f"/meetings/{running}/attendance", {"guests": "0", "guests_shown": "1"})
    assert fewer.status_code == 400
    guest = db.session.scalars(select(Guest)).one()
    foreign = client.submit(f"/meetings/{running}/guests/{'0' * 32}/remove", at=path)
    assert foreign.status_code == 404
    assert client.submit(f"{path}/{guest.id}/remove", at=path).status_code == 303
    assert meeting_of(running).guests == 0


def test_a_slip_needs_an_open_form(client: Visitor, cast: Cast, running: int) -> None:
    client.sign_in(cast.coordinator)
    path = f"/meetings/{running}/guests"
    sent = client.submit(f"{path}/slip", {"seed": "0" * 32}, at=path)
    assert sent.location == path


def test_a_block_that_is_none_and_a_year_that_is_none_do_no_harm(
    client: Visitor, cast: Cast, running: int
) -> None:
    client.sign_in(cast.coordinator)
    page = f"/meetings/{running}/day"
    sent = client.submit(f"{page}/made-up", {"version": "0", "body": "Tekst"}, at=page)
    assert sent.status_code == 404
    assert notes(running) == {}
    for year in ("99999", "0", "x"):
        asked = client.submit("/attestations/", {"year": year}, at="/me/password")
        assert asked.location == "/attestations/"
