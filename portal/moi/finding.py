"""The form to look for kits: as long as nothing is asked, it is the same for everybody."""

from functools import cache

from flask import request
from markupsafe import Markup

from portal.moi.forms import LibraryForm
from portal.web.hooks import section
from portal.web.words import reader_locale


def finder(form: LibraryForm) -> Markup:
    """Return the form as it stands in the page; drawn once a language while it is untouched."""
    return _drawn(form) if request.args else _untouched(reader_locale())


@cache
def _untouched(_lang: str) -> Markup:
    return _drawn(LibraryForm(formdata=None))


def _drawn(form: LibraryForm) -> Markup:
    return section("moi/finder.html", form=form)
