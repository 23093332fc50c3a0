"""What the pages show of a life: its dated steps in words, and the steps that can come next."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.making.models import DraftStep
from portal.making.models import Step as Making
from portal.moi.models import KitAct
from portal.policy.decide import Actor
from portal.policy.decide import extent as extent_of
from portal.policy.table import P
from portal.rules import RuleBroken, why_not
from portal.stewardship import labels, rules
from portal.stewardship.models import (
    KitAnnouncement,
    KitPilot,
    KitReview,
    PilotState,
    ReviewOutcome,
)
from portal.stewardship.queries import life as queries
from portal.stewardship.queries.life import Life
from portal.stewardship.queries.pilots import is_author, is_own
from portal.stewardship.rules import Evidence


@dataclass(frozen=True, kw_only=True)
class StepLine:
    """One dated step, by whom, with its note."""

    on: date
    what: str
    who: str = ""
    note: str = ""
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """A step of the coordinator: where it is taken, and why not yet."""

    key: str
    label: str
    href: str
    why: RuleBroken | None = None


@dataclass(frozen=True, kw_only=True)
class LifePage:
    """All that the page of a life shows to one reader."""

    life: Life
    pilots: Sequence[KitPilot]  # of the newest version
    lines: Sequence[StepLine]
    steps: Sequence[NextStep]
    review: KitReview | None
    day: date
    reads_all: bool
    own: frozenset[int]

    @property
    def primary(self) -> NextStep | None:
        """The step that is most needed now."""
        possible = [step for step in self.steps if step.why is None]
        wanted = (step for step in possible if step.key != "retire")
        return next((step for step in wanted if step.key != "review" or self.is_due), None)

    @property
    def shown(self) -> Sequence[KitPilot]:
        """The pilots that the reader may see one by one."""
        mine = [one for one in self.pilots if one.id in self.own]
        tested = [one for one in self.pilots if one.state is not PilotState.OFFERED]
        return tested if self.reads_all else mine

    @property
    def waiting(self) -> Sequence[KitPilot]:
        """The reader's own pilots whose feedback is not there yet."""
        return [one for one in self.pilots if one.id in self.own and one.is_waited_for]

    @property
    def offers(self) -> Sequence[KitPilot]:
        """The offers of teams that wait for an answer."""
        return [one for one in self.pilots if one.state is PilotState.OFFERED]

    @property
    def testing(self) -> int:
        """How many teams test the newest version, or did."""
        return sum(one.state is PilotState.RUNNING for one in self.pilots)

    @property
    def sent(self) -> int:
        """How many of them sent their feedback."""
        return sum(one.is_in for one in self.pilots)

    @property
    def is_due(self) -> bool:
        """Whether the day has come to look once more."""
        return self.review is not None and self.review.due_on <= self.day


def life_page(life: Life, actor: Actor, day: date) -> LifePage:
    """Gather the page of a life for one reader."""
    pilots = queries.pilots_of(life.kit.id)
    reviews = queries.reviews_of(life.kit.id)
    told = queries.announcements_of(life.kit.id)
    leads = bool(extent_of(actor, P.KIT_MANAGE))
    checks = queries.checks_of(life.version.id) if leads else ()
    own = frozenset(one.id for one in pilots if is_own(actor, one))
    current = [one for one in pilots if one.version_id == life.version.id]
    review = next((one for one in reviews if one.done_on is None), None)
    known = queries.evidence_of(life.version, current, checks)
    steps = _next_steps(life, known, current, told, review, day) if leads else ()
    reads_all = leads or is_author(actor, life.kit.id)
    shown = {one.id for one in pilots} if reads_all else own
    return LifePage(
        life=life,
        pilots=current,
        lines=_lines(life, pilots, shown, told, reviews, reads_all=reads_all),
        steps=steps,
        review=review,
        day=day,
        reads_all=reads_all,
        own=own,
    )


def _next_steps(
    life: Life,
    known: Evidence,
    pilots: Sequence[KitPilot],
    told: Sequence[KitAnnouncement],
    review: KitReview | None,
    day: date,
) -> Sequence[NextStep]:
    """Return the steps of the coordinator, the one that is most needed now in front."""
    at, slug = life.at, life.kit.slug
    is_told = any(one.version_id == life.version.id for one in told)

    def step(key: str, label: str, why: RuleBroken | None, page: str = "") -> NextStep:
        return NextStep(
            key=key, label=label, href=url_for(f"stewardship.{page or key}", slug=slug), why=why
        )

    steps = [
        step(
            "pilot", _("Begin the pilot of this version"), why_not(rules.check_may_begin_pilot, at)
        ),
        step("ask", _("Ask a team to test it"), why_not(rules.check_is_in_pilot, at)),
        step("check", _("Go through the checklist"), why_not(rules.check_is_in_pilot, at)),
        step("validate", _("Approve"), why_not(rules.check_may_validate, at, known), page="check"),
        step("publish", _("Publish"), why_not(rules.check_may_publish, at)),
        step(
            "announce",
            _("Tell the teams it suits"),
            why_not(rules.check_may_announce, at, is_settled=is_told),
        ),
        step(
            "review",
            _("Look at it once more"),
            why_not(rules.check_may_review, at, is_planned=review is not None),
        ),
        step("retire", _("Withdraw"), why_not(rules.check_may_retire, at)),
    ]
    front = _front(pilots, known, review, day)
    return sorted(steps, key=lambda one: (one.why is not None, front.get(one.key, 5)))


def _front(
    pilots: Sequence[KitPilot], known: Evidence, review: KitReview | None, day: date
) -> Mapping[str, int]:
    """Return what comes first: a new pilot, approval, then what the pilot still needs."""
    is_due = review is not None and review.due_on <= day
    has_team = any(one.state is PilotState.RUNNING for one in pilots)
    return {
        "pilot": 0,
        "validate": 1,
        "publish": 1,
        "announce": 1,
        "review": 2 if is_due else 6,
        "ask": 4 if has_team else 3,
        "check": 3 if known.tested_by else 4,
        "retire": 9,
    }


def _lines(
    life: Life,
    pilots: Sequence[KitPilot],
    shown: Iterable[int],
    told: Sequence[KitAnnouncement],
    reviews: Sequence[KitReview],
    *,
    reads_all: bool,
) -> Sequence[StepLine]:
    """Return every dated step, the last one in front."""
    theirs = {one.id: one for one in pilots if one.id in set(shown)}
    teams = {one.team_id: one for one in theirs.values()}
    lines = [
        *(_made(one, reads_all=reads_all) for one in queries.made_in(life.kit.id)),
        *(line for one in theirs.values() for line in _pilot(one, life.kit.slug)),
        *(_act(act, teams, life.names, life.kit.slug) for act in life.acts),
        *(_told(one) for one in told),
        *(_looked(one) for one in reviews if one.done_on is not None),
    ]
    return sorted(lines, key=lambda line: line.on)[::-1]


def _made(one: DraftStep, *, reads_all: bool) -> StepLine:
    """Tell of a proposal and the yes to it; who and why is for those who read the draft."""
    what = _("Proposed") if one.step is Making.PROPOSED else _("Proposal accepted")
    if not reads_all:
        return StepLine(on=one.happened_on, what=what)
    href = url_for("making.show", draft_id=one.draft_id)
    who = one.by.name if one.by else ""
    return StepLine(on=one.happened_on, what=what, who=who, note=one.note, href=href)


def _act(
    act: KitAct, teams: Mapping[int, KitPilot], names: Mapping[int, str], slug: str
) -> StepLine:
    if act.team_id is not None:
        pilot = teams.get(act.team_id)
        if pilot is None:
            return StepLine(on=act.happened_on, what=_("A team sent its feedback"))
        return StepLine(
            on=act.happened_on,
            what=_("Feedback of %(team)s", team=_name(pilot)),
            href=url_for("stewardship.pilot_page", slug=slug, pilot_id=pilot.id),
        )
    who = names.get(act.by_person_id or 0, "")
    return StepLine(on=act.happened_on, what=str(labels.ACTS[act.kind]), who=who, note=act.note)


def _pilot(pilot: KitPilot, slug: str) -> Iterator[StepLine]:
    team, href = _name(pilot), url_for("stewardship.pilot_page", slug=slug, pilot_id=pilot.id)
    asked = pilot.origin.value == "asked"
    what = (
        _("%(team)s asked to test", team=team) if asked else _("%(team)s offers to test", team=team)
    )
    yield StepLine(on=pilot.opened_on, what=what, href=href)
    if pilot.state is PilotState.RUNNING and not asked and pilot.settled_on:
        yield StepLine(on=pilot.settled_on, what=_("%(team)s may test", team=team), href=href)
    if pilot.state is PilotState.TURNED_DOWN and pilot.settled_on:
        what = _("Offer of %(team)s not taken up", team=team)
        yield StepLine(on=pilot.settled_on, what=what, note=pilot.reason, href=href)
    if pilot.state is PilotState.STOPPED and pilot.settled_on:
        what = _("%(team)s does not test after all", team=team)
        yield StepLine(on=pilot.settled_on, what=what, note=pilot.reason, href=href)


def _name(pilot: KitPilot) -> str:
    """Return a team with its organisation: many houses have a team of the same name."""
    return f"{pilot.team.name}, {pilot.team.organisation.name}"


def _told(one: KitAnnouncement) -> StepLine:
    who = one.by.name if one.by else ""
    if not one.people:
        return StepLine(on=one.decided_on, what=_("Not announced"), who=who, note=one.reason)
    what = ngettext(
        "Announced to %(num)s person in the teams it suits",
        "Announced to %(num)s people in the teams it suits",
        one.people,
    )
    return StepLine(on=one.decided_on, what=what, who=who)


def _looked(one: KitReview) -> StepLine:
    what = {
        ReviewOutcome.STILL_RIGHT: _("Looked at once more: still right"),
        ReviewOutcome.CHANGE: _("Looked at once more: something must change"),
        ReviewOutcome.WITHDRAWN: _("No day to look once more: withdrawn"),
    }[one.outcome or ReviewOutcome.STILL_RIGHT]
    return StepLine(on=one.done_on or one.set_on, what=what, note=one.note)
