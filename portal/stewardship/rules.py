"""What may happen to a kit once its version is in, and what must be true before it is approved."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median
from typing import Final

from portal.config import LOCALES
from portal.moi.models import ActKind as A
from portal.moi.rules import NEXT_ACTS
from portal.rules import N_, RuleBroken
from portal.stewardship.models import Item, Length, PilotState

REMIND_AFTER: Final = timedelta(weeks=4)
REVIEW_AFTER: Final = timedelta(days=365)
LATEST_REVIEW: Final = timedelta(days=3 * 365)
ENOUGH: Final = 3  # reports before a median says more than the reports themselves
STATED: Final[Mapping[Length, int]] = {Length.FIVE: 5, Length.FIFTEEN: 15, Length.SIXTY: 60}


class Moved(RuleBroken):
    """Somebody took a step with this kit after the page was opened."""

    def __init__(self) -> None:
        """Say what happened, and what to do."""
        super().__init__(
            N_(
                "Somebody else took a step with this lesson kit meanwhile. Nothing was done twice. "
                "Look below where it stands now, then decide."
            )
        )


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a kit is: its last step, and whether its newest version is still to be tested."""

    stage: A
    has_new_version: bool = False


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What is known of a version before it is approved."""

    tested_by: int = 0
    unanswered: int = 0
    languages: Collection[str] = ()
    outdated: Collection[str] = ()
    ticked: Collection[Item] = field(default=())


def check_nobody_was_faster(seen: int, last: int) -> None:
    """Refuse a step that was decided on a page from before the last step."""
    if seen != last:
        raise Moved


def check_may_begin_pilot(at: Standing) -> None:
    """Refuse to begin a pilot without a version that was not tested yet."""
    if A.PILOT not in NEXT_ACTS[at.stage]:
        raise RuleBroken(N_("This lesson kit was withdrawn. A new draft brings it back."))
    if not at.has_new_version:
        raise RuleBroken(N_("First put in a new version. Its pilot begins then."))


def check_is_in_pilot(at: Standing) -> None:
    """Refuse to let a team try out what is not, or not any more, in its pilot."""
    if at.has_new_version:
        raise RuleBroken(N_("There is a newer version. Begin its pilot first."))
    if at.stage is not A.PILOT:
        raise RuleBroken(
            N_("Teams test a lesson kit as long as it is in its pilot. This one is not.")
        )


def check_may_test(at: Standing, team_id: int, *, authors: Collection[int], busy: bool) -> None:
    """Refuse a team that wrote the kit itself, and one that tests this version already."""
    check_is_in_pilot(at)
    if team_id in authors:
        raise RuleBroken(N_("This team wrote the lesson kit. Another team tests it."))
    if busy:
        raise RuleBroken(N_("This team tests this version already, or offered to."))


def check_team_is_there(valid_from: date, valid_to: date | None, today: date) -> None:
    """Refuse a team that is not in the network on this day."""
    if today < valid_from or (valid_to is not None and valid_to <= today):
        raise RuleBroken(N_("This team is not in the network today."))


def check_may_settle(state: PilotState) -> None:
    """Refuse to decide twice about one offer."""
    if state is not PilotState.OFFERED:
        raise RuleBroken(N_("This offer was answered already."))


def check_says_why(reason: str) -> None:
    """Refuse a no, a withdrawal or a silence without a reason."""
    if not reason:
        raise RuleBroken(N_("Say why in a few words."))


def check_may_stop(state: PilotState, *, is_in: bool) -> None:
    """Refuse to stop what is over: feedback that is in stays."""
    if is_in:
        raise RuleBroken(N_("The feedback is in. Thank you: there is nothing to stop."))
    if state not in {PilotState.RUNNING, PilotState.OFFERED}:
        raise RuleBroken(N_("This team does not test the lesson kit any more."))


def check_may_write(at: Standing, state: PilotState, *, is_newest: bool) -> None:
    """Refuse feedback of who does not test, and a change of it once the kit was approved."""
    if state is not PilotState.RUNNING:
        raise RuleBroken(N_("Your team does not test this lesson kit now."))
    if not is_newest:
        raise RuleBroken(N_("There is a newer version. This feedback stays as it is."))
    if at.stage is not A.PILOT:
        raise RuleBroken(N_("The pilot is over. The feedback stays as it is."))


def check_may_answer(at: Standing, *, is_in: bool) -> None:
    """Refuse to answer what was not sent, or after the kit was approved."""
    if not is_in:
        raise RuleBroken(N_("The team has not sent its feedback yet."))
    if at.stage is not A.PILOT:
        raise RuleBroken(N_("The pilot is over. The feedback stays as it is."))


def check_may_tick(at: Standing, item: Item, who: str) -> None:
    """Refuse a tick outside the pilot, and a clinical reading by nobody."""
    if A.VALIDATED not in NEXT_ACTS[at.stage] or at.has_new_version:
        raise RuleBroken(N_("You tick this off while the newest version is in its pilot."))
    if item is Item.CLINICAL and not who:
        raise RuleBroken(N_("Write who of the field read it: a name, or what they do."))


def check_was_tested(known: Evidence) -> None:
    """Refuse without feedback of a team that did not write the kit."""
    if not known.tested_by:
        raise RuleBroken(N_("No team that did not write it has sent its feedback yet."))


def check_was_answered(known: Evidence) -> None:
    """Refuse while feedback waits for an answer."""
    if known.unanswered:
        raise RuleBroken(
            N_("Feedback that still waits for your answer: %(count)s."), count=known.unanswered
        )


def check_is_in_both_languages(known: Evidence) -> None:
    """Refuse a version that one of our languages lacks, or has in an older state."""
    missing = [lang for lang in LOCALES if lang not in known.languages]
    if missing:
        raise RuleBroken(N_("It is not there yet in: %(languages)s."), languages=", ".join(missing))
    if known.outdated:
        raise RuleBroken(
            N_("This translation is older than its source: %(languages)s."),
            languages=", ".join(sorted(known.outdated)),
        )


def check_is_ticked(known: Evidence, item: Item) -> None:
    """Refuse while something that somebody must judge is not judged yet."""
    if item not in known.ticked:
        raise RuleBroken(_NOT_TICKED[item])


_NOT_TICKED: Final[Mapping[Item, str]] = {
    Item.MINUTES: N_("Look whether the minutes are realistic, and tick it off."),
    Item.PICTURES: N_("Look at the descriptions of the pictures, and tick it off."),
    Item.LICENCE: N_("Look at licence and sources, and tick it off."),
    Item.CLINICAL: N_("Let somebody of the field read what it says about care, and tick it off."),
    Item.READ_ALOUD: N_("Read the Dutch aloud, and tick it off."),
}
COMPUTED: Final[Sequence[Callable[[Evidence], None]]] = (
    check_was_tested,
    check_was_answered,
    check_is_in_both_languages,
)


def check_may_validate(at: Standing, known: Evidence) -> None:
    """Refuse approval out of turn, and with the first thing that is still open."""
    if A.VALIDATED not in NEXT_ACTS[at.stage]:
        raise RuleBroken(N_("You approve a lesson kit at the end of its pilot."))
    if at.has_new_version:
        raise RuleBroken(N_("There is a newer version. Begin its pilot first."))
    for check in COMPUTED:
        check(known)
    for item in Item:
        check_is_ticked(known, item)


def check_may_publish(at: Standing) -> None:
    """Refuse publication of what was not approved, or of what was approved in another version."""
    if A.PUBLISHED not in NEXT_ACTS[at.stage]:
        raise RuleBroken(N_("A lesson kit is published once it is approved."))
    if at.has_new_version:
        raise RuleBroken(N_("There is a newer version. Begin its pilot first."))


def check_review_day(due_on: date, today: date) -> None:
    """Refuse a day to look once more that is not ahead, or so far that nobody remembers."""
    if due_on <= today:
        raise RuleBroken(N_("Choose a day that is still to come."))
    if due_on > today + LATEST_REVIEW:
        raise RuleBroken(N_("Choose a day within three years."))


def check_may_announce(at: Standing, *, is_settled: bool) -> None:
    """Refuse to announce what is not published, and the same version twice."""
    if at.stage is not A.PUBLISHED or at.has_new_version:
        raise RuleBroken(N_("A lesson kit is announced once it is published."))
    if is_settled:
        raise RuleBroken(N_("This version was announced, or left out, already."))


def check_somebody_hears(people: int) -> None:
    """Refuse an announcement to nobody."""
    if not people:
        raise RuleBroken(N_("There is nobody to write to in these sectors. Leave it out."))


def check_may_review(at: Standing, *, is_planned: bool) -> None:
    """Refuse to look once more at what is not published, or has no day for it."""
    if at.stage is not A.PUBLISHED or not is_planned:
        raise RuleBroken(N_("You look once more at what is published and has a day for it."))


def check_may_retire(at: Standing) -> None:
    """Refuse to withdraw a kit twice."""
    if A.RETIRED not in NEXT_ACTS[at.stage]:
        raise RuleBroken(N_("This lesson kit was withdrawn already."))


def check_may_follow(kit_id: int, successor_id: int | None, *, is_public: bool) -> None:
    """Refuse a successor that is not there, is the kit itself, or stands in no library."""
    if successor_id is None or not is_public:
        raise RuleBroken(N_("No public lesson kit has this number. It looks like MOI-012."))
    if successor_id == kit_id:
        raise RuleBroken(N_("A lesson kit cannot follow itself. Give the number of another one."))


def median_minutes(minutes: Sequence[int]) -> float | None:
    """Return the median once there are enough reports; the statistics module defines it."""
    return float(median(minutes)) if len(minutes) >= ENOUGH else None
