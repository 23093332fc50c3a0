"""Reading a folder: text stays text, Markdown becomes clean HTML, drawings become safe."""

from itertools import pairwise

import pytest

from portal.moi.lint.svg_width import text_width
from portal.moi.source.folder import content_hash, read_kit
from portal.moi.source.markup import figure_html, render_markdown, with_pictures
from portal.moi.source.raster import has_exif, size_of
from portal.moi.source.svg import SvgProblem, inline_svg, parse_svg
from portal.moi.source.yaml_lines import YamlProblem, read_mapping
from tests.moi.conftest import GOOD

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'


def test_yaml_values_stay_as_they_are_written() -> None:
    found = read_mapping("a: no\nb: 1.10\nc:\n  - 012\n", first_line=2)
    assert found.values == {"a": "no", "b": "1.10", "c": ["012"]}
    assert [found.line_of(path) for path in (("b",), ("c", 0), ("c", 7), ("z",))] == [3, 5, 4, 2]


def test_a_key_that_stands_twice_is_refused_at_its_line() -> None:
    with pytest.raises(YamlProblem, match="a stands here twice") as caught:
        read_mapping("a: 1\nb: 2\na: 3\n")
    assert caught.value.line == 3


def test_the_hash_knows_names_contents_and_nothing_of_order() -> None:
    one = content_hash({"a": b"1", "b": b"2"})
    assert one == content_hash({"b": b"2", "a": b"1"})
    assert len({one, content_hash({"a": b"2", "b": b"1"}), content_hash({"a": b"1b2"})}) == 3


def test_a_folder_is_read_whole() -> None:
    kit, findings = read_kit(GOOD)
    assert findings == []
    assert [text.path for text in kit.texts if text.lang == "nl"] == [
        "assignments/01-kijken.nl.md",
        "assignments/02-doen.nl.md",
        "intro.nl.md",
        "slides.nl.md",
        "teaching-note.nl.md",
    ]
    assert list(kit.pictures) == ["raam.svg"]


def test_stray_files_are_no_part_of_a_kit(folder: "object") -> None:
    from pathlib import Path  # noqa: PLC0415

    place = Path(str(folder))
    before = read_kit(place)[0].content_sha256
    (place / ".DS_Store").write_text("x")
    (place / "notes.txt").write_text("x")
    (place / "visuals" / "link.svg").symlink_to("/etc/passwd")
    assert read_kit(place)[0].content_sha256 == before


def test_headings_start_where_they_are_told_and_ids_never_collide() -> None:
    text = "## Titel {#idea}\n\nZie [daar](#idea).[^a]\n\n[^a]: Noot.\n"
    first = render_markdown(text, lang="nl", base_level=3, prefix="assignment-1-")
    assert first.headings == [(4, "idea")]
    assert '<h4 id="assignment-1-idea">Titel</h4>' in first.html
    assert '<a href="#assignment-1-idea">daar</a>' in first.html
    assert 'href="#assignment-1-fn:a"' in first.html
    assert 'id="assignment-1-fn:a"' in first.html


@pytest.mark.parametrize(
    ("lang", "title"),
    [("nl", "Terug naar noot 1 in de tekst"), ("en", "Back to note 1 in the text")],
)
def test_the_way_back_from_a_note_is_in_the_language_of_the_text(lang: str, title: str) -> None:
    assert f'title="{title}"' in render_markdown("a[^a]\n\n[^a]: b", lang=lang).html


def test_alignment_becomes_a_class_since_pages_allow_no_style() -> None:
    html = render_markdown("| a | b |\n|---|--:|\n| 1 | 2 |", lang="nl").html
    assert '<th class="align-right" scope="col">b</th>' in html
    assert "style" not in html


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<script>alert(1)</script>x", "x"),
        ('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
        ('<img src="x" onerror="alert(1)">', '<img src="x">'),
        ('<p style="position:fixed">x</p>', "<p>x</p>"),
        ("<iframe src=//x></iframe>x", "x"),
    ],
)
def test_what_the_sanitiser_removes_is_told(text: str, left: str) -> None:
    found = render_markdown(text, lang="nl")
    assert left in found.html
    assert "alert" not in found.html
    assert found.removed != []


def test_a_picture_takes_the_place_of_its_paragraph() -> None:
    html = render_markdown("a\n\n![](visuals/x.svg)\n\nb", lang="nl").html
    drawn = with_pictures(html, lambda name: f"<figure>{name}</figure>")
    assert drawn == "<p>a</p>\n<figure>x.svg</figure>\n<p>b</p>"


def test_a_figure_escapes_what_it_says() -> None:
    html = figure_html(name="x.svg", drawing="<svg/>", alt='"a"', described="b < c", lang="en")
    assert html == (
        '<figure class="visual" data-visual="x.svg" data-alt="&quot;a&quot;"><svg/>'
        "<details><summary>This picture in words</summary><p>b &lt; c</p></details></figure>"
    )


def test_a_drawing_in_a_page_has_a_name_and_ids_of_its_own() -> None:
    inner = '<defs><g id="a"/></defs><use href="#a"/><path clip-path="url(#a)"/><title>weg</title>'
    drawn = inline_svg(SVG.format(inner).encode(), alt="Een raam.", prefix="p-")
    assert drawn == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" role="img" '
        'aria-labelledby="p-title"><title id="p-title">Een raam.</title><defs><g id="p-a"/></defs>'
        '<use href="#p-a"/><path clip-path="url(#p-a)"/></svg>'
    )


def test_decoration_is_hidden_from_who_listens() -> None:
    assert 'aria-hidden="true"' in inline_svg(SVG.format("").encode(), alt="", prefix="p-")


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        '<g onload="alert(1)"/>',
        "<foreignObject><p>alert</p></foreignObject>",
        '<a href="javascript:alert(1)"><path/></a>',
        '<use href="https://x.be/alert#a"/>',
        '<g style="background:url(//alert)"/>',
        '<rect fill="url(//alert)"/>',
        "<style>@import '//alert'</style>",
        '<image href="data:alert"/>',
    ],
)
def test_nothing_unsafe_reaches_a_page_even_unchecked(inner: str) -> None:
    assert "alert" not in inline_svg(SVG.format(inner).encode(), alt="x", prefix="p-")


@pytest.mark.parametrize(
    "content", [b"", b"<p/>", b"<svg/>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><svg/>"]
)
def test_only_an_svg_is_an_svg(content: bytes) -> None:
    with pytest.raises(SvgProblem):
        parse_svg(content)


def test_photos_tell_their_size_and_their_exif() -> None:
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (1600).to_bytes(4, "big") + (900).to_bytes(4, "big")
    frame = (
        b"\xff\xc0\x00\x0b\x08" + (900).to_bytes(2, "big") + (1600).to_bytes(2, "big") + b"\1\1\1\1"
    )
    exif = b"\xff\xe1\x00\x08Exif\0\0"
    assert [size_of(png), size_of(b"\xff\xd8" + frame), size_of(b"GIF89a")] == [
        (1600, 900),
        (1600, 900),
        None,
    ]
    assert has_exif(b"\xff\xd8" + exif + frame)
    assert not has_exif(b"\xff\xd8" + frame)
    assert [has_exif(png), has_exif(png + b"eXIf")] == [False, True]


def test_words_take_room() -> None:
    assert text_width("il", 10) < text_width("ab", 10) < text_width("MW", 10)
    assert text_width("ab", 10, bold=True) > text_width("ab", 10)


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x, x, x, x, x, x, x, x]\n"
        + "".join(f"{b}: &{b} [{', '.join(8 * ['*' + a])}]\n" for a, b in pairwise("abcdefgh")),
        "a: &a [*a]\n",
        "a: " + "[" * 3000 + "]" * 3000,
    ],
    ids=["names of names", "itself", "deep"],
)
def test_yaml_that_grows_while_it_is_read_is_refused(text: str) -> None:
    with pytest.raises(YamlProblem):
        read_mapping(text)
