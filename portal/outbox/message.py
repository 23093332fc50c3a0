"""A claimed mail as the message that goes over the wire."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from portal.outbox.claims import ClaimedMail
from portal.outbox.letters import CalendarPart
from portal.outbox.topics import stop_link
from portal.outbox.writing import Written

# Seven-bit bodies pass every server; headers fold and refuse line ends.
WIRE: Final = SMTP.clone(cte_type="7bit")


def message_of(
    mail: ClaimedMail, written: Written, *, sender: Address, now: datetime
) -> EmailMessage:
    """Return the message: one recipient, text and HTML, and the calendar part if it has one.

    Raises ``ValueError`` for a header that would become two.
    """
    message = EmailMessage(policy=WIRE)
    message["From"] = sender
    message["To"] = Address(addr_spec=mail.recipient)
    message["Subject"] = written.letter.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    if link := stop_link(mail.recipient, mail.topic):
        message["List-Unsubscribe"] = f"<{link}>"  # RFC 8058: the mail program shows one button
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(written.letter.text)
    message.add_alternative(written.letter.html, subtype="html")
    if written.calendar is not None:
        _add_calendar(message, written.calendar)
    message["Content-Language"] = mail.locale  # said earlier, it would move into the first part
    return message


def _add_calendar(message: EmailMessage, calendar: CalendarPart) -> None:
    """Add the part as an alternative: that is where calendars look for an invitation."""
    message.add_alternative(
        calendar.text.encode(),
        maintype="text",
        subtype="calendar",
        params={"charset": "utf-8", "method": calendar.method, "component": "VEVENT"},
    )
