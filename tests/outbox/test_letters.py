"""Letters are written in the reader's language, and names in them cannot become headers."""

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader, UndefinedError

from portal.outbox.addresses import link_to, sender
from portal.outbox.letters import CalendarPart, Letter, compose, one_line

TEMPLATES = {
    "tests/mail/hello.subject.txt": "Dag {{ name }}\n",
    "tests/mail/hello.txt": (
        '{% extends "outbox/mail/base.txt" %}'
        "{% block body %}Dag {{ name }},\n\n\n\n"
        '{{ url_for("welcome.privacy", _external=True) }}   \n{% endblock %}'
    ),
    "tests/mail/hello.html": (
        '{% extends "outbox/mail/base.html" %}{% block body %}<p>Dag {{ name }}</p>{% endblock %}'
    ),
}


@pytest.fixture(autouse=True)
def _templates(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    loader = ChoiceLoader([DictLoader(TEMPLATES), app.jinja_env.loader])  # type: ignore[list-item]
    monkeypatch.setattr(app.jinja_env, "loader", loader)


def test_a_letter_is_in_the_language_of_its_reader() -> None:
    dutch = compose("tests/mail/hello", locale="nl", name="Hilde")
    assert dutch.subject == "Dag Hilde"
    assert dutch.text == (
        "Dag Hilde,\n\nhttp://localhost/privacy\n\n"
        "Vriendelijke groeten,\nhet projectteam\n\n--\n"
        "Je krijgt deze mail omdat je meewerkt in het leernetwerk van Mangomoment.\n"
        "http://localhost\n"
    )
    assert '<html lang="nl">' in dutch.html
    english = compose("tests/mail/hello", locale="en", name="Hilde")
    assert "Kind regards,\nthe project team" in english.text
    assert '<html lang="en">' in english.html


def test_the_reader_of_the_page_does_not_choose_the_language_of_the_mail(app: Flask) -> None:
    with app.test_request_context("/?lang=en", headers={"Accept-Language": "en"}):
        assert "het projectteam" in compose("tests/mail/hello", locale="nl", name="Hilde").text


def test_links_use_the_configured_address_whatever_the_request_says(app: Flask) -> None:
    with app.test_request_context(base_url="http://evil.example"):
        assert link_to("welcome.privacy") == "http://localhost/privacy"
        assert "evil" not in compose("tests/mail/hello", locale="nl", name="Hilde").text


def test_a_name_cannot_become_a_header() -> None:
    name = "Hilde\r\nBcc: everyone@demo.example\x0b\u2028\x00"
    assert compose("tests/mail/hello", locale="nl", name=name).subject == (
        "Dag Hilde Bcc: everyone@demo.example"
    )


def test_a_name_cannot_become_markup() -> None:
    letter = compose("tests/mail/hello", locale="nl", name="<script>alert(1)</script>")
    assert "<script>" not in letter.html
    assert "Dag <script>alert(1)</script>," in letter.text


def test_a_letter_without_its_words_is_not_written() -> None:
    with pytest.raises(UndefinedError, match="'name' is undefined"):
        compose("tests/mail/hello", locale="nl")


@pytest.mark.parametrize("subject", ["", "a\nb", "a\rb", "a\x00b", "a\u2028b", "a\x1bb"])
def test_a_subject_is_one_visible_line(subject: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        Letter(subject=subject, text="", html="")


def test_one_line_keeps_the_words() -> None:
    assert one_line("  Café\t“de Linde”\n\n14  ") == "Café “de Linde” 14"


def test_calendars_know_three_methods() -> None:
    with pytest.raises(ValueError, match="'STEAL'"):
        CalendarPart(content="", method="STEAL")


def test_a_calendar_part_has_the_line_ends_of_the_standard() -> None:
    assert CalendarPart(content="BEGIN:X\nEND:X").text == "BEGIN:X\r\nEND:X\r\n"


def test_the_portal_writes_under_its_configured_name() -> None:
    assert str(sender()) == "Mangomoment-netwerk <portal@localhost>"


def test_what_a_letter_says_stays_out_of_logs() -> None:
    letter = Letter(subject="Dag", text="/reset/s3cr3t", html="/reset/s3cr3t")
    assert "s3cr3t" not in repr((letter, CalendarPart(content="s3cr3t")))
