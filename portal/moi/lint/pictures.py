"""Checks on pictures, as files and as they stand in the texts: M03, V01, V02, V03."""

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

from portal.moi.lint.svg_width import too_wide
from portal.moi.source.findings import Finding
from portal.moi.source.folder import KitFolder, Text
from portal.moi.source.raster import has_exif, size_of
from portal.moi.source.shapes import Visual
from portal.moi.source.svg import SvgProblem, parse_svg, svg_faults

IMAGE: Final = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<to>[^)\s]+)[^)]*\)")
ALONE: Final = re.compile(r"^!\[[^\]]*\]\([^)]*\)\s*$")
LONGEST_ALT: Final = 150
LARGEST: Final = 1_000_000
NARROWEST: Final = 1_200
LIST: Final = "visuals/visuals.yaml"


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


def _image_faults(kit: KitFolder, text: Text, name: str, words: str) -> Iterator[tuple[str, str]]:
    if not ALONE.match(words):
        yield "stands in a line of text", "give the picture a line of its own"
    if name not in kit.pictures:
        yield "is not in visuals/", "add the file, or correct the name"
    elif (visual := kit.visuals.get(name)) is None:
        yield "is not in visuals.yaml", "add it there with alt, credit and licence"
    elif not visual.decorative and not visual.alt.get(text.lang, "").strip():
        yield (
            f"has no alt in {text.lang}",
            f"say in visuals.yaml what it shows, under alt: {text.lang}",
        )


def check_descriptions(kit: KitFolder) -> Iterator[Finding]:
    """M03: an alt says what is seen, briefly; a complex picture is told in words as well."""
    for name, visual in kit.visuals.items():
        for place, message, hint in _description_faults(kit, name, visual):
            line = kit.visuals_yaml.line_of((name, *place)) if kit.visuals_yaml else 1
            key = ".".join((name, *place))
            yield Finding(file=LIST, line=line, code="M03", key=key, message=message, hint=hint)


def _description_faults(
    kit: KitFolder, name: str, visual: Visual
) -> Iterator[tuple[tuple[str, ...], str, str]]:
    if name not in kit.pictures:
        yield (), "has no file in visuals/", "add the file, or take it off the list"
    for lang, alt in visual.alt.items():
        if len(alt) > LONGEST_ALT:
            message = f"is {len(alt)} characters long"
            yield ("alt", lang), message, "say it in 150, and the rest in long_description"
        if PurePath(alt.strip()).suffix in {".svg", ".png", ".jpg", ".jpeg"}:
            yield ("alt", lang), "is a file name", "say what the picture shows"
        if visual.complex and not visual.long_description.get(lang):
            yield ("long_description",), f"is missing in {lang}", "tell in words what it shows"


def check_drawings(kit: KitFolder) -> Iterator[Finding]:
    """V01 and V02: a drawing is safe to put in a page, and its words fit."""
    for name, content in kit.pictures.items():
        if not name.endswith(".svg"):
            continue
        file = f"visuals/{name}"
        try:
            root = parse_svg(content)
        except SvgProblem as problem:
            hint = "export it again as plain SVG"
            yield Finding(
                file=file, line=problem.line, code="V01", key=name, message=str(problem), hint=hint
            )
            continue
        for fault in svg_faults(root):
            hint = "take it out: a drawing is shapes and words only"
            yield Finding(
                file=file, line=fault.line, code="V01", key=name, message=fault.what, hint=hint
            )
        for line, words, over in too_wide(root):
            message = f"“{words[:40]}” may run {over:.0f} units over its box"
            hint = "shorten it, break it, or make the box wider"
            yield Finding(file=file, line=line, code="V02", key=name, message=message, hint=hint)


def check_rasters(kit: KitFolder) -> Iterator[Finding]:
    """V03: a photo is light enough to send, sharp enough to print, and tells no place."""
    for name, content in kit.pictures.items():
        if name.endswith(".svg"):
            continue
        for message, hint in _raster_faults(content):
            file = f"visuals/{name}"
            yield Finding(file=file, line=1, code="V03", key=name, message=message, hint=hint)


def _raster_faults(content: bytes) -> Iterator[tuple[str, str]]:
    size = size_of(content)
    if size is None:
        yield "is no PNG or JPEG", "save it again in one of these"
    elif size[0] < NARROWEST:
        yield f"is {size[0]} px wide", "use at least 1200 px: it is printed as well"
    if len(content) > LARGEST:
        yield f"is {len(content) / LARGEST:.1f} MB", "save it below 1 MB"
    if has_exif(content):
        yield "carries EXIF data", "save it without: a photo may tell where it was taken"


CHECKS: Final = (check_images, check_descriptions, check_drawings, check_rasters)
