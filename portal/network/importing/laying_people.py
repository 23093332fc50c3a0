"""The rows about people: who they are, by their address, and which posts they hold."""

from datetime import date

from portal.network import rules
from portal.network.importing.laying_teams import ended_already, unknown_organisation
from portal.network.importing.plan import Plan, Stop, Turn, Value
from portal.network.importing.rows import PostRow
from portal.network.importing.state import Crew, Held, Home, Human
from portal.network.models import folded
from portal.network.rules import SINGLE_HOLDER, Interval
from portal.policy.table import TEAM_ROLES, Role
from portal.rules import N_, RuleBroken, why_not

Placed = tuple[PostRow, Home, Crew | None]


def lay(plan: Plan) -> None:
    """Lay all rows: first those about posts that are known, then the others in order of time."""
    fresh: list[tuple[Placed, Human]] = []
    for row in plan.upload.posts:
        placed = _placed(plan, row)
        human = _human(plan, row, placed)
        if placed is None or human is None:
            continue
        same = _same(placed, human)
        if same is None:
            fresh.append((placed, human))
        else:
            _compare(plan, placed[1], same, row)
    for placed, human in sorted(fresh, key=_later_if_acting):
        _give(plan, placed, human)
    for stop in plan.acts.stopped:
        _check_reason_of_end(plan, stop)


def _later_if_acting(one: tuple[Placed, Human]) -> tuple[bool, date]:
    """Put who stands in for an ambassador after the ambassadors, then sort by the first day."""
    row = one[0][0]
    return row.role is Role.ACTING_AMBASSADOR, row.start


def _check_reason_of_end(plan: Plan, stop: Stop) -> None:
    """Ask why a place stays open: when somebody follows on that day there is nothing to ask."""
    stop.is_followed = any(
        one.role is stop.post.role and one.start == stop.post.end for one in stop.home.posts
    )
    refused = why_not(rules.check_reason_of_end, stop.post.role, stop.row.end_reason)
    if refused and not stop.is_followed:
        plan.refuse(stop.row, "end_reason", refused, stop.home)


def _placed(plan: Plan, row: PostRow) -> Placed | None:
    """Return where a post is held; nothing when the row does not say that well."""
    home = plan.known.find(row.organisation)
    if home is None:
        plan.refuse(row, "organisation", unknown_organisation(row.organisation))
        return None
    if refused := why_not(rules.check_interval, Interval(start=row.start, end=row.end)):
        plan.refuse(row, "end", refused, home)
        return None
    crew = _crew(home, row) if row.team else None
    if refused := _wrong_place(row, crew):
        plan.refuse(row, "team", refused, home)
        return None
    return row, home, crew


def _crew(home: Home, row: PostRow) -> Crew | None:
    """Return the team that is meant: the one of that name on the first day, else any such one."""
    named = [crew for crew in home.crews if folded(crew.name) == folded(row.team)]
    return next((crew for crew in named if crew.period.holds(row.start)), next(iter(named), None))


def _wrong_place(row: PostRow, crew: Crew | None) -> RuleBroken | None:
    if row.role not in TEAM_ROLES:
        is_free = not row.team
        return None if is_free else RuleBroken(N_("This role has no team. Leave this cell empty."))
    if not row.team:
        return RuleBroken(N_("This role is held in a team. Write the name of the team."))
    if crew is None:
        return RuleBroken(
            N_("“%(organisation)s” has no team “%(team)s”. Write its name as on the teams’ sheet."),
            organisation=row.organisation,
            team=row.team,
        )
    return why_not(rules.check_within, Interval(start=row.start, end=row.end), crew.period)


def _human(plan: Plan, row: PostRow, placed: Placed | None) -> Human | None:
    """Return whom a row is about; without an address only somebody whose post is known."""
    home = placed[1] if placed else None
    if not row.email:
        found = _without_address(placed) if placed else None
        if found is None:
            unnamed = RuleBroken(N_("Write the address: the portal finds people by it."))
            plan.refuse(row, "email", unnamed, home)
        return found
    if refused := why_not(rules.check_address, row.email):
        plan.refuse(row, "email", refused, home)
        return None
    human = plan.known.humans.get(row.email)
    if human is None:
        human = Human(id=None, name=row.name, email=row.email, locale=row.locale or "nl", row=row)
        plan.known.humans[row.email] = human
        plan.acts.humans.append(human)
        return human
    return _named(plan, human, row, home)


def _without_address(placed: Placed) -> Human | None:
    row, home, crew = placed
    return next(
        (
            post.human
            for post in home.posts
            if (post.role, post.crew, post.start) == (row.role, crew, row.start)
            and folded(post.human.name) == folded(row.name)
        ),
        None,
    )


def _named(plan: Plan, human: Human, row: PostRow, home: Home | None) -> Human | None:
    """Hold a row against what the file said before of this address, or the roster knows of it."""
    said = human.row
    if said is not None and folded(said.name) != folded(row.name):
        refused = RuleBroken(
            N_("Row %(row)s gives this address to %(name)s. Two people cannot share one."),
            row=said.at,
            name=said.name,
        )
        plan.refuse(row, "email", refused, home)
        return None
    if said is None:
        human.row = row
        if human.id is not None and (
            row.name != human.name or (row.locale and row.locale != human.locale)
        ):
            plan.acts.corrected.append((human, row))
    return human


def _same(placed: Placed, human: Human) -> Held | None:
    row, home, crew = placed
    return next(
        (
            post
            for post in home.posts
            if post.id is not None
            and post.human is human
            and (post.role, post.crew, post.start) == (row.role, crew, row.start)
        ),
        None,
    )


def _compare(plan: Plan, home: Home, post: Held, row: PostRow) -> None:
    if post.row is not None:
        plan.refuse(row, "role", _twice(post.row), home)
        return
    post.row = row
    human = post.human
    changes: dict[str, tuple[Value, Value]] = {"end": (post.end, row.end)}
    if human.row is row:
        changes["name"] = (human.name, row.name)
        changes["locale"] = (human.locale, row.locale or human.locale)
    plan.note(row, Turn.CHANGED, _what(row, home), changes)
    if post.end is not None and row.end != post.end:
        plan.refuse(row, "end", ended_already(post.period), home)
    elif post.end is None and row.end is not None:
        post.end = row.end
        plan.touch(home)
        plan.acts.stopped.append(Stop(home=home, post=post, row=row))


def _twice(row: PostRow) -> RuleBroken:
    return RuleBroken(N_("This is in row %(row)s already. Keep one of the two."), row=row.at)


def _what(row: PostRow, home: Home) -> str:
    return f"{row.name}, {row.team or home.name}"


def _give(plan: Plan, placed: Placed, human: Human) -> None:
    """Let somebody hold a post: beside others, or as the successor of the ambassador."""
    row, home, crew = placed
    post = Held(
        id=None, human=human, role=row.role, crew=crew, start=row.start, end=row.end, row=row
    )
    before = _handing_over(home, row)
    if before is not None:
        _hand_over(plan, home, before, post)
    elif refused := _cannot_hold(home, post):
        plan.refuse(row, "role", refused, home)
    else:
        plan.acts.posts.append((home, post))
    home.posts.append(post)
    plan.touch(home)
    facts: dict[str, tuple[Value, Value]] = {
        "role": (None, row.role.value),
        "email": (None, human.email),
        "start": (None, row.start),
    }
    if before is not None:
        facts["name"] = (before.human.name, row.name)
    if row.end is not None:
        facts["end"] = (None, row.end)
    plan.note(row, Turn.NEW, _what(row, home), facts)


def _cannot_hold(home: Home, post: Held) -> RuleBroken | None:
    row = post.row
    same = [one for one in home.posts if one.role is post.role and one.crew is post.crew]
    twice = [one for one in same if one.human is post.human and one.start == post.start]
    if twice and twice[0].row is not None and row is not None:
        return _twice(twice[0].row)
    if post.role not in SINGLE_HOLDER:
        same = [one for one in same if one.human is post.human]
    refused = why_not(rules.check_may_hold, post.role, post.period, [one.period for one in same])
    if refused or post.role is not Role.ACTING_AMBASSADOR:
        return refused
    ambassadors = [one.period for one in home.posts if one.role is Role.AMBASSADOR]
    return why_not(rules.check_may_act, post.period, ambassadors)


def _handing_over(home: Home, row: PostRow) -> Held | None:
    """Return the ambassador whom a row follows, when the file does not say that they go on."""
    if row.role is not Role.AMBASSADOR or home.id is None:
        return None
    period = Interval(start=row.start, end=row.end)
    held = [post for post in home.posts if post.role is Role.AMBASSADOR]
    met = [post for post in held if post.period.meets(period)]
    if not met:
        return next((post for post in held if post.end == row.start), None)
    if len(met) > 1 or met[0].end is not None or met[0].start >= row.start:
        return None
    return met[0] if met[0].row is None else None


def _hand_over(plan: Plan, home: Home, before: Held, post: Held) -> None:
    refused = why_not(
        rules.check_may_hand_over,
        before.period,
        post.start,
        to_same_person=before.human is post.human,
    )
    if refused and post.row is not None:
        plan.refuse(post.row, "role", refused, home)
        return
    before.end = post.start
    plan.acts.stopped = [one for one in plan.acts.stopped if one.post is not before]
    plan.acts.handed_over.append((home, post))
