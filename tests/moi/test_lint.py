"""Each code of the lint: what triggers it, where it points, and what leaves it silent."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from portal.moi.lint.library import check_kit, check_library
from portal.moi.lint.prose import numbered_sentences, sentences, words_in
from portal.moi.source.findings import WARNINGS
from tests.moi.conftest import GOOD, Spoil, replace
from tests.phrases import same_in_dutch

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


def raster(width: int, *, size: int = 100, extra: bytes = b"") -> Spoil:
    """Return a way to add a photo of that width to the folder and its list."""

    def spoil(folder: Path) -> None:
        head = PNG + width.to_bytes(4, "big") + (800).to_bytes(4, "big") + extra
        (folder / "visuals" / "foto.png").write_bytes(head.ljust(size, b"\0"))
        listed = folder / "visuals" / "visuals.yaml"
        alt = "foto.png:\n  alt: {nl: Een gang., en: A corridor.}\n"
        told = f"{listed.read_text()}{alt}  credit: Het proefteam\n  licence: CC-BY-4.0\n"
        listed.write_text(told, encoding="utf-8")

    return spoil


def removed(name: str) -> Spoil:
    return lambda folder: (folder / name).unlink()


def added(name: str, content: str) -> Spoil:
    return lambda folder: (folder / name).write_text(content, encoding="utf-8")


INTRO, NOTE, SLIDES, DRAWING, LIST = (
    "intro.nl.md",
    "teaching-note.nl.md",
    "slides.nl.md",
    "visuals/raam.svg",
    "visuals/visuals.yaml",
)
LONG = "een " * 20 + "einde"
RAAM = '<text x="20"'
CASES: list[tuple[str, str, str, Spoil]] = [
    ("K01", "moi.yaml:3", "slug", replace("moi.yaml", "een-klein-gebaar", "iets-anders")),
    ("K03", "moi.yaml:4", "version", replace("moi.yaml", "1.10.0", "1.10")),
    ("K03", "CHANGELOG.md:1", "version", replace("moi.yaml", "1.10.0", "1.11.0")),
    ("K03", "CHANGELOG.md:5", "version", replace("CHANGELOG.md", " — 2022-09-01", "")),
    ("K05", "intro.en.md:1", "intro", removed("intro.en.md")),
    ("K05", "assignments/02-doen.en.md:1", "assignment", removed("assignments/02-doen.en.md")),
    ("K05", "intro.fr.md:1", "intro", added("intro.fr.md", (GOOD / INTRO).read_text())),
    ("K06", "moi.yaml:14", "duration.assignments", replace("moi.yaml", "ments: 25", "ments: 30")),
    ("K07", "moi.yaml:7", "constructs", replace("moi.yaml", "[radar", "[radarr")),
    ("K08", "moi.yaml:25", "licence", replace("moi.yaml", "CC-BY-NC-SA-4.0", "MIT")),
    ("K08", f"{LIST}:10", "raam.svg.licence", replace(LIST, "CC-BY-4.0", "CC-BY-ND-4.0")),
    ("K09", "moi.yaml:25", "license", replace("moi.yaml", "licence:", "license:")),
    ("K09", "intro.nl.md:2", "titel", replace(INTRO, "title:", "titel:")),
    ("K10", "moi.yaml:13", "duration.introduction", replace("moi.yaml", "on: 5", "on: vijf")),
    ("K10", "intro.nl.md:4", "objectives", replace(INTRO, "  - Je kiest het moment.\n", "")),
    ("K11", "CHANGELOG.md:1", "file", removed("CHANGELOG.md")),
    ("K11", "moi.yaml:1", "file", removed("moi.yaml")),
    ("K11", "moi.yaml:5", "file", replace("moi.yaml", "source_language: nl", "id: MOI-902")),
    ("K11", "intro.nl.md:1", "file", replace(INTRO, "---\ntitle", "title")),
    ("M01", "intro.nl.md:14", "heading", replace(INTRO, "## Waarover", "# Waarover")),
    ("M01", "intro.nl.md:21", "heading", replace(INTRO, "### De", "#### De")),
    ("M02", "intro.nl.md:16", "script", replace(INTRO, "Lees ook", "<script>x()</script> Lees")),
    ("M02", "intro.nl.md:21", "style", replace(INTRO, "{#step}", '{#step style="color:red"}')),
    ("M03", "intro.nl.md:12", "deur.svg", replace(INTRO, "raam.svg", "deur.svg")),
    ("M03", "intro.nl.md:12", "raam.svg", replace(INTRO, "![](vis", "Kijk: ![](vis")),
    ("M03", "intro.nl.md:12", "raam.svg", replace(LIST, "    nl: Een open raam.\n", "")),
    ("M03", f"{LIST}:3", "raam.svg.alt.nl", replace(LIST, "Een open raam.", "raam.svg")),
    ("M03", f"{LIST}:3", "raam.svg.alt.nl", replace(LIST, "Een open raam.", "Een raam. " * 16)),
    (
        "M03",
        f"{LIST}:6",
        "raam.svg.long_description",
        replace(LIST, "    en: A window stands open. It says “raam open”.\n", ""),
    ),
    ("M03", f"{LIST}:1", "weg.svg", replace(LIST, "raam.svg:", "weg.svg:")),
    ("M04", "intro.nl.md:23", "table", replace(INTRO, "| Wat | Minuten |", "|  | Minuten |")),
    ("M05", "intro.nl.md:18", "danger", replace(INTRO, "!!! tip", "!!! danger")),
    ("M06", "intro.nl.md:16", "#stap", replace(INTRO, "](#step)", "](#stap)")),
    ("M06", "intro.nl.md:16", "02.md", replace(INTRO, "](#step)", "](02.md)")),
    ("M06", "intro.nl.md:16", "klik hier", replace(INTRO, "[de volgende stap]", "[klik hier]")),
    ("V01", f"{DRAWING}:6", "raam.svg", replace(DRAWING, RAAM, f"<script/>{RAAM}")),
    ("V01", f"{DRAWING}:6", "raam.svg", replace(DRAWING, RAAM, f"<foreignObject/>{RAAM}")),
    ("V01", f"{DRAWING}:6", "raam.svg", replace(DRAWING, RAAM, f'<g onclick="x"/>{RAAM}')),
    ("V01", f"{DRAWING}:6", "raam.svg", replace(DRAWING, RAAM, f'<use href="//x#y"/>{RAAM}')),
    ("V01", f"{DRAWING}:6", "raam.svg", replace(DRAWING, RAAM, f'<g style="fill:red"/>{RAAM}')),
    ("V01", f"{DRAWING}:5", "raam.svg", replace(DRAWING, 'fill="#fdebc8"', 'fill="var(--x)"')),
    ("V01", f"{DRAWING}:5", "raam.svg", replace(DRAWING, "url(#pane)", "url(//x/y)")),
    ("V01", f"{DRAWING}:1", "raam.svg", replace(DRAWING, "<svg", "<!DOCTYPE svg><svg")),
    ("V01", f"{DRAWING}:8", "raam.svg", replace(DRAWING, "</svg>", "")),
    ("V02", f"{DRAWING}:6", "raam.svg", replace(DRAWING, "raam open", "het raam staat open")),
    ("V03", "visuals/foto.png:1", "foto.png", raster(600)),
    ("V03", "visuals/foto.png:1", "foto.png", raster(1600, size=1_200_000)),
    ("V03", "visuals/foto.png:1", "foto.png", raster(1600, extra=b"eXIf")),
    ("T01", "teaching-note.nl.md:5", "variant-5", replace(NOTE, "{#variant-5}", "{#kort}")),
    ("L01", "intro.en.md:8", "translation_of", replace(INTRO, "niet lang", "heel even")),
    ("L02", "intro.en.md:16", "idea", replace(INTRO, "{#idea}", "{#idee}")),
    ("K05", "slides.en.md:1", "slides", removed("slides.en.md")),
    ("S01", "intro.nl.md:10", "sentence", replace(INTRO, "niet lang", LONG)),
    ("S01", "intro.nl.md:19", "sentence", replace(INTRO, "Vraag eerst", f"Vraag {LONG}")),
    ("S01", "intro.nl.md:25", "sentence", replace(INTRO, "| Kijken", f"| Kijk {LONG}")),
    ("S01", "intro.nl.md:3", "summary", replace(INTRO, "Zie één kans", f"Zie {LONG}")),
    ("S01", "intro.nl.md:6", "objectives", replace(INTRO, "kiest het moment", LONG)),
    ("S01", f"{NOTE}:8", "sentence", replace(NOTE, "Niemand krijgt", f"Niemand krijgt {LONG}")),
    ("S01", f"{SLIDES}:15", "sentence", replace(SLIDES, "zag jij", f"zag jij {LONG}")),
    ("S01", f"{LIST}:3", "raam.svg.alt.nl", replace(LIST, "Een open", LONG)),
    (
        "S01",
        f"{LIST}:7",
        "raam.svg.long_description.nl",
        replace(LIST, "Een raam staat open", f"Een raam {LONG}"),
    ),
    ("D01", f"{SLIDES}:19", "heading", replace(SLIDES, " {#begin}", "")),
    ("D01", f"{SLIDES}:18", "heading", replace(SLIDES, "---\n\n## Zo", "---\n---\n\n## Zo")),
    ("D01", f"{SLIDES}:11", "heading", replace(SLIDES, "Note:\n\n**Zeg", "## Twee {#two}\n\nZeg")),
    ("D01", f"{SLIDES}:5", "words", replace(SLIDES, "niet lang.", "niet lang. " + "Kort. " * 38)),
    ("D01", f"{SLIDES}:19", "bullets", replace(SLIDES, "- Kijk rond.", "- Kijk.\n" * 5)),
    ("D01", f"{SLIDES}:5", "note", replace(SLIDES, "Note:\n\n**Zeg", "**Zeg")),
    ("G01", "intro.nl.md:10", "text", replace(INTRO, "niet lang", "in een rusthuis niet lang")),
    ("G01", "intro.nl.md:6", "objectives.1", replace(INTRO, "kiest het moment", "kiest de unit")),
    ("G01", f"{DRAWING}:6", "words", replace(DRAWING, "raam open", "MM")),
    ("P01", "intro.nl.md:10", "personal", replace(INTRO, "niet lang", "niet lang: an@x.be")),
    ("P01", "intro.nl.md:10", "personal", replace(INTRO, "niet lang", "lang: 0470 12 34 56")),
    ("P01", "intro.nl.md:10", "personal", replace(INTRO, "niet lang", "85.07.30-033.28")),
]


def test_the_good_kit_is_silent() -> None:
    assert [str(finding) for finding in check_kit(GOOD).findings] == []


@pytest.mark.parametrize(
    ("code", "place", "key", "spoil"),
    CASES,
    ids=[f"{code}-{key}-{number}" for number, (code, _, key, _) in enumerate(CASES)],
)
def test_a_spoilt_kit_is_told_where(
    folder: Path, code: str, place: str, key: str, spoil: Spoil
) -> None:
    spoil(folder)
    result = check_kit(folder)
    told = [f"{f.file}:{f.line} {f.code} {f.key}" for f in result.findings]
    assert f"{place} {code} {key}" in told
    assert result.is_sound == (code in WARNINGS)


@pytest.mark.usefixtures("app")
def test_every_finding_is_told_in_dutch_as_well(tmp_path: Path) -> None:
    for number, (_, _, _, spoil) in enumerate(CASES):
        spoil(Path(shutil.copytree(GOOD, tmp_path / str(number) / GOOD.name)))
    folders = [tmp_path / str(number) / GOOD.name for number in range(len(CASES))]
    findings = [one for folder in folders for one in check_kit(folder).findings]
    told = [said for one in findings for said in (one.message, one.hint)]
    assert len(set(told)) > len(CASES)
    assert same_in_dutch(told) == {"<%(name)s>"}


def test_every_code_has_a_case() -> None:
    codes = {case[0] for case in CASES}
    wanted = (
        "K01 K03 K05 K06 K07 K08 K09 K10 K11 M01 M02 M03 M04 M05 M06 "
        "V01 V02 V03 T01 D01 S01 G01 L01 L02 P01"
    )
    assert codes == set(wanted.split())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Eén. Twee.", ["Eén.", "Twee."]),
        ("Kijk bv. Een kaars, o.a. Drie.", ["Kijk bv. Een kaars, o.a. Drie."]),
        ("Ask Mrs. Jones, e.g. On Monday.", ["Ask Mrs. Jones, e.g. On Monday."]),
        ("Bel dr. Peeters of K. Claes.", ["Bel dr. Peeters of K. Claes."]),
        ("Het kost 1.5 euro. Of 3,50.", ["Het kost 1.5 euro.", "Of 3,50."]),
        ("“Mag het?” vraagt hij. “Ja.”", ["“Mag het?” vraagt hij.", "“Ja.”"]),
        ("Zeg: “Dag. Kom binnen.”", ["Zeg:", "“Dag.", "Kom binnen.”"]),
        ("Drie dingen: zien, horen, wachten.", ["Drie dingen: zien, horen, wachten."]),
        ("Ik zie dat … de bril ligt … Mag ik?", ["Ik zie dat … de bril ligt …", "Mag ik?"]),
        ("", []),
    ],
)
def test_where_a_sentence_ends(text: str, told: list[str]) -> None:
    assert [sentence for _, sentence in sentences(text)] == told


def test_a_sentence_over_three_lines_is_told_where_it_begins() -> None:
    lines = [(7, "Kort. Een zin"), (8, "loopt *verder*"), (9, "[hier](#x).[^a]"), (10, "- Punt")]
    assert list(numbered_sentences(lines)) == [
        (7, "Kort."),
        (7, "Een zin loopt verder hier."),
        (10, "Punt"),
    ]


def test_what_is_no_sentence_is_not_read() -> None:
    lines = ["```", "code", "```", "[^a]: Een bron.", "---", "Note:", "<!-- nota -->", "|---|", "…"]
    assert sum(words_in(told) for _, told in numbered_sentences(enumerate(lines))) == 0


def test_what_counts_as_one_word() -> None:
    assert words_in("Zo’n dag – 1,5 uur, 10–15 min: o.a. mama’s/papa’s … “ja”") == 9


def test_twenty_words_are_not_too_many(folder: Path) -> None:
    replace(INTRO, "Een gebaar duurt niet lang", "Een " * 19 + "gebaar")(folder)
    assert {finding.code for finding in check_kit(folder).findings} == {"L01"}


def test_a_language_that_is_not_ours_may_have_longer_sentences(folder: Path) -> None:
    added("intro.fr.md", (GOOD / INTRO).read_text().replace("niet lang", LONG))(folder)
    assert "S01" not in {finding.code for finding in check_kit(folder).findings}


def test_one_id_in_two_folders(folder: Path) -> None:
    shutil.copytree(folder, folder.parent / "tweede")
    replace("moi.yaml", "slug: een-klein-gebaar", "slug: tweede")(folder.parent / "tweede")
    told = [
        (one.kit.folder.name, [f.code for f in one.findings])
        for one in check_library(folder.parent)
    ]
    assert told == [("een-klein-gebaar", ["K02"]), ("tweede", ["K02"])]


def test_different_ids_in_two_folders(folder: Path) -> None:
    other = folder.parent / "tweede"
    shutil.copytree(folder, other)
    replace("moi.yaml", "slug: een-klein-gebaar", "slug: tweede")(other)
    replace("moi.yaml", "MOI-901", "MOI-902")(other)
    assert [list(one.findings) for one in check_library(folder.parent)] == [[], []]


def test_a_published_number_with_other_content(folder: Path) -> None:
    known = {folder.name: {"1.10.0": "0" * 64}}
    (one,) = check_library(folder.parent, known=known)
    assert [f"{f.file}:{f.line} {f.code} {f.key}" for f in one.findings] == [
        "moi.yaml:4 K04 version"
    ]
    assert not one.is_sound


@pytest.mark.parametrize("number", ["1.10.0", "1.9.0"])
def test_a_published_number_with_the_same_content_or_another_number(
    folder: Path, number: str
) -> None:
    same = check_kit(folder).kit.content_sha256
    content = same if number == "1.10.0" else "0" * 64
    (one,) = check_library(folder.parent, known={folder.name: {number: content}})
    assert list(one.findings) == []


def test_a_message_says_file_line_code_key_message_and_hint(folder: Path) -> None:
    replace("moi.yaml", "ments: 25", "ments: 30")(folder)
    told = [str(finding) for finding in check_kit(folder).findings]
    where, hint = "moi.yaml:14: K06 duration.assignments", "make them equal: people plan on it"
    assert told == [
        f"{where}: is 30 minutes, the assignments in {lang} sum to 25 — {hint}"
        for lang in ("en", "nl")
    ]


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_no_folder_is_no_traceback(tmp_path: Path, name: str) -> None:
    if name == "empty":
        (tmp_path / name).mkdir()
    told = {f"{f.file}:{f.line} {f.code}" for f in check_kit(tmp_path / name).findings}
    assert told == {"moi.yaml:1 K11", "CHANGELOG.md:1 K11"}


@pytest.mark.parametrize("junk", [b"\xff\xfe\0", b"{", b"- a\n- b", b"", b"a: *x", b"\t: x"])
@pytest.mark.parametrize("name", ["moi.yaml", "intro.nl.md", LIST, DRAWING, "CHANGELOG.md"])
def test_junk_in_a_file_is_no_traceback(folder: Path, name: str, junk: bytes) -> None:
    (folder / name).write_bytes(junk)
    found = check_kit(folder)
    assert not found.is_sound
    assert any(finding.file in {name, INTRO} for finding in found.findings)


def test_every_kit_of_ours_may_be_published() -> None:
    from portal.moi.source.folder import CONTENT  # noqa: PLC0415

    errors: dict[str, Any] = {
        one.kit.folder.name: [str(f) for f in one.findings if f.is_error or f.code == "G01"]
        for one in check_library(CONTENT)
    }
    assert not any(errors.values())
    assert len(errors) >= 3
    assert all(re.fullmatch(r"[a-z-]+", slug) for slug in errors)
