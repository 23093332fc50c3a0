"""Forms of this room."""

from portal.web.forms import PortalForm


class StepForm(PortalForm):
    """Nothing to fill in; only to press."""
