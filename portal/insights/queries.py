"""What the first page reads beyond the rooms' own questions; one statement each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from sqlalchemy import Select, and_, bindparam, func, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.db import db
from portal.evaluation.models import Evaluation
from portal.meetings.models import Meeting
from portal.network.as_of import valid_on
from portal.network.models import Organisation, Person, Post, Team
from portal.outbox.models import MailState, OutboxMail
from portal.policy.decide import Actor, within_reach
from portal.policy.table import Permission, Role
from portal.questionnaires.campaign_models import Campaign, CampaignInvitation

RECENT = 6


@dataclass(frozen=True, kw_only=True)
class TeamLine:
    """A team of today with whoever leads it."""

    team: Team
    leads: tuple[str, ...]


def teams_within_reach(actor: Actor, day: date) -> Sequence[TeamLine]:
    """Return the current teams that the actor follows, by organisation, with their leads."""
    leading = and_(Post.team_id == Team.id, Post.role == Role.TEAM_LEAD, valid_on(Post, day))
    found = db.session.execute(
        select(Team, Person.name)
        .join(Team.organisation)
        .outerjoin(Post, leading)
        .outerjoin(Person, Person.id == Post.person_id)
        .where(within_reach(actor, Permission.TEAM_READ, Team), valid_on(Team, day))
        .order_by(Organisation.search_name, Team.slot, Team.id, Person.name)
        .options(contains_eager(Team.organisation))
    ).unique()
    leads: dict[Team, list[str]] = {}
    for team, lead in found:
        leads.setdefault(team, []).extend([lead] if lead else [])
    return [TeamLine(team=team, leads=tuple(names)) for team, names in leads.items()]


def hand_overs_to_come(day: date, *, within: timedelta) -> Sequence[Post]:
    """Return the posts of ambassadors that start after ``day``, soon, with person and place."""
    return db.session.scalars(_hand_overs(), {"after": day, "until": day + within}).all()


@cache
def _hand_overs() -> Select[Post]:
    start = Post.valid_from
    soon = (start > bindparam("after"), start <= bindparam("until"))
    return (
        select(Post)
        .where(Post.role == Role.AMBASSADOR, *soon)
        .order_by(start)
        .options(joinedload(Post.person), joinedload(Post.organisation))
    )


def recent_evaluations() -> Sequence[Evaluation]:
    """Return the last evaluations with meeting, campaign and reply, the newest first."""
    return db.session.scalars(_recent_evaluations()).all()


@cache
def _recent_evaluations() -> Select[Evaluation]:
    return (
        select(Evaluation)
        .join(Evaluation.meeting)
        .order_by(Meeting.local_date.desc())
        .limit(RECENT)
        .options(
            contains_eager(Evaluation.meeting),
            joinedload(Evaluation.campaign),
            joinedload(Evaluation.reply),
        )
    )


def evaluations_to_answer(person_id: int, day: date) -> Sequence[Evaluation]:
    """Return the open evaluations to which this person is invited and that wait for them."""
    return db.session.scalars(
        select(Evaluation)
        .join(Evaluation.campaign)
        .join(CampaignInvitation, CampaignInvitation.campaign_id == Campaign.id)
        .where(
            CampaignInvitation.person_id == person_id,
            CampaignInvitation.done.is_(False),
            Campaign.released.is_(False),
            Campaign.opens_on <= day,
            Campaign.closes_on >= day,
        )
        .order_by(Campaign.closes_on)
        .options(
            contains_eager(Evaluation.campaign).joinedload(Campaign.version),
            joinedload(Evaluation.meeting),
        )
    ).all()


def count_failed_mails() -> int:
    """Return how many mails could not be delivered and wait for somebody to look."""
    query = select(func.count()).where(OutboxMail.state == MailState.FAILED)
    return db.session.scalar(query) or 0
