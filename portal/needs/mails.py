"""The mail about answers: one a day to each reader, with all that was answered for their teams."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Select, Subquery, and_, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.db import db
from portal.meetings.calendar_law import ZONE
from portal.moi.models import KitVersion
from portal.needs.listing import ANSWERED
from portal.needs.models import Need, NeedStep, NeedSupport
from portal.needs.queries import newest_versions
from portal.needs.standing import standing_on
from portal.network.as_of import valid_on
from portal.network.models import Person, Post, Team
from portal.outbox.letters import compose
from portal.outbox.services import queue_mail
from portal.people.models import MailTopic
from portal.people.stopping import stop_link_for
from portal.policy.table import Role

IN_THE_MORNING: Final = time(7)
DAYS_BACK: Final = 3  # a worker that stood still for a long weekend still tells of it
REACHED: Final = (Role.AMBASSADOR, Role.ACTING_AMBASSADOR)


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A need with its answer, as a mail tells it."""

    need: Need
    step: NeedStep
    kit: KitVersion | None


def mail_answers(*, today: date) -> int:
    """Queue what was answered on each of the last days, and stands; twice sends nothing twice.

    An answer that was taken back the same day reaches nobody.
    """
    days = [today - timedelta(days=back) for back in range(DAYS_BACK, 0, -1)]
    return sum(_mail_day(day, today) for day in days)


def _mail_day(day: date, today: date) -> int:
    answered = _answered_on(day, today)
    kits = newest_versions([step.kit_id for step in answered.values()])
    due_at = datetime.combine(today, IN_THE_MORNING, ZoneInfo(ZONE))
    sent = 0
    for reader, need_ids in _readers(answered, today).items():
        steps = [answered[need_id] for need_id in sorted(need_ids)]
        items = [
            Answered(need=step.need, step=step, kit=kits.get(step.kit_id or 0)) for step in steps
        ]
        sent += _queue(reader, items, day, due_at)
    return sent


def _answered_on(day: date, today: date) -> Mapping[int, NeedStep]:
    """Return the answers of ``day`` that still stand ``today``, by their need."""
    standing = standing_on(today)
    found = (
        select(NeedStep)
        .join(standing, standing.c.step_id == NeedStep.id)
        .where(NeedStep.happened_on == day, NeedStep.kind.in_(ANSWERED))
        .options(joinedload(NeedStep.need))
    )
    return {step.need_id: step for step in db.session.scalars(found)}


def _readers(answered: Mapping[int, NeedStep], today: date) -> Mapping[Person, set[int]]:
    """Return who leads a team that shares an answered need, or is its ambassador, with the needs.

    A need told for a whole organisation goes to its ambassador.
    """
    standing = standing_on(today)
    readers: dict[Person, set[int]] = defaultdict(set)
    for wanted in (_of_teams(standing), _of_houses(standing)):
        here = wanted.where(valid_on(Post, today), standing.c.root_id.in_(answered))
        for person, need_id in db.session.execute(here.order_by(Person.id).distinct()):
            readers[person].add(need_id)
    return readers


def _of_teams(standing: Subquery) -> Select[Person, int]:
    said, later = aliased(Team), aliased(Team)
    leads = and_(Post.role == Role.TEAM_LEAD, Post.team_id.in_((said.id, later.id)))
    goes_about = and_(Post.organisation_id == said.organisation_id, Post.role.in_(REACHED))
    return (
        select(Person, standing.c.root_id)
        .select_from(NeedSupport)
        .join(standing, standing.c.need_id == NeedSupport.need_id)
        .join(said, said.id == NeedSupport.team_id)
        .outerjoin(later, later.continues_id == said.id)
        .join(Post, or_(leads, goes_about))
        .join(Person, Person.id == Post.person_id)
    )


def _of_houses(standing: Subquery) -> Select[Person, int]:
    here = and_(Post.organisation_id == Need.organisation_id, Post.role.in_(REACHED))
    return (
        select(Person, standing.c.root_id)
        .select_from(Need)
        .join(standing, standing.c.need_id == Need.id)
        .join(Post, here)
        .join(Person, Person.id == Post.person_id)
    )


def _queue(reader: Person, items: Sequence[Answered], day: date, due_at: datetime) -> bool:
    if reader.email is None:
        return False
    letter = compose(
        "needs/mail/answered",
        locale=reader.locale,
        items=items,
        person=reader,
        topic=MailTopic.KIT_NEWS,
        stop_link=stop_link_for(reader.id, MailTopic.KIT_NEWS),
    )
    return queue_mail(
        letter,
        dedupe_key=f"need-answers/{day.isoformat()}/{reader.id}",
        recipient=reader.email,
        locale=reader.locale,
        due_at=due_at,
    )
