"""Languages: which one this reader gets, and how days, times and numbers are written in it."""

import re
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from babel.support import Translations
from flask import Flask, current_app, g, has_request_context, request, session
from flask_babel import Babel, force_locale, get_locale, get_translations, gettext
from markupsafe import Markup, escape

from portal.config import LOCALES, settings_of
from portal.rules import Phrase, RuleBroken

ROOMS = Path(__file__).parents[1]
_CODE = re.compile(r"`([^`]+)`")
_TIMES = {"nl": "HH.mm 'uur'", "en": "HH:mm"}


def reader_locale() -> str:
    """Return the language asked for, else the person's own, else the browser's, else ours."""
    default = settings_of(current_app).default_locale
    if not has_request_context():
        return default
    chosen = session.get("lang")
    if chosen in LOCALES:
        return str(chosen)
    actor = g.get("actor")
    if actor is not None:
        return str(actor.locale)
    return request.accept_languages.best_match(LOCALES) or default


def day(value: date) -> str:
    """Write a day in full: donderdag 9 februari 2023."""
    return format_date(value, "EEEE d MMMM y", locale=_locale())


def short_day(value: date) -> str:
    """Write a day without its weekday: 9 februari 2023."""
    return format_date(value, "d MMMM y", locale=_locale())


def month(value: date) -> str:
    """Write the short month of a day: feb."""
    return format_date(value, "MMM", locale=_locale()).rstrip(".")


def weekday(value: date) -> str:
    """Write the short weekday of a day: do."""
    return format_date(value, "EEE", locale=_locale()).rstrip(".")


def clock_time(value: time) -> str:
    """Write a wall time: 13.30 uur."""
    return format_time(value, _TIMES[_locale()], locale=_locale())


def time_span(start: time, end: time) -> str:
    """Write from when to when, by the wall clock: 13.30–15.30 uur."""
    first = format_time(start, _TIMES[_locale()].split()[0], locale=_locale())
    return f"{first}–{clock_time(end)}"


def moment(value: datetime) -> str:
    """Write an instant as day and wall time in the network's zone."""
    local = value.astimezone(ZoneInfo(settings_of(current_app).time_zone))
    return f"{short_day(local.date())}, {clock_time(local.time())}"


def capital(words: str) -> str:
    """Write the first letter large: a sentence may start with a day."""
    return words[:1].upper() + words[1:]


def number(value: float) -> str:
    """Write a number with the reader's decimal mark: 3,4."""
    return _written(value, None, _locale())


def rounded(value: float, places: int) -> str:
    """Write a number with so many decimals, noughts included: 3,0."""
    return _written(value, f"0.{'0' * places}", _locale())


@lru_cache(maxsize=4096)  # a page of figures shows the same few numbers hundreds of times
def _written(value: float, pattern: str | None, locale: str) -> str:
    return format_decimal(value, format=pattern, locale=locale)


def reason(broken: RuleBroken) -> str:
    """Write why a rule refuses, in the reader's language."""
    return phrased(broken.phrase)


def phrased(phrase: Phrase) -> str:
    """Write a phrase in the reader's language, with the phrases that it names."""
    params = {
        name: phrased(one) if isinstance(one, Phrase) else one
        for name, one in phrase.params.items()
    }
    return str(gettext(phrase.message, **params))


def _told(phrase: Phrase) -> Markup:
    """Write a phrase for a page: what stands between backticks is code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(phrased(phrase)))))  # noqa: S704 -- escaped


def _locale() -> str:
    locale = get_locale()
    return locale.language if locale else settings_of(current_app).default_locale


def _remember_language() -> None:
    if request.args.get("lang") in LOCALES and request.endpoint != "static":
        session["lang"] = request.args["lang"]


def _other_languages() -> list[tuple[str, str]]:
    names = {"nl": "Nederlands", "en": "English"}
    return [(code, names[code]) for code in LOCALES if code != _locale()]


def load_ahead(app: Flask) -> None:
    """Read every language's words and dates now, so that workers share them after the fork."""
    for code in LOCALES:
        with app.test_request_context(), force_locale(code):
            get_translations()
            day(date.min)
            clock_time(time.min)
            number(0)


def _look_up_quickly(app: Flask) -> None:
    """Let templates find the catalogue by language: by the locale's name costs a page a fifth."""
    ready: dict[str, Translations] = {}

    def words() -> Translations:
        language = _locale()
        if language not in ready:
            ready[language] = get_translations()
        return ready[language]

    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of jinja2.ext.i18n
        gettext=lambda message: words().ugettext(message),
        ngettext=lambda one, many, number: words().ungettext(one, many, number),
        newstyle=True,
        pgettext=lambda context, message: words().upgettext(context, message),
        npgettext=lambda context, one, many, number: words().unpgettext(context, one, many, number),
    )


def init_app(app: Flask) -> None:
    """Give the app its catalogues, one per room, and the templates their filters."""
    catalogues = sorted(str(path) for path in ROOMS.glob("**/translations"))
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(catalogues)
    app.config["BABEL_DOMAIN"] = "messages"
    Babel(app, default_locale="en", locale_selector=reader_locale)
    _look_up_quickly(app)
    app.before_request(_remember_language)
    app.jinja_env.filters.update(
        day=day,
        short_day=short_day,
        month=month,
        weekday=weekday,
        clock_time=clock_time,
        moment=moment,
        number=number,
        capital=capital,
        reason=reason,
        phrased=_told,
    )
    app.jinja_env.globals.update(
        locale=_locale, other_languages=_other_languages, time_span=time_span
    )
