"""Checks between the languages of a kit: L01, L02."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Final

from portal.moi.lint.texts import rendered
from portal.moi.source.findings import Finding
from portal.moi.source.folder import KitFolder, Text
from portal.rules import N_, Phrase


def source_of(kit: KitFolder, text: Text) -> Text | None:
    """Return the text that this one translates, or nothing for the source itself."""
    if not kit.manifest or text.lang == kit.manifest.source_language:
        return None
    wanted = f"{text.path.removesuffix(f'.{text.lang}.md')}.{kit.manifest.source_language}.md"
    return next((other for other in kit.texts if other.path == wanted), None)


def is_outdated(kit: KitFolder, text: Text) -> bool:
    """Tell whether the source changed since this translation was made."""
    source = source_of(kit, text)
    return bool(source and text.head and text.head.translation_of != source.short_hash)


def check_outdated(kit: KitFolder) -> Iterator[Finding]:
    """L01: a translation was made from the source as it is now."""
    for text in kit.texts:
        source = source_of(kit, text)
        if source and is_outdated(kit, text):
            yield Finding(
                file=text.path,
                line=text.head_yaml.line_of(("translation_of",)) if text.head_yaml else 1,
                code="L01",
                key="translation_of",
                message=Phrase(N_("%(file)s changed since this translation"), file=source.path),
                hint=Phrase(
                    N_("bring it up to date, then write translation_of: %(hash)s"),
                    hash=source.short_hash,
                ),
            )


def check_same_headings(kit: KitFolder) -> Iterator[Finding]:
    """L02: a translation has the headings of its source, with the same ids."""
    for text in kit.texts:
        source = source_of(kit, text)
        if source is None:
            continue
        pairs = zip_longest(rendered(source).headings, rendered(text).headings)
        different = next(((there, here) for there, here in pairs if there != here), None)
        if different:
            there, here = different
            yield Finding(
                file=text.path,
                line=_line_of(text, here[1] if here else None),
                code="L02",
                key=here[1] if here else "heading",
                message=Phrase(
                    N_("%(here)s stands where the source has %(there)s"),
                    here=_name(here),
                    there=_name(there),
                ),
                hint=Phrase(N_("give both headings one id: `## Words {#id}`")),
            )


CHECKS: Final = (check_outdated, check_same_headings)


def _name(heading: tuple[int, str] | None) -> Phrase | str:
    return f"{'#' * heading[0]} {{#{heading[1]}}}" if heading else Phrase(N_("nothing"))


def _line_of(text: Text, heading_id: str | None) -> int:
    mark = f"{{#{heading_id}}}"
    return next((line for line, words in text.numbered_lines() if mark in words), text.body_line)
