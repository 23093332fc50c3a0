"""The pages of an organisation, a team and a person, on a day and for each reader."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from portal.db import db, transaction
from portal.network.models import Organisation, Person, Rule, Status, Team
from portal.network.rules import Interval
from portal.network.services.exemptions import add_exemption
from portal.network.services.handing_over import hand_over_ambassador
from portal.network.services.organisations import change_status
from portal.network.services.posts import end_post, give_post
from portal.network.services.teams import TeamFacts, add_team, replace_team
from portal.policy.table import Role
from portal.taxonomy.sectors import CareContext
from tests.cast import START, Cast, Member
from tests.conftest import Counter, Visitor

ON = date(2022, 3, 1)


def home(cast: Cast) -> Organisation:
    return db.session.get_one(Organisation, cast.home.organisation_id)


def text_of(html: str) -> str:
    """Return the words of the page's main part, as a reader sees them."""
    main = html.split("<main")[1].split("</main>", maxsplit=1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def linked(html: str, kind: str) -> list[int]:
    return sorted({int(key) for key in re.findall(rf'href="/{kind}/(\d+)/', html)})


def end_ambassador(cast: Cast, on: date) -> None:
    with transaction():
        (post,) = [
            post
            for post in db.session.get_one(Person, cast.ambassador.person_id).posts
            if post.role is Role.AMBASSADOR
        ]
        end_post(post, on=on, reason="ziekteverlof", by=None)


def path(cast: Cast) -> str:
    return f"/organisations/{cast.home.slug}/"


def test_an_organisation_shows_its_teams_people_and_facts(client: Visitor, cast: Cast) -> None:
    page = client.sign_in(cast.ambassador).get(path(cast) + "?lang=nl")
    words = text_of(page.text)
    assert page.status_code == 200
    assert "Sector Ziekenhuis Provincie Limburg Golf 1 Status Actief" in words
    assert "Team 1 home Team, sinds 1 november 2019 Oncologisch" in words
    assert f"{cast.ambassador.name} Ambassadeur, sinds 1 november 2019" in words
    assert linked(page.text, "teams") == list(cast.home.team_ids)
    assert cast.neighbour.name not in page.text


def test_no_ambassador_is_said_plainly_with_its_first_day(client: Visitor, cast: Cast) -> None:
    end_ambassador(cast, ON)
    client.sign_in(cast.coordinator)
    assert "Geen ambassadeur sinds 1 maart 2022." in client.get(path(cast) + "?lang=nl").text
    day_before = client.get(path(cast) + "?as_of=2022-02-28").text
    assert "Geen ambassadeur sinds" not in day_before
    assert f"{cast.ambassador.name} stopt als ambassadeur" in day_before


def test_the_reason_of_a_stop_is_on_no_page(client: Visitor, cast: Cast) -> None:
    end_ambassador(cast, ON)
    client.sign_in(cast.coordinator)
    pages = (path(cast), f"/people/{cast.ambassador.person_id}/", "/organisations/")
    assert all("ziekteverlof" not in client.get(page).text for page in pages)
    assert client.get(pages[1]).status_code == 200


def test_an_exemption_is_visible_on_its_days(client: Visitor, cast: Cast) -> None:
    with transaction():
        add_exemption(
            home(cast),
            Rule.THREE_TEAMS,
            reason="Twee diensten gaan samen.",
            period=Interval(start=ON, end=date(2022, 6, 1)),
            by=None,
        )
    client.sign_in(cast.coordinator).get(path(cast) + "?lang=en")
    box = "Exception from the rule “exactly three teams”"
    words = text_of(client.get(path(cast) + "?as_of=2022-03-01").text)
    assert f"{box} Twee diensten gaan samen. From 1 March 2022 until 1 June 2022." in words
    for day in ("2022-02-28", "2022-06-01"):
        assert f"{box} Twee" not in text_of(client.get(path(cast) + f"?as_of={day}").text)


def test_history_tells_each_change_once_the_newest_first(client: Visitor, cast: Cast) -> None:
    with transaction():
        stranger = db.session.get_one(Person, cast.stranger.person_id)
        hand_over_ambassador(home(cast), stranger, on=date(2023, 1, 1), by=None)
        replace_team(
            db.session.get_one(Team, cast.home.team_ids[1]),
            TeamFacts(name="Nachtploeg", care_context=CareContext.NON_ONCOLOGY),
            on=ON,
            by=None,
        )
        change_status(home(cast), Status.PAUSED, on=date(2022, 4, 1), reason="Verhuizing", by=None)
    page = client.sign_in(cast.coordinator).get(path(cast) + "?lang=en").text
    story = text_of("<main>" + page.split('class="timeline"')[1].split("</dl>")[0] + "</main>")
    days = ["1 January 2023", "1 April 2022", "1 March 2022", "1 November 2019"]
    assert [day for day in days if day in story] == sorted(days, key=story.index)
    assert "1 January 2023 planned" in story
    assert f"{cast.stranger.name} follows {cast.ambassador.name} as ambassador." in story
    assert "Pauses: Verhuizing." in story
    assert "Nachtploeg takes the place of Team 2 home." in story
    assert f"{cast.ambassador.name} stops" not in story
    assert "Team 2 home stops" not in story


def test_a_planned_successor_is_named_with_the_day(client: Visitor, cast: Cast) -> None:
    with transaction():
        stranger = db.session.get_one(Person, cast.stranger.person_id)
        hand_over_ambassador(home(cast), stranger, on=date(2022, 12, 1), by=None)
    client.sign_in(cast.coordinator)
    words = text_of(client.get(path(cast) + "?lang=en").text)
    assert f"From 1 December 2022: {cast.stranger.name} , ambassador." in words
    later = text_of(client.get(path(cast) + "?as_of=2022-12-01").text)
    assert f"{cast.stranger.name} Ambassador, since 1 December 2022" in later


def test_before_its_first_day_an_organisation_is_not_in_yet(client: Visitor, cast: Cast) -> None:
    words = text_of(
        client.sign_in(cast.coordinator).get(path(cast) + "?lang=en&as_of=2019-10-31").text
    )
    assert "On 31 October 2019 this organisation was not in the network yet." in words
    assert "There are no teams on this day." in words
    assert "No ambassador since" not in words


@pytest.mark.parametrize("place", ["organisation", "team"])
def test_a_day_that_cannot_be_read_comes_back_in_the_field(
    client: Visitor, cast: Cast, place: str
) -> None:
    client.sign_in(cast.coordinator)
    address = path(cast) if place == "organisation" else f"/teams/{cast.home.team_ids[0]}/"
    page = client.get(f"{address}?lang=en&as_of=morgen")
    assert page.status_code == 400
    assert "<title>Error: " in page.text
    assert 'value="morgen"' in page.text
    assert "Write the day like this: 2022-11-15." in page.text
    assert "aria-invalid" in page.text


def test_who_may_open_what_from_the_page_of_an_organisation(client: Visitor, cast: Cast) -> None:
    people = sorted(
        member.person_id
        for role, member in cast.home.people.items()
        if role not in (Role.TEAM_LEAD, Role.TEAM_MEMBER)
    )
    opens: dict[str, tuple[list[int], list[int]]] = {}
    for who in ("coordinator", "ambassador", "researcher", "board_reader", "member"):
        page = client.sign_in(getattr(cast, who)).get(path(cast)).text
        opens[who] = (linked(page, "teams"), linked(page, "people"))
    teams = list(cast.home.team_ids)
    assert opens == {
        "coordinator": (teams, people),
        "ambassador": (teams, people),
        "researcher": (teams, []),
        "board_reader": ([], [cast.board_reader.person_id]),
        "member": (teams[:1], []),
    }


@pytest.mark.parametrize("who", ["ambassador", "lead", "member", "board_reader", "stranger"])
def test_foreign_and_missing_look_the_same(client: Visitor, cast: Cast, who: str) -> None:
    member: Member = getattr(cast, who)
    client.sign_in(member)
    pairs = [
        (f"/organisations/{cast.away.slug}/", "/organisations/nowhere/"),
        (f"/teams/{cast.away.team_ids[0]}/", "/teams/999999/"),
        (f"/people/{cast.neighbour.person_id}/", "/people/999999/"),
    ]
    for foreign, missing in pairs:
        answers = [client.get(foreign), client.get(missing)]
        assert [answer.status_code for answer in answers] == [404, 404], foreign
        bodies = [answer.text.replace(foreign, "").replace(missing, "") for answer in answers]
        bodies = [re.sub(r'(seconds|value)="[^"]*"', "", body) for body in bodies]  # clock, token
        assert bodies[0] == bodies[1]


@pytest.mark.parametrize(
    "address",
    [
        "/organisations/%00/",
        "/organisations/De%20Linde/",
        "/teams/0/",
        "/teams/99999999999999999999/",
        "/teams/x/",
        "/people/-1/",
        "/people/4294967296/",
    ],
)
def test_what_is_no_address_is_missing(client: Visitor, cast: Cast, address: str) -> None:
    assert client.sign_in(cast.coordinator).get(address).status_code == 404


def test_a_team_shows_its_own_word_and_why_it_is_what_it_is(client: Visitor, cast: Cast) -> None:
    with transaction():
        facts = TeamFacts(
            name="Nachtploeg",
            care_context=CareContext.NON_ONCOLOGY,
            care_context_reason="Werkt voor alle bewoners.",
        )
        old = db.session.get_one(Team, cast.home.team_ids[1])
        new_id = replace_team(old, facts, on=ON, by=None).id
    client.sign_in(cast.coordinator)
    words = text_of(client.get(f"/teams/{new_id}/?lang=nl").text)
    assert "Soort team Niet-oncologisch Waarom Werkt voor alle bewoners." in words
    assert "Kwam in de plaats van Team 2 home ." in words
    before = client.get(f"/teams/{cast.home.team_ids[1]}/")
    assert "De plaats ging naar Nachtploeg ." in text_of(before.text)
    assert "Op 15 november 2022 bestond dit team niet" in before.text
    assert new_id in linked(before.text, "teams")


def test_a_team_page_shows_who_is_in_it(client: Visitor, cast: Cast) -> None:
    page = client.sign_in(cast.lead).get(f"/teams/{cast.home.team_ids[0]}/?lang=nl")
    words = text_of(page.text)
    assert f"{cast.lead.name} Teamverantwoordelijke, sinds 1 november 2019" in words
    assert f"{cast.member.name} Medewerker, sinds 1 november 2019" in words
    titles = {
        re.findall(r"<title>(.*?)</title>", client.sign_in(who).get(f"/teams/{key}/").text)[0]
        for who, key in (
            (cast.lead, cast.home.team_ids[0]),
            (cast.neighbour, cast.away.team_ids[0]),
        )
    }
    assert len(titles) == 2


def test_a_follower_team_says_that_it_is_not_counted(client: Visitor, cast: Cast) -> None:
    with transaction():
        facts = TeamFacts(name="Radiotherapie", care_context=CareContext.ONCOLOGY)
        follower = add_team(home(cast), facts, slot=None, on=ON, by=None).id
    client.sign_in(cast.coordinator)
    assert "This team follows along" in client.get(f"/teams/{follower}/?lang=en").text
    page = client.get(path(cast)).text
    assert page.index("Teams that follow along") < page.index("Radiotherapie")
    assert "2 organisations, 6 teams" in client.get("/organisations/").text


def test_a_person_shows_posts_now_later_and_before(client: Visitor, cast: Cast) -> None:
    with transaction():
        stranger = db.session.get_one(Person, cast.stranger.person_id)
        hand_over_ambassador(home(cast), stranger, on=date(2023, 1, 1), by=None)
        away = db.session.get_one(Team, cast.away.team_ids[0])
        period = Interval(start=START, end=ON)
        give_post(stranger, Role.TEAM_MEMBER, place=away, period=period, by=None)
    client.sign_in(cast.coordinator)
    words = text_of(client.get(f"/people/{cast.stranger.person_id}/?lang=en").text)
    assert cast.stranger.email in words
    assert "Holds no post in the network today." in words
    assert "Posts to come Ambassador De Verzonnen Linde, since 1 January 2023" in words
    assert (
        "Earlier posts Team member Team 1 away, Het Houten Paard, "
        "from 1 November 2019 until 1 March 2022" in words
    )


def test_contact_addresses_are_for_those_who_work_with_the_person(
    client: Visitor, cast: Cast
) -> None:
    seen = {}
    for who in ("coordinator", "ambassador", "member", "neighbour", "researcher", "board_reader"):
        answer = client.sign_in(getattr(cast, who)).get(f"/people/{cast.member.person_id}/")
        seen[who] = (answer.status_code, cast.member.email in answer.text)
    assert seen == {
        "coordinator": (200, True),
        "ambassador": (200, True),
        "member": (200, True),
        "neighbour": (404, False),
        "researcher": (404, False),
        "board_reader": (404, False),
    }
    for who in ("coordinator", "ambassador", "researcher"):
        client.sign_in(getattr(cast, who))
        assert cast.ambassador.email not in client.get(path(cast)).text


def test_names_are_shown_as_text(client: Visitor, cast: Cast) -> None:
    evil = "<script>alert(1)</script>{{ 7*7 }}"
    with transaction():
        db.session.get_one(Person, cast.ambassador.person_id).name = evil
        home(cast).name = evil
    client.sign_in(cast.coordinator)
    for address in (path(cast), "/organisations/", f"/people/{cast.ambassador.person_id}/"):
        page = client.get(address).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in page


def test_a_page_costs_the_same_whatever_the_length_of_its_history(
    client: Visitor, cast: Cast, count_statements: Counter
) -> None:
    client.sign_in(cast.coordinator)
    addresses = [
        path(cast),
        f"/teams/{cast.home.team_ids[1]}/",
        f"/people/{cast.stranger.person_id}/",
    ]

    def costs() -> list[int]:
        found = []
        for address in addresses:
            with count_statements() as statements:
                assert client.get(address).status_code == 200
            found.append(len(statements))
        return found

    costs()
    before = costs()
    with transaction():
        stranger = db.session.get_one(Person, cast.stranger.person_id)
        for month in range(1, 9):
            facts = TeamFacts(name=f"Follower {month}", care_context=CareContext.ONCOLOGY)
            on = date(2022, month, 1)
            add_team(home(cast), facts, slot=None, on=on, by=None)
            team = db.session.scalars(select(Team).where(Team.id == cast.home.team_ids[1])).one()
            period = Interval(start=on, end=date(2022, month, 20))
            give_post(stranger, Role.TEAM_MEMBER, place=team, period=period, by=None)
            give_post(stranger, Role.HR_CONTACT, place=home(cast), period=period, by=None)
    assert costs() == before
    assert max(before) <= 8
