"""Earlier texts of the minutes: told with what changed, and put back without losing anything."""

from datetime import date

import pytest

from portal.db import transaction
from portal.minutes import services
from portal.minutes.queries import history_of, sections_of
from portal.minutes.services import Draft
from tests.cast import Cast
from tests.conftest import Visitor
from tests.meetings.planned import ON, meeting_by, plan
from tests.minutes.written import approve, keep

LATER = date(2023, 1, 26)


def _page(meeting_id: int) -> str:
    return f"/meetings/{meeting_id}/minutes/earlier"


def _body(meeting_id: int) -> str:
    (section,) = sections_of(meeting_id)
    return section.body


def _write_twice(cast: Cast, meeting_id: int) -> int:
    """Let two people write one after the other; return the id of the first one's text."""
    keep(meeting_id, "De soep was warm.\nWe luisterden.", cast)
    with transaction():
        services.save_part(
            meeting_by(meeting_id),
            Draft(part="general", body="De soep was lauw.\nWe luisterden.", version=1),
            on=ON,
            by=cast.contact.person_id,
        )
    _second, first = history_of(meeting_id)["general"]
    return first.edit.id


def test_before_anything_is_written_the_page_leads_to_writing(
    client: Visitor, cast: Cast, today_held: int
) -> None:
    page = client.sign_in(cast.coordinator).get(_page(today_held)).text
    assert "Hier is nog niets geschreven." in page
    assert f'href="/meetings/{today_held}/minutes"' in page


def test_each_text_tells_what_its_writer_changed(
    client: Visitor, cast: Cast, today_held: int
) -> None:
    _write_twice(cast, today_held)
    second, first = history_of(today_held)["general"]
    assert [(line.fate.value, line.words) for line in second.changed] == [
        ("gone", "De soep was warm."),
        ("added", "De soep was lauw."),
    ]
    assert [line.fate.value for line in first.changed] == ["added", "added"]
    assert (second.is_current, first.is_current) == (True, False)
    page = client.sign_in(cast.coordinator).get(_page(today_held)).text
    assert page.count("<del>") == 1
    assert f"{second.edit.saved_by.name}, dinsdag 15 november 2022" in page
    assert page.count("De soep was warm.") == 2  # as gone, and in the first text as a whole


def test_a_text_is_put_back_and_the_one_it_replaces_is_kept(
    client: Visitor, cast: Cast, today_held: int
) -> None:
    first = _write_twice(cast, today_held)
    client.sign_in(cast.coordinator)
    answer = client.submit(f"{_page(today_held)}/{first}", {}, at=_page(today_held))
    assert answer.location == f"/meetings/{today_held}/minutes"
    assert _body(today_held) == "De soep was warm.\nWe luisterden."
    assert [one.edit.body.split("\n")[0] for one in history_of(today_held)["general"]] == [
        "De soep was warm.",
        "De soep was lauw.",
    ]


def test_approved_minutes_are_not_put_back_without_a_reason(
    client: Visitor, cast: Cast, today_held: int
) -> None:
    first = _write_twice(cast, today_held)
    approve(today_held, cast)
    page = client.sign_in(cast.coordinator).get(_page(today_held)).text
    assert "Deze tekst terugzetten" not in page
    client.submit(f"{_page(today_held)}/{first}", {}, at=f"/meetings/{today_held}/minutes")
    assert "waarom" in client.get(f"/meetings/{today_held}/minutes").text
    assert _body(today_held) == "De soep was lauw.\nWe luisterden."


@pytest.mark.parametrize("who", ["ambassador", "contact", "stranger"])
def test_only_who_writes_reads_them(client: Visitor, cast: Cast, today_held: int, who: str) -> None:
    keep(today_held, "Nog geheim", cast)
    client.sign_in(getattr(cast, who))
    assert client.get(_page(today_held)).status_code == 404
    assert client.post(f"{_page(today_held)}/1").status_code in {400, 404}


def test_a_text_of_other_minutes_is_not_there(client: Visitor, cast: Cast, today_held: int) -> None:
    first = _write_twice(cast, today_held)
    client.sign_in(cast.coordinator)
    path = f"{_page(plan(number=2, day=LATER, by=cast.coordinator.person_id))}/{first}"
    answer = client.submit(path, {}, at=f"/meetings/{today_held}/minutes")
    assert answer.status_code == 404
