"""What the library must know of a version without reading it: read once, when it is published."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from portal.moi.models import FacetKind, KitFacet, KitLength, KitText, TextPart

# The first picture of an introduction, when it is a drawing.
COVER: Final = re.compile(r'<figure class="visual" data-visual="([^"]+)"')
DRAWING: Final = ".svg"


def facets_of(
    version_id: int, manifest: Mapping[str, Any], texts: Iterable[KitText]
) -> Iterator[KitFacet | KitLength]:
    """Yield the rows that stand beside a version; they change as little as it does."""
    moi = manifest["moi"]
    span = moi["duration_range"]
    yield KitLength(version_id=version_id, shortest=span["min"], longest=span["max"])
    values = {
        FacetKind.CONSTRUCT: moi["constructs"],
        FacetKind.SECTOR: moi["settings"],
        FacetKind.LANGUAGE: moi["languages"],
        FacetKind.SLIDES: manifest.get("slides", ()),
        FacetKind.COVER: [text.lang for text in texts if cover_in(text)],
        FacetKind.SUPERSEDES: [moi["supersedes"]] if moi.get("supersedes") else (),
    }
    for kind, found in values.items():
        for value in dict.fromkeys(found):
            yield KitFacet(version_id=version_id, kind=kind, value=value)


def cover_in(text: KitText) -> str | None:
    """Return the file name of the drawing with which an introduction begins, if it does."""
    found = COVER.search(text.html) if text.part is TextPart.INTRO else None
    return found[1] if found and found[1].endswith(DRAWING) else None
