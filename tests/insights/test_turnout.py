"""The turnout: counts with what they are counted over, for the coordinator and the organisation."""

import re
from collections.abc import Mapping
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from portal.db import db, transaction
from portal.insights import turnout
from portal.insights.turnout import Asked, Counts
from portal.meetings import services
from portal.meetings.models import Answer, Attendance, Invitation, Meeting, MeetingKind, Presence
from portal.meetings.roster import roster_on
from portal.meetings.rules import Slot
from portal.meetings.services import PastMeeting
from portal.network.models import Organisation, OrganisationStatus, Person, Province, Status
from portal.policy.table import Role
from portal.taxonomy.sectors import Sector
from tests.cast import START, Cast, Member
from tests.conftest import TODAY, Counter, Visitor
from tests.meetings.planned import AGENDA, ONLINE

MOST_STATEMENTS = 10
THERE, ONLINE_THERE, ABSENT = Presence.ON_SITE, Presence.ONLINE, Presence.ABSENT


def hold(cast: Cast, number: int, day: date, there: Mapping[int, Presence]) -> int:
    """Record a moment to which everybody of the roster was expected."""
    slot = Slot(kind=MeetingKind.REFLECTION, day=day, starts=time(13), ends=time(15))
    past = PastMeeting(
        slot=slot,
        where=ONLINE,
        agenda=AGENDA,
        number=number,
        expected=roster_on(day).participants,
        attendance=there,
    )
    with transaction():
        return services.record_past_meeting(past, on=TODAY, by=cast.coordinator.person_id).id


def answer(meeting_id: int, *members: Member) -> None:
    ids = [one.person_id for one in members]
    with transaction():
        for one in db.session.scalars(
            select(Invitation).where(
                Invitation.meeting_id == meeting_id, Invitation.person_id.in_(ids)
            )
        ):
            one.answer, one.answered_on = Answer.YES, TODAY


@pytest.fixture
def held(cast: Cast) -> tuple[int, int]:
    """Two moments: at the first, three of home are marked and two of them were there."""
    home = cast.home.people
    first = {
        home[Role.PRIMARY_CONTACT].person_id: THERE,
        home[Role.TEAM_LEAD].person_id: ONLINE_THERE,
        home[Role.ACTING_AMBASSADOR].person_id: ABSENT,
        cast.away.people[Role.PRIMARY_CONTACT].person_id: ABSENT,
    }
    one = hold(cast, 1, date(2021, 10, 14), first)
    two = hold(cast, 2, date(2022, 10, 13), {home[Role.TEAM_LEAD].person_id: ABSENT})
    answer(two, home[Role.TEAM_LEAD], home[Role.PRIMARY_CONTACT])
    return one, two


def shown(client: Visitor, path: str) -> str:
    page = client.get(path)
    assert page.status_code == 200
    return re.sub(r"\s+", " ", page.text.split("<main", 1)[1].split("</main>", 1)[0])


@pytest.mark.usefixtures("held")
def test_every_count_has_its_own_denominator(cast: Cast) -> None:
    people = len(roster_on(TODAY).participants) // 2
    home = turnout.total_of(Asked(organisation_id=cast.home.organisation_id))
    assert home == Counts(
        invited=people, answered=2, expected=2 * people, marked=4, present=2, held=2, there=1
    )
    assert (home.absent, home.open) == (2, 2 * people - 4)
    away = turnout.total_of(Asked(organisation_id=cast.away.organisation_id))
    assert (away.present, away.there, away.held) == (0, 0, 2)


@pytest.mark.usefixtures("cast", "held")
def test_a_year_and_a_sector_narrow_the_counts() -> None:
    lines = turnout.by_meeting(Asked(year=2021))
    assert [(meeting.number, counts.present) for meeting, counts in lines] == [(1, 2)]
    sectors = dict(turnout.by_sector(Asked()))
    assert list(sectors) == [Sector.HOSPITAL, Sector.RESIDENTIAL_CARE]
    assert (sectors[Sector.HOSPITAL].present, sectors[Sector.RESIDENTIAL_CARE].present) == (2, 0)
    only = turnout.by_meeting(Asked(sector=Sector.RESIDENTIAL_CARE))
    assert [counts.marked for _, counts in only] == [1, 0]
    assert turnout.years() == [2022, 2021]


@pytest.mark.usefixtures("cast", "held")
def test_meetings_stand_in_the_order_of_time_and_the_last_are_kept() -> None:
    assert [meeting.number for meeting, _ in turnout.by_meeting(Asked())] == [1, 2]
    assert [meeting.number for meeting, _ in turnout.by_meeting(Asked(), most=1)] == [2]


@pytest.mark.usefixtures("held")
def test_the_coordinator_sees_all_with_the_table_beside_the_picture(
    client: Visitor, cast: Cast
) -> None:
    text = shown(client.sign_in(cast.coordinator), "/turnout")
    people = len(roster_on(TODAY).participants)
    assert f"2 van de {2 * people} verwachte mensen waren er; voor 5 is dat ingevuld." in text
    assert text.index(cast.home.name) < text.index(cast.away.name)
    assert text.count('<svg class="bars"') == 2
    assert text.count("<table>") == 4
    assert "%" not in text
    assert "style=" not in text
    assert not any(member.name in text for member in cast.everyone.values())


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("who", ["ambassador", "acting_ambassador", "primary_contact", "sponsor"])
def test_an_organisation_sees_its_own_beside_nothing_else(
    client: Visitor, cast: Cast, who: str
) -> None:
    client.sign_in(cast.everyone[who])
    assert client.get("/turnout").headers["Location"] == f"/turnout/{cast.home.slug}/"
    text = shown(client, f"/turnout/{cast.home.slug}/")
    assert "Op 1 van de 2 bijeenkomsten die doorgingen" in text
    assert cast.away.name not in text
    assert "sector" not in text.casefold()
    for path in (f"/turnout/{cast.away.slug}/", f"/turnout/{cast.away.slug}/meetings.csv"):
        assert client.get(path).status_code == 404
    mine = client.get("/turnout.csv").get_data().decode("utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in mine[1:]] == [cast.home.name]
    assert client.get("/turnout.csv?by=sectors").status_code == 404


@pytest.mark.parametrize(
    "who", ["team_lead", "team_member", "hr_contact", "researcher", "administrator", "stranger"]
)
def test_who_has_no_part_in_it_finds_nothing(client: Visitor, cast: Cast, who: str) -> None:
    client.sign_in(cast.everyone[who])
    paths = ("/turnout", "/turnout.csv", f"/turnout/{cast.home.slug}/")
    assert [client.get(path).status_code for path in paths] == [404, 404, 404]


@pytest.mark.usefixtures("held")
def test_the_page_of_an_organisation_leads_to_it_for_who_may(client: Visitor, cast: Cast) -> None:
    place, link = f"/organisations/{cast.home.slug}/", f'href="/turnout/{cast.home.slug}/"'
    assert "Hoe vaak waren we erbij?" in client.sign_in(cast.ambassador).get(place).text
    assert "Hoe vaak was deze organisatie" in client.sign_in(cast.coordinator).get(place).text
    assert link in client.get(place).text
    assert link not in client.sign_in(cast.lead).get(place).text


def test_without_meetings_nothing_is_made_up(client: Visitor, cast: Cast) -> None:
    text = shown(client.sign_in(cast.coordinator), "/turnout")
    assert "Nog niemand is uitgenodigd voor een bijeenkomst." in text
    assert "<svg" not in text
    own = shown(client.sign_in(cast.ambassador), f"/turnout/{cast.home.slug}/")
    assert "Niemand van deze organisatie was in deze periode uitgenodigd" in own


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("asked", ["year=soon", "sector=zoo", "year=99999"])
def test_what_cannot_be_asked_is_said(client: Visitor, cast: Cast, asked: str) -> None:
    client.sign_in(cast.coordinator)
    assert client.get(f"/turnout?{asked}").status_code == 400
    assert client.get(f"/turnout.csv?{asked}").status_code == 400


@pytest.mark.usefixtures("held")
def test_files_hold_every_figure_with_its_denominator(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    lines = client.get(f"/turnout/{cast.home.slug}/meetings.csv").get_data().decode("utf-8-sig")
    people = len(roster_on(TODAY).participants) // 2
    assert lines.splitlines()[1] == f"Reflectiemoment 1;2021-10-14;0;0;2;3;{people}"
    assert lines.splitlines()[2] == f"Reflectiemoment 2;2022-10-13;2;{people};0;1;{people}"
    for path in ("/turnout.xlsx", "/turnout.csv?by=sectors", "/turnout.csv?by=meetings"):
        assert client.get(path).status_code == 200


def test_hundreds_of_organisations_cost_as_much_as_two(
    client: Visitor, cast: Cast, held: tuple[int, int], count_statements: Counter
) -> None:
    client.sign_in(cast.coordinator)
    client.get("/turnout")
    seen = []
    for many in (0, 150):
        _add_organisations(held[1], many)
        with count_statements() as statements:
            text = client.get("/turnout").text
        seen.append(len(statements))
    assert seen[0] == seen[1] <= MOST_STATEMENTS
    assert "1 tot 100 van 152" in text
    assert "Zorgpunt 149" in client.get("/turnout?page=2").text


def _add_organisations(meeting_id: int, many: int) -> None:
    with transaction():
        wave = db.session.scalars(select(Organisation.wave_id).limit(1)).one()
        meeting = db.session.get_one(Meeting, meeting_id)
        for number in range(many):
            place = Organisation(
                slug=f"zorgpunt-{number}",
                name=f"Zorgpunt {number:03}",
                sector=Sector.PRIMARY_CARE,
                province=Province.LIMBURG,
                wave_id=wave,
            )
            db.session.add(place)
            db.session.flush()
            since = START + timedelta(days=1)
            db.session.add(
                OrganisationStatus(organisation_id=place.id, status=Status.ACTIVE, valid_from=since)
            )
            person = Person(name=f"Persoon {number}", email=f"p{number}@demo.example")
            db.session.add_all(
                [
                    person,
                    Invitation(
                        meeting=meeting,
                        person=person,
                        role=Role.PRIMARY_CONTACT,
                        organisation=place,
                        invited_on=TODAY,
                    ),
                ]
            )
            db.session.flush()
            db.session.add(
                Attendance(meeting_id=meeting.id, person_id=person.id, presence=Presence.ONLINE)
            )
