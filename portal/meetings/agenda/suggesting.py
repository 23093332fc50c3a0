"""What could stand on an agenda, each with its reason: from the rooms below and from those above.

Help comes only from teams that agreed to share it; a kit only when no meeting has shown it yet.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import aliased

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


def suggestions_for(meeting: Meeting, on: date) -> Sequence[Suggestion]:
    """Return what fits in the blocks of this kind of meeting, each thing once, best first.

    What the rooms above know comes first: their reason for a kit says more than ours.
    """
    above = [each for told in tell(Act.AGENDA, meeting_id=meeting.id, day=on) for each in told]
    shown = kits_shown(but=meeting.id)
    fresh = [one for one in above if one.source != KIT or int(one.source_id) not in shown]
    found = [*_kept_for_next_time(meeting), *_help(on), *fresh, *_kits(meeting.lang, on, shown)]
    return list(_once(found, TEMPLATES[meeting.kind]))


def _once(found: Iterable[Suggestion], blocks: Iterable[BlockKind]) -> Iterator[Suggestion]:
    known: set[tuple[str, str]] = set()
    wanted = frozenset(blocks)
    for one in found:
        if one.block in wanted and one.key not in known:
            known.add(one.key)
            yield one


def _help(on: date) -> Iterator[Suggestion]:
    for card in shared_help(on):
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


def _kits(lang: str, on: date, shown: set[int]) -> Iterator[Suggestion]:
    for card in library(on):
        if card.version.kit_id not in shown:
            words_in = card.language_for(lang)
            yield Suggestion(
                block=BlockKind.INSPIRATION,
                source=KIT,
                source_id=str(card.version.kit_id),
                words=card.version.words(words_in)["title"],
                lang=words_in,
                reason=N_("No meeting has shown this lesson kit yet."),
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
