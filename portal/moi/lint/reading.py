"""Every word of a kit that somebody reads, in its language and with the line where it stands."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from portal.moi.lint.prose import Numbered, as_one, blocks, plain
from portal.moi.source.findings import Finding
from portal.moi.source.folder import KitFolder, Text
from portal.moi.source.shapes import IntroHead
from portal.moi.source.svg import SVG, SvgProblem, line_of, parse_svg
from portal.moi.source.yaml_lines import YamlMapping
from portal.rules import Phrase

LIST: Final = "visuals/visuals.yaml"
NAMED_LANG: Final = re.compile(r"\.(?P<lang>[a-z]{2})\.svg$")
IN_DRAWINGS: Final = tuple(f"{{{SVG}}}{tag}" for tag in ("text", "tspan", "title", "desc"))


@dataclass(frozen=True, kw_only=True)
class Passage:
    """Words that belong together: a paragraph, a cell, an alt, the words of one drawing's line."""

    file: str
    lang: str
    key: str
    lines: Sequence[Numbered]

    @property
    def words(self) -> str:
        """Return the passage as one text."""
        return as_one(self.lines)[0]

    def finding(self, place: int, *, code: str, message: Phrase, hint: Phrase) -> Finding:
        """Return a remark about the word that begins at ``place`` in ``words``."""
        line = as_one(self.lines)[1](place)
        return Finding(
            file=self.file, line=line, code=code, key=self.key, message=message, hint=hint
        )


def passages(kit: KitFolder) -> Iterator[Passage]:
    """Yield all that is read in the kit, but for code, sources and the changelog."""
    for text in kit.texts:
        yield from chain(_in_head(text), _in_body(text))
    yield from chain(_in_manifest(kit), _in_descriptions(kit), _in_drawings(kit))


def _in_body(text: Text) -> Iterator[Passage]:
    for block in blocks(text.numbered_lines()):
        yield Passage(file=text.path, lang=text.lang, key="text", lines=block)


def _in_head(text: Text) -> Iterator[Passage]:
    head, found = text.head, text.head_yaml
    if head is None or found is None:
        return
    told: dict[tuple[str | int, ...], str] = {("title",): head.title}
    if isinstance(head, IntroHead):
        told["summary",] = head.summary
        told |= {("objectives", n): words for n, words in enumerate(head.objectives)}
        told |= {("keywords", n): words for n, words in enumerate(head.keywords)}
    yield from (_line(text.path, text.lang, found, place, told[place]) for place in told)


def _in_manifest(kit: KitFolder) -> Iterator[Passage]:
    if not kit.manifest or not kit.manifest_yaml:
        return
    file, found = "moi.yaml", kit.manifest_yaml
    for lang, audience in kit.manifest.audience.items():
        yield _line(file, lang, found, ("audience", lang), audience)
    for lang, materials in kit.manifest.materials.items():
        for n, material in enumerate(materials):
            yield _line(file, lang, found, ("materials", lang, n), material)


def _in_descriptions(kit: KitFolder) -> Iterator[Passage]:
    for name, visual in kit.visuals.items():
        told: Mapping[str, Mapping[str, str]] = {
            "alt": visual.alt,
            "long_description": visual.long_description,
        }
        for kind, by_lang in told.items():
            for lang, words in by_lang.items():
                if kit.visuals_yaml:
                    yield _line(LIST, lang, kit.visuals_yaml, (name, kind, lang), words)


def _in_drawings(kit: KitFolder) -> Iterator[Passage]:
    """Yield the words drawn in each SVG: in the language of its name, or else of the source."""
    source = kit.manifest.source_language if kit.manifest else ""
    for name, content in kit.pictures.items():
        named = NAMED_LANG.search(name)
        try:
            root = parse_svg(content) if name.endswith(".svg") else None
        except SvgProblem:
            continue
        lang = named["lang"] if named else source
        for element in root.iter(*IN_DRAWINGS) if root is not None else ():
            for words in (element.text, element.tail if element.getparent() is not None else ""):
                if words and words.strip():
                    told = [(line_of(element), " ".join(words.split()))]
                    yield Passage(file=f"visuals/{name}", lang=lang, key="words", lines=told)


def _line(
    file: str, lang: str, found: YamlMapping, place: tuple[str | int, ...], words: str
) -> Passage:
    """Return words of YAML: they stand at one line, also where they are folded over more."""
    key = ".".join(map(str, place))
    return Passage(file=file, lang=lang, key=key, lines=[(found.line_of(place), plain(words))])
