"""What the life of a kit is called, for the current reader."""

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from portal.moi.models import ActKind
from portal.stewardship.models import Again, Clear, Item, Length, PilotState

ACTS: Final[Mapping[ActKind, LazyString]] = {
    ActKind.PROPOSED: _l("Proposed"),
    ActKind.DRAFT: _l("Draft"),
    ActKind.PILOT: _l("Pilot begun"),
    ActKind.VALIDATED: _l("Approved"),
    ActKind.PUBLISHED: _l("Published"),
    ActKind.RETIRED: _l("Withdrawn"),
}
STAGES: Final[Mapping[ActKind, LazyString]] = {
    ActKind.PROPOSED: _l("proposed"),
    ActKind.DRAFT: _l("draft"),
    ActKind.PILOT: _l("in its pilot"),
    ActKind.VALIDATED: _l("approved"),
    ActKind.PUBLISHED: _l("published"),
    ActKind.RETIRED: _l("withdrawn"),
}
LENGTHS: Final[Mapping[Length, LazyString]] = {
    Length.FIVE: _l("Five minutes, for two people"),
    Length.FIFTEEN: _l("Fifteen minutes"),
    Length.SIXTY: _l("Sixty minutes"),
    Length.WEEKS: _l("Four weeks on the ward"),
}
CLEAR: Final[Mapping[Clear, LazyString]] = {
    Clear.YES: _l("clear"),
    Clear.PARTLY: _l("partly clear"),
    Clear.NO: _l("not clear"),
}
AGAIN: Final[Mapping[Again, LazyString]] = {
    Again.YES: _l("Yes"),
    Again.CHANGED: _l("Yes, but differently"),
    Again.NO: _l("No"),
}
PARTS: Final[Mapping[str, LazyString]] = {
    "introduction": _l("The introduction"),
    "assignments": _l("The assignments"),
    "visuals": _l("The visuals"),
    "teaching_note": _l("The teaching note"),
}
ITEMS: Final[Mapping[Item, LazyString]] = {
    Item.MINUTES: _l("The minutes of the assignments are realistic"),
    Item.PICTURES: _l("The description of each picture says what the picture means"),
    Item.LICENCE: _l("Licence and sources are right"),
    Item.CLINICAL: _l("Somebody of the field read what it says about care"),
    Item.READ_ALOUD: _l("Somebody read the Dutch aloud"),
}
PILOT_STATES: Final[Mapping[PilotState, LazyString]] = {
    PilotState.OFFERED: _l("offers to test"),
    PilotState.RUNNING: _l("is testing"),
    PilotState.TURNED_DOWN: _l("offer not taken up"),
    PilotState.STOPPED: _l("stopped"),
}
