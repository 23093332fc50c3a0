"""Drawings as pixels, for programs that cannot draw an SVG themselves."""

import tempfile
from pathlib import Path
from typing import Final

import typst

from portal.documents.pdf import FONTS, DocumentError

POINTS_WIDE: Final = 800
POINTS_PER_INCH: Final = 72
SHEET: Final = f"""\
#set page(width: {POINTS_WIDE}pt, height: auto, margin: 0pt, fill: none)
#image("drawing.svg", width: 100%)
"""


def svg_to_png(svg: bytes, *, pixels_wide: int = 1600) -> bytes:
    """Return a drawing as a PNG of that width, in our own font, the same bytes each time."""
    with tempfile.TemporaryDirectory(prefix="portal-png-") as folder:
        root = Path(folder)
        (root / "drawing.svg").write_bytes(svg)
        (root / "sheet.typ").write_text(SHEET, encoding="utf-8")
        try:
            png: bytes = typst.compile(
                root / "sheet.typ",
                root=root,
                font_paths=[FONTS],
                ignore_system_fonts=True,
                format="png",
                ppi=pixels_wide * POINTS_PER_INCH / POINTS_WIDE,
            )
        except typst.TypstError as error:
            raise DocumentError(f"a drawing cannot be drawn: {error}") from error
    return png
