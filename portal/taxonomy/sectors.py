"""The five sectors of the network and the two care contexts, with their labels."""

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString


class Sector(StrEnum):
    """The kind of care that an organisation gives."""

    HOSPITAL = "hospital"
    RESIDENTIAL_CARE = "residential_care"
    REHABILITATION = "rehabilitation"
    DISABILITY = "disability"
    PRIMARY_CARE = "primary_care"


class CareContext(StrEnum):
    """Whether a team cares mainly for people with cancer."""

    ONCOLOGY = "oncology"
    NON_ONCOLOGY = "non_oncology"


_ORGANISATIONS: Mapping[Sector, LazyString] = {
    Sector.HOSPITAL: lazy_gettext("Hospital"),
    Sector.RESIDENTIAL_CARE: lazy_gettext("Residential care centre"),
    Sector.REHABILITATION: lazy_gettext("Rehabilitation centre"),
    Sector.DISABILITY: lazy_gettext("Centre for people with disabilities"),
    Sector.PRIMARY_CARE: lazy_gettext("Primary care organisation"),
}

_SETTINGS: Mapping[Sector, LazyString] = {
    Sector.HOSPITAL: lazy_gettext("Hospitals"),
    Sector.RESIDENTIAL_CARE: lazy_gettext("Residential care centres"),
    Sector.REHABILITATION: lazy_gettext("Rehabilitation centres"),
    Sector.DISABILITY: lazy_gettext("People with disabilities"),
    Sector.PRIMARY_CARE: lazy_gettext("Primary care organisations"),
}

_CONTEXTS: Mapping[CareContext, LazyString] = {
    CareContext.ONCOLOGY: lazy_gettext("Oncology"),
    CareContext.NON_ONCOLOGY: lazy_gettext("Non-oncology"),
}


def sector_label(sector: Sector) -> str:
    """Return what one organisation of this sector is called, for the current reader."""
    return str(_ORGANISATIONS[sector])


def setting_label(sector: Sector) -> str:
    """Return the sector as a group, short enough for a chart, for the current reader."""
    return str(_SETTINGS[sector])


def context_label(context: CareContext) -> str:
    """Return the care context of a team, for the current reader."""
    return str(_CONTEXTS[context])
