"""Checks on pictures, as files and as they stand in the texts: M03, V01, V02, V03."""

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Final, NamedTuple

from portal.moi.lint.svg_width import too_wide
from portal.moi.source.findings import Finding
from portal.moi.source.folder import KitFolder, Text
from portal.moi.source.raster import has_exif, size_of
from portal.moi.source.shapes import Visual
from portal.moi.source.svg import SvgProblem, parse_svg, svg_faults
from portal.rules import N_, Phrase

IMAGE: Final = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<to>[^)\s]+)[^)]*\)")
ALONE: Final = re.compile(r"^!\[[^\]]*\]\([^)]*\)\s*$")
LONGEST_ALT: Final = 150
LARGEST: Final = 1_000_000
NARROWEST: Final = 1_200
LIST: Final = "visuals/visuals.yaml"


class Said(NamedTuple):
    """What is wrong, and how to mend it."""

    message: Phrase
    hint: Phrase


def check_images(kit: KitFolder) -> Iterator[Finding]:
    """M03: each picture in a text is there, is described, and stands alone."""
    for text in kit.texts:
        for line, words in text.numbered_lines():
            for match in IMAGE.finditer(words):
                name = match["to"].removeprefix("visuals/")
                for message, hint in _image_faults(kit, text, name, words):
                    yield Finding(
                        file=text.path, line=line, code="M03", key=name, message=message, hint=hint
                    )


def _image_faults(kit: KitFolder, text: Text, name: str, words: str) -> Iterator[Said]:
    if not ALONE.match(words):
        yield Said(
            Phrase(N_("stands in a line of text")), Phrase(N_("give the picture a line of its own"))
        )
    if name not in kit.pictures:
        hint = Phrase(N_("add the file, or correct the name"))
        yield Said(Phrase(N_("is not in visuals/")), hint)
    elif (visual := kit.visuals.get(name)) is None:
        hint = Phrase(N_("add it there with alt, credit and licence"))
        yield Said(Phrase(N_("is not in visuals.yaml")), hint)
    elif not visual.decorative and not visual.alt.get(text.lang, "").strip():
        yield Said(
            Phrase(N_("has no alt in %(lang)s"), lang=text.lang),
            Phrase(N_("say in visuals.yaml what it shows, under alt: %(lang)s"), lang=text.lang),
        )


def check_descriptions(kit: KitFolder) -> Iterator[Finding]:
    """M03: an alt says what is seen, briefly; a complex picture is told in words as well."""
    for name, visual in kit.visuals.items():
        for place, (message, hint) in _description_faults(kit, name, visual):
            line = kit.visuals_yaml.line_of((name, *place)) if kit.visuals_yaml else 1
            key = ".".join((name, *place))
            yield Finding(file=LIST, line=line, code="M03", key=key, message=message, hint=hint)


def _description_faults(
    kit: KitFolder, name: str, visual: Visual
) -> Iterator[tuple[tuple[str, ...], Said]]:
    if name not in kit.pictures:
        hint = Phrase(N_("add the file, or take it off the list"))
        yield (), Said(Phrase(N_("has no file in visuals/")), hint)
    for lang, alt in visual.alt.items():
        if len(alt) > LONGEST_ALT:
            message = Phrase(N_("is %(count)s characters long"), count=len(alt))
            hint = Phrase(N_("say it in 150, and the rest in long_description"))
            yield ("alt", lang), Said(message, hint)
        if PurePath(alt.strip()).suffix in {".svg", ".png", ".jpg", ".jpeg"}:
            hint = Phrase(N_("say what the picture shows"))
            yield ("alt", lang), Said(Phrase(N_("is a file name")), hint)
        if visual.complex and not visual.long_description.get(lang):
            message = Phrase(N_("is missing in %(lang)s"), lang=lang)
            yield ("long_description",), Said(message, Phrase(N_("tell in words what it shows")))


def check_drawings(kit: KitFolder) -> Iterator[Finding]:
    """V01 and V02: a drawing is safe to put in a page, and its words fit."""
    for name, content in kit.pictures.items():
        if not name.endswith(".svg"):
            continue
        file = f"visuals/{name}"
        try:
            root = parse_svg(content)
        except SvgProblem as problem:
            hint = Phrase(N_("export it again as plain SVG"))
            yield Finding(
                file=file,
                line=problem.line,
                code="V01",
                key=name,
                message=problem.phrase,
                hint=hint,
            )
            continue
        for fault in svg_faults(root):
            hint = Phrase(N_("take it out: a drawing is shapes and words only"))
            yield Finding(
                file=file, line=fault.line, code="V01", key=name, message=fault.what, hint=hint
            )
        for line, words, over in too_wide(root):
            message = Phrase(
                N_("“%(words)s” may run %(over)s units over its box"),
                words=words[:40],
                over=f"{over:.0f}",
            )
            hint = Phrase(N_("shorten it, break it, or make the box wider"))
            yield Finding(file=file, line=line, code="V02", key=name, message=message, hint=hint)


def check_rasters(kit: KitFolder) -> Iterator[Finding]:
    """V03: a photo is light enough to send, sharp enough to print, and tells no place."""
    for name, content in kit.pictures.items():
        if name.endswith(".svg"):
            continue
        for message, hint in _raster_faults(content):
            file = f"visuals/{name}"
            yield Finding(file=file, line=1, code="V03", key=name, message=message, hint=hint)


def _raster_faults(content: bytes) -> Iterator[Said]:
    size = size_of(content)
    if size is None:
        hint = Phrase(N_("save it again in one of these"))
        yield Said(Phrase(N_("is no PNG or JPEG")), hint)
    elif size[0] < NARROWEST:
        hint = Phrase(N_("use at least 1200 px: it is printed as well"))
        yield Said(Phrase(N_("is %(width)s px wide"), width=size[0]), hint)
    if len(content) > LARGEST:
        message = Phrase(N_("is %(size)s MB"), size=f"{len(content) / LARGEST:.1f}")
        yield Said(message, Phrase(N_("save it below 1 MB")))
    if has_exif(content):
        hint = Phrase(N_("save it without: a photo may tell where it was taken"))
        yield Said(Phrase(N_("carries EXIF data")), hint)


CHECKS: Final = (check_images, check_descriptions, check_drawings, check_rasters)
