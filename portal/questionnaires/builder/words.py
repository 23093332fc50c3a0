"""What the parts and states of a questionnaire are called, for the current reader."""

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from portal.questionnaires.builder.parts import Part, PartKind
from portal.questionnaires.kinds import (
    InstrumentKind,
    ItemType,
    Length,
    Maturity,
    Missing,
    Offer,
    Referent,
    VersionStatus,
)

LANGUAGES: Final[Mapping[str, LazyString]] = {
    "nl": _l("Dutch"),
    "en": _l("English"),
    "fr": _l("French"),
    "de": _l("German"),
}
KINDS: Final[Mapping[InstrumentKind, LazyString]] = {
    InstrumentKind.PROCESS: _l("Process evaluation"),
    InstrumentKind.CULTURE: _l("Culture measurement"),
}
STATUSES: Final[Mapping[VersionStatus, LazyString]] = {
    VersionStatus.DRAFT: _l("Draft"),
    VersionStatus.PUBLISHED: _l("Published"),
    VersionStatus.RETIRED: _l("Replaced by a newer one"),
}
MATURITIES: Final[Mapping[Maturity, LazyString]] = {
    Maturity.PILOT: _l("Pilot: we still test the wording"),
    Maturity.VALIDATED: _l("Validated"),
}
TYPES: Final[Mapping[ItemType, LazyString]] = {
    ItemType.AGREEMENT: _l("Agreement on a scale"),
    ItemType.USEFULNESS: _l("Usefulness on a scale"),
    ItemType.SINGLE: _l("One answer"),
    ItemType.MULTIPLE: _l("Several answers"),
    ItemType.SHORT_TEXT: _l("Short text"),
    ItemType.LONG_TEXT: _l("Long text"),
    ItemType.INFORMATION: _l("Information, no question"),
}
REFERENTS: Final[Mapping[Referent, LazyString]] = {
    Referent.SELF: _l("Myself"),
    Referent.TEAM: _l("My team"),
    Referent.ORGANISATION: _l("My organisation"),
    Referent.PATIENT: _l("Patients, as staff see them"),
}
OFFERS: Final[Mapping[Offer, LazyString]] = {
    Offer.ADVISERS: _l("The advisers and a call back"),
}
REASONS: Final[Mapping[Missing, LazyString]] = {
    Missing.NA: _l("Cannot judge"),
    Missing.NO_OCCASION: _l("There was no occasion"),
}
LENGTHS: Final[Mapping[Length, LazyString]] = {
    Length.FULL: _l("Full form"),
    Length.SHORT: _l("Short form"),
}
FIELDS: Final[Mapping[str, LazyString]] = {
    "type": _l("Kind of question"),
    "scale": _l("Answers"),
    "measures": _l("What it measures"),
    "required": _l("Asks once more when left open"),
    "core": _l("Also in the short form"),
    "reverse": _l("Counts the other way round"),
    "organisation_only": _l("Results only for the whole organisation"),
    "offers": _l("What it offers at once"),
    "maps_to": _l("Keyword for the reports"),
    "show_if": _l("When it is shown"),
    "text": _l("Words"),
    "hint": _l("Hint"),
    "short": _l("Short label"),
    "title": _l("Title"),
    "intro": _l("Introduction"),
    "lo": _l("Lowest value"),
    "hi": _l("Highest value"),
    "options": _l("Answers"),
    "parent": _l("Part of"),
    "referent": _l("About whom"),
    "element": _l("Place in the Mangomoment model"),
    "min_answered": _l("Share of its questions that must be answered"),
    "there": _l("In this version"),
}


def language_name(lang: str) -> str:
    """Return what a language is called; its code where we have no word."""
    return str(LANGUAGES.get(lang, lang))


def part_name(part: Part) -> str:
    """Return what a part of a draft is called."""
    names = {
        PartKind.GENERAL: gettext("General"),
        PartKind.SECTION: gettext("Part %(number)s", number=part.name),
        PartKind.ITEM: gettext("Question %(code)s", code=part.name),
        PartKind.SCALE: gettext("Answers “%(code)s”", code=part.name),
        PartKind.CONSTRUCT: gettext("Idea %(code)s", code=part.name),
    }
    return str(names[part.kind])
