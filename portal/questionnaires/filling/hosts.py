"""Who asks: what each kind of questionnaire says around its form, said by the room that owns it."""

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from flask import current_app
from flask.sansio.app import App

from portal.questionnaires.campaigns.models import Campaign
from portal.questionnaires.kinds import InstrumentKind

_HOSTS: Final = "questionnaire_hosts"
_CLAIMS: Final = "questionnaire_claims"


class Host(Protocol):
    """The room that asks: it names its campaigns, and says what happens with the answers.

    Each is asked at most once a page, and may read; lines are words in the reader's language, or
    ``Markup`` where they hold a link.
    """

    def title(self, campaign: Campaign) -> str:
        """Return what the form is called, for its title and above its heading."""

    def after(self, campaign: Campaign) -> str:
        """Return the address where an invited person reads on after sending."""

    def promise(self, campaign: Campaign, *, by_code: bool) -> Sequence[str]:
        """Return what is kept and not, who reads it and when results come: the first line bold."""

    def afterwards(self, campaign: Campaign) -> Sequence[str]:
        """Return what happens next and when, for the thank-you."""

    def place(self, campaign: Campaign, unit_id: int | None) -> str | None:
        """Return the name of the group that a code stands for, or nothing where it has none."""


def register(app: App, kind: InstrumentKind, host: Host) -> None:
    """Let ``host`` speak for every campaign of this kind."""
    app.extensions.setdefault(_HOSTS, {})[kind] = host


def claim(app: App, is_mine: Callable[[Campaign], bool], host: Host) -> None:
    """Let ``host`` speak for the campaigns that are its own, of whatever kind they are."""
    app.extensions.setdefault(_CLAIMS, []).append((is_mine, host))


def host_of(campaign: Campaign) -> Host:
    """Return the room that asks; its version and instrument are to be loaded with the campaign."""
    for is_mine, claimant in current_app.extensions.get(_CLAIMS, ()):
        if is_mine(campaign):
            mine: Host = claimant
            return mine
    host: Host = current_app.extensions[_HOSTS][campaign.version.instrument.kind]
    return host
