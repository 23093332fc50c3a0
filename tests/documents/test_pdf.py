"""PDFs are tagged, in a language, with our own font, and the same for the same input."""

import re
import zlib

import pytest

from portal.documents.pdf import FONTS, DocumentError, render_pdf
from portal.documents.tree import Nodes, to_nodes

DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30">'
    b'<rect width="90" height="30" fill="#fdebc8"/></svg>'
)


def data(body: Nodes) -> dict[str, object]:
    return {
        "heading": "De vraag",
        "kind": "Deelnemersblad",
        "summary": "Eén vraag per dag.",
        "facts": [{"label": "Duur", "value": "5 minuten"}],
        "body": body,
        "colophon": to_nodes("<p>CC BY</p>"),
        "rest": [],
        "authors": ["Het team"],
        "running": "De vraag",
        "imprint": "MOI-901",
    }


def printed(html: str, *, lang: str = "nl", alt: str = "Een raam.") -> bytes:
    figure = f'<figure data-visual="raam.svg" data-alt="{alt}"></figure>'
    return render_pdf(
        "kit",
        data(to_nodes(html + figure)),
        lang=lang,
        title="De vraag",
        pictures={"raam.svg": DRAWING},
    )


def unpacked(pdf: bytes) -> bytes:
    """Return the PDF with its compressed streams written out."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    plain = [zlib.decompress(one) for one in streams if one[:1] == b"\x78"]
    return pdf + b"\n".join(plain)


def test_a_pdf_is_tagged_and_says_title_and_language() -> None:
    pdf = unpacked(printed("<h2>Waarover</h2><p>Een zin.</p>"))
    assert b"/MarkInfo" in pdf
    assert b"/StructTreeRoot" in pdf
    assert b"/Lang(nl)" in pdf
    assert b"pdfuaid:part>1" in pdf
    assert b"/Alt(Een raam.)" in pdf


def test_the_language_is_the_one_asked_for() -> None:
    assert b"/Lang(en)" in unpacked(printed("<p>A sentence.</p>", lang="en"))


def test_the_same_input_gives_the_same_bytes() -> None:
    assert printed("<p>Een zin.</p>") == printed("<p>Een zin.</p>")


def test_the_font_is_ours() -> None:
    pdf = unpacked(printed("<p>Een <strong>vet</strong> en <em>schuin</em> woord.</p>"))
    fonts = set(re.findall(rb"/FontName/[A-Z]{6}\+([\w-]+)", pdf))
    assert fonts == {
        b"AtkinsonHyperlegible-Bold",
        b"AtkinsonHyperlegible-Italic",
        b"AtkinsonHyperlegible-Regular",
    }
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text()


def test_a_skipped_heading_is_refused_with_the_reason() -> None:
    with pytest.raises(DocumentError, match="skipped from heading level 1 to 3"):
        printed("<h3>Te diep</h3>")


def test_a_missing_picture_is_refused_with_the_reason() -> None:
    figure = to_nodes('<figure data-visual="weg.svg" data-alt="x"></figure>')
    with pytest.raises(DocumentError, match=r"weg\.svg"):
        render_pdf("kit", data(figure), lang="nl", title="De vraag")


def test_words_that_look_like_commands_are_words() -> None:
    nasty = '<p>#panic("x") $ @label \\ ] } // `</p><h2>#import "x"</h2>'
    assert printed(nasty).startswith(b"%PDF")


def test_every_kind_of_node_can_be_drawn() -> None:
    html = (
        "<h2>A</h2><p>a<br>b <code>c</code> <a href='https://x.be'>d</a></p><hr><pre>e</pre>"
        "<ul><li>f<ol><li>g</li></ol></li></ul><blockquote><p>h</p></blockquote>"
        "<div class='admonition tip'><p class='admonition-title'>i</p><p>j</p></div>"
        "<table><thead><tr><th>k</th></tr></thead><tbody><tr><td>…</td></tr></tbody></table>"
    )
    rest: Nodes = [{"kind": "page"}, {"kind": "soft", "body": []}, {"kind": "lines", "count": 40}]
    note = (
        '<p>x<a class="footnote-ref" href="#fn:1">1</a></p>'
        '<div class="footnote"><ol><li id="fn:1"><p>y</p></li></ol></div>'
    )
    body = to_nodes(html) + rest + to_nodes(note)
    assert render_pdf("kit", data(body), lang="nl", title="Alles").startswith(b"%PDF")
