"""The steps of the loop, one page each: decide, change, announce, rate again, open again.

Of two coordinators at once one wins: the other gets 409, with what the first one did above what
they typed themselves.
"""

from collections.abc import Callable, Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.adjustments import queries, rules, services
from portal.adjustments.blueprint import bp
from portal.adjustments.figures import Comparison
from portal.adjustments.forms import (
    AnnounceForm,
    ChangeForm,
    DecideForm,
    ReopenForm,
    RerateForm,
    StepForm,
)
from portal.adjustments.models import Finding, StepKind
from portal.adjustments.reading import figures_to_choose, finding_within, why_not_rerate
from portal.clock import today
from portal.db import transaction
from portal.meetings.models import Meeting
from portal.meetings.words import title_of
from portal.network.queries import plans
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.rules import RuleBroken, why_not
from portal.web.stale import Stale, status_of
from portal.web.words import number, short_day

Act = Callable[[Finding], object]


@bp.route("/adjustments/<int:finding_id>/decide", methods=["GET", "POST"])
@requires(P.ADJUSTMENT_KEEP)
def decide(finding_id: int) -> ResponseReturnValue:
    """Adopt, adapt or decline, with the reason."""
    finding = finding_within(P.ADJUSTMENT_KEEP, finding_id)
    form = DecideForm(data=_seen(finding))

    def act(now: Finding) -> None:
        verdict = StepKind(form.verdict.data)
        services.decide(now, verdict, form.said(), by=_me(), on=today())

    refused = why_not(rules.check_may_decide, _kind(finding))
    return _taken(finding, form, act) or _page(finding, form, gettext("Decide"), refused)


@bp.route("/adjustments/<int:finding_id>/change", methods=["GET", "POST"])
@requires(P.ADJUSTMENT_KEEP)
def change(finding_id: int) -> ResponseReturnValue:
    """Tell what changed: a version of the plan, a meeting, a lesson kit, or in words."""
    finding = finding_within(P.ADJUSTMENT_KEEP, finding_id)
    form = ChangeForm(data=_seen(finding))
    form.offer(_plans(), _named(queries.meetings_to_name()))

    def act(now: Finding) -> None:
        services.change(now, form.said(), form.changed(), by=_me(), on=today())

    refused = why_not(rules.check_may_change, _kind(finding))
    title = gettext("Tell what changed")
    return _taken(finding, form, act) or _page(finding, form, title, refused)


@bp.route("/adjustments/<int:finding_id>/announce", methods=["GET", "POST"])
@requires(P.ADJUSTMENT_KEEP)
def announce(finding_id: int) -> ResponseReturnValue:
    """Tell how participants heard of it: at a meeting or by mail, and when."""
    finding = finding_within(P.ADJUSTMENT_KEEP, finding_id)
    form = AnnounceForm(data={**_seen(finding), "on": today()})
    form.offer(_named(queries.meetings_to_name(today())))
    refused = why_not(rules.check_may_announce, _kind(finding))
    title = gettext("Tell how it was announced")
    act = _announcing(form)
    return _taken(finding, form, act) or _page(finding, form, title, refused)


def _announcing(form: AnnounceForm) -> Act:
    def act(now: Finding) -> None:
        last = queries.last_of(now)
        rules.check_in_time(form.day, last.happened_on if last else now.told_on, today())
        at = form.meeting_id
        services.announce(now, form.said(), by=_me(), on=form.day, meeting_id=at)

    return act


@bp.route("/adjustments/<int:finding_id>/rerate", methods=["GET", "POST"])
@requires(P.ADJUSTMENT_KEEP)
def rerate(finding_id: int) -> ResponseReturnValue:
    """Put the figures then and now beside each other, and say what they mean."""
    finding = finding_within(P.ADJUSTMENT_KEEP, finding_id)
    form = RerateForm(data=_seen(finding))
    form.offer([(one.now.meeting.id, in_words(one)) for one in figures_to_choose(finding)])

    def act(now: Finding) -> None:
        rating = form.rating(now.item_code)
        services.rerate(now, form.said(), rating, by=_me(), on=today())

    refused = why_not_rerate(finding, today())
    title = gettext("Rate it again")
    return _taken(finding, form, act) or _page(finding, form, title, refused)


@bp.route("/adjustments/<int:finding_id>/reopen", methods=["GET", "POST"])
@requires(P.ADJUSTMENT_KEEP)
def reopen(finding_id: int) -> ResponseReturnValue:
    """Open a loop again, with the reason; everything before it stays readable."""
    finding = finding_within(P.ADJUSTMENT_KEEP, finding_id)
    form = ReopenForm(data=_seen(finding))

    def act(now: Finding) -> None:
        services.reopen(now, form.said(), by=_me(), on=today())

    refused = why_not(rules.check_may_reopen, _kind(finding))
    return _taken(finding, form, act) or _page(finding, form, gettext("Open it again"), refused)


@bp.post("/adjustments/<int:finding_id>/<any(publish, take_back):step>")
@requires(P.ADJUSTMENT_KEEP)
def show_public(finding_id: int, step: str) -> ResponseReturnValue:
    """Show a finding to anybody with what was done about it, or to participants alone again."""
    finding = finding_within(P.ADJUSTMENT_KEEP, finding_id)
    turn = services.publish if step == "publish" else services.take_back
    try:
        with transaction():
            turn(finding, by=_me(), on=today())
        flash(gettext("Changed. You can change it again at any moment."))
    except RuleBroken as refused:
        flash(gettext(refused.message, **refused.params))
    return redirect(url_for(".show", finding_id=finding_id), code=303)


def in_words(one: Comparison) -> str:
    """Say the figures of a question then and now, each with how many answers it is of."""
    return str(
        gettext(
            "Then, %(before)s: %(was)s. Now, %(after)s: %(is_now)s.",
            before=title_of(one.then.meeting),
            was=_figure(one.then.median, one.then.answered),
            after=title_of(one.now.meeting),
            is_now=_figure(one.now.median, one.now.answered),
        )
    )


def _figure(median: float | None, answered: int) -> str:
    if median is None:
        return str(gettext("%(count)s answers, without a median", count=answered))
    known = {"median": number(median), "count": answered}
    return str(gettext("median %(median)s of %(count)s answers", **known))


def _me() -> int:
    return current_actor().person_id


def _kind(finding: Finding) -> StepKind | None:
    last = queries.last_of(finding)
    return last.kind if last else None


def _seen(finding: Finding) -> dict[str, object]:
    return {"revision": str(finding.revision)}


def _plans() -> list[tuple[int, str]]:
    return [
        (
            plan.id,
            gettext(
                "Version %(number)s, from %(day)s",
                number=plan.version,
                day=short_day(plan.valid_from),
            ),
        )
        for plan in plans()
    ]


def _named(meetings: Sequence[Meeting]) -> list[tuple[int, str]]:
    return [(one.id, f"{title_of(one)}, {short_day(one.local_date)}") for one in meetings]


def _taken(finding: Finding, form: StepForm, act: Act) -> ResponseReturnValue | None:
    """Take the step once the form is valid, and lead on; a refusal comes back on the form."""
    finding_id = finding.id
    if not form.validate_on_submit():
        return None
    try:
        with transaction():
            act(finding_within(P.ADJUSTMENT_KEEP, finding_id))
    except Stale as stale:
        form.is_stale = True
        form.refuse(stale)
        return None
    except RuleBroken as broken:
        form.refuse(broken)
        return None
    flash(gettext("Kept. What comes next stands on this page."))
    return redirect(url_for(".show", finding_id=finding_id), code=303)


def _page(
    finding: Finding, form: StepForm, title: str, refused: RuleBroken | None
) -> ResponseReturnValue:
    if form.is_stale:
        now = finding_within(P.ADJUSTMENT_KEEP, finding.id)
        form.revision.data, form.revision.raw_data = str(now.revision), None
    page = render_template(
        "adjustments/step.html", finding=finding, form=form, title=title, refused=refused
    )
    return page, status_of(form)
