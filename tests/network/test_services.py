"""Each act on the roster, on both databases: what it leaves behind, and what it refuses."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEvent
from portal.db import db, transaction
from portal.network import queries
from portal.network.models import (
    Exemption,
    Organisation,
    Person,
    Post,
    Province,
    Rule,
    Status,
    Team,
    Wave,
)
from portal.network.queries import exemptions_on, shape_on
from portal.network.rules import Interval
from portal.network.services.exemptions import add_exemption
from portal.network.services.handing_over import hand_over_ambassador
from portal.network.services.organisations import OrganisationFacts, add_organisation, change_status
from portal.network.services.people import add_person
from portal.network.services.posts import end_post, give_post
from portal.network.services.teams import TeamFacts, add_team, end_team, replace_team
from portal.policy.decide import Actor, PostHeld
from portal.policy.table import Role
from portal.rules import RuleBroken
from portal.taxonomy.sectors import CareContext, Sector
from tests.cast import START, Cast

ON = date(2022, 3, 1)
SEES_ALL = Actor(
    person_id=0, name="", locale="nl", posts=frozenset({PostHeld(role=Role.COORDINATOR)})
)
NIGHT = TeamFacts(name="Nachtploeg", care_context=CareContext.NON_ONCOLOGY)


def home(cast: Cast) -> Organisation:
    return db.session.get_one(Organisation, cast.home.organisation_id)


def team(cast: Cast, slot: int) -> Team:
    return db.session.get_one(Team, cast.home.team_ids[slot - 1])


def stranger(cast: Cast) -> Person:
    return db.session.get_one(Person, cast.stranger.person_id)


def new_organisation(name: str, status: Status = Status.CANDIDATE) -> Organisation:
    wave = db.session.scalars(select(Wave)).one()
    facts = OrganisationFacts(
        name=name, sector=Sector.HOSPITAL, province=Province.LIMBURG, wave=wave
    )
    return add_organisation(facts, status=status, on=START, by=None)


def test_a_hand_over_is_one_step_on_its_day(cast: Cast) -> None:
    with transaction():
        hand_over_ambassador(home(cast), stranger(cast), on=ON, by=cast.coordinator.person_id)
    days = (date(2022, 2, 28), ON)
    holders = [queries.ambassador_of(cast.home.organisation_id, day) for day in days]
    assert [person.id if person else None for person in holders] == [
        cast.ambassador.person_id,
        cast.stranger.person_id,
    ]
    ambassador = queries.ambassador_of(cast.away.organisation_id, ON)
    assert ambassador is not None
    assert ambassador.id == cast.neighbour.person_id


def test_a_hand_over_leaves_its_trail_without_a_name(cast: Cast) -> None:
    with transaction():
        hand_over_ambassador(home(cast), stranger(cast), on=ON, by=cast.coordinator.person_id)
    trail = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(line.event, line.by_person_id, line.valid_on) for line in trail] == [
        ("post_ended", cast.coordinator.person_id, ON),
        ("post_given", cast.coordinator.person_id, ON),
    ]
    assert {line.object_kind for line in trail} == {"post"}
    assert all(line.detail == {} for line in trail)


def test_what_the_system_fills_is_no_act_of_a_person(cast: Cast) -> None:
    with transaction():
        hand_over_ambassador(home(cast), stranger(cast), on=ON, by=None)
    assert db.session.scalars(select(AuditEvent)).all() == []


def test_a_hand_over_may_follow_an_end_on_the_same_day(cast: Cast) -> None:
    with transaction():
        (post,) = [
            one
            for one in queries.current_posts(Role.AMBASSADOR, ON)
            if one.organisation_id == cast.home.organisation_id
        ]
        end_post(post, on=ON, reason="andere functie", by=None)
        hand_over_ambassador(home(cast), stranger(cast), on=ON, by=None)
    posts = [
        (post.person_id, post.valid_from, post.valid_to, post.end_reason)
        for post in db.session.scalars(
            select(Post)
            .where(Post.role == Role.AMBASSADOR, Post.organisation_id == cast.home.organisation_id)
            .order_by(Post.valid_from)
        )
    ]
    assert posts == [
        (cast.ambassador.person_id, START, ON, "andere functie"),
        (cast.stranger.person_id, ON, None, ""),
    ]


def test_a_second_ambassador_is_refused_and_nothing_changes(cast: Cast) -> None:
    with pytest.raises(RuleBroken, match="one organisation has one"), transaction():
        give_post(
            stranger(cast), Role.AMBASSADOR, place=home(cast), period=Interval(start=ON), by=None
        )
    assert queries.posts_of(cast.stranger.person_id, ON) == []


def test_an_end_in_the_past_stays(cast: Cast) -> None:
    (post,) = queries.posts_of(cast.ambassador.person_id, ON)
    with transaction():
        end_post(post, on=ON, reason="ander werk", by=None)
    with pytest.raises(RuleBroken, match="ended already"), transaction():
        end_post(post, on=date(2022, 6, 1), reason="ander werk", by=None)
    assert queries.posts_of(cast.ambassador.person_id, ON) == []
    assert len(queries.posts_of(cast.ambassador.person_id, date(2022, 2, 28))) == 1


def test_without_ambassador_there_is_a_vacancy_since_the_first_day_without(cast: Cast) -> None:
    with transaction():
        (post,) = queries.posts_of(cast.ambassador.person_id, ON)
        end_post(post, on=ON, reason="ander werk", by=None)
        fresh = new_organisation("Wolkendal", Status.ONBOARDING)
        new_organisation("Maneschijn", Status.CANDIDATE)
        fresh_id = fresh.id
    found = [(one.organisation.id, one.since) for one in queries.vacancies(date(2022, 3, 20))]
    assert found == [(fresh_id, START), (cast.home.organisation_id, ON)]
    assert [one.organisation.id for one in queries.vacancies(date(2022, 2, 28))] == [fresh_id]


def test_a_team_post_belongs_to_the_days_of_the_team(cast: Cast) -> None:
    with pytest.raises(RuleBroken, match="does not exist on all of these days"), transaction():
        give_post(
            stranger(cast),
            Role.TEAM_MEMBER,
            place=team(cast, 2),
            period=Interval(start=date(2019, 10, 1)),
            by=None,
        )


def test_replacing_a_team_ends_it_with_its_posts_and_starts_the_next(cast: Cast) -> None:
    with transaction():
        successor = replace_team(team(cast, 2), NIGHT, on=ON, by=cast.coordinator.person_id)
        successor_id = successor.id
    before, after = team(cast, 2), db.session.get_one(Team, successor_id)
    assert (before.valid_to, after.valid_from, after.slot) == (ON, ON, 2)
    assert shape_on(home(cast), ON).teams.count(CareContext.NON_ONCOLOGY) == 2
    assert [one.name for one, _ in queries.teams_in_place_of(SEES_ALL, after)] == [before.name]


def test_replacing_ends_the_posts_held_in_the_team(cast: Cast) -> None:
    facts = TeamFacts(name="Dagziekenhuis", care_context=CareContext.ONCOLOGY)
    with transaction():
        replace_team(team(cast, 1), facts, on=ON, by=None)
    assert queries.posts_of(cast.member.person_id, ON) == []
    (post,) = queries.all_posts_of(cast.member.person_id)
    assert post.valid_to == ON


def test_the_only_oncology_team_is_not_replaced_by_another_kind(cast: Cast) -> None:
    with (
        pytest.raises(RuleBroken, match="At least one of the three teams is an oncology"),
        transaction(),
    ):
        replace_team(team(cast, 1), NIGHT, on=ON, by=None)
    assert team(cast, 1).valid_to is None


def test_a_fourth_team_is_refused_and_a_follower_is_not_counted(cast: Cast) -> None:
    for slot in (1, 4):
        with pytest.raises(RuleBroken), transaction():
            add_team(home(cast), NIGHT, slot=slot, on=ON, by=None)
    with transaction():
        add_team(home(cast), NIGHT, slot=None, on=ON, by=None)
    assert len(shape_on(home(cast), ON).teams) == 3


def test_ending_a_team_opens_an_exemption_that_the_next_team_closes(cast: Cast) -> None:
    with transaction():
        end_team(team(cast, 3), on=ON, reason="De dienst sluit.", by=None)
    assert exemptions_on(home(cast), ON) == {Rule.THREE_TEAMS}
    with transaction():
        add_team(home(cast), NIGHT, slot=3, on=date(2022, 5, 1), by=None)
    exemption = db.session.scalars(select(Exemption)).one()
    assert (exemption.reason, exemption.valid_from, exemption.valid_to) == (
        "De dienst sluit.",
        ON,
        date(2022, 5, 1),
    )


def test_ending_the_only_oncology_team_names_both_breaches(cast: Cast) -> None:
    with transaction():
        end_team(team(cast, 1), on=ON, reason="De dienst sluit.", by=None)
    assert exemptions_on(home(cast), ON) == {Rule.THREE_TEAMS, Rule.ONCOLOGY_TEAM}


def test_an_exemption_wants_a_reason(cast: Cast) -> None:
    with pytest.raises(RuleBroken, match="Give the reason"), transaction():
        add_exemption(home(cast), Rule.THREE_TEAMS, reason=" ", period=Interval(start=ON), by=None)


def test_an_organisation_lives_through_its_statuses(cast: Cast) -> None:
    assert cast
    with transaction():
        organisation = new_organisation("Wolkendal")
        change_status(organisation, Status.ACCEPTED, on=date(2020, 1, 1), by=None)
        change_status(organisation, Status.ONBOARDING, on=date(2020, 2, 1), by=None)
        key = organisation.id
    days = (date(2019, 10, 31), START, date(2020, 1, 1), date(2020, 1, 31), date(2020, 2, 1))
    assert [queries.organisation_status(day).get(key) for day in days] == [
        None,
        Status.CANDIDATE,
        Status.ACCEPTED,
        Status.ACCEPTED,
        Status.ONBOARDING,
    ]


def test_to_become_active_it_must_have_what_the_rules_ask(cast: Cast) -> None:
    with transaction():
        key = new_organisation("Wolkendal", Status.ONBOARDING).id
    with pytest.raises(RuleBroken, match="exactly three teams"), transaction():
        change_status(db.session.get_one(Organisation, key), Status.ACTIVE, on=ON, by=None)
    with transaction():
        for rule in Rule:
            add_exemption(
                db.session.get_one(Organisation, key),
                rule,
                reason="Start na de verhuizing.",
                period=Interval(start=ON),
                by=None,
            )
        change_status(
            db.session.get_one(Organisation, key),
            Status.ACTIVE,
            on=ON,
            by=cast.coordinator.person_id,
        )
    assert queries.organisation_status(ON)[key] is Status.ACTIVE
    trail = db.session.scalars(select(AuditEvent)).one()
    assert (trail.event, trail.object_kind, trail.object_id) == (
        "status_changed",
        "organisation",
        str(key),
    )


def test_pausing_keeps_it_counted_and_out_of_the_denominator(cast: Cast) -> None:
    with transaction():
        change_status(home(cast), Status.PAUSED, on=ON, reason="Verhuizing", by=None)
    counted = {one.id for one in queries.counted_organisations(ON)}
    assert counted == {cast.home.organisation_id, cast.away.organisation_id}
    assert queries.organisation_status(ON)[cast.home.organisation_id] is Status.PAUSED


def test_a_name_gives_an_address_of_its_own(cast: Cast) -> None:
    assert cast
    with transaction():
        slugs = [new_organisation(name).slug for name in ("Café Zoë", "Cafe Zoe", "Café zoe")]
    assert slugs == ["cafe-zoe", "cafe-zoe-2", "cafe-zoe-3"]


def test_an_address_belongs_to_one_person(cast: Cast) -> None:
    assert cast
    with transaction():
        person = add_person("Greet Aerts", " Greet@Demo.Example ", by=None)
        assert person.email == "greet@demo.example"
    with pytest.raises(RuleBroken, match="registered with this address"), transaction():
        add_person("Greet Baert", "GREET@demo.example", by=None)
    with transaction():
        assert add_person("Zonder Adres", None, by=None).email is None


def test_chapters_tell_statuses_and_exemptions_by_date(cast: Cast) -> None:
    with transaction():
        end_team(team(cast, 3), on=date(2020, 6, 1), reason="Sluiting", by=None)
        change_status(home(cast), Status.PAUSED, on=ON, reason="Verhuizing", by=None)
    told = [
        (one.since, one.until, one.status or one.rule, one.reason)
        for one in queries.chapters_of(cast.home.organisation_id)
    ]
    assert told == [
        (START, ON, Status.ACTIVE, ""),
        (date(2020, 6, 1), None, Rule.THREE_TEAMS, "Sluiting"),
        (ON, None, Status.PAUSED, "Verhuizing"),
    ]
