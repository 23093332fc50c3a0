"""Every way to take a kit along: its address, its type, what the file is called, who builds it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from portal.moi.models import DownloadFormat, KitVersion
from portal.moi.queries import KitContents

Build = Callable[[KitContents], bytes]
OF_SLIDES: Final = frozenset({DownloadFormat.SLIDES, DownloadFormat.SLIDES_PDF})


@dataclass(frozen=True, kw_only=True)
class FileKind:
    """One kind of file: ``stem.<lang>.suffix`` in the address, words for its name by language."""

    stem: str
    suffix: str
    media_type: str
    names: Mapping[str, str]
    builder: str

    def build(self, contents: KitContents) -> bytes:
        """Return the file; its libraries are loaded with the first one, for most never ask."""
        module, _, name = self.builder.partition(":")
        make: Build = getattr(import_module(f"portal.moi.downloads.{module}"), name)
        return make(contents)


HANDOUT: Final = {"nl": "deelnemersblad", "en": "handout"}
NOTE: Final = {"nl": "handleiding", "en": "teaching-note"}
DECK: Final = {"nl": "presentatie", "en": "slides"}
PDF: Final = "application/pdf"
ZIP: Final = "application/zip"
OFFICE: Final = "application/vnd.openxmlformats-officedocument"

KINDS: Final[Mapping[DownloadFormat, FileKind]] = {
    DownloadFormat.KIT: FileKind(
        stem="kit", suffix="zip", media_type=ZIP, names={}, builder="archive:kit_zip"
    ),
    DownloadFormat.HANDOUT: FileKind(
        stem="handout",
        suffix="pdf",
        media_type=PDF,
        names=HANDOUT,
        builder="documents:handout_pdf",
    ),
    DownloadFormat.TEACHING_NOTE: FileKind(
        stem="teaching-note",
        suffix="pdf",
        media_type=PDF,
        names=NOTE,
        builder="documents:teaching_note_pdf",
    ),
    DownloadFormat.TEACHING_NOTE_WORD: FileKind(
        stem="teaching-note",
        suffix="docx",
        media_type=f"{OFFICE}.wordprocessingml.document",
        names=NOTE,
        builder="word:teaching_note_docx",
    ),
    DownloadFormat.SLIDES: FileKind(
        stem="slides",
        suffix="pptx",
        media_type=f"{OFFICE}.presentationml.presentation",
        names=DECK,
        builder="slides:slides_pptx",
    ),
    DownloadFormat.SLIDES_PDF: FileKind(
        stem="slides", suffix="pdf", media_type=PDF, names=DECK, builder="slides:slides_pdf"
    ),
    DownloadFormat.EBOOK: FileKind(
        stem="kit",
        suffix="epub",
        media_type="application/epub+zip",
        names={},
        builder="ebook:ebook",
    ),
    DownloadFormat.SCORM12: FileKind(
        stem="scorm12",
        suffix="zip",
        media_type=ZIP,
        names={"en": "scorm12"},
        builder="scorm:scorm12_zip",
    ),
    DownloadFormat.CARTRIDGE: FileKind(
        stem="kit",
        suffix="imscc",
        media_type="application/vnd.ims.imsccv1p1",
        names={},
        builder="cartridge:kit_imscc",
    ),
}
BY_ADDRESS: Final = {(kind.stem, kind.suffix): wanted for wanted, kind in KINDS.items()}


def formats_of(version: KitVersion, lang: str) -> Sequence[DownloadFormat]:
    """Return what a version can be taken along as; slides only where they were written."""
    has_slides = lang in version.manifest.get("slides", ())
    return [wanted for wanted in KINDS if has_slides or wanted not in OF_SLIDES]


def name_in(names: Mapping[str, str], lang: str) -> str:
    """Return what a file is called in a language, in English where nobody named it."""
    return names.get(lang) or names["en"]
