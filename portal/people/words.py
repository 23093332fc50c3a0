"""The words of this room for what it stores."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from portal.people.models import LeftOut, MailTopic
from portal.people.rules import Likeness, Standing


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
    MailTopic.MEETING_NEWS: Mails(
        _l("News after meetings"),
        _l("In the morning, when there are new minutes or materials of your meetings."),
    ),
    MailTopic.KIT_NEWS: Mails(
        _l("News about lesson kits"),
        _l("A new kit, what others said about yours, an answer to a need, how a kit went."),
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
LIKENESSES: Final[Mapping[Likeness, LazyString]] = {
    Likeness.SAME_NAME: _l("the same name"),
    Likeness.SIMILAR_NAME: _l("almost the same name"),
    Likeness.SIMILAR_ADDRESS: _l("almost the same address"),
}
# What hangs on a person, by table, in words; what is not named here counts as "other".
HOLDINGS: Final[Mapping[str, LazyString]] = {
    "post": _l("posts"),
    "account": _l("accounts"),
    "invitation": _l("invitations to meetings"),
    "attendance": _l("meetings attended or missed"),
    "minutes": _l("minutes"),
    "campaign_invitation": _l("evaluations"),
    "feedback_reply": _l("answers to feedback"),
    "task": _l("tasks"),
    "hand_over": _l("hand-overs"),
    "support_moment": _l("contact moments"),
    "card_part": _l("parts of team cards"),
    "help_answer": _l("answers to wanted help"),
    "mail_choice": _l("mail choices"),
    "wanted_invitation": _l("invitations to the portal"),
    "kit_act": _l("steps with lesson kits"),
    "kit_version": _l("published lesson kits"),
    "outbox_mail": _l("mails to others"),
}
OTHER_HOLDINGS: Final = _l("other")


def holdings_in_words(counts: Mapping[str, int]) -> Mapping[str, int]:
    """Return counts by table as counts by what it is called, those without a name together."""
    found: dict[str, int] = {}
    for table, count in counts.items():
        name = str(HOLDINGS.get(table, OTHER_HOLDINGS))
        found[name] = found.get(name, 0) + count
    return found
