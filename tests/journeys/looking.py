"""What everybody may expect of a page, looked at by axe and by measure, in each light and width."""

from collections.abc import Iterator
from typing import Any, Final, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

Scheme = Literal["light", "dark"]
SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")
WIDTHS: Final = (1280, 390)
NARROWEST: Final = 320
HEIGHT: Final = 900
ALL_RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR_RULES: Final = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# A scheme changes colours and nothing else, so that the dark one is asked about those only.
RULES: Final = {"light": ALL_RULES, "dark": COLOUR_RULES}
RUN: Final = """rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})
  .then(result => result.violations)"""  # the rest is as long as the page, and nobody reads it
OPEN_EVERYTHING: Final = "() => document.querySelectorAll('details').forEach(d => d.open = true)"
MEASURES: Final = """() => ({
  headings: [...document.querySelectorAll('h1')].map(one => one.innerText),
  primary: [...document.querySelectorAll('.button:not(.quiet)')]
    .filter(one => one.checkVisibility()).map(one => one.innerText),
  lang: document.documentElement.lang,
})"""
WIDER: Final = """() => [...document.querySelectorAll('body *')]
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('.scroll'))
  .slice(0, 3).map(one => one.tagName + '.' + one.className)"""


def findings(page: Page, *, lang: str = "nl") -> list[str]:
    """Return what is wrong with the page that is open, nothing when all is well."""
    page.evaluate(OPEN_EVERYTHING)
    return [*_measured(page, lang), *_seen_by_axe(page), *_too_wide(page)]


def _measured(page: Page, lang: str) -> Iterator[str]:
    found: dict[str, Any] = page.evaluate(MEASURES)
    if len(found["headings"]) != 1:
        yield f"one h1 is wanted: {found['headings']}"
    if len(found["primary"]) > 1:
        yield f"one primary button is enough: {found['primary']}"
    if found["lang"] != lang:
        yield f"lang is {found['lang']}"


def _seen_by_axe(page: Page) -> Iterator[str]:
    page.evaluate(AXE_SCRIPT)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            for broken in page.evaluate(RUN, RULES[scheme]):
                yield f"{width} {scheme}: {broken['id']}, {broken['help']}: {_where(broken)}"


def _where(broken: dict[str, Any]) -> str:
    nodes = broken["nodes"]
    shown = [f"{node['html']} ({node['failureSummary']})" for node in nodes[:2]]
    return f"{len(nodes)} x {shown}"


def _too_wide(page: Page) -> Iterator[str]:
    page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > NARROWEST:
        yield f"{width} px wide on {NARROWEST}: {page.evaluate(WIDER)}"
