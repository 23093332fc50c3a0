"""What changes the roster: the only writers, each one act; they flush and never commit.

``on`` is the day from which the change holds, ``by`` the person who makes it (nothing for the
system itself, as when a network is filled for the first time: then no act is recorded).
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from slugify import slugify
from sqlalchemy import select

from portal.audit.services import record
from portal.db import db
from portal.network import rules
from portal.network.as_of import valid_on
from portal.network.models import (
    OWN_WORDS,
    Exemption,
    Organisation,
    OrganisationStatus,
    Person,
    Plan,
    Post,
    Province,
    Rule,
    Status,
    Team,
    Wave,
)
from portal.network.rules import Interval
from portal.policy.table import Role
from portal.rules import N_, RuleBroken
from portal.taxonomy.sectors import CareContext, Sector

LONGEST_SLUG: Final = 60
Kept = Plan | Wave | Organisation | OrganisationStatus | Team | Person | Post | Exemption
Row = TypeVar("Row", bound=Kept)


@dataclass(frozen=True, kw_only=True)
class PlanFacts:
    """What one version of the plan says."""

    version: int
    years: int
    target_organisations: int
    second_wave_target: int
    second_wave_from: date
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class OrganisationFacts:
    """What is known of an organisation when it enters."""

    name: str
    sector: Sector
    province: Province
    wave: Wave
    slug: str = ""


@dataclass(frozen=True, kw_only=True)
class TeamFacts:
    """What is known of a team: its name, its own word for itself, and the judgement with reason."""

    name: str
    care_context: CareContext
    own_word: str = OWN_WORDS[0]
    care_context_reason: str = ""


def add_plan(facts: PlanFacts, *, on: date, by: int | None) -> Plan:
    """Let a version of the plan hold from ``on``, until the next one."""
    plan = Plan(valid_from=on, **vars(facts))
    return _added(plan, "plan_added", on=on, by=by)


def add_wave(number: int, *, starts_on: date, by: int | None) -> Wave:
    """Add a group of organisations that starts together."""
    return _added(Wave(number=number, starts_on=starts_on), "wave_added", on=starts_on, by=by)


def add_organisation(
    facts: OrganisationFacts, *, status: Status, on: date, by: int | None, reason: str = ""
) -> Organisation:
    """Let an organisation enter the roster with the status it has on that day."""
    rules.check_may_enter(status, reason)
    organisation = Organisation(
        slug=facts.slug or _free_slug(facts.name),
        name=facts.name,
        sector=facts.sector,
        province=facts.province,
        wave=facts.wave,
    )
    organisation.statuses = [OrganisationStatus(status=status, valid_from=on, reason=reason)]
    return _added(organisation, "organisation_added", on=on, by=by)


def _free_slug(name: str) -> str:
    """Return an address for a name that no organisation has yet; once given it never changes."""
    wanted = slugify(name, max_length=LONGEST_SLUG, word_boundary=True) or "organisation"
    taken = set(
        db.session.scalars(select(Organisation.slug).where(Organisation.slug.startswith(wanted)))
    )
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)


def change_status(
    organisation: Organisation, wanted: Status, *, on: date, by: int | None, reason: str = ""
) -> OrganisationStatus:
    """Start another status on ``on``; to become active it must have what the rules ask."""
    _hold(organisation)
    last = organisation.statuses[-1]
    rules.check_may_become(last.status, wanted, reason)
    rules.check_after(last.valid_from, on)
    if wanted is Status.ACTIVE:
        rules.check_active_shape(shape_on(organisation, on), exemptions_on(organisation, on))
    status = OrganisationStatus(status=wanted, valid_from=on, reason=reason)
    organisation.statuses.append(status)
    return _added(status, "status_changed", on=on, by=by, about=organisation)


def shape_on(organisation: Organisation, day: date) -> rules.Shape:
    """Count what the organisation has on ``day``: its teams, ambassadors and primary contacts."""
    teams = select(Team.care_context).where(
        Team.organisation_id == organisation.id, Team.slot.is_not(None), valid_on(Team, day)
    )
    holders = select(Post.role).where(
        Post.organisation_id == organisation.id, Post.team_id.is_(None), valid_on(Post, day)
    )
    roles = list(db.session.scalars(holders))
    return rules.Shape(
        teams=list(db.session.scalars(teams)),
        ambassadors=roles.count(Role.AMBASSADOR),
        primary_contacts=roles.count(Role.PRIMARY_CONTACT),
    )


def exemptions_on(organisation: Organisation, day: date) -> frozenset[Rule]:
    """Return the rules that the organisation is exempt from on ``day``."""
    found = select(Exemption.rule).where(
        Exemption.organisation_id == organisation.id, valid_on(Exemption, day)
    )
    return frozenset(db.session.scalars(found))


def add_exemption(
    organisation: Organisation, rule: Rule, *, reason: str, period: Interval, by: int | None
) -> Exemption:
    """Keep visible, with its reason and its days, that an organisation lacks something."""
    rules.check_interval(period)
    if not reason.strip():
        raise RuleBroken(N_("Give the reason."))
    exemption = Exemption(
        organisation_id=organisation.id,
        rule=rule,
        reason=reason,
        valid_from=period.start,
        valid_to=period.end,
    )
    return _added(exemption, "exemption_added", on=period.start, by=by, about=organisation)


def add_team(
    organisation: Organisation, facts: TeamFacts, *, slot: int | None, on: date, by: int | None
) -> Team:
    """Start a team on ``on``: in one of the three places, or without place as a follower."""
    _hold(organisation)
    rules.check_may_add_team(slot, Interval(start=on), _periods_of_slot(organisation, slot))
    team = Team(organisation_id=organisation.id, slot=slot, valid_from=on, **vars(facts))
    _added(team, "team_added", on=on, by=by)
    _close_exemptions(organisation, on)
    return team


def replace_team(team: Team, facts: TeamFacts, *, on: date, by: int | None) -> Team:
    """End a team and start its successor in the same place on the same day."""
    organisation = team.organisation
    _hold(organisation)
    rules.check_may_end(_period(team), on)
    before = shape_on(organisation, on)
    _end_with_its_posts(team, on)
    successor = Team(organisation_id=organisation.id, slot=team.slot, valid_from=on, **vars(facts))
    _added(successor, "team_replaced", on=on, by=by)
    rules.check_no_worse(before, shape_on(organisation, on))
    return successor


def end_team(team: Team, *, on: date, reason: str, by: int | None) -> None:
    """End a team that nothing replaces; what the organisation then lacks becomes an exemption."""
    organisation = team.organisation
    _hold(organisation)
    rules.check_may_end(_period(team), on)
    before = rules.broken_rules(shape_on(organisation, on))
    _end_with_its_posts(team, on)
    for rule in sorted(rules.broken_rules(shape_on(organisation, on)) - before):
        add_exemption(organisation, rule, reason=reason, period=Interval(start=on), by=by)
    _record("team_ended", team, on=on, by=by)


def add_person(name: str, email: str | None, *, by: int | None, locale: str = "nl") -> Person:
    """Register somebody; the address is kept in lower case and belongs to one person."""
    address = email.strip().lower() if email else None
    rules.check_address(address)
    known = select(Person.id).where(Person.email == address)
    if address and db.session.scalar(known) is not None:
        raise RuleBroken(N_("Somebody is registered with this address already."))
    return _added(Person(name=name, email=address, locale=locale), "person_added", by=by)


def give_post(
    person: Person,
    role: Role,
    *,
    place: Organisation | Team | None = None,
    period: Interval,
    by: int | None,
) -> Post:
    """Let a person hold a role at a place: the network, an organisation, or a team."""
    team = place if isinstance(place, Team) else None
    organisation = place.organisation if isinstance(place, Team) else place
    rules.check_place(role, in_organisation=organisation is not None, in_team=team is not None)
    if organisation is not None:
        _hold(organisation)
    if team is not None:
        rules.check_within(period, _period(team))
    post = Post(
        person_id=person.id,
        role=role,
        organisation_id=organisation.id if organisation else None,
        team_id=team.id if team else None,
        valid_from=period.start,
        valid_to=period.end,
    )
    rules.check_may_hold(role, period, _periods_beside(post))
    return _added(post, "post_given", on=period.start, by=by)


def end_post(post: Post, *, on: date, by: int | None, reason: str = "") -> None:
    """End a post on ``on``, its first day without; an end in the past stays as it was."""
    rules.check_may_end(_period(post), on)
    post.valid_to = on
    post.end_reason = reason
    db.session.flush()
    _record("post_ended", post, on=on, by=by)


def hand_over_ambassador(
    organisation: Organisation, successor: Person, *, on: date, by: int | None, reason: str = ""
) -> Post:
    """End the ambassador's post and start the successor's on the same day, in one step."""
    _hold(organisation)
    before = db.session.scalar(
        select(Post)
        .where(
            Post.organisation_id == organisation.id,
            Post.role == Role.AMBASSADOR,
            Post.valid_from < on,
        )
        .order_by(Post.valid_from.desc())
        .limit(1)
    )
    rules.check_may_hand_over(
        _period(before) if before else None,
        on,
        to_same_person=before is not None and before.person_id == successor.id,
    )
    if before and before.valid_to != on:
        end_post(before, on=on, by=by, reason=reason)
    period = Interval(start=on)
    return give_post(successor, Role.AMBASSADOR, place=organisation, period=period, by=by)


def _hold(organisation: Organisation) -> None:
    """Lock the organisation, so that what is counted next stays true until the commit."""
    db.session.refresh(organisation, with_for_update=True)


def _period(row: Team | Post | Exemption) -> Interval:
    return Interval(start=row.valid_from, end=row.valid_to)


def _periods_of_slot(organisation: Organisation, slot: int | None) -> list[Interval]:
    found = select(Team).where(Team.organisation_id == organisation.id, Team.slot == slot)
    return [_period(team) for team in db.session.scalars(found)]


def _periods_beside(post: Post) -> list[Interval]:
    """Return the periods that may not meet this one: of the place, or of the same person there."""
    same_role = select(Post).where(
        Post.role == post.role,
        Post.organisation_id == post.organisation_id,
        Post.team_id == post.team_id,
    )
    if post.role not in rules.SINGLE_HOLDER:
        same_role = same_role.where(Post.person_id == post.person_id)
    return [_period(other) for other in db.session.scalars(same_role)]


def _end_with_its_posts(team: Team, on: date) -> None:
    """End a team and, on the same day, the posts that are held in it."""
    posts = list(db.session.scalars(select(Post).where(Post.team_id == team.id)))
    rules.check_no_later(on, [_period(post) for post in posts])
    team.valid_to = on
    for post in posts:
        if _period(post).holds(on):
            post.valid_to = on
    db.session.flush()


def _close_exemptions(organisation: Organisation, on: date) -> None:
    """End the open exemptions from rules that the organisation keeps again."""
    still_broken = rules.broken_rules(shape_on(organisation, on))
    open_ones = select(Exemption).where(
        Exemption.organisation_id == organisation.id,
        Exemption.valid_to.is_(None),
        Exemption.valid_from < on,
    )
    for exemption in db.session.scalars(open_ones):
        if exemption.rule not in still_broken:
            exemption.valid_to = on
    db.session.flush()


def _added(
    row: Row, event: str, *, by: int | None, on: date | None = None, about: Kept | None = None
) -> Row:
    db.session.add(row)
    db.session.flush()
    _record(event, about or row, on=on, by=by)
    return row


def _record(event: str, thing: Kept, *, on: date | None, by: int | None) -> None:
    """Keep who did it; what the system does by itself is no act of a person."""
    if by is not None:
        record(event, by=by, on=on, object_kind=thing.__tablename__, object_id=thing.id)
