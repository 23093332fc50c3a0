"""A Word document as a file: what it says of itself, and the same bytes for the same content."""

from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Final

from docx.document import Document as WordDocument

from portal.documents.zipped import undated

WRITTEN_AT: Final = datetime(2020, 1, 1, tzinfo=UTC)  # when it was built is no part of a document
THUMBNAIL: Final = "/metadata/thumbnail"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a document says of itself: what it is called, in which language, by whom."""

    title: str
    lang: str
    authors: str


def packed(document: WordDocument, facts: Facts) -> bytes:
    """Return the file, without the date and the traces of the empty document it began as."""
    _describe(document, facts)
    links = document.part.package.rels
    for key in [key for key, link in links.items() if link.reltype.endswith(THUMBNAIL)]:
        del links[key]
    saved = BytesIO()
    document.save(saved)
    return undated(saved)


def _describe(document: WordDocument, facts: Facts) -> None:
    core = document.core_properties
    core.title, core.language, core.author = facts.title, facts.lang, facts.authors
    core.comments = core.last_modified_by = core.keywords = ""
    core.created = core.modified = WRITTEN_AT
    core.revision = 1
