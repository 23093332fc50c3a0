"""What holds for telling of a use, for asking about one, and for the kit that is suggested next."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from portal.adoption.models import Reason
from portal.rules import N_, RuleBroken

ASK_AFTER: Final = timedelta(weeks=4)
ASK_UNTIL: Final = timedelta(weeks=8)  # older downloads are the past: nobody is asked about them
REST_AFTER_NO: Final = timedelta(days=14)


def check_may_tell(
    used_on: date, *, today: date, team_since: date, team_until: date | None
) -> None:
    """Refuse a day that is still to come, and one on which the team did not exist."""
    if used_on > today:
        raise RuleBroken(N_("This day is still to come. Tell it once you used the lesson kit."))
    if used_on < team_since:
        raise RuleBroken(N_("Your team was not in the network yet on this day."))
    if team_until is not None and used_on >= team_until:
        raise RuleBroken(N_("This team has ended: it used nothing on this day any more."))


def check_may_share(*, has_words: bool) -> None:
    """Refuse to show other teams words that nobody wrote."""
    if not has_words:
        raise RuleBroken(N_("Write a few words first, or leave the box unticked."))


def check_may_correct(team_until: date | None, today: date) -> None:
    """Refuse to change what a team told once the team has ended: its history stays."""
    if team_until is not None and team_until <= today:
        raise RuleBroken(N_("This team has ended: what it told stays as it is."))


def asked_about(today: date) -> tuple[date, date]:
    """Return between which days, both included, a kit was first taken along to be asked about."""
    return today - ASK_UNTIL, today - ASK_AFTER


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A public kit as far as a suggestion looks at it."""

    kit_id: int
    constructs: frozenset[str]
    settings: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class TeamSituation:
    """What a team did and wants: kits it used or answered about, and the needs it told or shares.

    ``used_in_sector`` counts, by kit, the other teams of the same sector that used it.
    """

    sector: str
    used: Collection[int] = ()
    answered: Collection[int] = ()
    needs_answered_with: Collection[int] = ()
    needed_constructs: Collection[str] = ()
    used_in_sector: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """The kit that a team could take next, and the one reason for it."""

    kit_id: int
    reason: Reason
    teams: int | None = None


def next_kit(kits: Sequence[Candidate], team: TeamSituation) -> Suggestion | None:
    """Return what a team could take next, with one reason in words; nothing when none is left.

    First what answers a need of the team, then what serves the same construct, then what other
    teams of the sector used, then the first in the order of the library. No score anywhere: among
    equals the order of the library decides.
    """
    left = [kit for kit in kits if _may_be_suggested(kit, team)]
    if not left:
        return None
    return (
        _first(left, Reason.NEED_ANSWERED, lambda kit: kit.kit_id in team.needs_answered_with)
        or _first(
            left,
            Reason.NEED_SAME_CONSTRUCT,
            lambda kit: not kit.constructs.isdisjoint(team.needed_constructs),
        )
        or _used_by_others(left, team)
        or Suggestion(
            kit_id=left[0].kit_id, reason=Reason.NOT_YET_USED if team.used else Reason.FIRST
        )
    )


def rests_until(last_no: date | None, today: date) -> date | None:
    """Return until when a team that said no is left in peace; nothing when that is over."""
    until = last_no + REST_AFTER_NO if last_no else None
    return until if until and until > today else None


def suggested(suggestion: Suggestion | None, kit_id: int) -> Suggestion:
    """Return what is suggested now; refuse an answer about another kit."""
    if suggestion is None or suggestion.kit_id != kit_id:
        raise RuleBroken(N_("Meanwhile another lesson kit is suggested. Look once more."))
    return suggestion


def check_has_no_other(taken: object | None) -> None:
    """Refuse a second next kit while the first is not used yet."""
    if taken is not None:
        raise RuleBroken(N_("Your team took its next lesson kit already."))


def _may_be_suggested(kit: Candidate, team: TeamSituation) -> bool:
    fits = team.sector in kit.settings
    return fits and kit.kit_id not in team.used and kit.kit_id not in team.answered


def _first(
    kits: Sequence[Candidate], reason: Reason, holds: Callable[[Candidate], bool]
) -> Suggestion | None:
    found = next((kit for kit in kits if holds(kit)), None)
    return Suggestion(kit_id=found.kit_id, reason=reason) if found else None


def _used_by_others(kits: Sequence[Candidate], team: TeamSituation) -> Suggestion | None:
    for kit in kits:
        teams = team.used_in_sector.get(kit.kit_id)
        if teams:
            return Suggestion(kit_id=kit.kit_id, reason=Reason.SAME_SECTOR, teams=teams)
    return None
