"""The teaching note as a Word document: structure that Word and a screen reader know, no date."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from flask_babel import force_locale

from portal.documents.tree import to_nodes
from portal.documents.word import render_docx
from portal.documents.word_package import Facts
from portal.moi import queries
from portal.moi.downloads import told
from portal.moi.downloads.word import teaching_note_docx
from portal.moi.queries import KitCard, KitContents

FACTS = Facts(title="Proef", lang="nl", authors="Wij")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><path d="M0 0H4"/></svg>'


def written(html: str) -> WordDocument:
    word = render_docx(to_nodes(html), FACTS, footer="Voet", pictures={"raam.svg": SVG})
    return Document(BytesIO(word))


def numbers(document: WordDocument) -> Iterator[tuple[str, int, int]]:
    """Yield the words of each item, the list it belongs to and its depth."""
    for paragraph in document.paragraphs:
        for mark in paragraph._p.iter(qn("w:numPr")):  # noqa: SLF001
            level, number = (int(part.get(qn("w:val"), "")) for part in mark)
            yield paragraph.text, number, level


def styled(document: WordDocument) -> list[tuple[str, str]]:
    return [
        (paragraph.style.name or "", paragraph.text)
        for paragraph in document.paragraphs
        if paragraph.style
    ]


def test_the_teaching_note_has_the_parts_of_the_printed_one(contents: KitContents) -> None:
    document = Document(BytesIO(teaching_note_docx(contents)))
    found = styled(document)
    assert found[:2] == [("Soft", "Handleiding"), ("Heading 1", "Een klein gebaar")]
    assert found[3] == (
        "Normal",
        "Duur: 5 tot 35 minuten\nGroep: 2 tot 8 deelnemers\nVoorbereiding: 20 minuten",
    )
    assert ("Heading 2", "Voorbereiden") in found
    assert ("Heading 3", "Een kwartier") in found
    assert ("Quote", "“Welkom. Niemand krijgt punten.”") in found
    with force_locale("nl"):
        cited = told.citation_of(contents)
    small = [words for style, words in found if style == "Small"]
    assert small[:2] == [cited, "Licentie: CC BY-NC-SA 4.0"]
    assert "10.1136/bmjopen-2019-034543" in small[2]


def test_a_document_says_what_it_is_and_in_which_language(card: KitCard) -> None:
    english = queries.contents_of(card, "en", pictures=True)
    document = Document(BytesIO(teaching_note_docx(english)))
    core = document.core_properties
    assert core.title == f"{english.words['title']}: Teaching note"
    assert (core.language, core.author, core.comments) == (
        "en",
        ", ".join(english.moi["authors"]),
        "",
    )
    languages = [one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))]
    assert languages == ["en-GB"]


def test_the_same_version_gives_the_same_bytes_without_a_date(contents: KitContents) -> None:
    word = teaching_note_docx(contents)
    assert word == teaching_note_docx(contents)
    with ZipFile(BytesIO(word)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert "docProps/thumbnail.jpeg" not in archive.namelist()
    made = Document(BytesIO(word)).core_properties
    assert made.created == made.modified
    assert isinstance(made.created, datetime)
    assert made.created.year == 2020


def test_each_numbered_list_counts_by_itself() -> None:
    document = written("<ol><li>een<ul><li>diep</li></ul></li></ol><p>en</p><ol><li>weer</li></ol>")
    assert list(numbers(document)) == [("een", 1, 0), ("diep", 2, 1), ("weer", 3, 0)]
    kinds = {
        entry.get(qn("w:numId")): entry[0].get(qn("w:val"))
        for entry in document.part.numbering_part.element.iter(qn("w:num"))
    }
    assert kinds == {"1": "1", "2": "0", "3": "1"}


def test_a_table_repeats_its_header_row() -> None:
    document = written(
        "<table><thead><tr><th>Wat</th><th>Hoe</th></tr></thead>"
        "<tbody><tr><td>Kijk</td><td>…</td></tr></tbody></table>"
    )
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Wat", "Hoe"],
        ["Kijk", ""],
    ]
    repeated = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]  # noqa: SLF001
    assert repeated == [True, False]
    head = table.rows[0].cells[0].paragraphs[0].style
    assert head is not None
    assert head.name == "Table Heading"


def test_a_link_is_a_link_and_a_footnote_stands_in_brackets() -> None:
    document = written(
        '<p>Zie <a href="https://example.org/"><strong>hier</strong></a>.'
        '<sup><a class="footnote-ref" href="#fn1">1</a></sup></p>'
        '<div class="footnote"><ol><li id="fn1"><p>Bron.</p></li></ol></div>'
    )
    (paragraph,) = document.paragraphs
    assert paragraph.text == "Zie hier. [Bron.]"
    (link,) = paragraph.hyperlinks
    assert (link.address, link.text, link.runs[0].bold) == ("https://example.org/", "hier", True)


def test_a_picture_is_pixels_with_words_beside_it() -> None:
    document = written('<figure data-visual="raam.svg" data-alt="Een open raam"></figure>')
    (shape,) = document.inline_shapes
    assert shape._inline.docPr.get("descr") == "Een open raam"  # noqa: SLF001
    (picture,) = (part for part in document.part.package.iter_parts() if "png" in part.partname)
    assert picture.blob.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            '<div class="admonition"><p class="admonition-title">Let op</p><p>Vraag.</p></div>',
            [("Note Title", "Let op"), ("Note", "Vraag.")],
        ),
        ("<blockquote><p>Dag</p></blockquote>", [("Quote", "Dag")]),
        ("<pre>a\nb</pre>", [("Preformatted", "a\nb")]),
        ("<h6>Diep</h6>", [("Heading 4", "Diep")]),
    ],
)
def test_blocks_have_styles_that_can_be_changed(html: str, expected: list[tuple[str, str]]) -> None:
    assert styled(written(html)) == expected
