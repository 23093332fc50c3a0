"""A form that comes back and an address that leads nowhere: still pages that everybody can use."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.exhibition import Exhibition
from tests.journeys.forms import ON
from tests.journeys.looking import findings
from tests.journeys.pages import MEETING, Shown
from tests.journeys.wrong import EMPTY_FORMS, NOWHERE

FIELDS = "main form[method=post] :is(input, textarea):not([type=radio]):visible"
SEND = "main form[method=post] .button:not([hidden])"
LEADS_INTO_FIELDS = """() => [...document.querySelectorAll('#error-summary a')].map(link => {
  const field = document.getElementById(link.hash.slice(1));
  return field !== null && field.matches('input, select, textarea');
})"""
TIED_TO_ITS_WORDS = """() => [...document.querySelectorAll('[aria-invalid=true]')].every(field =>
  (field.getAttribute('aria-describedby') || '').split(' ')
    .some(id => document.getElementById(id)?.classList.contains('wrong')))"""


@pytest.mark.parametrize("shown", EMPTY_FORMS, ids=str)
def test_an_empty_form_says_what_is_missing(network: Exhibition, shown: Shown) -> None:
    page, _answer = network.open(shown)
    status = send_empty(page)
    assert status == 400
    assert page.title().startswith("Fout: ")
    expect(page.locator("#error-summary")).to_be_focused()
    leads = page.evaluate(LEADS_INTO_FIELDS)
    assert leads
    assert all(leads)
    assert page.evaluate(TIED_TO_ITS_WORDS)
    assert findings(page) == []
    assert network.complaints() == []


def send_empty(page: Page) -> int:
    """Empty what can be emptied, send the form, and return the status of what comes."""
    for field in page.locator(FIELDS).all():
        if field.get_attribute("type") not in {"checkbox", "file"}:
            field.fill("")
    with page.expect_navigation() as answer:
        page.locator(SEND).first.click()
    return answer.value.status if answer.value else 0


def test_a_question_left_open_is_pointed_out_once(network: Exhibition) -> None:
    shown = Shown(f"{MEETING}evaluation/", "contact.05", "/meetings/{open}/evaluation/")
    page, _answer = network.open(shown)
    page.locator(ON).click()
    expect(page.locator("#still-open")).to_be_focused()
    assert findings(page) == []
    page.locator(ON).click()
    expect(page.locator("#still-open")).to_have_count(0)
    assert findings(page) == []
    assert network.complaints() == []


@pytest.mark.parametrize(("shown", "status"), NOWHERE, ids=str)
def test_an_address_that_leads_nowhere_says_so(
    network: Exhibition, shown: Shown, status: int
) -> None:
    page, answer = network.open(shown)
    assert answer.status == status
    assert findings(page) == []
    assert network.complaints() == []
