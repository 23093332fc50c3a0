"""The drawing that a kit shows of itself: in the library, and where its address is shared."""

from pathlib import Path
from typing import Final

from portal.documents.picture import svg_to_png
from portal.moi.downloads.store import BUILDER, write_once
from portal.moi.models import KitVersion

PIXELS_WIDE: Final = 1200  # what those who show a link ask for


def cover_png(files: Path, version: KitVersion, lang: str, drawing: bytes) -> Path:
    """Return where the drawing lies as PNG, for those who cannot show an SVG; made once."""
    path = files / "moi" / version.content_sha256 / BUILDER / f"cover.{lang}.png"
    write_once(path, lambda: svg_to_png(drawing, pixels_wide=PIXELS_WIDE))
    return path
