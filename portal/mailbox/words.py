"""What became of a message, in words for whoever keeps the outbox."""

from typing import Final

from flask_babel import lazy_gettext as _l

from portal.mailbox.models import Outcome

OUTCOMES: Final = {
    Outcome.ANSWERED: _l("Answer kept"),
    Outcome.SENDS_COLLEAGUE: _l("A colleague would come: the answer stays as it was"),
    Outcome.RETURNED: _l("Mail came back: somebody checks the address"),
    Outcome.AUTOMATIC: _l("Automatic answer: nothing to do"),
    Outcome.DELAYED: _l("Mail is delayed: nothing to do yet"),
    Outcome.OTHER_FAILURE: _l("Mail was refused for another reason than its address"),
    Outcome.OUTDATED: _l("Answer to an older date, or given too late"),
    Outcome.COUNTER: _l("Proposes another hour: calendars cannot do that here"),
    Outcome.UNKNOWN_MEETING: _l("About a meeting that is not ours"),
    Outcome.OTHER_PERSON: _l("From an address that was not invited"),
    Outcome.WRONG_TAG: _l("Sent to the address of another invitation"),
    Outcome.NOT_PROVEN: _l("Nobody vouches for its sender"),
    Outcome.NO_ANSWER: _l("A calendar part without an answer"),
    Outcome.UNKNOWN_MAIL: _l("A returned mail that is not ours"),
    Outcome.UNREADABLE: _l("Could not be read: flagged in the mailbox"),
    Outcome.TOO_LARGE: _l("Too large to read: flagged in the mailbox"),
    Outcome.FOR_PEOPLE: _l("A mail in words: flagged in the mailbox, for somebody to read"),
}
DEALT_WITH: Final = (
    Outcome.ANSWERED,
    Outcome.SENDS_COLLEAGUE,
    Outcome.RETURNED,
    Outcome.AUTOMATIC,
    Outcome.DELAYED,
)
FOR_A_LOOK: Final = (Outcome.FOR_PEOPLE, Outcome.UNREADABLE, Outcome.TOO_LARGE)
REFUSED: Final = tuple(outcome for outcome in Outcome if outcome not in {*DEALT_WITH, *FOR_A_LOOK})
