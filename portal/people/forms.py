"""What the pages of this room ask."""

from collections.abc import Collection

from wtforms import BooleanField

from portal.people.models import MailTopic
from portal.people.words import TOPICS
from portal.web.forms import PortalForm


def _mails(topic: MailTopic) -> BooleanField:
    return BooleanField(TOPICS[topic].name, description=TOPICS[topic].about)


class MailForm(PortalForm):
    """A tick for each kind of mail that the reader wants."""

    meeting_reminders = _mails(MailTopic.MEETING_REMINDERS)
    evaluation_opened = _mails(MailTopic.EVALUATION_OPENED)
    evaluation_reminders = _mails(MailTopic.EVALUATION_REMINDERS)

    @classmethod
    def of(cls, stopped: Collection[MailTopic]) -> "MailForm":
        """Return the form as the choices stand, or as it was sent."""
        return cls(data={topic.value: topic not in stopped for topic in MailTopic})

    def wanted(self) -> frozenset[MailTopic]:
        """Return the topics with a tick."""
        return frozenset(topic for topic in MailTopic if self[topic.value].data)
