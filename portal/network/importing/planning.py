"""Lay the rows of a file on the roster in memory, and judge the whole by the roster's own rules."""

from collections.abc import Iterator, Sequence
from datetime import date

from portal.network.every_day import Lack, lacks, shape_on
from portal.network.importing import laying_people, laying_teams
from portal.network.importing.parsing import UNKNOWN_WAVE
from portal.network.importing.plan import Plan, Row, Turn, Value
from portal.network.importing.problems import Problems
from portal.network.importing.rows import OrganisationRow, Upload
from portal.network.importing.shape import Sheet
from portal.network.importing.slugs import free_slug, is_slug
from portal.network.importing.state import Home, Known
from portal.network.labels import rule_label
from portal.network.models import Rule, Status, folded
from portal.network.rules import (
    LEAVES_A_GAP,
    NEEDS_REASON,
    Interval,
    check_active_shape,
    check_after,
    check_may_become,
    check_may_enter,
)
from portal.rules import N_, RuleBroken, why_not


def make_plan(upload: Upload, known: Known, *, today: date, problems: Problems) -> Plan:
    """Return what the file would change; what the rules do not allow goes to ``problems``."""
    plan = Plan(upload=upload, known=known, today=today, problems=problems)
    _add_waves(plan)
    for row in upload.organisations:
        _lay_organisation(plan, row)
    laying_teams.lay(plan)
    laying_people.lay(plan)
    for home in plan.touched.values():
        if id(home) not in plan.doubted and folded(home.name) not in upload.unsure:
            _judge(plan, home)
    _count_left(plan)
    return plan


def _add_waves(plan: Plan) -> None:
    """Let the file start the waves that come next, each on the day of its first organisation."""
    wanted = {row.wave for row in plan.upload.organisations}
    following = max(plan.known.waves, default=0) + 1
    while following in wanted:
        days = [row.since for row in plan.upload.organisations if row.wave == following]
        plan.acts.waves[following] = min(days)
        following += 1


def _lay_organisation(plan: Plan, row: OrganisationRow) -> None:
    home = _find(plan, row)
    if home is not None and home.row is not None:
        twice = RuleBroken(
            N_("This is in row %(row)s already. Keep one of the two."), row=home.row.at
        )
        plan.refuse(row, "name", twice, home)
        return
    if row.wave not in {*plan.known.waves, *plan.acts.waves, UNKNOWN_WAVE}:
        following = max([*plan.known.waves, *plan.acts.waves], default=0) + 1
        refused = RuleBroken(
            N_("There is no wave %(number)s. The next one to start is %(next)s."),
            number=row.wave,
            next=following,
        )
        plan.refuse(row, "wave", refused, home)
    if home is None:
        _enter(plan, row)
    else:
        home.row = row
        _compare(plan, home, row)


def _find(plan: Plan, row: OrganisationRow) -> Home | None:
    """Return the organisation a row is about: by its address in the portal, else by its name."""
    if row.slug in plan.known.by_slug:
        return plan.known.by_slug[row.slug]
    return plan.known.by_name.get(folded(row.name))


def _enter(plan: Plan, row: OrganisationRow) -> None:
    if row.slug and not is_slug(row.slug):
        odd = RuleBroken(N_("Use small letters, numbers and hyphens, or leave this empty."))
        plan.refuse(row, "slug", odd)
    home = Home(
        id=None,
        slug=row.slug or free_slug(row.name, plan.known.by_slug),
        name=row.name,
        sector=row.sector,
        province=row.province,
        wave=row.wave,
        statuses=[(row.since, row.status, row.reason)],
        row=row,
    )
    if refused := why_not(check_may_enter, row.status, row.reason):
        plan.refuse(row, _blamed(row), refused, home)
    plan.known.add(home)
    plan.acts.homes.append(home)
    plan.touch(home)
    plan.note(row, Turn.NEW, row.name, {key: (None, new) for key, new in _facts(row).items()})


def _facts(row: OrganisationRow) -> dict[str, Value]:
    return {
        "sector": row.sector.value,
        "province": row.province.value,
        "wave": row.wave,
        "status": row.status.value,
        "since": row.since,
        **({"reason": row.reason} if row.reason else {}),
    }


def _blamed(row: OrganisationRow) -> str:
    """Return the column to point at: the reason where one is lacking, else the status."""
    return "reason" if row.status in NEEDS_REASON and not row.reason else "status"


def _compare(plan: Plan, home: Home, row: OrganisationRow) -> None:
    """Note what the file says otherwise of an organisation that is known."""
    since, status, reason = home.statuses[-1]
    if row.slug and row.slug != home.slug:
        refused = RuleBroken(
            N_("This organisation has the address “%(slug)s”, which never changes."), slug=home.slug
        )
        plan.refuse(row, "slug", refused, home)
    known: dict[str, Value] = {
        "name": home.name,
        "sector": home.sector.value,
        "province": home.province.value,
        "wave": home.wave,
        "status": status.value,
        "since": since,
        **({"reason": reason} if row.reason else {}),
    }
    said = {"name": row.name, **_facts(row)}
    plan.note(row, Turn.CHANGED, home.name, {key: (known[key], said[key]) for key in said})
    _take_facts(plan, home, row)
    if row.status is not status:
        _step(plan, home, row)
    elif row.since != since:
        refused = RuleBroken(
            N_("The portal has this status since %(day)s. Correct it on the organisation’s page."),
            day=f"{since:%d/%m/%Y}",
        )
        plan.refuse(row, "since", refused, home)
    elif row.reason and row.reason != reason:
        plan.acts.reasons.append((home, row))


def _take_facts(plan: Plan, home: Home, row: OrganisationRow) -> None:
    facts = ("name", "sector", "province", "wave")
    changed: dict[str, Value] = {
        key: getattr(row, key) for key in facts if getattr(row, key) != getattr(home, key)
    }
    if "name" in changed:
        other = plan.known.by_name.get(folded(row.name))
        if other not in {None, home}:
            taken = RuleBroken(N_("Another organisation has this name already."))
            plan.refuse(row, "name", taken, home)
        plan.known.by_name[folded(row.name)] = home
    if changed:
        plan.acts.facts.append((home, changed))


def _step(plan: Plan, home: Home, row: OrganisationRow) -> None:
    since, status, _reason = home.statuses[-1]
    if refused := why_not(check_may_become, status, row.status, row.reason):
        plan.refuse(row, _blamed(row), refused, home)
    elif refused := why_not(check_after, since, row.since):
        plan.refuse(row, "since", refused, home)
    home.statuses.append((row.since, row.status, row.reason))
    plan.acts.statuses.append((home, row))
    plan.touch(home)


def _judge(plan: Plan, home: Home) -> None:
    """Ask of an organisation, as it becomes, what the rules ask of one that is active.

    What only waits for somebody to fill it in stays visible as an exemption and is no problem.
    """
    row = home.row
    stepped = [step for one, step in plan.acts.statuses if one is home]
    for step in stepped:
        if step.status is Status.ACTIVE:
            shape = shape_on(home.history(), step.since)
            exempt = [rule for rule, period in _exempt(home) if period.holds(step.since)]
            if refused := why_not(check_active_shape, shape, exempt):
                plan.refuse(step, "status", refused, home)
    missing = lacks(home.history())
    decided = sorted({lack.rule for lack in missing if not _follows(home, lack)})
    if decided:
        blamed = row or next(iter(_rows_of(home)))
        column = "status" if isinstance(blamed, OrganisationRow) else "start"
        plan.refuse(blamed, column, _uncovered(decided), home)
    if {(lack.rule, lack.period) for lack in missing} != home.derived:
        plan.acts.unsettled.append(home)
    if any(lack.period.end is None or lack.period.end > plan.today for lack in missing):
        plan.lacking.append(home)


def _exempt(home: Home) -> Sequence[tuple[Rule, Interval]]:
    return [*home.decided, *home.derived]


def _follows(home: Home, lack: Lack) -> bool:
    """Tell whether nobody has to give a reason: the post is open, or nothing is filled in yet."""
    since, status, _reason = home.statuses[0]
    entered_so = status is Status.ACTIVE and lack.period.start == since
    return entered_so or lack.rule in LEAVES_A_GAP.values()


def _rows_of(home: Home) -> Iterator[Row]:
    for crew in home.crews:
        if crew.row is not None:
            yield crew.row
    for post in home.posts:
        if post.row is not None:
            yield post.row


def _uncovered(rules: Sequence[Rule]) -> RuleBroken:
    return RuleBroken(
        N_("Then this organisation lacks something: %(what)s. Give the reason on its own page."),
        what="; ".join(rule_label(rule) for rule in rules),
    )


def _count_left(plan: Plan) -> None:
    """Count what the roster has and the file does not speak of: it stays as it is."""
    homes = plan.known.homes
    silent = {
        Sheet.ORGANISATIONS: sum(home.row is None for home in homes),
        Sheet.TEAMS: sum(crew.row is None for home in homes for crew in home.crews),
        Sheet.PEOPLE: sum(post.row is None for home in homes for post in home.posts),
    }
    for sheet in plan.upload.sheets:
        plan.left[sheet] = silent[sheet]
