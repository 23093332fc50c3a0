"""Forms of the outbox."""

from portal.web.forms import PortalForm


class SendAgainForm(PortalForm):
    """Nothing to fill in, only to press."""
