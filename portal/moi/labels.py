"""What the stages and downloads of a kit are called, in the language of the reader."""

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from portal.moi.models import ActKind, DownloadFormat

STAGES: Final[Mapping[ActKind, LazyString]] = {
    ActKind.PROPOSED: _l("proposed"),
    ActKind.DRAFT: _l("draft"),
    ActKind.PILOT: _l("being tested"),
    ActKind.VALIDATED: _l("approved"),
    ActKind.PUBLISHED: _l("published"),
    ActKind.RETIRED: _l("withdrawn"),
}
# The same as what happened on a day.
STEPS: Final[Mapping[ActKind, LazyString]] = {
    ActKind.PROPOSED: _l("Proposed"),
    ActKind.DRAFT: _l("Being written"),
    ActKind.PILOT: _l("Being tested"),
    ActKind.VALIDATED: _l("Approved"),
    ActKind.PUBLISHED: _l("Published"),
    ActKind.RETIRED: _l("Withdrawn"),
}
# What stands under the kit itself: each text, and the forms in which it can be had.
TEXTS: Final[Mapping[LazyString, Mapping[DownloadFormat, str]]] = {
    _l("Handout"): {DownloadFormat.HANDOUT: "PDF"},
    _l("Teaching note"): {
        DownloadFormat.TEACHING_NOTE: "PDF",
        DownloadFormat.TEACHING_NOTE_WORD: "Word",
    },
    _l("Slides"): {DownloadFormat.SLIDES: "PowerPoint", DownloadFormat.SLIDES_PDF: "PDF"},
    _l("E-book"): {DownloadFormat.EBOOK: "EPUB"},
    _l("For your learning platform"): {
        DownloadFormat.SCORM12: "SCORM 1.2",
        DownloadFormat.CARTRIDGE: "Common Cartridge 1.1",
    },
}
