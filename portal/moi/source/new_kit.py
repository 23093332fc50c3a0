"""Begin a kit: a folder with every file of the format, and in each what to write there."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from string import Template
from typing import Final

from portal.moi.source.folder import short_hash_of
from portal.rules import RuleBroken

SKELETON: Final = Path(__file__).parents[1] / "skeleton"
SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOI_ID: Final = re.compile(r"MOI-\d{3}")
ID_LINE: Final = re.compile(r"^id: *(MOI-\d{3}) *$", re.MULTILINE)
SOURCE, TRANSLATED = ".nl.md", ".en.md"


def begin_kit(content: Path, slug: str, *, on: date, moi_id: str | None = None) -> Path:
    """Make the folder of a new kit; ``RuleBroken`` for a name or id that is wrong or taken."""
    taken = set(_taken_ids(content))
    _check_slug(content, slug)
    if moi_id is not None:
        _check_id(moi_id, taken)
    folder = content / slug
    words = {
        "id": moi_id or next_free_id(taken),
        "slug": slug,
        "title": slug.replace("-", " ").capitalize(),
        "today": on.isoformat(),
    }
    for path, text in scaffold(words).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text)
    return folder


def next_free_id(taken: set[str]) -> str:
    """Return the id after the highest one: a number that was given once is not given again."""
    highest = max((int(one.removeprefix("MOI-")) for one in taken), default=0)
    return f"MOI-{highest + 1:03}"


def _check_slug(content: Path, slug: str) -> None:
    if not SLUG.fullmatch(slug):
        raise RuleBroken(f"{slug} is no name for a kit: use small letters, digits and hyphens")
    if (content / slug).exists():
        raise RuleBroken(f"{slug} is there already")


def _check_id(moi_id: str, taken: set[str]) -> None:
    if not MOI_ID.fullmatch(moi_id):
        raise RuleBroken(f"{moi_id} is no id: write it as MOI-013")
    if moi_id in taken:
        raise RuleBroken(f"{moi_id} is the id of another kit")


def _taken_ids(content: Path) -> Iterator[str]:
    """Read the ids from the lines themselves: a draft with errors has its number too."""
    for manifest in content.glob("*/moi.yaml"):
        yield from ID_LINE.findall(manifest.read_text(encoding="utf-8", errors="replace"))


def scaffold(words: Mapping[str, str]) -> Mapping[str, bytes]:
    """Return the files of a new kit; ``words`` are its id, slug, title, and today.

    The sources come before the translations, which name them by their hash.
    """
    made: dict[str, bytes] = {}
    files = [path for path in SKELETON.rglob("*") if path.is_file()]
    for path in sorted(files, key=lambda one: (one.name.endswith(TRANSLATED), one)):
        name = path.relative_to(SKELETON).as_posix()
        source = name.replace(TRANSLATED, SOURCE)
        of = short_hash_of(made[source]) if source != name else ""
        text = Template(path.read_text(encoding="utf-8")).substitute(words, source=of)
        made[name] = text.encode()
    return made
