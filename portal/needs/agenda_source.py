"""What the needs put forward for an agenda: those most shared, and kits that answer some."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from portal.db import db
from portal.meetings.agenda.sources import KIT, Suggestion
from portal.meetings.models import BlockKind
from portal.needs.listing import open_by_support
from portal.needs.models import NeedStep, StepKind
from portal.needs.standing import shares_on, standing_on
from portal.rules import N_

NEED = "need"
MOST = 8
MINUTES = 10


def suggest(*, meeting_id: int, day: date) -> list[Suggestion]:
    """Return the open needs that most teams share, and the kits that answer needs of teams."""
    del meeting_id  # what is missed does not depend on which meeting it is
    return [*_top(day), *_answering(day)]


def _top(day: date) -> Iterator[Suggestion]:
    for line in open_by_support(day, most=MOST):
        yield Suggestion(
            block=BlockKind.DEVELOPMENT,
            source=NEED,
            source_id=str(line.need.id),
            words=line.need.words,
            lang=line.need.lang,
            reason=N_("%(teams)s of the %(counted)s teams share this need; it has no answer yet."),
            named={"teams": line.teams, "counted": line.counted},
            href=f"/needs/{line.need.id}/",
            minutes=MINUTES,
        )


def _answering(day: date) -> Iterator[Suggestion]:
    """Yield the kits that answer a need, the one of most teams first."""
    for kit_id, many in _teams_by_kit(day).most_common():
        yield Suggestion(
            block=BlockKind.INSPIRATION,
            source=KIT,
            source_id=str(kit_id),
            reason=N_("It answers a need; teams that share that need: %(teams)s."),
            named={"teams": many},
        )


def _teams_by_kit(day: date) -> Counter[int]:
    standing = standing_on(day)
    shares = shares_on(day, standing)
    found = db.session.execute(
        select(NeedStep.kit_id, shares.c.team_id)
        .join(standing, standing.c.step_id == NeedStep.id)
        .join(shares, shares.c.root_id == standing.c.root_id)
        .where(NeedStep.kind == StepKind.KIT, shares.c.counts)
        .distinct()
    )
    return Counter(kit_id for kit_id, _ in found if kit_id)
