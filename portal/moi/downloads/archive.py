"""The ZIP of a kit: the same bytes for the same version, whenever and wherever it is made."""

import json
from collections.abc import Iterator
from typing import Final

from flask_babel import force_locale, gettext

from portal.documents.zipped import zipped
from portal.moi.downloads import told
from portal.moi.downloads.formats import KINDS, NOTE, OF_SLIDES, name_in
from portal.moi.downloads.offline import start_page, teaching_note_page
from portal.moi.models import DownloadFormat
from portal.moi.queries import KitContents
from portal.taxonomy.model import CITATION

PACKED: Final = (
    DownloadFormat.HANDOUT,
    DownloadFormat.TEACHING_NOTE,
    DownloadFormat.TEACHING_NOTE_WORD,
    DownloadFormat.SLIDES,
    DownloadFormat.SLIDES_PDF,
)


def kit_zip(contents: KitContents) -> bytes:
    """Return the ZIP of a version in one language, with everything under one folder."""
    folder = f"{contents.slug}-{contents.number}-{contents.lang}"
    return zipped((f"{folder}/{name}", content) for name, content in _files(contents))


def _files(contents: KitContents) -> Iterator[tuple[str, bytes]]:
    note = name_in(NOTE, contents.lang)
    yield f"{told.start_file(contents.lang)}.html", start_page(contents).encode()
    for wanted in PACKED:
        kind = KINDS[wanted]
        if contents.slides is not None or wanted not in OF_SLIDES:
            yield f"{name_in(kind.names, contents.lang)}.{kind.suffix}", kind.build(contents)
    yield f"{note}.html", teaching_note_page(contents).encode()
    for name, picture in sorted(contents.pictures.items()):
        if _is_for(name, contents.lang):
            yield f"visuals/{name}", picture
    yield "LICENCE.txt", licence_text(contents).encode()
    yield "CHANGELOG.md", str(contents.changelog.detail["source"]).encode()
    yield "moi.json", _moi_json(contents)


def licence_text(contents: KitContents) -> str:
    """Return under what conditions the kit may be passed on, and how to cite it."""
    with force_locale(contents.lang):
        licence = told.licence_of(contents)
        lines = (
            f"{contents.words['title']} ({contents.moi_id})",
            told.version_text(contents),
            "",
            gettext("Licence:") + f" {licence.name}",
            licence.url,
            "",
            gettext("How to cite:"),
            told.citation_of(contents),
            "",
            gettext("Based on the Mangomoment model: %(source)s", source=CITATION),
        )
    return "\n".join(lines) + "\n"


def _is_for(picture: str, lang: str) -> bool:
    """Tell whether a picture belongs in the ZIP of a language: without words, or with its words."""
    parts = picture.split(".")
    return len(parts) == len(("name", "suffix")) or parts[-2] == lang


def _moi_json(contents: KitContents) -> bytes:
    told_by_machine = {
        **contents.moi,
        "texts": contents.words,
        "lang": contents.lang,
        "content_sha256": contents.content_sha256,
    }
    return (
        json.dumps(told_by_machine, ensure_ascii=False, indent=2, sort_keys=True).encode() + b"\n"
    )
