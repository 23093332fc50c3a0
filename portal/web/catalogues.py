"""The catalogues, one per room: gather new words, compile what changed, tell what is missing."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from flask.cli import AppGroup

ROOMS = Path(__file__).parents[1]
TRANSLATED = ("nl",)  # English is the message itself
JINJA = {"trimmed": "true", "silent": "false", "newstyle_gettext": "true"}
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**/mail/*.txt", "jinja2")]
OPTIONS = {"**.html": JINJA, "**/mail/*.txt": JINJA}
KEYWORDS = {
    "_": None,
    "_l": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
}

catalogues = AppGroup("catalogues", help="The words of the portal, per room.")


def rooms() -> list[Path]:
    """Return the folders that own a catalogue; the layout's words belong to ``web``."""
    return sorted(path for path in ROOMS.iterdir() if (path / "__init__.py").exists())


def catalogue_of(room: Path, language: str) -> Path:
    """Return where the words of a room in a language are kept."""
    return room / "translations" / language / "LC_MESSAGES" / "messages.po"


def words_of(room: Path) -> Catalog:
    """Return every message that the room's code and templates show."""
    found = Catalog(charset="utf-8", fuzzy=False)
    for folder in _sources(room):
        for _file, _line, message, _comments, context in extract_from_dir(
            folder, METHODS, OPTIONS, keywords=KEYWORDS, strip_comment_tags=True
        ):
            found.add(message, context=context)
    return found


def _sources(room: Path) -> Iterator[Path]:
    yield room
    if room.name == "web":
        yield ROOMS / "templates"


def read(path: Path, language: str) -> Catalog:
    """Return the catalogue at ``path``, or an empty one."""
    if not path.exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compile_changed() -> int:
    """Compile each catalogue whose words are newer than their compiled form; return how many."""
    changed = 0
    for source in sorted(ROOMS.glob("*/translations/*/LC_MESSAGES/messages.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            compiled = BytesIO()
            write_mo(compiled, read(source, source.parts[-3]))
            target.write_bytes(compiled.getvalue())
            changed += 1
    return changed


def problems() -> list[str]:
    """Return one line for each message that is new, untranslated, uncertain or no longer used."""
    lines = []
    for room in rooms():
        used = {(m.id, m.context) for m in words_of(room) if m.id}
        for language in TRANSLATED:
            kept = read(catalogue_of(room, language), language)
            known = {(m.id, m.context): m for m in kept if m.id}
            where = f"{room.name}/{language}"
            lines += [f"{where}: missing: {id_!r}" for id_, c in used if (id_, c) not in known]
            lines += [
                f"{where}: no longer used: {id_!r}" for id_, c in known if (id_, c) not in used
            ]
            lines += [
                f"{where}: not translated: {m.id!r}" for m in known.values() if not _whole(m.string)
            ]
            lines += [f"{where}: uncertain: {m.id!r}" for m in known.values() if m.fuzzy]
            lines += [f"{where}: {error}" for m in kept for error in m.check(kept)]
    return sorted(lines)


def _whole(translation: str | tuple[str, ...] | list[str] | None) -> bool:
    return all(translation) if isinstance(translation, list | tuple) else bool(translation)


@catalogues.command("update")
@click.argument("names", nargs=-1)
def update(names: tuple[str, ...]) -> None:
    """Bring the words of the code into the catalogues of these rooms, or of all of them."""
    for room in rooms():
        if names and room.name not in names:
            continue
        template = words_of(room)
        for language in TRANSLATED:
            path = catalogue_of(room, language)
            kept = read(path, language)
            if not len(template) and not len(kept):
                continue
            kept.update(template, no_fuzzy_matching=True)
            kept.obsolete.clear()
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                write_po(
                    file, kept, width=100, no_location=True, omit_header=True, sort_output=True
                )


@catalogues.command("compile")
def compile_() -> None:
    """Compile what changed, for the portal to read."""
    click.echo(f"{compile_changed()} catalogues compiled")


@catalogues.command("check")
def check() -> None:
    """Fail with a line for every word that a reader would miss."""
    found = problems()
    click.echo("\n".join(found) or "Every word is in every language.")
    if found:
        raise SystemExit(1)
