"""The words of this room for what it stores."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from portal.people.models import LeftOut, MailTopic
from portal.people.rules import Standing


@dataclass(frozen=True)
class Mails:
    """A kind of mail: what it is called, and what it says or why it must come."""

    name: LazyString
    about: LazyString


TOPICS: Final[Mapping[MailTopic, Mails]] = {
    MailTopic.MEETING_REMINDERS: Mails(
        _l("Reminders of meetings"),
        _l("A week before, when you have not answered yet, and a few days before you come."),
    ),
    MailTopic.EVALUATION_OPENED: Mails(
        _l("An evaluation is open"),
        _l("After a meeting, with the question how it was for you."),
    ),
    MailTopic.EVALUATION_REMINDERS: Mails(
        _l("Reminders of evaluations"),
        _l("Once, shortly before the form closes, when you have not filled it in."),
    ),
}
MUST: Final = (
    Mails(
        _l("Invitations to meetings"),
        _l("You are expected there: without the mail you would not know when and where."),
    ),
    Mails(
        _l("A meeting moves or is cancelled"),
        _l("Otherwise you would be waiting at a closed door."),
    ),
    Mails(
        _l("Your account"),
        _l("An invitation, a new password: with these mails you notice when somebody else tries."),
    ),
)
LEFT_OUT: Final[Mapping[LeftOut, LazyString]] = {
    LeftOut.NO_ADDRESS: _l("no mail address"),
    LeftOut.CLOSED: _l("the account is closed"),
    LeftOut.CAN_SIGN_IN: _l("can sign in already"),
    LeftOut.ON_ITS_WAY: _l("an invitation is on its way"),
    LeftOut.BOUNCED: _l("the last mail came back"),
    LeftOut.RECENT: _l("invited in the last three days"),
}
STANDINGS: Final[Mapping[Standing, LazyString]] = {
    Standing.NO_ACCOUNT: _l("No account yet"),
    Standing.NO_ADDRESS: _l("No mail address"),
    Standing.INVITED: _l("Invited, no password yet"),
    Standing.LAPSED: _l("Invitation has run out"),
    Standing.BOUNCED: _l("Mail came back"),
    Standing.ACTIVE: _l("Can sign in"),
    Standing.CLOSED: _l("Closed"),
}
STANDING_TAGS: Final[Mapping[Standing, str]] = {
    Standing.INVITED: "new",
    Standing.BOUNCED: "due",
    Standing.ACTIVE: "done",
}
