"""Whatever stands in a file that was taken in, its report and its preview come."""

from itertools import product
from typing import Final

import pytest

from portal.making.files.previewing import preview_of
from portal.making.files.rules import LONGEST_LINE
from portal.moi.lint.library import check_contents
from tests.making.files.zips import KIT, SLUG

BITS: Final = (b"\0", b"\x0b", b"\xef\xbf\xbe", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\r\rx\r")
PLACES: Final = ("intro.nl.md", "moi.yaml", "slides.nl.md", "visuals/visuals.yaml")
BOX: Final = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="{}">{}</svg>'
DRAWINGS: Final = {
    "no numbers": BOX.format("a b c d", '<text x="y" y="1" font-size="large">a</text>'),
    "other units": BOX.format("0 0 9 9", '<text x="1" y="1" font-size="2em">a</text>'),
    "no number at all": BOX.format("0 0 nan inf", '<text x="nan" y="1">a</text>'),
    "itself": BOX.format("0 0 9 9", '<g id="a"><use href="#a"/></g>'),
    "deep": BOX.format("0 0 9 9", "<g>" * 5000 + "</g>" * 5000),
    "an instruction": BOX.format("0 0 9 9", "<?php x ?>"),
    "nothing": "",
}
TEXTS: Final = {
    "quotes": b">" * LONGEST_LINE + b" x",
    "stars": b"*a_" * (LONGEST_LINE // 3),
    "one word": b"a" * LONGEST_LINE,
    "a list in lists": b"".join(b"  " * 2 * deep + b"- x\n" for deep in range(100)),
    "open boxes": b"<div>" * 300,
    "an open comment": b"<!-- x -- y\n",
    "pictures from elsewhere": b"\n![](https://evil.example/x.png)\n\n![]()\n\n![](../moi.yaml)\n",
    "one name twice": b"\n# x {#a}\n\n## y {#a}\n\n[^1]\n\n[^1]: x\n[^1]: y\n",
}
MANIFESTS: Final = {
    "a list": b"- a\n",
    "a strange key": b"? [a, b]\n: c\n",
    "a language without texts": KIT["moi.yaml"].replace(b"[nl, en]", b"[nl, xx]"),
    "a language twice": KIT["moi.yaml"].replace(b"[nl, en]", b"[nl, nl]"),
    "an odd version": KIT["moi.yaml"].replace(b"1.10.0", "1.10.0²".encode()),
}


def reported(path: str, content: bytes) -> None:
    """Ask for the report and every preview; neither may break."""
    kit = check_contents(SLUG, KIT | {path: content}, known={}).kit
    for lang in kit.manifest.languages if kit.manifest else ():
        shown = preview_of(kit, lang, gap="nog niet")
        assert shown is not None
        assert all('src="http' not in text.html for text in shown.texts)


@pytest.mark.parametrize(("path", "bit"), [*product(PLACES, BITS)])
def test_odd_bytes_anywhere(path: str, bit: bytes) -> None:
    reported(path, bit + KIT[path])
    reported(path, KIT[path] + bit)


@pytest.mark.parametrize("content", DRAWINGS.values(), ids=DRAWINGS)
def test_odd_drawings(content: str) -> None:
    reported("visuals/raam.svg", content.encode())


@pytest.mark.parametrize("content", TEXTS.values(), ids=TEXTS)
def test_odd_texts(content: bytes) -> None:
    reported("intro.nl.md", KIT["intro.nl.md"] + b"\n" + content)
    reported("teaching-note.nl.md", content)


@pytest.mark.parametrize("content", MANIFESTS.values(), ids=MANIFESTS)
def test_odd_manifests(content: bytes) -> None:
    reported("moi.yaml", content)


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n\0\0", b"\xff\xd8\xff\xe1\0", b"<html>"]
)
@pytest.mark.parametrize("name", ["visuals/foto.png", "visuals/foto.jpg"])
def test_odd_photos(name: str, content: bytes) -> None:
    reported(name, content)
