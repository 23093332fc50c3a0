"""Why a figure is not shown, in words for whoever reads it."""

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext

from portal.questionnaires.results.shapes import Figure, Hidden
from portal.rules import N_

WHY_HIDDEN: Final[Mapping[Hidden, str]] = {
    Hidden.FEW: N_("Too few answers to show."),
    Hidden.COMPLEMENTARY: N_("Not shown: answers of others could be worked out from it."),
    Hidden.IDENTICAL: N_("Not shown: it would tell what each person answered."),
    Hidden.ORGANISATION_ONLY: N_(
        "Shown for a whole organisation only: it may be about one person."
    ),
    Hidden.PERSONAL: N_(
        "Not read per team: people speak of themselves here, and teams hardly differ."
    ),
}
SPREAD_HIDDEN: Final = N_("Not shown, so that nobody can work out single answers.")


def why_hidden(hidden: Hidden) -> str:
    """Return the reason in the reader's language."""
    return str(gettext(WHY_HIDDEN[hidden]))


def why_no_mean(figure: Figure) -> str | None:
    """Say why there is no mean, if there is none."""
    return why_hidden(figure.hidden) if figure.hidden else None


def why_no_spread(figure: Figure) -> str | None:
    """Say why nothing is shown of how far people differ, if nothing is."""
    if figure.hidden:
        return why_hidden(figure.hidden)
    return str(gettext(SPREAD_HIDDEN)) if figure.deviation is None else None
