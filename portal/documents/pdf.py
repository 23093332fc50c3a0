"""PDF/UA-1 by typst: accessible, with our own font, the same bytes for the same input."""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import typst

HERE: Final = Path(__file__).parent
TEMPLATES: Final = HERE / "typst"
FONTS: Final = HERE / "fonts"
PRINTED_AT: Final = (
    1_577_836_800  # 1 January 2020: the moment of printing is not part of a document
)


class DocumentError(Exception):
    """A document cannot be made accessible: an alt, a title or a heading level is missing."""


def render_pdf(
    template: str,
    data: Mapping[str, object],
    *,
    lang: str,
    title: str,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return the PDF that ``typst/<template>.typ`` makes of ``data``.

    ``data`` is JSON-ready; a picture node in it (``portal.documents.tree``) names one of
    ``pictures``. The document is tagged and has ``lang`` and ``title``. Raises
    ``DocumentError`` with the reason where PDF/UA-1 cannot be reached.
    """
    with tempfile.TemporaryDirectory(prefix="portal-pdf-") as folder:
        root = Path(folder)
        main = _lay_out(root, template, {**data, "lang": lang, "title": title}, pictures or {})
        try:
            return typst.compile(
                main,
                root=root,
                font_paths=[FONTS],
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=["ua-1"],
                timestamp=PRINTED_AT,
            )
        except typst.TypstError as error:
            reason = "; ".join([str(error), *error.hints])
            raise DocumentError(f"{template}: {reason}") from error


def _lay_out(
    root: Path, template: str, data: Mapping[str, object], pictures: Mapping[str, bytes]
) -> Path:
    """Put template, data and pictures in one folder, the only one that typst may read."""
    for source in TEMPLATES.glob("*.typ"):
        (root / source.name).write_bytes(source.read_bytes())
    for name, content in pictures.items():
        (root / Path(name).name).write_bytes(content)
    (root / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return root / f"{template}.typ"
