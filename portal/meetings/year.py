"""The year of the series on one page, as a picture with its table."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from babel.dates import format_date
from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext
from markupsafe import Markup

from portal.clock import today
from portal.meetings.blueprint import bp
from portal.meetings.series import Bucket
from portal.meetings.words import months_of
from portal.meetings.yearly import Months, Standing, year_of
from portal.policy.guard import current_actor, requires
from portal.policy.table import P
from portal.rules import N_
from portal.web.hooks import section

YEARS: Final = range(2015, 2100)
STANDINGS: Final = {
    Standing.HELD: N_("held"),
    Standing.PLANNED: N_("planned"),
    Standing.DRAFT: N_("draft"),
    Standing.MISSING: N_("no moment was held"),
    Standing.OPEN: N_("not planned yet"),
    Standing.BEFORE: N_("before the series began"),
}


@bp.get("/meetings/year/<int:number>")
@requires(P.MEETING_READ)
def year(number: int) -> ResponseReturnValue:
    """Show one year: each two months with their moment, what moved or is missing, and holidays."""
    if number not in YEARS:
        abort(404)
    return render_template(
        "meetings/year.html",
        year=year_of(current_actor(), number, today()),
        years=YEARS,
        standing_label=standing_label,
        months_label=months_label,
        brief=brief,
        named=named,
    )


def standing_label(standing: Standing) -> str:
    """Return how two months stand, in words."""
    return str(gettext(STANDINGS[standing]))


def months_label(months: Months) -> str:
    """Return the two months in words, with their year."""
    return months_of(Bucket(months.first, months.last, ()))


def brief(day: date, number: int) -> str:
    """Return a day without its year, unless that is another one than the page is about."""
    form = "d MMMM" if day.year == number else "d MMMM y"
    return str(format_date(day, form, locale=str(get_locale())))


def named(days: Iterable[date], number: int) -> str:
    """Return a few days in a row: 1 May, 26 May."""
    return ", ".join(brief(day, number) for day in days)


def year_link() -> Markup:
    """Lead from the list of meetings to the year of today."""
    return section("meetings/year_link.html", number=today().year)
