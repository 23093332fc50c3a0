"""The whole roster in six statements, however long a file is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select, true

from portal.db import db
from portal.network.importing.state import Crew, Held, Home, Human, Known
from portal.network.models import (
    Cause,
    Exemption,
    Organisation,
    OrganisationStatus,
    Person,
    Post,
    Rule,
    Team,
    Wave,
)
from portal.network.rules import Interval


def load_known(only: int | None = None) -> Known:
    """Return the roster as it is in the database now, or one organisation of it."""
    waves = db.session.execute(select(Wave.id, Wave.number)).all()
    known = Known(waves={number: key for key, number in waves})
    numbers = {key: number for key, number in waves}  # noqa: C416 -- rows, not pairs, to mypy
    homes = _homes(numbers, only)
    for home in homes.values():
        known.add(home)
    crews = _crews(homes, only)
    humans = _humans(only)
    known.humans = {human.email: human for human in humans.values() if human.email}
    _posts(homes, crews, humans, only)
    return known


def load_home(organisation_id: int) -> Home:
    """Return one organisation with everything it has."""
    (home,) = load_known(organisation_id).homes
    return home


def exemptions_of(organisation_id: int) -> Sequence[tuple[Rule, str, Interval]]:
    """Return the exemptions of an organisation with their reasons, by the day they start."""
    found = db.session.execute(
        select(Exemption.rule, Exemption.reason, Exemption.valid_from, Exemption.valid_to)
        .where(Exemption.organisation_id == organisation_id)
        .order_by(Exemption.valid_from, Exemption.id)
    )
    return [(rule, why, Interval(start=start, end=end)) for rule, why, start, end in found]


def _only(column: Any, organisation_id: int | None) -> ColumnElement[bool]:  # noqa: ANN401 -- a mapped column
    """Return the rows of one organisation, or all of them."""
    return true() if organisation_id is None else column == organisation_id


def _homes(waves: Mapping[int, int], only: int | None) -> Mapping[int, Home]:
    lives = defaultdict(list)
    statuses = (
        select(
            OrganisationStatus.organisation_id,
            OrganisationStatus.valid_from,
            OrganisationStatus.status,
            OrganisationStatus.reason,
        )
        .where(_only(OrganisationStatus.organisation_id, only))
        .order_by(OrganisationStatus.valid_from)
    )
    for home_id, since, status, reason in db.session.execute(statuses):
        lives[home_id].append((since, status, reason))
    found = (
        select(
            Organisation.id,
            Organisation.slug,
            Organisation.name,
            Organisation.sector,
            Organisation.province,
            Organisation.wave_id,
        )
        .where(_only(Organisation.id, only))
        .order_by(Organisation.search_name)
    )
    homes = {
        key: Home(
            id=key,
            slug=slug,
            name=name,
            sector=sector,
            province=province,
            wave=waves[wave_id],
            statuses=lives[key],
        )
        for key, slug, name, sector, province, wave_id in db.session.execute(found)
    }
    _exempt(homes, only)
    return homes


def _exempt(homes: Mapping[int, Home], only: int | None) -> None:
    found = select(
        Exemption.organisation_id,
        Exemption.rule,
        Exemption.cause,
        Exemption.valid_from,
        Exemption.valid_to,
    ).where(_only(Exemption.organisation_id, only))
    for home_id, rule, cause, start, end in db.session.execute(found):
        known = (rule, Interval(start=start, end=end))
        if cause is Cause.DECISION:
            homes[home_id].decided.append(known)
        else:
            homes[home_id].derived.add(known)


def _crews(homes: Mapping[int, Home], only: int | None) -> Mapping[int, Crew]:
    found = (
        select(
            Team.id,
            Team.organisation_id,
            Team.slot,
            Team.name,
            Team.own_word,
            Team.care_context,
            Team.care_context_reason,
            Team.valid_from,
            Team.valid_to,
        )
        .where(_only(Team.organisation_id, only))
        .order_by(Team.organisation_id, Team.slot, Team.valid_from)
    )
    crews = {}
    for key, home_id, slot, name, own_word, context, reason, start, end in db.session.execute(
        found
    ):
        crews[key] = Crew(
            id=key,
            slot=slot,
            name=name,
            own_word=own_word,
            care_context=context,
            care_context_reason=reason,
            start=start,
            end=end,
        )
        homes[home_id].crews.append(crews[key])
    return crews


def _humans(only: int | None) -> Mapping[int, Human]:
    there = select(Post.person_id).where(Post.organisation_id == only)
    found = select(Person.id, Person.name, Person.email, Person.locale).where(
        true() if only is None else Person.id.in_(there)
    )
    return {
        key: Human(id=key, name=name, email=email, locale=locale)
        for key, name, email, locale in db.session.execute(found)
    }


def _posts(
    homes: Mapping[int, Home],
    crews: Mapping[int, Crew],
    humans: Mapping[int, Human],
    only: int | None,
) -> None:
    found = (
        select(
            Post.id,
            Post.person_id,
            Post.role,
            Post.organisation_id,
            Post.team_id,
            Post.valid_from,
            Post.valid_to,
        )
        .where(Post.organisation_id.is_not(None), _only(Post.organisation_id, only))
        .order_by(Post.organisation_id, Post.role, Post.valid_from, Post.id)
    )
    for key, person_id, role, home_id, team_id, start, end in db.session.execute(found):
        if home_id is not None:
            homes[home_id].posts.append(
                Held(
                    id=key,
                    human=humans[person_id],
                    role=role,
                    crew=crews[team_id] if team_id else None,
                    start=start,
                    end=end,
                )
            )
