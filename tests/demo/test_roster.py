"""The practice network on the days that everybody relies on."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.db import db
from portal.demo.roster import TODAY, is_filled
from portal.network import queries
from portal.network.listing import Filters, Summary, all_organisations, frame_on, summary_of
from portal.network.models import Organisation, Person, Post, Rule, Status, Team
from portal.network.queries import exemptions_on, shape_on
from portal.network.rules import COUNTED, broken_rules
from portal.policy.decide import Actor, PostHeld
from portal.policy.table import Role
from portal.taxonomy.sectors import CareContext, Sector

SHUT = date(2020, 4, 1)
CANDIDATE = "Ziekenhuis De Glazen Muts (fictief)"
SEEN = Actor(person_id=1, name="", locale="nl", posts=frozenset({PostHeld(role=Role.COORDINATOR)}))

pytestmark = pytest.mark.usefixtures("app")


def number(organisation: Organisation) -> str:
    """Return the number of an organisation by the address of its primary contact."""
    address = db.session.scalars(
        select(Person.email)
        .join(Post)
        .where(Post.organisation_id == organisation.id, Post.role == Role.PRIMARY_CONTACT)
    ).one()
    assert address is not None
    return address.removeprefix("contact.").removesuffix("@demo.example")


def organisation_07() -> Organisation:
    return db.session.scalars(
        select(Organisation).where(Organisation.slug == "ziekenhuis-luchtkasteel")
    ).one()


def test_its_today_counts_30_organisations_and_90_teams() -> None:
    summary = summary_of(SEEN, TODAY)
    assert summary.organisations == 30
    assert (summary.teams, summary.oncology, summary.non_oncology) == (90, 36, 54)
    assert summary.by_wave == {1: 20, 2: 10}
    assert summary.by_status == {Status.ACTIVE: 30}
    assert summary.denominator == 30
    assert [summary.of(sector, 1) + summary.of(sector, 2) for sector in Sector] == [12, 8, 4, 3, 3]


def test_in_april_2020_two_of_twenty_paused() -> None:
    summary = summary_of(SEEN, SHUT)
    assert summary.by_status == {Status.ACTIVE: 18, Status.PAUSED: 2}
    assert (summary.organisations, summary.denominator) == (20, 18)
    paused = all_organisations(SEEN, Filters(as_of=SHUT, status=Status.PAUSED))
    assert [line.name for line in paused] == [
        "WZC De Vliegende Tapijten (fictief)",
        "WZC Roerdomprijk (fictief)",
    ]
    counted = {each.name: each for each in queries.counted_organisations(SHUT)}
    assert sorted(number(counted[line.name]) for line in paused) == ["14", "16"]


@pytest.mark.parametrize(
    ("day", "is_vacant"),
    [
        (date(2021, 3, 14), False),
        (date(2021, 3, 15), True),
        (date(2021, 4, 7), True),
        (date(2021, 4, 8), False),
    ],
)
def test_organisation_07_had_no_ambassador_for_24_days(day: date, is_vacant: bool) -> None:  # noqa: FBT001
    home = organisation_07()
    assert (queries.ambassador_of(home.id, day) is None) == is_vacant
    found = [(place.organisation.id, place.since) for place in queries.vacancies(day)]
    assert found == ([(home.id, date(2021, 3, 15))] if is_vacant else [])


def test_the_declined_candidate_is_in_no_count_on_any_day() -> None:
    known = {each.id: each.name for each in db.session.scalars(select(Organisation))}
    counts: set[int] = set()
    seen: set[Status] = set()
    day = date(2019, 11, 1)
    while day <= date(2023, 12, 31):
        statuses = queries.organisation_status(day)
        counted = {known[key] for key, status in statuses.items() if status in COUNTED}
        assert CANDIDATE not in counted
        seen |= {status for key, status in statuses.items() if known[key] == CANDIDATE}
        counts.add(len(counted))
        day += timedelta(days=1)
    assert counts == {20, 30}
    assert seen == {Status.CANDIDATE, Status.DECLINED}


@pytest.mark.parametrize("day", [date(2021, 6, 1), date(2022, 2, 1), TODAY])
def test_the_declined_candidate_shows_only_when_asked_for(day: date) -> None:
    assert CANDIDATE not in {line.name for line in all_organisations(SEEN, Filters(as_of=day))}
    status = queries.organisation_status(day)
    asked = Filters(as_of=day, words="glazen muts", status=max(status.items())[1])
    assert [line.name for line in all_organisations(SEEN, asked)] == [CANDIDATE]


def days_of_change() -> list[date]:
    return sorted(
        {*db.session.scalars(select(Post.valid_from)), *db.session.scalars(select(Team.valid_from))}
    )


def test_active_organisations_have_what_they_must_on_every_day_of_change() -> None:
    lacking = set()
    for day in [*days_of_change(), date(2021, 3, 15), date(2021, 4, 7), TODAY]:
        statuses = queries.organisation_status(day)
        for organisation in queries.counted_organisations(day):
            if statuses[organisation.id] is Status.ACTIVE:
                broken = broken_rules(shape_on(organisation, day))
                lacking |= {(number(organisation), day, rule) for rule in broken}
    assert lacking == {
        ("07", date(2021, 3, 15), Rule.ONE_AMBASSADOR),
        ("07", date(2021, 4, 7), Rule.ONE_AMBASSADOR),
    }


def test_the_merger_is_a_dated_exemption_that_stays_visible() -> None:
    home = db.session.scalars(
        select(Organisation).where(Organisation.slug == "ziekenhuis-de-papieren-boot")
    ).one()
    assert exemptions_on(home, date(2021, 1, 31)) == frozenset()
    assert exemptions_on(home, date(2021, 2, 1)) == {Rule.THREE_TEAMS}
    assert exemptions_on(home, date(2021, 9, 1)) == frozenset()
    (chapter,) = [one for one in queries.chapters_of(home.id) if one.rule]
    assert (chapter.since, chapter.until) == (date(2021, 2, 1), date(2021, 9, 1))
    assert "fusieafdeling" in chapter.reason


def test_the_follower_team_is_listed_and_not_counted() -> None:
    follower = db.session.scalars(select(Team).where(Team.slot.is_(None))).one()
    assert follower.name == "Radiotherapie"
    assert follower.id in {team.id for team, _ in queries.teams_of(SEEN, follower.organisation_id)}
    (line,) = all_organisations(SEEN, Filters(as_of=TODAY, words="nergensburg"))
    assert (line.oncology, line.non_oncology) == (1, 2)


def test_the_printed_addresses_belong_to_todays_holders() -> None:
    wanted = {
        Role.AMBASSADOR: [f"ambassador.{n:02}" for n in range(1, 31)],
        Role.PRIMARY_CONTACT: [f"contact.{n:02}" for n in range(1, 31)],
        Role.SPONSOR: [f"sponsor.{n:02}" for n in range(1, 31)],
        Role.BOARD_READER: [f"board.{n:02}" for n in range(1, 31)],
        Role.TEAM_LEAD: [f"lead.{n:02}-{slot}" for n in range(1, 31) for slot in (1, 2, 3)],
        Role.TEAM_MEMBER: [f"member.{n:02}-{slot}" for n in range(1, 31) for slot in (1, 2, 3)],
        Role.COORDINATOR: ["coordinator"],
        Role.ADMINISTRATOR: ["admin"],
        Role.RESEARCHER: ["researcher"],
        Role.EVALUATOR: ["evaluator"],
        Role.FUNDER: ["funder"],
    }
    found: dict[Role, list[str]] = {}
    for post in queries.current_posts(list(Role), TODAY):
        assert post.person.email is not None
        found.setdefault(post.role, []).append(post.person.email)
    assert {role: sorted(addresses) for role, addresses in found.items()} == {
        role: [f"{address}@demo.example" for address in addresses]
        for role, addresses in wanted.items()
    }


def test_the_alumnus_was_an_ambassador_and_holds_nothing_now() -> None:
    alumnus = db.session.scalars(select(Person).where(Person.email == "alumnus@demo.example")).one()
    assert queries.posts_of(alumnus.id, TODAY) == []
    (post,) = queries.all_posts_of(alumnus.id)
    assert (post.role, post.valid_to) == (Role.AMBASSADOR, date(2020, 9, 1))


def test_the_hand_over_at_organisation_13_waits_for_its_day() -> None:
    home = db.session.scalars(
        select(Organisation).where(Organisation.slug == "wzc-het-houten-paard")
    ).one()
    days = (date(2021, 9, 30), date(2021, 10, 1), TODAY, date(2022, 11, 30), date(2022, 12, 1))
    holders = [queries.ambassador_of(home.id, day) for day in days]
    assert [person.email if person else None for person in holders] == [
        "former.13-a@demo.example",
        "ambassador.13@demo.example",
        "ambassador.13@demo.example",
        "ambassador.13@demo.example",
        "next.13-c@demo.example",
    ]


def test_teams_keep_their_own_word_and_a_reason() -> None:
    words = {team.name: team.own_word for team in db.session.scalars(select(Team))}
    assert words["Leefgroep Benedenhof"] == "leefgroep"
    assert words["Nachtploeg"] == "ploeg"
    assert words["Verpleegafdeling oncologie"] == "afdeling"
    assert words["Spoed"] == "dienst"
    reasons = db.session.execute(select(Team.care_context, Team.care_context_reason)).all()
    assert all(reason for _, reason in reasons)
    assert "Zorgt voor bewoners met kanker." in {
        reason for context, reason in reasons if context is CareContext.ONCOLOGY
    }


def test_the_plan_was_revised_on_its_date() -> None:
    first, second = frame_on(date(2021, 8, 31)), frame_on(date(2021, 9, 1))
    assert first.plan is not None
    assert second.plan is not None
    assert (first.plan.version, first.plan.years, first.plan.target_organisations) == (1, 3, 40)
    assert (second.plan.version, second.plan.years, second.plan.target_organisations) == (2, 4, 30)
    assert second.waves == [1, 2]
    assert frame_on(date(2019, 10, 31)).plan is None


def test_nobody_is_there_before_the_start() -> None:
    assert summary_of(SEEN, date(2019, 10, 31)) == Summary([])
    assert is_filled()


def test_everybody_has_a_name_of_their_own(app: Flask) -> None:
    assert app
    names = list(db.session.scalars(select(Person.name)))
    assert len(names) == len(set(names)) == 310
