"""The trail is read by the administrator, by kind and by day."""

import csv
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from io import BytesIO, StringIO

import pytest
from flask import Flask
from openpyxl import load_workbook

from portal.audit import words
from portal.audit.services import record
from portal.db import transaction
from tests.cast import Cast
from tests.conftest import Counter, Visitor

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def admin(client: Visitor, cast: Cast) -> Visitor:
    return client.sign_in(cast.administrator)


def write(event: str = "meeting_planned", *, by: int | None = 7, at: datetime = NOW) -> None:
    with transaction():
        record(event, by=by, at=at, object_kind="meeting", object_id=14, detail={"mails": 3})


def events(admin: Visitor, query: str) -> list[str]:
    """Return the events of the list as a file, in its order."""
    text = admin.get(f"/audit.csv?lang=en&{query}").data.decode("utf-8-sig")
    return [row["What"] for row in csv.DictReader(StringIO(text), delimiter=";")]


def test_an_empty_trail_says_when_it_starts(admin: Visitor) -> None:
    page = admin.get("/audit/?lang=en")
    assert page.status_code == 200
    assert "The trail starts with the first sign-in" in page.text
    assert page.text.count("<h1") == 1


@pytest.mark.parametrize("path", ["/audit/", "/audit.csv", "/audit.xlsx"])
def test_only_the_administrator_finds_the_trail(client: Visitor, cast: Cast, path: str) -> None:
    write()
    for member in (cast.coordinator, cast.ambassador, cast.researcher, cast.stranger):
        assert client.sign_in(member).get(path).status_code == 404, member.name


def test_a_line_shows_who_what_and_when(admin: Visitor, cast: Cast) -> None:
    write(by=cast.coordinator.person_id)
    write("mail_sent_again", by=None)
    page = admin.get("/audit/?lang=en").text
    who = cast.coordinator.name
    for words_shown in ("2 March 2026", who, "planned a meeting", "meeting 14", "mails: 3"):
        assert words_shown in page
    assert "the portal itself" in page


def test_a_room_above_gives_people_their_names_all_at_once(
    app: Flask, admin: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "audit_people", None)
    asked: list[Collection[int]] = []

    def names(ids: Collection[int]) -> Mapping[int, str]:
        asked.append(ids)
        return {7: "Hilde Voorbeeld"}

    words.name_people(app, names)
    write()
    write(by=8)
    page = admin.get("/audit/?lang=en").text
    shown = ("Hilde Voorbeeld" in page, "person 7" in page, "person 8" in page)
    assert shown == (True, False, True)
    assert asked == [{7, 8}]


def test_an_act_of_earlier_days_is_shown_by_its_key(admin: Visitor) -> None:
    write("stars_counted")
    assert "stars counted" in admin.get("/audit/").text


def test_acts_are_found_by_kind(admin: Visitor) -> None:
    write("meeting_planned")
    write("meeting_held")
    assert events(admin, "event=meeting_held") == ["meeting_held"]
    assert events(admin, "event=") == ["meeting_held", "meeting_planned"]


def test_days_begin_and_end_at_midnight_in_brussels(admin: Visitor) -> None:
    write("just_before", at=datetime(2026, 3, 1, 22, 59, 59, tzinfo=UTC))
    write("first", at=datetime(2026, 3, 1, 23, 0, tzinfo=UTC))
    write("last", at=datetime(2026, 3, 2, 22, 59, 59, tzinfo=UTC))
    write("just_after", at=datetime(2026, 3, 2, 23, 0, tzinfo=UTC))
    assert events(admin, "first=2026-03-02&last=2026-03-02") == ["last", "first"]


def test_a_day_lasts_as_long_as_the_clock_says(admin: Visitor) -> None:
    """29 March 2026 has 23 hours: summer time begins."""
    write("first", at=datetime(2026, 3, 28, 23, 0, tzinfo=UTC))
    write("last", at=datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC))
    write("just_after", at=datetime(2026, 3, 29, 22, 0, tzinfo=UTC))
    assert events(admin, "first=2026-03-29&last=2026-03-29") == ["last", "first"]


@pytest.mark.parametrize("query", ["first=soon", "last=2026-02-30", "event=unheard_of"])
def test_a_filter_that_is_none_is_named_and_kept(admin: Visitor, query: str) -> None:
    write()
    page = admin.get(f"/audit/?lang=en&{query}")
    assert page.status_code == 400
    assert "There is a problem" in page.text
    assert admin.get(f"/audit.csv?{query}").status_code == 400


def test_what_was_typed_in_a_filter_stays(admin: Visitor) -> None:
    assert 'value="2026-02-30"' in admin.get("/audit/?first=2026-02-30").text


def test_nothing_that_fits_is_said_in_words(admin: Visitor) -> None:
    write()
    page = admin.get("/audit/?lang=en&first=2027-01-01")
    assert (page.status_code, "Nothing was done that fits." in page.text) == (200, True)


def test_long_trails_come_in_pages_and_keep_the_filter(admin: Visitor) -> None:
    with transaction():
        for number in range(101):
            record("meeting_planned", by=7, at=NOW, object_kind="meeting", object_id=number)
    first = admin.get("/audit/?lang=en&event=meeting_planned").text
    assert "1 to 100 of 101" in first
    assert 'href="/audit/?lang=en&amp;event=meeting_planned&amp;page=2"' in first
    assert "101 to 101 of 101" in admin.get("/audit/?event=meeting_planned&page=2").text


def test_the_list_costs_the_same_for_one_and_for_thirty(
    admin: Visitor, count_statements: Counter
) -> None:
    write()
    with count_statements() as for_one:
        admin.get("/audit/")
    for number in range(30):
        write(by=number + 1)
    with count_statements() as for_thirty:
        admin.get("/audit/")
    assert len(for_one) == len(for_thirty)
    assert len([statement for statement in for_thirty if "audit_event" in statement]) == 3


def test_the_sheet_holds_the_same_lines(admin: Visitor) -> None:
    write()
    sheet = load_workbook(BytesIO(admin.get("/audit.xlsx?lang=en").data)).active
    assert sheet is not None
    heading, line = sheet.iter_rows(values_only=True)
    assert dict(zip(heading, line, strict=True)) == {
        "Number": 1,
        "When": "2026-03-02 10:30:00",
        "What": "meeting_planned",
        "Number of the person": 7,
        "Kind of object": "meeting",
        "Object": "14",
        "Holds from": None,
        "Detail": "mails: 3",
    }
