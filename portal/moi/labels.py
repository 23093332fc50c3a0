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
FORMAT_ENDPOINTS: Final[Mapping[DownloadFormat, str]] = {
    DownloadFormat.KIT: "moi.kit_zip",
    DownloadFormat.HANDOUT: "moi.handout",
    DownloadFormat.TEACHING_NOTE: "moi.teaching_note_pdf",
}
FORMATS: Final[Mapping[DownloadFormat, LazyString]] = {
    DownloadFormat.HANDOUT: _l("Handout"),
    DownloadFormat.TEACHING_NOTE: _l("Teaching note"),
}
