"""What the keys of this room are called, for the current reader."""

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext, lazy_gettext, ngettext
from flask_babel.speaklater import LazyString

from portal.adoption.counting import By
from portal.adoption.models import Again, Felt, Reason

_l = lazy_gettext
_FELT: Final[Mapping[Felt, LazyString]] = {
    Felt.WELL: _l("It went well"),
    Felt.SO_SO: _l("It went so-so"),
    Felt.FELL_FLAT: _l("It fell flat"),
}
_AGAIN: Final[Mapping[Again, LazyString]] = {
    Again.YES: _l("Yes"),
    Again.MAYBE: _l("Maybe"),
    Again.NO: _l("No"),
}
_BY: Final[Mapping[By, LazyString]] = {
    By.KIT: _l("Lesson kit"),
    By.SECTOR: _l("Sector"),
    By.ORGANISATION: _l("Organisation"),
    By.TEAM: _l("Team"),
}
_REASONS: Final[Mapping[Reason, LazyString]] = {
    Reason.NEED_ANSWERED: _l("It answers a need that your team told or shares."),
    Reason.NEED_SAME_CONSTRUCT: _l("It is about the same thing as a need of your team."),
    Reason.FIRST: _l("It is the first one in the library that fits your sector."),
    Reason.NOT_YET_USED: _l("It fits your sector, and your team did not use it yet."),
}


def felt_label(felt: Felt) -> str:
    """Return how it went, in a few words."""
    return str(_FELT[felt])


def again_label(again: Again) -> str:
    """Return whether a team would use the kit again, in a word."""
    return str(_AGAIN[again])


def by_label(by: By) -> str:
    """Return what the uses are counted by."""
    return str(_BY[by])


def reason_label(reason: Reason, teams: int | None = None) -> str:
    """Return why a kit is suggested, in one sentence."""
    if reason is Reason.SAME_SECTOR:
        return str(
            ngettext(
                "%(num)s other team of your sector used it.",
                "%(num)s other teams of your sector used it.",
                teams or 0,
            )
        )
    return str(_REASONS[reason])


def people_label(use: object) -> str:
    """Return whom a use reached, group by group; empty where nobody counted."""
    words = {
        "patients": gettext("patients, residents or clients"),
        "relatives": gettext("relatives"),
        "colleagues": gettext("colleagues"),
    }
    counts = ((getattr(use, group), name) for group, name in words.items())
    return ", ".join(f"{count} {name}" for count, name in counts if count is not None)
