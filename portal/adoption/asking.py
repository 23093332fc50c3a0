"""Ask a team once, four weeks after it took a kit along, how it went; never about the past."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager

from portal.adoption import rules
from portal.adoption.counting import told
from portal.adoption.models import KitUse, UseAsked
from portal.db import db
from portal.moi.models import Kit, KitDownload, KitVersion
from portal.network.as_of import valid_on
from portal.network.models import Person, Post, Team
from portal.outbox.letters import compose
from portal.outbox.services import queue_mail
from portal.people.models import MailTopic
from portal.people.stopping import stop_link_for
from portal.policy.table import Role

AMBASSADORS = frozenset({Role.AMBASSADOR, Role.ACTING_AMBASSADOR})


def ask_how_it_went(today: date, *, now: datetime) -> int:
    """Mail each team about the kits it took along four weeks ago and told nothing of yet.

    One mail for all kits of a team; each kit is asked about once. Return how many teams.
    """
    due = note_asked(today)
    readers = _readers(due, today)
    for team, kits in due.items():
        for person in readers[team.id]:
            _write(team, kits, person, today=today, now=now)
    db.session.flush()
    return len(due)


def note_asked(today: date) -> Mapping[Team, Sequence[KitVersion]]:
    """Keep that the teams who are due were asked, and return them; writes to nobody by itself.

    A network that is filled with its past stops here: nobody gets mail about it.
    """
    due = _due(today)
    db.session.add_all(
        UseAsked(team_id=team.id, kit_id=kit.kit_id, asked_on=today)
        for team, kits in due.items()
        for kit in kits
    )
    db.session.flush()
    return due


def _due(today: date) -> Mapping[Team, Sequence[KitVersion]]:
    """Return the teams to ask today, each with the newest version it has of each kit."""
    found: dict[Team, list[KitVersion]] = defaultdict(list)
    for team, version in db.session.execute(_waiting(today)).unique():
        found[team].append(version)
    return found


def _waiting(today: date) -> Select[Team, KitVersion]:
    first = (
        select(
            KitDownload.team_id,
            KitVersion.kit_id,
            func.min(KitDownload.downloaded_on).label("first_on"),
            func.max(KitDownload.version_id).label("version_id"),
        )
        .join(KitVersion, KitVersion.id == KitDownload.version_id)
        .group_by(KitDownload.team_id, KitVersion.kit_id)
        .subquery("first_download")
    )
    mine, kit = first.c.team_id, first.c.kit_id
    used = select(KitUse.id).where(KitUse.team_id == mine, KitUse.kit_id == kit, told()).exists()
    asked = select(UseAsked.kit_id).where(UseAsked.team_id == mine, UseAsked.kit_id == kit).exists()
    earliest, latest = rules.asked_about(today)
    return (
        select(Team, KitVersion)
        .join(first, first.c.team_id == Team.id)
        .join(KitVersion, KitVersion.id == first.c.version_id)
        .join(Kit, Kit.id == KitVersion.kit_id)
        .where(first.c.first_on.between(earliest, latest), valid_on(Team, today), ~used, ~asked)
        .order_by(Team.id, Kit.moi_id)
        .options(contains_eager(KitVersion.kit))
    )


def _readers(teams: Iterable[Team], today: date) -> Mapping[int, Sequence[Person]]:
    """Return whom to ask: who leads the team that day, else who is ambassador."""
    teams = list(teams)
    leading = and_(Post.role == Role.TEAM_LEAD, Post.team_id.in_([team.id for team in teams]))
    homes = [team.organisation_id for team in teams]
    near = and_(Post.role.in_(AMBASSADORS), Post.organisation_id.in_(homes))
    found = db.session.execute(
        select(Post, Person)
        .join(Post.person)
        .where(or_(leading, near), valid_on(Post, today), Person.email.is_not(None))
        .order_by(Person.id)
    ).all()
    leads: dict[int, list[Person]] = defaultdict(list)
    ambassadors: dict[int, list[Person]] = defaultdict(list)
    for post, person in found:
        if post.team_id is not None:
            leads[post.team_id].append(person)
        elif post.organisation_id is not None:
            ambassadors[post.organisation_id].append(person)
    return {team.id: leads[team.id] or ambassadors[team.organisation_id] for team in teams}


def _write(
    team: Team, kits: Sequence[KitVersion], person: Person, *, today: date, now: datetime
) -> None:
    letter = compose(
        "adoption/mail/how-it-went",
        locale=person.locale,
        team=team,
        kits=kits,
        person=person,
        topic=MailTopic.KIT_NEWS,
        stop_link=stop_link_for(person.id, MailTopic.KIT_NEWS),
    )
    queue_mail(
        letter,
        dedupe_key=f"kit-use-asked/{team.id}/{today}/{person.id}",
        recipient=str(person.email),
        locale=person.locale,
        due_at=now,
    )
