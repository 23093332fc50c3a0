"""What the first page reads beyond the rooms' own questions; one statement each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from sqlalchemy import Select, and_, bindparam, func, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.cards.models import TeamCard
from portal.cards.periods import Moments
from portal.cards.queries import is_latest
from portal.cards.reading import Sheet
from portal.db import db
from portal.evaluation.models import Evaluation
from portal.meetings.models import Meeting
from portal.network.as_of import valid_on
from portal.network.models import Organisation, Person, Post, Team
from portal.outbox.models import MailState, OutboxMail
from portal.policy.decide import Actor, within_reach
from portal.policy.table import Permission, Role
from portal.questionnaires.campaigns.models import Campaign, CampaignInvitation

RECENT = 6


@dataclass(kw_only=True)
class TeamLine:
    """A team of today with whoever leads it, and its card where the reader may see that."""

    team: Team
    sheet: Sheet | None
    leads: list[str] = field(default_factory=list)


def teams_within_reach(actor: Actor, day: date, moments: Moments) -> Sequence[TeamLine]:
    """Return the current teams that the actor follows, by organisation, with leads and cards."""
    leading = and_(Post.team_id == Team.id, Post.role == Role.TEAM_LEAD, valid_on(Post, day))
    reads = within_reach(actor, Permission.CARD_READ, Team)
    found = db.session.execute(
        select(Team, Person.name, TeamCard, reads)
        .join(Team.organisation)
        .outerjoin(Post, leading)
        .outerjoin(Person, Person.id == Post.person_id)
        .outerjoin(TeamCard, and_(TeamCard.team_id == Team.id, is_latest(), reads))
        .outerjoin(TeamCard.parts)
        .where(within_reach(actor, Permission.TEAM_READ, Team), valid_on(Team, day))
        .order_by(Organisation.search_name, Team.slot, Team.id, Person.name)
        .options(contains_eager(Team.organisation), contains_eager(TeamCard.parts))
    ).unique()
    lines: dict[int, TeamLine] = {}
    for team, lead, card, may_read in found:
        sheet = Sheet(team=team, card=card, moments=moments) if may_read else None
        line = lines.setdefault(team.id, TeamLine(team=team, sheet=sheet))
        line.leads += [lead] if lead and lead not in line.leads else []
    return list(lines.values())


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
