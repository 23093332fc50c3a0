"""The pages on which minutes are written and read: who sees what, and what a save answers."""

import pytest

from portal.db import db, transaction
from portal.meetings.models import Attendance, MeetingState, Presence
from portal.minutes import agreeing
from portal.minutes.queries import sections_of
from tests.cast import Cast
from tests.conftest import Counter, Visitor
from tests.meetings.planned import ON, meeting_by
from tests.minutes.written import approve, form, keep


def _bodies(meeting_id: int) -> dict[str, str]:
    return {section.part: section.body for section in sections_of(meeting_id)}


def test_minutes_are_previewed_kept_approved_and_then_read_by_all(
    client: Visitor, cast: Cast, today_held: int
) -> None:
    client.sign_in(cast.coordinator)
    path = f"/meetings/{today_held}/minutes"
    sent = form(intervision="We **beslisten** veel. <script>x</script>", in_brief="Kort")
    preview = client.submit(path, {**sent, "show": "preview"})
    assert "<strong>beslisten</strong>" in preview.text
    assert _bodies(today_held) == {}
    assert client.submit(path, sent).status_code == 303
    assert _bodies(today_held) == {"in_brief": "Kort", "intervision": sent["body-intervision"]}
    data = {"csrf_token": client.token(path)}
    for step in ("approve", "lock"):
        assert client.post(f"{path}/{step}", data=data).status_code == 303
    assert meeting_by(today_held).state is MeetingState.LOCKED
    page = client.sign_in(cast.contact).get(f"{path}/read").text
    assert "<strong>beslisten</strong>" in page
    assert "<script>x" not in page


def test_minutes_that_are_not_approved_are_not_read_by_participants(
    client: Visitor, cast: Cast, today_held: int
) -> None:
    keep(today_held, "Nog geheim", cast)
    path = f"/meetings/{today_held}/"
    assert "Nog geheim" not in client.sign_in(cast.contact).get(path).text
    assert client.get(f"{path}minutes/read").status_code == 404
    assert "Nog geheim" in client.sign_in(cast.coordinator).get(path).text
    approve(today_held, cast)
    assert "Nog geheim" in client.sign_in(cast.contact).get(path).text


@pytest.mark.parametrize("page", ["minutes", "minutes/approve"])
def test_only_who_writes_opens_the_pages_to_write(
    client: Visitor, cast: Cast, today_held: int, page: str
) -> None:
    for member in (cast.ambassador, cast.contact, cast.stranger):
        assert client.sign_in(member).get(f"/meetings/{today_held}/{page}").status_code == 404
    assert client.sign_in(cast.coordinator).get(f"/meetings/9999/{page}").status_code == 404


def test_two_who_change_the_same_line_see_both_texts_and_join_them(
    client: Visitor, cast: Cast, today_held: int
) -> None:
    client.sign_in(cast.coordinator)
    path = f"/meetings/{today_held}/minutes"
    keep(today_held, "De tekst", cast)
    keep(today_held, "De tekst van An", cast, version=1)
    sent = form(general="De tekst van Bea", development="Ernaast") | {"version-general": "1"}
    clash = client.submit(path, sent)
    assert clash.status_code == 409
    for words in ("De tekst van An", "De tekst van Bea", "Ernaast", "Verdwenen:", "Erbij:"):
        assert words in clash.text
    assert 'name="version-general" type="hidden" value="2"' in clash.text
    assert _bodies(today_held) == {"general": "De tekst van An", "development": "Ernaast"}
    joined = form(general="Van allebei", development="Ernaast")
    joined |= {"version-general": "2", "version-development": "1"}
    assert client.submit(path, joined).status_code == 303
    assert _bodies(today_held)["general"] == "Van allebei"


def test_lines_that_do_not_meet_are_joined_and_it_says_so(
    client: Visitor, cast: Cast, today_held: int
) -> None:
    keep(today_held, "Eerst", cast)
    client.sign_in(cast.coordinator)
    path = f"/meetings/{today_held}/minutes"
    assert client.submit(path, form(general="Daarna")).status_code == 303
    assert _bodies(today_held) == {"general": "Eerst\n\nDaarna"}
    assert "is erbij gezet" in client.get(path).text


def test_too_many_lines_keep_what_was_typed(client: Visitor, cast: Cast, today_held: int) -> None:
    client.sign_in(cast.coordinator)
    path = f"/meetings/{today_held}/minutes"
    refused = client.submit(path, form(in_brief="a\nb\nc\nd", general="Blijft staan"))
    assert refused.status_code == 400
    assert "Blijft staan" in refused.text
    assert _bodies(today_held) == {}


def test_minutes_come_as_a_document_with_names_for_who_may_know_them(
    client: Visitor, cast: Cast, today_held: int
) -> None:
    by = cast.coordinator.person_id
    with transaction():
        db.session.add(
            Attendance(
                meeting_id=today_held, person_id=cast.contact.person_id, presence=Presence.ONLINE
            )
        )
        agreeing.decide(meeting_by(today_held), "general", "Elk kwartaal een bezoek.", on=ON, by=by)
    keep(today_held, "Eerst.\nDaarna.", cast, part="in_brief")
    keep(today_held, "# Te hoog\n\n#### Te diep\n\nZonder stap ertussen.", cast)
    approve(today_held, cast)
    path = f"/meetings/{today_held}/minutes"
    for_all = client.sign_in(cast.contact).get(f"{path}/read").text
    assert "1 van de 6 verwachte mensen" in for_all
    assert "Elk kwartaal een bezoek." in for_all
    assert "Eerst.<br>" in for_all
    assert cast.home.name not in for_all
    assert cast.home.name in client.sign_in(cast.coordinator).get(f"{path}/read").text
    made = client.get(f"{path}.pdf")
    assert made.data.startswith(b"%PDF-1.7")
    assert made.headers["Content-Disposition"] == "attachment; filename=minutes-2022-11-15.pdf"


def test_the_minutes_cost_ten_statements_at_most(
    client: Visitor, cast: Cast, today_held: int, count_statements: Counter
) -> None:
    keep(today_held, "Kort", cast)
    approve(today_held, cast)
    client.sign_in(cast.contact)
    with count_statements() as counted:
        assert client.get(f"/meetings/{today_held}/minutes/read").status_code == 200
    assert len(counted) <= 10, counted


def test_approved_minutes_change_on_the_page_with_a_reason_that_is_shown(
    client: Visitor, cast: Cast, today_held: int
) -> None:
    keep(today_held, "Verslag", cast)
    approve(today_held, cast)
    client.sign_in(cast.coordinator)
    path = f"/meetings/{today_held}/minutes"
    sent = form(general="Verslag, beter") | {"version-general": "1"}
    refused = client.submit(path, sent)
    assert refused.status_code == 400
    assert 'href="#reason"' in refused.text
    assert "Verslag, beter" in refused.text
    assert client.submit(path, sent | {"reason": "Naam verkeerd"}).status_code == 303
    page = client.sign_in(cast.contact).get(f"{path}/read").text
    assert "Verslag, beter" in page
    assert "Naam verkeerd" in page
