"""The rows about teams: the same one, a changed one, a new one, or one that replaces another."""

from datetime import date
from typing import Final

from portal.network import rules
from portal.network.importing.plan import Plan, Turn, Value
from portal.network.importing.rows import TeamRow
from portal.network.importing.state import Crew, Home
from portal.network.models import OWN_WORDS, folded
from portal.network.rules import Interval
from portal.rules import N_, RuleBroken, why_not

_SAID: Final = ("name", "own_word", "care_context", "care_context_reason")


def lay(plan: Plan) -> None:
    """Lay all rows: first those about teams that are known, then the others in order of time."""
    fresh: list[tuple[Home, TeamRow]] = []
    for row in plan.upload.teams:
        home = plan.known.find(row.organisation)
        if home is None:
            plan.refuse(row, "organisation", unknown_organisation(row.organisation))
        elif refused := _wrong_days(row):
            plan.refuse(row, *refused, home)
        elif same := _same(home, row):
            _compare(plan, home, same, row)
        else:
            fresh.append((home, row))
    for home, row in sorted(fresh, key=lambda one: one[1].start):
        _start(plan, home, row)
    for home in plan.known.homes:
        for crew in home.crews:
            _check_end(plan, home, crew)


def unknown_organisation(words: str) -> RuleBroken:
    """Return the refusal of a name that no organisation has, in the portal or in the file."""
    return RuleBroken(
        N_("We know no organisation “%(words)s”. Write its name as on the first sheet."),
        words=words,
    )


def _wrong_days(row: TeamRow) -> tuple[str, RuleBroken] | None:
    refused = why_not(rules.check_interval, Interval(start=row.start, end=row.end))
    return ("end", refused) if refused else None


def _same(home: Home, row: TeamRow) -> Crew | None:
    """Return the team of the roster that a row is about: of its place, or of its name, and day."""
    return next(
        (
            crew
            for crew in home.crews
            if crew.id is not None
            and crew.start == row.start
            and crew.slot == row.place
            and (crew.slot is not None or folded(crew.name) == folded(row.name))
        ),
        None,
    )


def _compare(plan: Plan, home: Home, crew: Crew, row: TeamRow) -> None:
    if crew.row is not None:
        refused = RuleBroken(
            N_("This is in row %(row)s already. Keep one of the two."), row=crew.row.at
        )
        plan.refuse(row, "name", refused, home)
        return
    crew.row = row
    said: dict[str, Value] = {key: getattr(row, key) for key in _SAID if getattr(row, key)}
    changes = {key: (getattr(crew, key), new) for key, new in said.items()}
    plan.note(
        row, Turn.CHANGED, f"{crew.name}, {home.name}", {**changes, "end": (crew.end, row.end)}
    )
    changed = {key: new for key, new in said.items() if getattr(crew, key) != new}
    if changed:
        _check_judgement(plan, home, crew, row)
        plan.touch(home)
        plan.acts.renamed.append((crew, changed))
        for key, new in changed.items():
            setattr(crew, key, new)
    if crew.end is not None and row.end != crew.end:
        plan.refuse(row, "end", ended_already(crew.period), home)
    elif crew.end is None and row.end is not None and crew.slot is None:
        _end(home, crew, row.end)
        plan.touch(home)
        plan.acts.ended.append((crew, row))


def _check_judgement(plan: Plan, home: Home, crew: Crew, row: TeamRow) -> None:
    refused = why_not(
        rules.check_judgement,
        changes=crew.care_context is not row.care_context,
        reason=row.care_context_reason,
        reason_before=crew.care_context_reason,
    )
    if refused:
        plan.refuse(row, "care_context_reason", refused, home)


def ended_already(period: Interval) -> RuleBroken:
    """Return the refusal to say another end than the one that was recorded."""
    return RuleBroken(
        N_("The portal has %(day)s as its end. Write that day, or leave this row out."),
        day=f"{period.end:%d/%m/%Y}",
    )


def _start(plan: Plan, home: Home, row: TeamRow) -> None:
    """Add a team: in a free place, after the team that it replaces, or following along."""
    crew = Crew(
        id=None,
        slot=row.place,
        name=row.name,
        own_word=row.own_word or OWN_WORDS[0],
        care_context=row.care_context,
        care_context_reason=row.care_context_reason,
        start=row.start,
        end=row.end,
        row=row,
    )
    before = _replaced(home, row)
    if before is not None:
        _replace(plan, home, before, crew)
    elif refused := _cannot_start(home, row):
        plan.refuse(row, "place", refused, home)
    else:
        plan.acts.crews.append((home, crew))
    home.crews.append(crew)
    plan.touch(home)
    facts: dict[str, tuple[Value, Value]] = {
        "place": (None, row.place),
        "care_context": (None, row.care_context.value),
        "start": (None, row.start),
    }
    ends: dict[str, tuple[Value, Value]] = {"end": (None, row.end)} if row.end else {}
    instead: dict[str, tuple[Value, Value]] = (
        {"name": (before.name, row.name)} if before is not None else {}
    )
    plan.note(row, Turn.NEW, f"{row.name}, {home.name}", {**instead, **facts, **ends})


def _cannot_start(home: Home, row: TeamRow) -> RuleBroken | None:
    period = Interval(start=row.start, end=row.end)
    if row.place is not None:
        others = [crew.period for crew in home.in_slot(row.place)]
        return why_not(rules.check_may_add_team, row.place, period, others)
    same = [
        crew.period
        for crew in home.crews
        if crew.slot is None and folded(crew.name) == folded(row.name)
    ]
    if any(period.meets(other) for other in same):
        return RuleBroken(N_("This team follows along on these days already."))
    return None


def _replaced(home: Home, row: TeamRow) -> Crew | None:
    """Return the team of the roster that a row ends by taking its place; none in a free place."""
    if row.place is None or home.id is None:
        return None
    period = Interval(start=row.start, end=row.end)
    met = [crew for crew in home.in_slot(row.place) if crew.period.meets(period)]
    if len(met) != 1 or met[0].end is not None or met[0].start >= row.start:
        return None
    said = met[0].row
    return met[0] if said is None or said.end == row.start else None


def _replace(plan: Plan, home: Home, before: Crew, crew: Crew) -> None:
    row = crew.row
    assert row is not None  # noqa: S101 -- every new team comes from a row
    later = [post.period for post in home.posts if post.crew is before]
    if refused := why_not(rules.check_no_later, row.start, later):
        plan.refuse(row, "start", refused, home)
        return
    _end(home, before, row.start)
    plan.acts.replaced.append((before, crew))


def _end(home: Home, crew: Crew, on: date) -> None:
    """End a team in memory, and the posts in it."""
    crew.end = on
    for post in home.posts:
        if post.crew is crew and post.period.holds(on):
            post.end = on


def _check_end(plan: Plan, home: Home, crew: Crew) -> None:
    """Refuse the end of a counted team that nothing replaces on that day."""
    row = crew.row
    if home.id is None or crew.slot is None or row is None or row.end is None:
        return
    was_open = crew.id is None or crew.end is None
    if was_open and not any(other.start == row.end for other in home.in_slot(crew.slot)):
        refused = RuleBroken(
            N_("No team replaces this one. End it on its own page, which asks for the reason.")
        )
        plan.refuse(row, "end", refused, home)
