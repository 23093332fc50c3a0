"""The network hears of a published kit: once for each version, or not, with the reason."""

from datetime import date, datetime

from portal.audit.services import record
from portal.db import db
from portal.stewardship import rules
from portal.stewardship.mails import Announced, mail_announcement
from portal.stewardship.models import KitAnnouncement
from portal.stewardship.queries import life as lives
from portal.stewardship.queries.audience import audience_of
from portal.stewardship.queries.life import Life


def announce(
    kit_id: int, *, words_nl: str, words_en: str, on: date, now: datetime | None, by: int
) -> KitAnnouncement:
    """Write to everybody whom the newest version suits, in their own language, one mail each.

    Without ``now`` nobody is mailed: the past of a practice network is past.
    """
    life = _hold(kit_id, on)
    audience = audience_of(life.version, on)
    rules.check_somebody_hears(len(audience.people))
    kept = KitAnnouncement(
        version_id=life.version.id,
        decided_on=on,
        by_person_id=by,
        words_nl=words_nl,
        words_en=words_en,
        people=len(audience.people),
        teams=audience.teams,
    )
    _keep(kept, life, by=by)
    if now is not None:
        words = {"nl": words_nl, "en": words_en}
        mail_announcement(Announced(life.version, words), audience.people, now=now)
    return kept


def leave_out(kit_id: int, reason: str, *, on: date, by: int) -> KitAnnouncement:
    """Note that nobody is written to about the newest version, with the reason."""
    life = _hold(kit_id, on)
    rules.check_says_why(reason)
    kept = KitAnnouncement(
        version_id=life.version.id, decided_on=on, by_person_id=by, reason=reason
    )
    _keep(kept, life, by=by)
    return kept


def _hold(kit_id: int, on: date) -> Life:
    life = lives.get_life(kit_id, on)
    known = lives.find_announcement(life.version.id)
    rules.check_may_announce(life.at, is_settled=known is not None)
    return life


def _keep(kept: KitAnnouncement, life: Life, *, by: int) -> None:
    db.session.add(kept)
    db.session.flush()
    event = "kit_announced" if kept.people else "kit_left_unannounced"
    record(
        event,
        by=by,
        on=kept.decided_on,
        object_kind="kit",
        object_id=life.kit.id,
        detail={"number": life.version.number, "people": kept.people},
    )
