"""What a reader of the outbox may see of a mail."""

from portal.outbox.models import OutboxMail
from portal.outbox.sealing import SealBroken, unseal


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
