"""Feedback whose loop is not closed, as the first page names it: what waits longest goes first."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.adjustments.models import State
from portal.adjustments.queries import FindingLine
from portal.insights.needs import Need, Tone
from portal.web.words import short_day

MOST = 3


def open_end_needs(lines: Sequence[FindingLine]) -> Iterator[Need]:
    """Name the first open ends, overdue ones before the others; the list has the rest."""
    waiting = [line for line in lines if line.state is not State.TO_RERATE or line.due]
    waiting.sort(key=lambda line: not line.overdue)
    for line in waiting[:MOST]:
        yield _need(line)
    more = len(waiting) - MOST
    if more > 0:
        yield Need(
            what=ngettext("And %(num)s more", "And %(num)s more", more),
            why=_("The list shows them all."),
            href="/adjustments/",
            step=_("Open the list"),
        )


def _need(line: FindingLine) -> Need:
    why, step = _words(line)
    return Need(
        what=line.finding.words,
        why=why,
        href=f"/adjustments/{line.finding.id}/",
        step=step,
        tag=_("two meetings ago") if line.overdue else "",
        tone=Tone.DUE if line.overdue else Tone.NEW,
    )


def _words(line: FindingLine) -> tuple[str, str]:
    since = short_day(line.last.happened_on if line.last else line.finding.told_on)
    if line.state is State.OPEN:
        return _("Feedback without a decision, since %(day)s.", day=since), _("Decide")
    if line.state is State.TO_CHANGE:
        return _("Decided on %(day)s. Nothing changed yet.", day=since), _("Tell what changed")
    if line.state is State.TO_ANNOUNCE:
        return _("Participants have not heard of it, since %(day)s.", day=since), _("Announce it")
    return _("Announced on %(day)s, two meetings ago: did it help?", day=since), _("Rate it again")
