"""Slides to change and slides to show: real titles, lists, tables and notes, the same each time."""

import re
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from pptx import Presentation
from pptx.util import Inches

from portal.moi.downloads.slides import slides_pdf, slides_pptx
from portal.moi.models import KitText, TextPart
from portal.moi.queries import KitContents

SECTIONS = """
<section class="slide" id="slide-window"><h2>Een raam op een kier</h2>
<figure class="visual" data-visual="raam.svg" data-alt="Een raam met een stoel ervoor.">
<svg></svg></figure><p>Wie zit er?</p>
<aside class="notes"><p><strong>Zeg:</strong> Kijk eerst.</p></aside></section>
<section class="slide" id="slide-look"><h2>Kijken</h2>
<ul><li>wat je <em>ziet</em></li><li>wat je hoort</li></ul></section>
<section class="slide" id="slide-model"><h2>Het model</h2>
<table><thead><tr><th>Wie</th><th>Wat</th></tr></thead>
<tbody><tr><td>zorgverlener</td><td>radar</td></tr></tbody></table></section>
"""


@pytest.fixture
def kit(contents: KitContents) -> KitContents:
    """The good kit with three slides."""
    slides = KitText(
        lang="nl", part=TextPart.SLIDES, position=0, title="Dia’s", html=SECTIONS, detail={}
    )
    return replace(contents, slides=slides)


def sheets(kit: KitContents) -> Sequence[Any]:
    return list(Presentation(BytesIO(slides_pptx(kit))).slides)


def test_every_slide_has_a_real_title_and_stays_within_the_screen(kit: KitContents) -> None:
    found = sheets(kit)
    assert [sheet.shapes.title.text for sheet in found] == [
        "Een klein gebaar",
        "Een raam op een kier",
        "Kijken",
        "Het model",
    ]
    for shape in (shape for sheet in found for shape in sheet.shapes):
        assert 0 <= shape.left < shape.left + shape.width <= Inches(13.333)
        assert 0 <= shape.top < shape.top + shape.height <= Inches(7.5)


def test_the_first_slide_says_which_kit_and_the_last_its_licence(kit: KitContents) -> None:
    found = sheets(kit)
    assert "MOI-901 · Versie 1.10.0" in found[0].shapes[-1].text_frame.text
    assert "CC BY-NC-SA 4.0" in found[-1].shapes[-1].text_frame.text
    assert all("CC BY" not in shape.text for shape in found[1].shapes if shape.has_text_frame)


def test_pictures_lists_tables_and_notes_are_what_they_seem(kit: KitContents) -> None:
    _, window, look, model = sheets(kit)
    picture = next(shape for shape in window.shapes if shape.name.startswith("Picture"))
    assert picture.image.content_type == "image/png"
    assert picture.image.size[0] == 1600
    alt = picture.element.nvPicPr.cNvPr.get("descr")
    assert alt == "Een raam met een stoel ervoor."
    assert window.notes_slide.notes_text_frame.text == "Zeg: Kijk eerst."
    body = look.placeholders[1].text_frame
    assert [paragraph.text for paragraph in body.paragraphs] == ["wat je ziet", "wat je hoort"]
    assert look.placeholders[1].element.xml.count("<a:buChar") == 2
    table = next(shape.table for shape in model.shapes if shape.has_table)
    assert table.first_row
    assert [cell.text for cell in table.iter_cells()] == ["Wie", "Wat", "zorgverlener", "radar"]


def test_all_words_say_their_language(kit: KitContents) -> None:
    with ZipFile(BytesIO(slides_pptx(kit))) as archive:
        slides = [name for name in archive.namelist() if re.match(r"ppt/slides/slide\d", name)]
        runs = [
            run
            for name in slides
            for run in re.findall(r"<a:r>.*?</a:r>", archive.read(name).decode(), re.DOTALL)
        ]
    assert len(slides) == 4
    assert {re.findall(r'lang="([^"]+)"', run)[0] for run in runs} == {"nl-BE"}


def test_the_same_slides_give_the_same_bytes(kit: KitContents) -> None:
    first = slides_pptx(kit)
    assert first == slides_pptx(kit)
    with ZipFile(BytesIO(first)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
    assert slides_pdf(kit) == slides_pdf(kit)


def test_the_pdf_is_tagged_has_a_page_a_slide_and_no_notes(kit: KitContents) -> None:
    pdf = slides_pdf(kit)
    assert b"/MarkInfo" in pdf
    assert len(re.findall(rb"/Type/Page\b", pdf)) == 4
    assert kit.slides is not None
    silent = kit.slides.html.replace("Kijk eerst.", "Iets anders.")
    other = KitText(
        lang="nl", part=TextPart.SLIDES, position=0, title="Dia’s", html=silent, detail={}
    )
    assert slides_pdf(replace(kit, slides=other)) == pdf
    assert slides_pptx(replace(kit, slides=other)) != slides_pptx(kit)
