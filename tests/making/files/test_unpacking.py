"""The ZIP of a kit is opened without trusting it: each mistake has its own words."""

from zipfile import ZipInfo

import pytest

from portal.making.files import rules, unpacking
from portal.making.files.unpacking import unpack
from portal.rules import RuleBroken
from tests.making.files import zips
from tests.making.files.zips import KIT, SCRIPT, good, packed, packed_as, with_entry

DAMAGED = "This ZIP file is damaged. Pack the folder anew and send it once more."
TOO_FAR = "This unpacks to far more than a lesson kit can hold. We stopped opening it."
OUTSIDE = "“{}” would land outside its folder. Pack the folder of the kit anew."
NO_ZIP = "This is not a ZIP file, whatever its name says. Pack the folder of the lesson kit as ZIP."
TOO_MANY = "This is more than 300 files. Send the folder of one lesson kit only."
NO_KIT = (
    "There is no moi.yaml in this ZIP, so it is no lesson kit. "
    "Pack the folder in which moi.yaml stands."
)
HIDDEN = "This ZIP is packed in a way that we do not open. Pack it as an ordinary ZIP."
WRONG = {
    "nothing": (b"", NO_ZIP),
    "text": (b"id: MOI-013\n", NO_ZIP),
    "a ZIP behind a program": (b"#!/bin/sh\n" + good(), NO_ZIP),
    "an empty ZIP": (packed({}), NO_KIT),
    "half a ZIP": (good()[:-300], DAMAGED),
    "a broken byte": (zips.with_broken_byte(), DAMAGED),
    "a bomb": (zips.bomb(), TOO_FAR),
    "a large picture": (
        with_entry("visuals/foto.png", zips.noise(6)),
        "“visuals/foto.png” is larger than 5 MB. Make it smaller.",
    ),
    "too many": (packed(KIT | {f"visuals/a{n}.svg": b"" for n in range(300)}), TOO_MANY),
    "far too many": (packed({f"{n}": b"" for n in range(700)}), TOO_MANY),
    "up": (with_entry("../moi.md"), OUTSIDE.format("../moi.md")),
    "up inside": (with_entry("visuals/../../a.md"), OUTSIDE.format("visuals/../../a.md")),
    "absolute": (with_entry("/etc/passwd"), OUTSIDE.format("/etc/passwd")),
    "another slash": (with_entry("visuals\\a.svg"), OUTSIDE.format("visuals\\a.svg")),
    "a drive": (with_entry("C:/a.svg"), OUTSIDE.format("C:/a.svg")),
    "an odd sign": (with_entry("a\nb.svg"), OUTSIDE.format("a?b.svg")),
    "a link": (
        zips.with_link(),
        "“visuals/foto.png” is a link to something else. Put the file itself in the folder.",
    ),
    "a password": (zips.with_password(), "This ZIP has a password. Pack it without one."),
    "another method": (zips.pressed(), HIDDEN),
    "two kits": (
        packed(KIT | {"twee/moi.yaml": b""}),
        "This ZIP holds 2 lesson kits. Send them one by one.",
    ),
    "no kit": (packed({"intro.nl.md": b"x"}), NO_KIT),
    "twice": (
        packed_as([(ZipInfo("moi.yaml"), b"1"), (ZipInfo("Moi.yaml"), b"2")]),
        "“moi.yaml” is in this ZIP twice. Keep one of them.",
    ),
    "a long text": (
        packed(KIT | {"intro.nl.md": b"woord\n" * 20_000}),
        "“intro.nl.md” is too long: 100000 signs at most.",
    ),
    "no letters": (
        packed(KIT | {"intro.nl.md": b"a\0b"}),
        "“intro.nl.md” holds signs that are no letters. Save it as plain text in UTF-8.",
    ),
    "a long line": (
        packed(KIT | {"intro.nl.md": b"\n" + b"a" * 2_001}),
        "Line 2 of “intro.nl.md” is too long. Break it up.",
    ),
    "a script": (
        packed(KIT | {"visuals/raam.svg": SCRIPT}),
        (
            "“visuals/raam.svg” holds a script on line 2. "
            "A drawing is shapes and words only: take it out."
        ),
    ),
}


@pytest.mark.parametrize(("data", "said"), WRONG.values(), ids=WRONG)
def test_each_wrong_zip_is_refused_in_its_own_words(data: bytes, said: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        unpack(data)
    assert str(refused.value) == said


def test_a_zip_above_the_limit_is_refused_before_it_is_opened() -> None:
    with pytest.raises(RuleBroken) as refused:
        unpack(good() + b"\0" * rules.LARGEST_ZIP)
    assert str(refused.value) == (
        "This file is larger than 20 MB. A lesson kit is a few MB: make its photos smaller."
    )


def test_together_the_files_are_no_more_than_a_kit_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_BYTES", sum(map(len, KIT.values())) - 1)
    with pytest.raises(RuleBroken) as refused:
        unpack(good())
    assert str(refused.value) == TOO_FAR


def test_what_a_zip_says_of_its_size_opens_nothing_more() -> None:
    with pytest.raises(RuleBroken) as refused:
        unpack(zips.with_false_size())
    assert str(refused.value) == DAMAGED


@pytest.mark.parametrize("top", ["", "een-klein-gebaar/", "Map met spaties (kopie)/", "a/b/"])
def test_the_folder_may_have_any_name(top: str) -> None:
    came = unpack(packed(KIT, top))
    assert (came.files, came.left_out) == (KIT, [])


def test_litter_is_passed_over_and_what_does_not_belong_is_named() -> None:
    litter = {"__MACOSX/._moi.yaml": b"x", "visuals/.DS_Store": b"x", "._intro.nl.md": b"x"}
    odd = {"notes.docx": b"x", "visuals/foto één.jpg": b"x", "los/intro.nl.md": b"x"}
    came = unpack(packed(KIT | litter | odd))
    assert came.files == KIT
    assert came.left_out == ["los/intro.nl.md", "notes.docx", "visuals/foto één.jpg"]


def test_a_file_beside_the_folder_is_named_and_left_out() -> None:
    came = unpack(packed({f"kit/{path}": text for path, text in KIT.items()} | {"README.md": b"x"}))
    assert (came.files, came.left_out) == (KIT, ["README.md"])


def test_an_empty_folder_is_no_file() -> None:
    came = unpack(with_entry("visuals/leeg/", b""))
    assert (came.files, came.left_out) == (KIT, [])


RUNNING = {
    "a handler": b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>',
    "an address": b'<svg xmlns="http://www.w3.org/2000/svg"><a href="java&#10;script:x()"/></svg>',
    "a foreign part": b'<svg xmlns="http://www.w3.org/2000/svg"><foreignObject/></svg>',
    "broken XML": b'<svg xmlns="http://www.w3.org/2000/svg"><SCRIPT>x</svg>',
    "an entity": b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>',
    "another namespace": b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:h="http://www.w3.org/'
    b'1999/xhtml"><h:script>x</h:script></svg>',
}


@pytest.mark.parametrize("content", RUNNING.values(), ids=RUNNING)
def test_a_drawing_that_could_run_is_refused(content: bytes) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.check_content("visuals/a.svg", content)
    assert str(refused.value) == (
        "“visuals/a.svg” holds a script on line 1. A drawing is shapes and words only: take it out."
    )


@pytest.mark.parametrize("name", ["visuals/raam.svg", "visuals/a.b-c_1.jpg", "moi.yaml"])
def test_a_drawing_of_shapes_and_a_name_with_a_place_pass(name: str) -> None:
    rules.check_path(name)
    rules.check_content(name, KIT["visuals/raam.svg"])


@pytest.mark.parametrize(
    "name", ["visuals/a b.svg", "visuals/x/y.svg", "a.exe", "../moi.yaml", "visuals/.svg", ""]
)
def test_a_name_without_a_place_is_refused(name: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.check_path(name)
    assert str(refused.value) == (
        f"A lesson kit has no place for “{name}”. "
        "Name it like assignments/02-samen.nl.md or visuals/foto.jpg."
    )
