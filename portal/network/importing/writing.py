"""Write a plan: what is new in bulk, what changes history through the roster's own services.

The plan was judged by the same rules in memory; the database's guards have the last word.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import select

from portal.audit.services import record, record_all
from portal.db import db
from portal.network.importing.plan import Acts, Plan, Row, Stop
from portal.network.importing.state import Crew, Held, Home, Human
from portal.network.models import (
    Organisation,
    OrganisationStatus,
    Person,
    Post,
    Team,
    Wave,
)
from portal.network.rules import Step
from portal.network.services.handing_over import hand_over_ambassador
from portal.network.services.keeping import Kept
from portal.network.services.organisations import (
    OrganisationFacts,
    change_organisation,
    change_status,
    correct_status,
)
from portal.network.services.people import change_person
from portal.network.services.plan import add_wave
from portal.network.services.posts import end_post, end_row
from portal.network.services.settling import settle
from portal.network.services.teams import TeamFacts, change_team, end_team, replace_team
from portal.policy.table import Role
from portal.rules import RuleBroken

# A follower team leaves no gap, so that this word is asked for and kept nowhere.
NO_GAP: Final = "-"


class RowRefused(Exception):  # noqa: N818 -- reads as a sentence where it is raised
    """A rule refuses a row that the plan let pass: the roster moved on in between."""

    def __init__(self, row: Row, refused: RuleBroken) -> None:
        """Keep which row, and why."""
        super().__init__(refused.message)
        self.row = row
        self.refused = refused


@contextmanager
def _for(row: Row) -> Iterator[None]:
    try:
        yield
    except RuleBroken as refused:
        raise RowRefused(row, refused) from refused


def write_plan(plan: Plan, *, by: int | None) -> None:
    """Write everything the plan says, in the caller's transaction; ``RowRefused`` undoes it."""
    acts = plan.acts
    for number, starts_on in acts.waves.items():
        plan.known.waves[number] = add_wave(number, starts_on=starts_on, by=by).id
    _add_homes(plan, by=by)
    _add_humans(acts.humans, by=by)
    _describe(plan, by=by)
    _end(acts, by=by)
    _add_crews(acts.crews, by=by)
    _hand_over(acts, by=by)
    _add_posts(acts.posts, by=by)
    _step(acts, by=by)
    entering = {id(home) for home in acts.homes}
    for home in acts.unsettled:
        settle(_organisation(home), by=by, enters=id(home) in entering)
    _record_import(plan, by=by)


def _record_import(plan: Plan, *, by: int | None) -> None:
    """Keep that a file was read, with how much it changed: never what stood in it."""
    if by is None:
        return
    counts: dict[str, str | int] = {"rows": len(plan.differences)}
    for sheet in plan.upload.sheets:
        counts[sheet.value] = sum(one.sheet is sheet for one in plan.differences)
    record("roster_imported", by=by, object_kind="roster", object_id="import", detail=counts)


def _bulk(model: Callable[..., Kept], rows: Sequence[Mapping[str, Any]]) -> Sequence[int]:
    """Write many rows in one flush, which the rooms above see; return their keys in that order."""
    made = [model(**row) for row in rows]
    db.session.add_all(made)
    db.session.flush()
    return [one.id for one in made]


def _record_all(
    event: str, kind: str, keys: Iterable[int], rows: Iterable[Mapping[str, Any]], by: int | None
) -> None:
    """Keep one line for each new row, as its own service would, all at once."""
    if by is None:
        return
    days = (row.get("valid_from") for row in rows)
    record_all(event, by=by, object_kind=kind, things=zip(keys, days, strict=True))


def _add_homes(plan: Plan, *, by: int | None) -> None:
    homes = plan.acts.homes
    keys = _bulk(
        Organisation,
        [
            {
                "slug": home.slug,
                "name": home.name,
                "sector": home.sector,
                "province": home.province,
                "wave_id": plan.known.waves[home.wave],
            }
            for home in homes
        ],
    )
    statuses = []
    for home, key in zip(homes, keys, strict=True):
        home.id = key
        since, status, reason = home.statuses[0]
        first = {"status": status, "valid_from": since, "reason": reason}
        statuses.append({"organisation_id": key, **first})
    _bulk(OrganisationStatus, statuses)
    _record_all("organisation_added", "organisation", keys, statuses, by)


def _add_humans(humans: Sequence[Human], *, by: int | None) -> None:
    rows = [
        {
            "name": human.name,
            "email": human.email,
            "locale": human.locale,
        }
        for human in humans
    ]
    keys = _bulk(Person, rows)
    for human, key in zip(humans, keys, strict=True):
        human.id = key
    _record_all("person_added", "person", keys, rows, by)


def _describe(plan: Plan, *, by: int | None) -> None:
    """Write down other names and facts of what is known."""
    waves = {wave.number: wave for wave in db.session.scalars(select(Wave))}
    for home, changed in plan.acts.facts:
        row = home.row
        assert row is not None  # noqa: S101 -- only a row changes facts
        facts = OrganisationFacts(
            name=row.name, sector=row.sector, province=row.province, wave=waves[row.wave]
        )
        with _for(row):
            change_organisation(_organisation(home), facts, by=by)
        home.name = str(changed.get("name", home.name))
    for home, row in plan.acts.reasons:
        status = _organisation(home).statuses[-1]
        step = Step(status=status.status, on=status.valid_from, reason=row.reason)
        with _for(row):
            correct_status(status, step, by=by)
    for human, said in plan.acts.corrected:
        person = db.session.get_one(Person, human.id)
        with _for(said):
            change_person(
                person, name=said.name, email=person.email, locale=said.locale or None, by=by
            )
    for crew, _changed in plan.acts.renamed:
        assert crew.row is not None  # noqa: S101 -- only a row changes facts
        with _for(crew.row):
            change_team(db.session.get_one(Team, crew.id), _facts(crew), by=by)


def _end(acts: Acts, *, by: int | None) -> None:
    """End posts and teams, and start the teams that replace others."""
    for stop in acts.stopped:
        _stop(stop, by=by)
    for before, crew in acts.replaced:
        assert crew.row is not None  # noqa: S101 -- every new team comes from a row
        with _for(crew.row):
            team = db.session.get_one(Team, before.id)
            crew.id = replace_team(team, _facts(crew), on=crew.start, by=by).id
    for crew, team_row in acts.ended:
        assert team_row.end is not None  # noqa: S101 -- that is what ended it
        with _for(team_row):
            team = db.session.get_one(Team, crew.id)
            end_team(team, on=team_row.end, reason=NO_GAP, by=by)


def _stop(stop: Stop, *, by: int | None) -> None:
    row, post = stop.row, db.session.get_one(Post, stop.post.id)
    end = end_row if stop.is_followed else end_post
    assert row.end is not None  # noqa: S101 -- that is what stops it
    with _for(row):
        end(post, on=row.end, reason=row.end_reason, by=by)


def _facts(crew: Crew) -> TeamFacts:
    return TeamFacts(
        name=crew.name,
        care_context=crew.care_context,
        own_word=crew.own_word,
        care_context_reason=crew.care_context_reason,
    )


def _add_crews(crews: Sequence[tuple[Home, Crew]], *, by: int | None) -> None:
    rows = [
        {
            "organisation_id": home.id,
            "slot": crew.slot,
            **vars(_facts(crew)),
            "valid_from": crew.start,
            "valid_to": crew.end,
        }
        for home, crew in crews
    ]
    keys = _bulk(Team, rows)
    for (_home, crew), key in zip(crews, keys, strict=True):
        crew.id = key
    _record_all("team_added", "team", keys, rows, by)


def _hand_over(acts: Acts, *, by: int | None) -> None:
    for home, held in acts.handed_over:
        row = held.row
        assert row is not None  # noqa: S101 -- every new post comes from a row
        with _for(row):
            successor = db.session.get_one(Person, held.human.id)
            post = hand_over_ambassador(_organisation(home), successor, on=held.start, by=by)
            held.id = post.id
            if held.end is not None:
                end_post(post, on=held.end, reason=row.end_reason, by=by)


def _add_posts(posts: Sequence[tuple[Home, Held]], *, by: int | None) -> None:
    """Write posts at once; who stands in for an ambassador comes after the ambassadors."""
    in_order = sorted(posts, key=lambda one: one[1].role is Role.ACTING_AMBASSADOR)
    rows = [
        {
            "person_id": held.human.id,
            "role": held.role,
            "organisation_id": home.id,
            "team_id": held.crew.id if held.crew else None,
            "valid_from": held.start,
            "valid_to": held.end,
            "end_reason": held.row.end_reason if held.row and held.end else "",
        }
        for home, held in in_order
    ]
    keys = _bulk(Post, rows)
    _record_all("post_given", "post", keys, rows, by)


def _step(acts: Acts, *, by: int | None) -> None:
    for home, row in acts.statuses:
        with _for(row):
            change_status(_organisation(home), row.status, on=row.since, reason=row.reason, by=by)


def _organisation(home: Home) -> Organisation:
    return db.session.get_one(Organisation, home.id)


def note_roster_taken(*, by: int) -> None:
    """Keep that somebody took names and addresses of the whole roster along."""
    record("roster_exported", by=by, object_kind="roster", object_id="export")


def note_organisation_taken(organisation: Organisation, *, by: int) -> None:
    """Keep that somebody took everything of an organisation along."""
    record("organisation_exported", by=by, object_kind="organisation", object_id=organisation.id)
