"""The writers of a kit's steps: proposed, accepted or not, put in as a pilot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import delete, select

from portal.audit.services import record
from portal.db import db
from portal.making import queries, rules
from portal.making.models import Draft, DraftAuthor, DraftNeed, DraftStep, DraftTeam, Step
from portal.moi.models import Kit
from portal.web.stale import check_not_stale

_EVENTS: Final[Mapping[Step, str]] = {
    Step.PROPOSED: "draft_proposed",
    Step.DRAFT: "draft_accepted",
    Step.PILOT: "draft_put_in",
    Step.DECLINED: "draft_declined",
    Step.WITHDRAWN: "draft_withdrawn",
}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What somebody proposes to make: constructs and sectors by key, teams and needs by id."""

    title: str
    lang: str
    why: str
    able_to: str = ""
    constructs: Sequence[str]
    sectors: Sequence[str] = ()
    team_ids: Sequence[int]
    need_ids: Sequence[int] = ()


def begin_draft(
    plan: Plan,
    *,
    by: int,
    on: date,
    form_key: str,
    kit: Kit | None = None,
    needs_team: bool = True,
) -> Draft:
    """Propose a kit, or the next version of ``kit``; who proposes it is its first author.

    The same form sent twice is one proposal. The project team proposes without a team:
    ``needs_team=False``. ``RuleBroken`` when the plan does not say enough, or
    when a next version of the kit is being made already.
    """
    known = queries.find_draft_by_form(form_key)
    if known is not None:
        return known
    rules.check_plan(plan.title, plan.why, plan.constructs, plan.team_ids if needs_team else None)
    if kit is not None:
        db.session.refresh(kit, with_for_update=True)  # two who propose it at once wait here
        rules.check_none_is_open(already=queries.find_open_draft(kit.id) is not None)
    draft = Draft(
        step=Step.PROPOSED,
        since=on,
        form_key=form_key,
        kit_id=kit.id if kit else None,
        slug=kit.slug if kit else None,
        moi_id=kit.moi_id if kit else None,
        **_words(plan),
    )
    draft.authors = [DraftAuthor(person_id=by, since=on, told_until=on)]
    db.session.add(draft)
    db.session.flush()
    _place(draft, plan)
    _keep_step(draft, by=by, on=on)
    return draft


def accept(
    draft: Draft, *, slug: str, moi_id: str, by: int, on: date, note: str = "", lang: str = "nl"
) -> None:
    """Say yes to a proposal and give it its address and number; its authors may write from now.

    The next version of a kit keeps the names of that kit.
    """
    _hold_open()
    _lock(draft)
    rules.check_may_step(draft.step, Step.DRAFT)
    if draft.kit_id is None:
        rules.check_name(slug, moi_id, taken=queries.names_taken(draft))
        draft.slug, draft.moi_id = slug, moi_id
    _take(draft, Step.DRAFT, by=by, on=on, note=note, lang=lang)


def decline(draft: Draft, *, reason: str, by: int, on: date, lang: str = "nl") -> None:
    """Say no to a proposal, with the reason that its authors read."""
    _lock(draft)
    rules.check_may_step(draft.step, Step.DECLINED)
    rules.check_has_reason(reason)
    _take(draft, Step.DECLINED, by=by, on=on, note=reason, lang=lang)


def withdraw(draft: Draft, *, note: str = "", by: int, on: date, lang: str = "nl") -> None:
    """Stop making a kit; what was written stays, and it can be proposed again."""
    _lock(draft)
    rules.check_may_step(draft.step, Step.WITHDRAWN)
    _take(draft, Step.WITHDRAWN, by=by, on=on, note=note, lang=lang)


def propose_again(draft: Draft, *, by: int, on: date) -> None:
    """Propose once more what was declined or withdrawn; its names are given anew with the yes."""
    _lock(draft)
    rules.check_may_step(draft.step, Step.PROPOSED)
    if draft.kit_id is None:
        draft.slug = draft.moi_id = None
    else:
        rules.check_none_is_open(already=queries.find_open_draft(draft.kit_id) is not None)
    _take(draft, Step.PROPOSED, by=by, on=on)


def change_plan(draft: Draft, plan: Plan, *, based_on: int, needs_team: bool) -> None:
    """Change what is planned; ``Stale`` when somebody else changed it after ``based_on``."""
    _lock(draft)
    check_not_stale(draft, based_on)
    rules.check_is_open(draft.step)
    rules.check_plan(plan.title, plan.why, plan.constructs, plan.team_ids if needs_team else None)
    for name, value in _words(plan).items():
        setattr(draft, name, value)
    draft.revision += 1
    for part in (DraftTeam, DraftNeed):
        db.session.execute(delete(part).where(part.draft_id == draft.id))
    _place(draft, plan)
    db.session.expire(draft, ["teams", "needs"])


def note_pilot(draft: Draft, kit_id: int, *, by: int, on: date) -> None:
    """Note that the files became a version of the kit: from here its life is the kit's own."""
    _lock(draft)
    rules.check_may_step(draft.step, Step.PILOT)
    draft.kit_id = kit_id
    _take(draft, Step.PILOT, by=by, on=on)


def _lock(draft: Draft) -> None:
    """Hold the draft until the end of the act: it is at one step at a time."""
    db.session.refresh(draft, with_for_update={"of": Draft})


def _hold_open() -> None:
    """Hold all that is open, in one order: a name is given to one of them at a time."""
    rows = select(Draft.id).where(Draft.step.in_(rules.OPEN)).order_by(Draft.id)
    db.session.execute(rows.with_for_update()).all()


def _take(draft: Draft, step: Step, *, by: int, on: date, note: str = "", lang: str = "nl") -> None:
    draft.step, draft.since = step, max(on, draft.since)
    db.session.flush()
    _keep_step(draft, by=by, on=draft.since, note=note, lang=lang)


def _keep_step(draft: Draft, *, by: int, on: date, note: str = "", lang: str = "nl") -> None:
    draft.steps.append(
        DraftStep(step=draft.step, happened_on=on, by_person_id=by, note=note, lang=lang)
    )
    db.session.flush()
    record(_EVENTS[draft.step], by=by, on=on, object_kind="kit_draft", object_id=draft.id)


def _words(plan: Plan) -> dict[str, object]:
    return {
        "title": plan.title,
        "lang": plan.lang,
        "why": plan.why,
        "able_to": plan.able_to,
        "constructs": list(plan.constructs),
        "sectors": list(plan.sectors),
    }


def _place(draft: Draft, plan: Plan) -> None:
    """Keep which teams write it and which needs it answers."""
    db.session.add_all(
        [DraftTeam(draft_id=draft.id, team_id=team_id) for team_id in set(plan.team_ids)]
        + [DraftNeed(draft_id=draft.id, need_id=need_id) for need_id in set(plan.need_ids)]
    )
    db.session.flush()
