"""What the steps of a kit in the making are called, for the current reader."""

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from portal.making.models import Draft, Step
from portal.taxonomy.sectors import Sector, setting_label

STEPS: Final[Mapping[Step, LazyString]] = {
    Step.PROPOSED: _l("Proposed"),
    Step.DRAFT: _l("It is being written"),
    Step.PILOT: _l("Put in as a pilot"),
    Step.DECLINED: _l("Not made"),
    Step.WITHDRAWN: _l("Withdrawn"),
}
DONE: Final[Mapping[Step, LazyString]] = {
    Step.PROPOSED: _l("Proposed"),
    Step.DRAFT: _l("Accepted: the files may be written"),
    Step.PILOT: _l("Put in as a pilot version"),
    Step.DECLINED: _l("Declined"),
    Step.WITHDRAWN: _l("Withdrawn"),
}
TAGS: Final[Mapping[Step, str]] = {
    Step.PROPOSED: "new",
    Step.DRAFT: "due",
    Step.PILOT: "done",
    Step.DECLINED: "",
    Step.WITHDRAWN: "",
}
LANGUAGES: Final[Mapping[str, LazyString]] = {"nl": _l("Dutch"), "en": _l("English")}


def settings_of(draft: Draft) -> list[str]:
    """Return the kinds of care that a kit is made for, in words; none means all."""
    return [setting_label(one) for one in Sector if one.value in draft.sectors]
