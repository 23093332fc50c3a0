"""The names of things in the outbox, for its pages and lists."""

from typing import Final

from flask_babel import lazy_gettext as _l

from portal.outbox.models import MailState

STATE_NAMES: Final = {
    MailState.QUEUED: _l("Waiting"),
    MailState.CLAIMED: _l("Being sent"),
    MailState.SENT: _l("Sent"),
    MailState.FAILED: _l("Not delivered"),
    MailState.KEPT: _l("Kept here"),
    MailState.STOPPED: _l("Held back"),
}
STATE_TAGS: Final = {
    MailState.QUEUED: "new",
    MailState.CLAIMED: "new",
    MailState.SENT: "done",
    MailState.FAILED: "due",
    MailState.KEPT: "",
    MailState.STOPPED: "",
}
