"""What a reader of the outbox may see of a mail."""

from portal.outbox.models import MailState, OutboxMail
from portal.outbox.sealing import SealBroken, unseal
from portal.outbox.writing import kind_of


def readable_text(mail: OutboxMail, *, in_demo: bool) -> str | None:
    """Return what the mail says, or nothing when it opens a door that is not the reader's.

    A secret mail is shown in the demo only, where there is no post; once sent it is wiped.
    """
    if not mail.secret:
        return mail.text
    if not in_demo or not mail.text:
        return None
    try:
        return unseal(mail.text)
    except SealBroken:
        return None


def subject_of(mail: OutboxMail) -> str:
    """Return the subject, or what kind of letter it will be as long as nobody wrote it."""
    return mail.subject or kind_of(mail.writer or "")


def is_unwritten(mail: OutboxMail) -> bool:
    """Tell whether the mail is an order that rests without words."""
    return mail.writer is not None and not mail.text and mail.state is not MailState.SENT
