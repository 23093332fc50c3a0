"""The fixed words of a questionnaire: stored by value, retired but never renamed."""

from enum import StrEnum


class InstrumentKind(StrEnum):
    """What an instrument is for."""

    PROCESS = "process"
    CULTURE = "culture"


class Maturity(StrEnum):
    """How far the wording has been tested; every screen says it."""

    PILOT = "pilot"
    VALIDATED = "validated"


class VersionStatus(StrEnum):
    """Where a version of an instrument stands; only a draft may change."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class ItemType(StrEnum):
    """The six types of question, and the block that only informs."""

    AGREEMENT = "agreement"
    SINGLE = "single"
    MULTIPLE = "multiple"
    USEFULNESS = "usefulness"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    INFORMATION = "information"

    @property
    def is_text(self) -> bool:
        """Tell whether people answer in their own words."""
        return self in {ItemType.SHORT_TEXT, ItemType.LONG_TEXT}

    @property
    def has_options(self) -> bool:
        """Tell whether people choose from a scale."""
        return not self.is_text and self is not ItemType.INFORMATION


class Referent(StrEnum):
    """Whom an item is about, as the one who answers sees them."""

    SELF = "self"
    TEAM = "team"
    ORGANISATION = "organisation"
    PATIENT = "patient"


class Offer(StrEnum):
    """What a block of information puts forward at once, beside its words."""

    ADVISERS = "advisers"  # confidential adviser, prevention adviser, and a call back


class Required(StrEnum):
    """How much a question insists: ``SOFT`` reminds once, then goes on."""

    NO = "no"
    SOFT = "soft"


class Missing(StrEnum):
    """Why there is no value: different reasons, and none of them ever enters a mean."""

    NA = "na"  # cannot judge, cannot say
    NO_OCCASION = "no_occasion"  # did not take part, nothing had been agreed
    SKIPPED = "skipped"
    NOT_SHOWN = "not_shown"


CHOSEN_REASONS = (Missing.NA, Missing.NO_OCCASION)


class Length(StrEnum):
    """Which questions a campaign asks: the core ones, or all."""

    SHORT = "short"
    FULL = "full"


class Mode(StrEnum):
    """How a campaign treats who answers; a mode never changes once a campaign exists."""

    ANONYMOUS = "anonymous"
    IDENTIFIED = "identified"
