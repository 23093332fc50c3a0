"""Cards, shared help and codes, read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from portal.cards.codes import hash_code, read_code
from portal.cards.models import CardPart, HelpAnswer, Part, TeamCard, TeamCode
from portal.db import db
from portal.network.as_of import valid_on
from portal.network.models import Organisation, Person, Post, Team
from portal.policy.decide import Actor, within_reach
from portal.policy.table import Permission, Role
from portal.taxonomy.sectors import CareContext, Sector
from portal.web.paging import PAGE_SIZE, Page, offset

REACHED_BY_HELP: Final = (Role.AMBASSADOR, Role.ACTING_AMBASSADOR)
WITH_ORGANISATION: Final = (joinedload(Team.organisation),)


@dataclass(frozen=True, kw_only=True)
class TeamLine:
    """A team of today and its latest card, if it has one."""

    team: Team
    card: TeamCard | None


@dataclass(frozen=True, kw_only=True)
class HelpFilters:
    """What the list of wanted help is narrowed to; nothing asked is everything."""

    sector: Sector | None = None
    context: CareContext | None = None


def is_team(team_id: int) -> ColumnElement[bool]:
    """Return the clause that finds one team by its id."""
    return Team.id == team_id


def is_latest(card: type[TeamCard] = TeamCard) -> ColumnElement[bool]:
    """Return the clause that keeps the newest card of each team."""
    later = aliased(TeamCard)
    is_later = select(later.id).where(later.team_id == card.team_id, later.since > card.since)
    return ~is_later.correlate(card).exists()


def latest_card(team_id: int) -> TeamCard | None:
    """Return the newest card of a team with its words and their authors, in one statement."""
    found = db.session.scalars(_cards().where(TeamCard.team_id == team_id, is_latest())).unique()
    return found.one_or_none()


def history_of(team_id: int) -> Sequence[TeamCard]:
    """Return every card of a team with its words and their authors, the newest first."""
    found = db.session.scalars(
        _cards().where(TeamCard.team_id == team_id).order_by(TeamCard.since.desc())
    )
    return found.unique().all()


def cards_for(actor: Actor, day: date) -> Sequence[TeamLine]:
    """Return the teams of ``day`` whose cards the actor reads, each with its latest one."""
    found = db.session.execute(
        select(Team, TeamCard)
        .join(Team.organisation)
        .outerjoin(TeamCard, (TeamCard.team_id == Team.id) & is_latest())
        .outerjoin(TeamCard.parts)
        .outerjoin(CardPart.written_by)
        .where(within_reach(actor, Permission.CARD_READ, Team), valid_on(Team, day))
        .order_by(Organisation.search_name, Team.slot.is_(None), Team.slot, Team.id)
        .options(contains_eager(Team.organisation), *_words_along())
    ).unique()
    return [TeamLine(team=team, card=card) for team, card in found]


def cards_of_organisation(organisation_id: int) -> Sequence[TeamCard]:
    """Return every card of an organisation's teams, by team, the newest first."""
    found = db.session.scalars(
        _cards()
        .join(TeamCard.team)
        .where(Team.organisation_id == organisation_id)
        .order_by(Team.slot, Team.id, TeamCard.since.desc())
        .options(contains_eager(TeamCard.team))
    )
    return found.unique().all()


def shared_help(as_of: date) -> Sequence[TeamCard]:
    """Return the cards with help that the network may see on ``as_of``, the newest first.

    Each comes with its team, organisation and words. What was withdrawn is in no list of any day.
    """
    return db.session.scalars(_shared(as_of, HelpFilters())).unique().all()


def help_page(as_of: date, filters: HelpFilters, *, number: int) -> Page[TeamCard]:
    """Return one page of the help that the network may see, and how much there is in all."""
    wanted = _shared(as_of, filters)
    counted = wanted.with_only_columns(func.count(TeamCard.id)).order_by(None)
    rows = db.session.scalars(wanted.offset(offset(number)).limit(PAGE_SIZE)).unique().all()
    return Page(rows=rows, number=number, total=db.session.scalar(counted) or 0)


def all_help(as_of: date, filters: HelpFilters) -> Sequence[TeamCard]:
    """Return all the help that meets the filters, for a file."""
    return db.session.scalars(_shared(as_of, filters)).unique().all()


def find_shared_help(card_id: int, as_of: date) -> TeamCard | None:
    """Return one card whose help the network may see on that day, or nothing."""
    found = db.session.scalars(_shared(as_of, HelpFilters()).where(TeamCard.id == card_id))
    return found.unique().one_or_none()


def answers_to(team_id: int) -> Sequence[HelpAnswer]:
    """Return what people wrote to a team about the help on its latest card, the newest first."""
    return db.session.scalars(
        select(HelpAnswer)
        .join(TeamCard, TeamCard.id == HelpAnswer.card_id)
        .where(TeamCard.team_id == team_id, is_latest())
        .order_by(HelpAnswer.sent_on.desc(), HelpAnswer.id.desc())
        .options(joinedload(HelpAnswer.person))
    ).all()


def answered_on(person_id: int, day: date) -> frozenset[int]:
    """Return the cards to which somebody wrote on a day."""
    found = select(HelpAnswer.card_id).where(
        HelpAnswer.person_id == person_id, HelpAnswer.sent_on == day
    )
    return frozenset(db.session.scalars(found))


def reached_by_help(team: Team, day: date) -> Sequence[Person]:
    """Return whom an answer reaches: the leads of the team and who is ambassador that day."""
    here = or_(
        (Post.team_id == team.id) & (Post.role == Role.TEAM_LEAD),
        (Post.organisation_id == team.organisation_id) & Post.role.in_(REACHED_BY_HELP),
    )
    found = select(Person).join(Post).where(here, valid_on(Post, day)).order_by(Person.id)
    return db.session.scalars(found.distinct()).all()


def place_of(actor: Actor) -> str:
    """Return the name of the organisation somebody is of today; empty for the project team."""
    homes = sorted(post.organisation_id for post in actor.posts if post.organisation_id)
    if not homes:
        return ""
    return db.session.scalar(select(Organisation.name).where(Organisation.id == homes[0])) or ""


def code_of(team_id: int) -> TeamCode | None:
    """Return the code of a team, sealed, or nothing when it has none yet."""
    return db.session.scalar(select(TeamCode).where(TeamCode.team_id == team_id))


def find_team_by_code(typed: str, as_of: date) -> Team | None:
    """Return the team of a code, however it was typed, with its organisation.

    Nothing for a code that is wrong or replaced, or whose team does not exist on that day.
    """
    code_hash = hash_code(read_code(typed) or "-")
    return db.session.scalar(
        select(Team)
        .join(TeamCode, TeamCode.team_id == Team.id)
        .where(TeamCode.code_hash == code_hash, valid_on(Team, as_of))
        .options(*WITH_ORGANISATION)
    )


def written_by(person_id: int) -> Sequence[CardPart]:
    """Return the words on cards that a person wrote under their own name, the oldest first."""
    return db.session.scalars(
        select(CardPart)
        .where(CardPart.written_by_id == person_id)
        .order_by(CardPart.written_on, CardPart.id)
        .options(joinedload(CardPart.card).joinedload(TeamCard.team))
    ).all()


def answers_by(person_id: int) -> Sequence[HelpAnswer]:
    """Return what a person wrote to teams that want help, the oldest first."""
    return db.session.scalars(
        select(HelpAnswer).where(HelpAnswer.person_id == person_id).order_by(HelpAnswer.sent_on)
    ).all()


def _cards() -> Select[TeamCard]:
    """Return cards with their words in the same statement: there are three at most on each."""
    return (
        select(TeamCard)
        .outerjoin(TeamCard.parts)
        .outerjoin(CardPart.written_by)
        .options(*_words_along())
    )


def _words_along() -> tuple[Any, ...]:
    return (contains_eager(TeamCard.parts).contains_eager(CardPart.written_by),)


def _shared(as_of: date, filters: HelpFilters) -> Select[TeamCard]:
    """Return the latest cards of teams of that day whose help is open and may be seen."""
    found = (
        select(TeamCard)
        .join(TeamCard.parts)
        .join(TeamCard.team)
        .join(Team.organisation)
        .where(
            TeamCard.since <= as_of,
            CardPart.part == Part.HELP,
            CardPart.shared_on <= as_of,
            or_(CardPart.closed_on.is_(None), CardPart.closed_on > as_of),
            valid_on(Team, as_of),
            _is_latest_on(as_of),
        )
        .order_by(CardPart.shared_on.desc(), TeamCard.id.desc())
        .options(
            contains_eager(TeamCard.parts),
            contains_eager(TeamCard.team).contains_eager(Team.organisation),
        )
    )
    if filters.sector:
        found = found.where(Organisation.sector == filters.sector)
    if filters.context:
        found = found.where(Team.care_context == filters.context)
    return found


def _is_latest_on(as_of: date) -> ColumnElement[bool]:
    later = aliased(TeamCard)
    is_later = select(later.id).where(
        later.team_id == TeamCard.team_id, later.since > TeamCard.since, later.since <= as_of
    )
    return ~is_later.correlate(TeamCard).exists()
