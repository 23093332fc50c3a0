"""Every page, as everybody may use it: axe, one heading, one main step, light, dark, narrow."""

import re
from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask

from tests.guards.addresses import PLACE
from tests.journeys.exhibition import Exhibition
from tests.journeys.looking import SCHEMES, WIDTHS, findings
from tests.journeys.no_pages import NO_PAGES
from tests.journeys.pages import EMPTY, PAGES, Shown

SPOIL = """() => {
  const main = document.querySelector('main');
  const primary = document.querySelector('.button:not(.quiet)');
  main.append(document.createElement('h1'), primary.cloneNode(true));
  document.querySelector('label').remove();
  for (const one of main.querySelectorAll('p')) one.style.color = '#777';
  main.appendChild(document.createElement('hr')).style.width = '500px';
}"""


def test_what_is_looked_at_is_every_page(make_app: Callable[[str], Flask]) -> None:
    rules = make_app("sqlite://").url_map.iter_rules()
    asked = {PLACE.sub(r"<\g<name>>", one.rule) for one in rules if "GET" in (one.methods or ())}
    assert asked - set(NO_PAGES) == {shown.rule for shown in PAGES}
    assert set(NO_PAGES) <= asked


@pytest.mark.parametrize("shown", PAGES, ids=str)
def test_an_address_belongs_to_its_rule(make_app: Callable[[str], Flask], shown: Shown) -> None:
    address = re.sub(r"{\w+}", "1", shown.path or shown.rule).partition("?")[0]
    rule, _values = make_app("sqlite://").url_map.bind("").match(address, return_rule=True)
    assert PLACE.sub(r"<\g<name>>", rule.rule) == shown.rule


@pytest.mark.parametrize("shown", PAGES, ids=str)
def test_everybody_can_use_it(network: Exhibition, shown: Shown) -> None:
    page, answer = network.open(shown)
    assert answer.status == 200
    assert page.url == network.address(shown)
    assert findings(page) == []
    assert network.complaints() == []


@pytest.mark.parametrize("shown", EMPTY, ids=str)
def test_a_network_on_its_first_day_can_be_used(first_day: Exhibition, shown: Shown) -> None:
    page, answer = first_day.open(shown)
    assert answer.status == 200
    assert findings(page) == []
    assert first_day.complaints() == []


def test_what_is_wrong_is_seen(network: Exhibition) -> None:
    page, _answer = network.open(Shown("/sign-in"))
    page.evaluate(SPOIL)
    seen = " ".join(findings(page, lang="en"))
    for wrong in ("color-contrast", "label", "one h1", "one primary", "lang is nl", "px wide"):
        assert wrong in seen
    assert [f"{w} {s}" for w in WIDTHS for s in SCHEMES if f"{w} {s}" not in seen] == []


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_each_page_has_a_title_of_its_own_in_both_languages(network: Exhibition, lang: str) -> None:
    titles = {}
    for shown in PAGES:
        page = network.fetch(shown, query=f"lang={lang}")
        titles[shown.address(network.places).partition("?")[0]] = page.findtext("head/title")
        assert page.get("lang") == lang, shown
    twice = [title for title, times in Counter(titles.values()).items() if times > 1]
    assert {address: title for address, title in titles.items() if title in twice} == {}
