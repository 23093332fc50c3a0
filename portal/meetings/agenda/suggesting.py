"""What could stand on an agenda, each with its reason: from the rooms below and from those above.

Help comes only from teams that agreed to share it; a kit only when no meeting has shown it yet.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain

from sqlalchemy import select
from sqlalchemy.orm import aliased

from portal.cards.models import TeamCard
from portal.cards.queries import shared_help
from portal.db import db
from portal.meetings.agenda.models import AgendaPoint, PointState
from portal.meetings.agenda.queries import team_of
from portal.meetings.agenda.rules import TEMPLATES
from portal.meetings.agenda.sources import EARLIER, HELP, KIT, Suggestion
from portal.meetings.models import PLANNED, BlockKind, Meeting
from portal.meetings.queries import kits_shown
from portal.moi.queries import library
from portal.rules import N_
from portal.web.hooks import Act, tell

MINUTES_FOR_HELP = 15
NOT_SHOWN = N_("No meeting has shown this lesson kit yet.")


def suggestions_for(
    meeting: Meeting, on: date, shared: Iterable[TeamCard] | None = None
) -> Sequence[Suggestion]:
    """Return what fits in the blocks of this kind of meeting, each thing once, best first.

    What the rooms above know comes first: their reason for a kit says more than ours. ``shared``
    are the cards with help of that day, where somebody read them already.
    """
    above = [each for told in tell(Act.AGENDA, meeting_id=meeting.id, day=on) for each in told]
    kits = _kits(meeting.lang, on, kits_shown(but=meeting.id), above)
    others = [one for one in above if one.source != KIT]
    help_wanted = _help(shared_help(on) if shared is None else shared)
    found = [*_kept_for_next_time(meeting), *help_wanted, *others, *kits]
    return list(_once(found, TEMPLATES[meeting.kind]))


def _once(found: Iterable[Suggestion], blocks: Iterable[BlockKind]) -> Iterator[Suggestion]:
    known: set[tuple[str, str]] = set()
    wanted = frozenset(blocks)
    for one in found:
        if one.block in wanted and one.key not in known:
            known.add(one.key)
            yield one


def _help(shared: Iterable[TeamCard]) -> Iterator[Suggestion]:
    for card in shared:
        if card.help:
            yield Suggestion(
                block=BlockKind.INTERVISION,
                source=HELP,
                source_id=str(card.id),
                words=card.help.words,
                lang=card.help.lang,
                reason=N_("This team asked for help and agreed that the network may know."),
                named={"team": team_of(card)},
                href=f"/help-wanted/{card.id}/",
                minutes=MINUTES_FOR_HELP,
            )


def _kits(
    lang: str, on: date, shown: set[int], above: Iterable[Suggestion]
) -> Iterator[Suggestion]:
    """Yield the kits of the library that no meeting has shown, those with a better reason first."""
    fresh = {
        str(card.version.kit_id): card for card in library(on) if card.version.kit_id not in shown
    }
    plain = (
        Suggestion(block=BlockKind.INSPIRATION, source=KIT, source_id=kit_id, reason=NOT_SHOWN)
        for kit_id in fresh
    )
    for one in chain((one for one in above if one.source == KIT), plain):
        if card := fresh.get(one.source_id):
            words_in = card.language_for(lang)
            yield replace(
                one,
                words=card.version.words(words_in)["title"],
                lang=words_in,
                href=f"/moi/{card.slug}/",
                kit_version_id=card.version.id,
            )


def _kept_for_next_time(meeting: Meeting) -> Iterator[Suggestion]:
    """Yield what an earlier meeting of this kind kept for a next one, and no other took up yet."""
    taken = aliased(AgendaPoint)
    source_id = AgendaPoint.id.cast(AgendaPoint.source_id.type)
    is_taken = select(taken.id).where(
        taken.source == EARLIER, taken.source_id == source_id, taken.meeting_id != meeting.id
    )
    found = db.session.execute(
        select(AgendaPoint, Meeting.local_date)
        .join(Meeting, Meeting.id == AgendaPoint.meeting_id)
        .where(
            AgendaPoint.state == PointState.NEXT_TIME,
            AgendaPoint.source != HELP,
            Meeting.kind == meeting.kind,
            Meeting.id != meeting.id,
            Meeting.local_date <= meeting.local_date,
            Meeting.state.not_in(PLANNED),
            ~is_taken.exists(),
        )
        .order_by(AgendaPoint.id)
    )
    for point, day in found:
        yield Suggestion(
            block=point.block,
            source=EARLIER,
            source_id=str(point.id),
            words=point.words,
            lang=point.lang,
            reason=N_("It was kept for next time at the meeting of %(day)s."),
            named={"day": day.isoformat()},
            href=point.href,
            minutes=point.minutes,
        )
