"""Reads of what is in the making: the list, one draft with its people, what is said about it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, Select, Text, cast, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.db import db
from portal.making.models import (
    Draft,
    DraftAuthor,
    DraftComment,
    DraftNeed,
    DraftStep,
    DraftTeam,
    Step,
)
from portal.making.rules import OPEN
from portal.moi.models import Kit
from portal.network.as_of import valid_on
from portal.network.models import Organisation, Person, Post, Team
from portal.policy.decide import Actor
from portal.web.paging import PAGE_SIZE, Page, offset

_MADE: Final = (Step.DRAFT, Step.PILOT)
_WITH_TEAMS: Final = selectinload(Draft.teams).joinedload(Team.organisation)
WHOLE: Final = (
    joinedload(Draft.kit),
    _WITH_TEAMS,
    selectinload(Draft.needs),
    selectinload(Draft.steps).joinedload(DraftStep.by),
)


@dataclass(frozen=True, kw_only=True)
class DraftFilters:
    """What the reader asks of the list: the steps that count, and a part of the model."""

    steps: frozenset[Step] = OPEN
    construct: str = ""
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class Writer:
    """An author as the page shows them: where they work today, if anywhere in the network."""

    person: Person
    place: str
    since: date


def drafts_page(filters: DraftFilters) -> Page[Draft]:
    """Return one page of what is in the making, what moved last first."""
    query = _drafts(filters)
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    rows = query.limit(PAGE_SIZE).offset(offset(filters.page)).options(_WITH_TEAMS)
    return Page(rows=db.session.scalars(rows).all(), number=filters.page, total=total or 0)


def all_drafts(filters: DraftFilters) -> Iterator[Draft]:
    """Yield the whole list, for a file."""
    query = _drafts(filters).options(_WITH_TEAMS)
    yield from db.session.scalars(query.execution_options(yield_per=500))


def _drafts(filters: DraftFilters) -> Select[Draft]:
    asked: list[ColumnElement[bool]] = [Draft.step.in_(sorted(filters.steps))]
    if filters.construct:
        asked.append(cast(Draft.constructs, Text).contains(f'"{filters.construct}"'))
    return select(Draft).where(*asked).order_by(Draft.since.desc(), Draft.id.desc())


def writers_of(draft_id: int, day: date) -> Sequence[Writer]:
    """Return who writes a draft, with the place where they work on that day."""
    query = (
        select(Person, func.coalesce(func.min(Organisation.name), ""), DraftAuthor.since)
        .join(DraftAuthor, DraftAuthor.person_id == Person.id)
        .outerjoin(Post, (Post.person_id == Person.id) & valid_on(Post, day))
        .outerjoin(Organisation, Organisation.id == Post.organisation_id)
        .where(DraftAuthor.draft_id == draft_id)
        .group_by(Person.id, DraftAuthor.since)
        .order_by(DraftAuthor.since, Person.search_name)
    )
    return [
        Writer(person=person, place=place, since=since)
        for person, place, since in db.session.execute(query)
    ]


def comments_of(draft_id: int) -> Sequence[DraftComment]:
    """Return what is said about a draft and its files, in the order in which it was said."""
    query = select(DraftComment).where(DraftComment.draft_id == draft_id)
    return db.session.scalars(
        query.order_by(DraftComment.id).options(joinedload(DraftComment.written_by))
    ).all()


def find_comment_by_form(form_key: str) -> DraftComment | None:
    """Return the comment that one sent form made, if it came in before."""
    return db.session.scalar(select(DraftComment).where(DraftComment.form_key == form_key))


def comments_by(person_id: int) -> Sequence[DraftComment]:
    """Return what a person said about drafts."""
    query = select(DraftComment).where(DraftComment.written_by_id == person_id)
    return db.session.scalars(
        query.order_by(DraftComment.id).options(joinedload(DraftComment.draft))
    ).all()


def steps_by(person_id: int) -> Sequence[DraftStep]:
    """Return the steps that a person took."""
    query = select(DraftStep).where(DraftStep.by_person_id == person_id)
    return db.session.scalars(
        query.order_by(DraftStep.id).options(joinedload(DraftStep.draft))
    ).all()


def authorships_of(person_id: int) -> Sequence[DraftAuthor]:
    """Return the kits of which a person is an author, with since when."""
    query = select(DraftAuthor).where(DraftAuthor.person_id == person_id)
    return db.session.scalars(
        query.order_by(DraftAuthor.draft_id).options(joinedload(DraftAuthor.draft))
    ).all()


def drafts_written_by(person_id: int) -> list[int]:
    """Return the drafts, open or not, of which a person is an author."""
    query = select(DraftAuthor.draft_id).where(DraftAuthor.person_id == person_id)
    return list(db.session.scalars(query.order_by(DraftAuthor.draft_id)))


def open_drafts_of(person_id: int) -> Sequence[Draft]:
    """Return what a person is writing now, with its authors."""
    query = select(Draft).where(Draft.id.in_(drafts_written_by(person_id)), Draft.step.in_(OPEN))
    return db.session.scalars(query.order_by(Draft.id).options(selectinload(Draft.authors))).all()


def drafts_of_team(team_id: int) -> Sequence[Draft]:
    """Return what a team makes or made, what is still open first."""
    mine = select(DraftTeam.draft_id).where(DraftTeam.team_id == team_id)
    query = select(Draft).where(Draft.id.in_(mine), Draft.step.in_([*OPEN, Step.PILOT]))
    return db.session.scalars(query.order_by(Draft.step == Step.PILOT, Draft.since.desc())).all()


def drafts_of_organisation(organisation_id: int) -> Sequence[Draft]:
    """Return what the teams of an organisation make or made, whatever became of it."""
    mine = (
        select(DraftTeam.draft_id)
        .join(Team, Team.id == DraftTeam.team_id)
        .where(Team.organisation_id == organisation_id)
    )
    query = select(Draft).where(Draft.id.in_(mine)).options(_WITH_TEAMS)
    return db.session.scalars(query.order_by(Draft.id)).all()


def drafts_for_need(need_id: int) -> Sequence[Draft]:
    """Return what is made, or was made, for a need; not what was declined or withdrawn."""
    wanted = select(DraftNeed.draft_id).where(DraftNeed.need_id == need_id)
    query = select(Draft).where(Draft.id.in_(wanted), Draft.step.in_([*OPEN, Step.PILOT]))
    return db.session.scalars(query.order_by(Draft.since.desc(), Draft.id)).all()


def teams_for(actor: Actor, day: date) -> Sequence[Team]:
    """Return the teams that may write in the name of who asks: own team, or own organisation's."""
    teams = {post.team_id for post in actor.posts if post.team_id}
    places = {
        post.organisation_id for post in actor.posts if post.organisation_id and not post.team_id
    }
    near = or_(Team.id.in_(sorted(teams)), Team.organisation_id.in_(sorted(places)))
    query = select(Team).join(Team.organisation).where(near, valid_on(Team, day))
    return db.session.scalars(
        query.order_by(Organisation.name, Team.slot, Team.id).options(joinedload(Team.organisation))
    ).all()


def find_draft_by_form(form_key: str) -> Draft | None:
    """Return what one sent form proposed, if it came in before."""
    return db.session.scalar(select(Draft).where(Draft.form_key == form_key))


def find_open_draft(kit_id: int) -> Draft | None:
    """Return the next version of a kit that is being made now, if there is one."""
    return db.session.scalar(select(Draft).where(Draft.kit_id == kit_id, Draft.step.in_(OPEN)))


def author_teams_of(kit_id: int) -> frozenset[int]:
    """Return the teams that wrote the kit, or write its next version: they do not try it out."""
    query = (
        select(DraftTeam.team_id)
        .join(Draft, Draft.id == DraftTeam.draft_id)
        .where(Draft.kit_id == kit_id, Draft.step.in_(_MADE))
    )
    return frozenset(db.session.scalars(query))


def needs_of_kit(kit_id: int) -> Sequence[int]:
    """Return the needs that the kit was made for, the first told first."""
    query = (
        select(DraftNeed.need_id)
        .join(Draft, Draft.id == DraftNeed.draft_id)
        .where(Draft.kit_id == kit_id, Draft.step.in_(_MADE))
        .distinct()
        .order_by(DraftNeed.need_id)
    )
    return db.session.scalars(query).all()


def names_taken(draft: Draft) -> frozenset[str]:
    """Return the slugs and numbers of the other kits, and of the other drafts that are open."""
    kits = select(Kit.slug, Kit.moi_id).where(Kit.id != (draft.kit_id or 0))
    drafts = select(Draft.slug, Draft.moi_id).where(
        Draft.id != draft.id, Draft.step.in_(OPEN), Draft.slug.is_not(None)
    )
    rows = db.session.execute(kits.union_all(drafts))
    return frozenset(name for row in rows for name in row)


def find_kit(slug: str) -> Kit | None:
    """Return the kit of this address, whatever its life."""
    return db.session.scalar(select(Kit).where(Kit.slug == slug))


def get_person(person_id: int) -> Person:
    """Return somebody who is there."""
    return db.session.get_one(Person, person_id)
