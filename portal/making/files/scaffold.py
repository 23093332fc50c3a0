"""The files that a draft begins with: those of the version before, or a scaffold to write in."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Final

from portal.making.models import Draft
from portal.moi.source.folder import CONTENT, files_in
from portal.moi.source.new_kit import scaffold

NO_MORE_THAN_A_HEAD: Final = b"---\ntitle: \n---\n\n"


def first_files(draft: Draft, before: Mapping[str, bytes], *, on: date) -> Mapping[str, bytes]:
    """Return what to begin with; a kit that came with the portal has its files in its folder."""
    if draft.kit_id is not None and draft.slug is not None:
        known = before or files_in(CONTENT / draft.slug)
        if known:
            return known
    return scaffold_of(draft, on=on)


def scaffold_of(draft: Draft, *, on: date) -> Mapping[str, bytes]:
    """Return every file of the format, each with what to write there."""
    return scaffold(
        {
            "id": draft.moi_id or "MOI-000",
            "slug": draft.slug or "lespakket",
            "title": _plain(draft.title),
            "today": on.isoformat(),
        }
    )


def _plain(title: str) -> str:
    """Return a title that YAML reads as one text, whatever signs are in it."""
    return json.dumps(title, ensure_ascii=False)


def begin_text(path: str, first: Mapping[str, bytes]) -> bytes:
    """Return what a text begins with that somebody adds: what the scaffold has of its kind."""
    kind, ending = _kind_of(path)
    like = [content for name, content in first.items() if _kind_of(name) == (kind, ending)]
    return like[0] if like else NO_MORE_THAN_A_HEAD


def _kind_of(path: str) -> tuple[str, str]:
    """Return in which folder a text lies, or its name on top, and its language with its ending."""
    name, _, ending = path.partition(".")
    return name.partition("/")[0], ending
