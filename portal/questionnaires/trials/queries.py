"""Trial rounds as pages and the worker need them: their lists, who is asked, what people said."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.sql.base import ExecutableOption

from portal.accounts.models import User
from portal.db import db
from portal.network.as_of import valid_on
from portal.network.models import Organisation, Person, Post, folded
from portal.policy.table import Role
from portal.questionnaires.campaigns.models import Campaign, CampaignInvitation
from portal.questionnaires.campaigns.response_models import Response
from portal.questionnaires.instruments.models import InstrumentVersion
from portal.questionnaires.kinds import Mode
from portal.questionnaires.trials.models import TrialRemark, TrialRound
from portal.questionnaires.trials.rules import ASKABLE

MOST_FOUND: Final = 30
WHOLE: Final[tuple[ExecutableOption, ...]] = (
    joinedload(TrialRound.campaign, innerjoin=True)
    .joinedload(Campaign.version, innerjoin=True)
    .joinedload(InstrumentVersion.instrument, innerjoin=True),
)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A round in a list, with how many were asked and how many sent it in."""

    round: TrialRound
    asked: int
    done: int


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody who can be asked: their name, and one of their posts to know them by."""

    id: int
    name: str
    role: Role
    organisation: str | None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Somebody on the list of a round, and whether they sent it in."""

    person_id: int
    name: str
    done: bool


def lines_of(version_id: int) -> Sequence[Line]:
    """Return the rounds of a version, the newest first, in one statement."""
    sizes = (
        select(
            CampaignInvitation.campaign_id,
            func.count().label("asked"),
            func.count().filter(CampaignInvitation.done).label("done"),
        )
        .group_by(CampaignInvitation.campaign_id)
        .subquery()
    )
    rows = db.session.execute(
        select(TrialRound, sizes.c.asked, sizes.c.done)
        .join(TrialRound.campaign)
        .outerjoin(sizes, sizes.c.campaign_id == TrialRound.campaign_id)
        .where(Campaign.version_id == version_id)
        .order_by(Campaign.opens_on.desc(), TrialRound.campaign_id.desc())
        .options(contains_eager(TrialRound.campaign))
    )
    return [Line(round=one, asked=asked or 0, done=done or 0) for one, asked, done in rows]


def is_round(campaign_id: int) -> ColumnElement[bool]:
    """Return the clause that names one round."""
    return TrialRound.campaign_id == campaign_id


def is_opened_round(campaign_id: int) -> Sequence[ColumnElement[bool]]:
    """Return the clauses that name one round, if it was opened."""
    opened = Campaign.id == TrialRound.campaign_id, Campaign.opened_on.is_not(None)
    return is_round(campaign_id), select(Campaign.id).where(*opened).exists()


def find_round(campaign_id: int) -> TrialRound | None:
    """Return the round of a campaign, whole, or nothing."""
    found = select(TrialRound).where(is_round(campaign_id)).options(*WHOLE)
    return db.session.scalar(found)


def find_round_of(version_id: int, campaign_id: int) -> TrialRound | None:
    """Return a round of one version, whole, or nothing."""
    found = select(TrialRound).join(TrialRound.campaign).where(Campaign.version_id == version_id)
    return db.session.scalar(found.where(is_round(campaign_id)).options(*WHOLE))


def is_trial(campaign: Campaign) -> bool:
    """Tell whether a campaign is a trial round."""
    is_named = campaign.mode is Mode.IDENTIFIED
    return is_named and db.session.get(TrialRound, campaign.id) is not None


def _able(on: date) -> Select[int, str, str, str]:
    """Select who can be asked: with a mail address, an account, and a post that may answer."""
    return (
        select(Person.id, Person.name, func.min(Post.role), func.min(Organisation.name))
        .join(User, User.person_id == Person.id)
        .join(Post, Post.person_id == Person.id)
        .outerjoin(Organisation, Organisation.id == Post.organisation_id)
        .where(
            User.active,
            Person.email.is_not(None),
            valid_on(Post, on),
            Post.role.in_(ASKABLE),
        )
        .group_by(Person.id, Person.name, Person.search_name)
        .order_by(Person.search_name, Person.id)
    )


def _candidates(found: Select[int, str, str, str]) -> Sequence[Candidate]:
    return [
        Candidate(id=id_, name=name, role=Role(role), organisation=organisation)
        for id_, name, role, organisation in db.session.execute(found)
    ]


def people_by(words: str, role: Role | None, on: date) -> Sequence[Candidate]:
    """Return the first people who can be asked, by a part of a name or a role; one too many."""
    found = _able(on)
    for word in folded(words).split():
        found = found.where(Person.search_name.contains(word, autoescape=True))
    if role is not None:
        found = found.where(Post.role == role)
    return _candidates(found.limit(MOST_FOUND + 1))


def people_among(chosen: Collection[int], on: date) -> Sequence[Candidate]:
    """Return who of these can be asked."""
    return _candidates(_able(on).where(Person.id.in_(chosen))) if chosen else []


def asked_in(campaign_id: int) -> Sequence[Asked]:
    """Return who is asked, by name, and whether they sent it in: a round with names says so."""
    rows = db.session.execute(
        select(Person.id, Person.name, CampaignInvitation.done)
        .join(CampaignInvitation, CampaignInvitation.person_id == Person.id)
        .where(CampaignInvitation.campaign_id == campaign_id)
        .order_by(Person.search_name, Person.id)
    )
    return [Asked(person_id=id_, name=name, done=done) for id_, name, done in rows]


def responses_of(campaign_id: int) -> Sequence[tuple[Response, str]]:
    """Return what was sent, each with the name that stands beside it, by name."""
    rows = db.session.execute(
        select(Response, Person.name)
        .join(Person, Person.id == Response.person_id)
        .where(Response.campaign_id == campaign_id)
        .order_by(Person.search_name, Person.id)
    )
    return [(response, name) for response, name in rows]


def remarks_of(campaign_id: int, person_id: int | None = None) -> Sequence[TrialRemark]:
    """Return the remarks in a round, of everybody by name or of one person, in order."""
    found = (
        select(TrialRemark)
        .join(TrialRemark.person)
        .where(TrialRemark.campaign_id == campaign_id)
        .order_by(Person.search_name, TrialRemark.id)
        .options(contains_eager(TrialRemark.person))
    )
    if person_id is not None:
        found = found.where(TrialRemark.person_id == person_id)
    return db.session.scalars(found).all()


def remarks_by(person_id: int) -> Sequence[TrialRemark]:
    """Return all remarks of one person, in order."""
    mine = select(TrialRemark).where(TrialRemark.person_id == person_id)
    return db.session.scalars(mine.order_by(TrialRemark.id)).all()


def _rounds(*where: ColumnElement[bool]) -> Sequence[TrialRound]:
    found = select(TrialRound).join(TrialRound.campaign).where(*where)
    return db.session.scalars(found.order_by(TrialRound.campaign_id).options(*WHOLE)).all()


def due_to_open(today: date) -> Sequence[TrialRound]:
    """Return the planned rounds whose day has come, and whose last day has not passed."""
    in_time = Campaign.opens_on <= today, Campaign.closes_on >= today
    return _rounds(Campaign.opened_on.is_(None), *in_time)


def due_to_close(today: date) -> Sequence[TrialRound]:
    """Return the open rounds whose last day has passed."""
    under_way = Campaign.opened_on.is_not(None), Campaign.closed_on.is_(None)
    return _rounds(*under_way, Campaign.closes_on < today)


def rounds_of(campaign_ids: Collection[int]) -> Sequence[TrialRound]:
    """Return the rounds among these campaigns, whole."""
    return _rounds(TrialRound.campaign_id.in_(campaign_ids)) if campaign_ids else []


def open_for(person_id: int, on: date) -> Sequence[TrialRound]:
    """Return the open rounds in which somebody is asked, what closes first in front."""
    asked = select(CampaignInvitation.campaign_id).where(CampaignInvitation.person_id == person_id)
    rounds = _rounds(
        TrialRound.campaign_id.in_(asked),
        Campaign.opened_on.is_not(None),
        Campaign.closed_on.is_(None),
        Campaign.opens_on <= on,
        Campaign.closes_on >= on,
    )
    return sorted(rounds, key=lambda one: (one.campaign.closes_on, one.campaign_id))
