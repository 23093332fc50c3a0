"""Filling in who was there: row by row, two at once, all who said yes, and thousands."""

from sqlalchemy import update

from portal.attendance import queries, services
from portal.db import db, transaction
from portal.meetings.models import Answer, Invitation, Presence
from portal.policy.table import Role
from tests.attendance.happening import happens_now, held, marks, meeting_of, sends, there
from tests.cast import Cast
from tests.conftest import Counter, Visitor
from tests.meetings.planned import DAY, ON, meeting_by

ACTING = Role.ACTING_AMBASSADOR


def path_of(meeting_id: int) -> str:
    return f"/meetings/{meeting_id}/attendance"


def test_who_is_not_marked_is_not_absent_and_wrong_input_is_kept(
    client: Visitor, cast: Cast, running: int
) -> None:
    client.sign_in(cast.coordinator)
    typed: dict[str, object] = {
        f"presence-{cast.contact.person_id}": "online",
        f"came_late-{cast.contact.person_id}": "y",
        f"presence-{cast.lead.person_id}": "",
        f"presence-{cast.stranger.person_id}": "on_site",
        f"presence-{cast.ambassador.person_id}": "made_up",
        "guests": "2",
    }
    refused = client.submit(path_of(running), {**typed, "guests": "-1"})
    assert refused.status_code == 400
    assert 'value="online" checked' in refused.text
    assert marks(running) == {}
    assert client.submit(path_of(running), typed).status_code == 303
    assert marks(running) == {cast.contact.person_id: (Presence.ONLINE, False, True, False)}
    assert meeting_of(running).guests == 2
    there_now = queries.there_at(meeting_by(running))
    assert (there_now.present, there_now.marked, there_now.absent) == (1, 1, 0)
    assert there_now.unmarked == there_now.expected - 1


def test_the_share_names_both_denominators(client: Visitor, cast: Cast, running: int) -> None:
    there(running, cast.contact, Presence.ON_SITE)
    there(running, cast.lead, Presence.ABSENT)
    expected = queries.there_at(meeting_by(running)).expected
    page = client.sign_in(cast.coordinator).get(path_of(running))
    assert f"1 van de {expected} verwachte mensen" in page.text
    assert "Van de 2 van wie de aanwezigheid ingevuld is, waren er 1" in page.text


def test_two_who_mark_at_once_lose_nothing(client: Visitor, cast: Cast, running: int) -> None:
    """Both opened the empty page; the other one was first."""
    there(running, cast.lead, Presence.ONLINE)
    there(running, cast.contact, Presence.EXCUSED)
    client.sign_in(cast.coordinator)
    hilde, an = cast.contact.person_id, cast.lead.person_id
    third = cast.home.people[ACTING].person_id
    mine: dict[str, object] = {
        **{f"shown-{one}": "-" for one in (hilde, an, third)},
        f"presence-{hilde}": "on_site",
        f"presence-{an}": "",
        f"presence-{third}": "on_site",
        "guests": "0",
        "guests_shown": "0",
    }
    clash = client.submit(path_of(running), mine)
    assert clash.status_code == 409
    assert clash.text.count("intussen staat er “Verontschuldigd”") == 1
    kept = marks(running)
    assert kept[an][0] is Presence.ONLINE  # untouched by me: theirs stays
    assert kept[third][0] is Presence.ON_SITE  # only mine: kept
    assert kept[hilde][0] is Presence.EXCUSED  # both: theirs, until I say it again
    assert f'name="shown-{hilde}" value="excused"' in clash.text
    row_of_an = clash.text.split(f'id="presence-{an}"')[1].split("</fieldset>")[0]
    assert (
        'value="online" checked' in row_of_an
    )  # theirs is shown, so that no second save undoes it
    again = client.submit(path_of(running), {**mine, f"shown-{hilde}": "excused"})
    assert again.status_code == 303
    assert marks(running)[hilde][0] is Presence.ON_SITE


def test_a_number_of_guests_that_was_not_touched_is_not_overwritten(
    client: Visitor, cast: Cast, running: int
) -> None:
    with transaction():
        meeting_by(running).guests = 4
    client.sign_in(cast.coordinator)
    client.submit(path_of(running), {"guests": "0", "guests_shown": "0"})
    assert meeting_of(running).guests == 4


def _said_yes(meeting_id: int, *people: int) -> None:
    with transaction():
        mine = update(Invitation).where(
            Invitation.meeting_id == meeting_id, Invitation.person_id.in_(people)
        )
        db.session.execute(mine.values(answer=Answer.YES, answered_on=ON))


def test_all_who_said_yes_are_marked_at_once_and_marks_that_are_there_stay(
    client: Visitor, cast: Cast, running: int
) -> None:
    hilde, an = cast.contact.person_id, cast.lead.person_id
    other = cast.away.people[Role.PRIMARY_CONTACT].person_id
    _said_yes(running, hilde, an, other)
    there(running, cast.lead, Presence.EXCUSED)
    client.sign_in(cast.coordinator)
    only_home = {"guests": "0", "guests_shown": "0", "said_yes": str(cast.home.organisation_id)}
    assert client.submit(path_of(running), dict(only_home)).status_code == 303
    kept = {person: mark[0] for person, mark in marks(running).items()}
    assert kept == {hilde: Presence.ON_SITE, an: Presence.EXCUSED}
    with transaction():
        on = {"on": ON, "by": cast.coordinator.person_id}
        assert services.mark_who_said_yes(meeting_by(running), None, **on) == 1  # type: ignore[arg-type]
    assert marks(running)[other][0] is Presence.ON_SITE


def test_before_the_day_and_after_locking_nothing_is_marked(
    client: Visitor, cast: Cast, invited: int
) -> None:
    client.sign_in(cast.coordinator)
    assert meeting_by(invited).local_date == DAY
    assert client.get(path_of(invited)).status_code == 303
    sent = client.submit(path_of(invited), {"guests": "1"}, at="/me/password")
    assert sent.status_code == 400
    assert meeting_of(invited).guests == 0


def test_it_is_there_for_who_plans_only(client: Visitor, cast: Cast, running: int) -> None:
    for member in (cast.contact, cast.ambassador, cast.neighbour, cast.stranger, cast.researcher):
        assert client.sign_in(member).get(path_of(running)).status_code == 404
    assert client.sign_in(cast.coordinator).get(path_of(running)).status_code == 200


def test_a_search_finds_by_name_and_organisation(client: Visitor, cast: Cast, running: int) -> None:
    client.sign_in(cast.coordinator)
    page = client.get(f"{path_of(running)}?q=houten+paard+contact").text
    assert cast.away.people[Role.PRIMARY_CONTACT].name in page
    assert cast.contact.name not in page
    assert "Niemand gevonden" in client.get(f"{path_of(running)}?q=zzz").text


def test_a_deputy_counts_for_the_organisation(cast: Cast, running: int) -> None:
    sends(running, cast.contact, "Lut Vervanger")
    there(running, cast.contact, Presence.ON_SITE, by_deputy=True)
    counted = queries.there_at(meeting_by(running))
    assert (counted.present, counted.by_deputy) == (1, 1)


def test_as_many_statements_for_one_page_as_for_thirty(
    client: Visitor, cast: Cast, running: int, count_statements: Counter
) -> None:
    client.sign_in(cast.coordinator)
    client.get(path_of(running))
    with count_statements() as statements:
        client.get(path_of(running))
    assert len(statements) <= 10


def test_a_locked_attendance_is_led_back(client: Visitor, cast: Cast, invited: int) -> None:
    happens_now(invited)
    held(invited)
    assert client.sign_in(cast.coordinator).get(path_of(invited)).status_code == 200
