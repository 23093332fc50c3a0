"""What comes in with the form: looked at, kept under a random name, and gone when it is refused."""

from datetime import date

from flask_babel import gettext

from portal.db import transaction
from portal.meetings.materials import services
from portal.meetings.materials.forms import MaterialForm
from portal.meetings.materials.services import KeptFile, Wanted
from portal.meetings.materials.sniffing import kind_of, without_secrets
from portal.meetings.materials.storing import put_away, throw_away
from portal.meetings.models import Meeting
from portal.rules import RuleBroken


def add_from(form: MaterialForm, meeting: Meeting, *, on: date, by: int) -> bool:
    """Add what a form brings; what is wrong comes back on the form, and nothing is left behind."""
    if not form.validate_on_submit():
        return False
    try:
        file = _put_away(form) if form.file.data else None
    except RuleBroken as broken:
        form.file.errors = [gettext(broken.message, **broken.params)]
        return False
    used = None
    try:
        with transaction():
            used = _add(form, meeting, file, on=on, by=by)
    except RuleBroken as broken:
        form.refuse(broken)
    finally:
        if file is not None and file.stored != used:
            throw_away(file.stored)
    return not form.errors


def _put_away(form: MaterialForm) -> KeptFile:
    sent = form.file.data
    content: bytes = sent.read()
    kind = kind_of(sent.filename, content)
    kept = without_secrets(kind, content)
    return KeptFile(stored=put_away(kept), kind=kind, size=len(kept))


def _add(
    form: MaterialForm, meeting: Meeting, file: KeptFile | None, *, on: date, by: int
) -> str | None:
    """Return the name of the file that is kept: not that of a form that came twice."""
    wanted = Wanted(
        title=str(form.title.data),
        phase=form.wanted_phase,
        url=form.url.data or "",
        file=file,
    )
    return services.add(meeting, wanted, form_key=str(form.form_key.data), on=on, by=by).stored
