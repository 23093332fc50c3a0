"""Markdown of a kit as clean HTML: no style, no script, identifiers that cannot collide."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import nh3
from lxml import html as lxml_html
from lxml.html import HtmlElement
from markdown import Markdown

from portal.moi.source.words import text_words

EXTENSIONS: Final = (
    "attr_list",
    "admonition",
    "toc",
    "tables",
    "footnotes",
    "md_in_html",
    "sane_lists",
)
TAGS: Final = frozenset(
    (
        "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "div", "dl", "dt",
        "em", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre", "section",
        "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    )
)  # fmt: skip
ATTRIBUTES: Final = {
    "*": {"id", "class", "lang", "role"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
SCHEMES: Final = frozenset({"http", "https", "mailto"})
ALIGNED: Final = re.compile(r'style="text-align: (left|center|right);"')
PICTURE: Final = "visuals/"

Draw = Callable[[str], str]


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A text as HTML, its headings as (level, id), and the tags the sanitiser had to touch."""

    html: str
    headings: Sequence[tuple[int, str]]
    removed: Sequence[str]


def render_markdown(text: str, *, lang: str, base_level: int = 1, prefix: str = "") -> Rendered:
    """Return Markdown as sanitised HTML; ``##`` becomes ``h2`` with a ``base_level`` of 1.

    Every identifier, and every link to one, begins with ``prefix``, so that several texts
    fit on one page.
    """
    raw = ALIGNED.sub(r'class="align-\1"', _converter(lang, base_level).convert(text))
    clean = nh3.clean(
        raw,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )
    root = _parsed(clean)
    _prefix_ids(root, prefix)
    _scope_headers(root)
    return Rendered(
        html=_inner_html(root),
        headings=[
            (int(heading.tag[1]), heading.get("id", "").removeprefix(prefix))
            for heading in root.iter("h1", "h2", "h3", "h4", "h5", "h6")
        ],
        removed=_removed(_parsed(raw), _parsed(clean)),
    )


def with_pictures(html: str, draw: Draw) -> str:
    """Return the HTML with each paragraph that is a picture replaced by ``draw(its file name)``."""
    root = _parsed(html)
    drawn: dict[str, str] = {}
    for image in list(root.iter("img")):
        name = (image.get("src") or "").removeprefix(PICTURE)
        figure, parent = lxml_html.Element("figure"), image.getparent()
        figure.text = token = f"@@picture-{len(drawn)}@@"
        drawn[token] = draw(name)
        alone = parent.tag == "p" and len(parent) == 1 and not parent.text_content().strip()
        spot = parent if alone else image
        figure.tail = spot.tail
        spot.getparent().replace(spot, figure)
    result = _inner_html(root)
    for token, drawing in drawn.items():
        result = result.replace(f"<figure>{token}</figure>", drawing)
    return result


def figure_html(*, name: str, drawing: str, alt: str, described: str | None, lang: str) -> str:
    """Return a figure around a drawing, with its long description in words where there is one."""
    words = (
        f"<details><summary>{escape(text_words(lang).picture_described)}</summary>"
        f"<p>{escape(described)}</p></details>"
        if described
        else ""
    )
    marks = f'data-visual="{escape(name)}" data-alt="{escape(alt)}"'
    return f'<figure class="visual" {marks}>{drawing}{words}</figure>'


def _converter(lang: str, base_level: int) -> Markdown:
    return Markdown(
        extensions=list(EXTENSIONS),
        extension_configs={
            "toc": {"baselevel": base_level, "marker": ""},
            "footnotes": {"BACKLINK_TITLE": text_words(lang).footnote_back},
        },
        output_format="html",
    )


def _parsed(html: str) -> HtmlElement:
    return lxml_html.fragment_fromstring(html, create_parent="div")


def _inner_html(root: HtmlElement) -> str:
    text = escape(root.text, quote=False) if root.text else ""
    return text + "".join(lxml_html.tostring(child, encoding="unicode") for child in root)


def _prefix_ids(root: HtmlElement, prefix: str) -> None:
    if not prefix:
        return
    for element in root.iter():
        if element.get("id"):
            element.set("id", prefix + element.get("id", ""))
        if (element.get("href") or "").startswith("#"):
            element.set("href", f"#{prefix}{element.get('href', '')[1:]}")


def _scope_headers(root: HtmlElement) -> None:
    """Tell assistive technology that the cells of a head row are about their columns."""
    for cell in root.iterfind(".//thead/tr/th"):
        cell.set("scope", cell.get("scope", "col"))


def _removed(before: HtmlElement, after: HtmlElement) -> list[str]:
    """Return the tags and attributes that stood in ``before`` and no longer do."""
    left = list(_signs(after))
    gone = []
    for sign in _signs(before):
        if sign in left:
            left.remove(sign)
        else:
            gone.append(sign)
    return gone


def _signs(root: HtmlElement) -> Iterator[str]:
    for element in root.iterdescendants():
        if not isinstance(element.tag, str):
            yield "<!--"
            continue
        yield f"<{element.tag}"
        yield from (f"{name}={value}" for name, value in sorted(element.items()))
