"""Slides in Markdown: where one ends, what is said, and how they rest in a version."""

from portal.moi.queries import KitContents
from portal.moi.source.slides import Slide, slides_of


def test_a_line_ends_a_slide_and_note_begins_what_is_said() -> None:
    body = (
        "\n## Een {#a}\n\nTekst.\n\nNote:\n\n**Zeg:** dag.\n\n---\n\n## Twee {#b}\n\nNote: kort.\n"
    )
    assert slides_of(body) == [
        Slide(shown="## Een {#a}\n\nTekst.", notes="**Zeg:** dag."),
        Slide(shown="## Twee {#b}", notes="kort."),
    ]


def test_a_ruler_of_a_table_or_a_word_is_no_end() -> None:
    body = "## Een {#a}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nNotenboom.\n"
    assert [slide.notes for slide in slides_of(body)] == [""]


def test_a_version_keeps_each_slide_as_a_section_with_its_notes_aside(
    contents: KitContents,
) -> None:
    assert contents.slides is not None
    html = contents.slides.html
    assert html.startswith('<section class="slide"><h2 id="slide-window">Een open raam</h2>')
    assert html.count('<section class="slide">') == html.count('<aside class="notes">')
    assert 'data-visual="raam.svg"' in html
