"""What comes in with a form: a ZIP opened, a picture or text with the name that it gets."""

import re
from datetime import date
from pathlib import PurePath
from typing import Final

from portal.making.files import services
from portal.making.files.forms import NEITHER, AddForm, SendInForm, ZipForm
from portal.making.files.rules import is_text, may_hold
from portal.making.files.scaffold import begin_text, scaffold_of
from portal.making.files.unpacking import Unpacked, unpack
from portal.making.models import Draft
from portal.rules import RuleBroken

ODD: Final = re.compile(r"[^A-Za-z0-9._-]+")
ENDINGS: Final = {".jpeg": ".jpg"}


def open_zip(form: SendInForm | ZipForm) -> Unpacked | None:
    """Return what is in the ZIP of a form; a refusal comes back on the form, and nothing is kept.

    It is opened before the act, which then holds others up for a moment only.
    """
    if not form.validate_on_submit():
        return None
    try:
        return unpack(form.file.data.read())
    except RuleBroken as broken:
        form.refuse(broken)
        return None


def add(draft: Draft, form: AddForm, *, by: int, on: date) -> None:
    """Add what was sent, or begin the text that was named; the form then holds the name."""
    sent = form.file.data
    path = (form.path.data or "") or named_after(sent.filename if sent else "")
    content: bytes = sent.read() if sent else b""
    if not path or not (content or is_text(path)):
        raise RuleBroken(NEITHER)
    form.path.data = path
    content = content or begin_text(path, scaffold_of(draft, on=on))
    services.add_file(draft, path, content, by=by, on=on)


def named_after(name: str) -> str:
    """Return the path in a kit for a file that somebody sends: a picture goes to the pictures."""
    file = PurePath(name.replace("\\", "/")).name
    ending = PurePath(file).suffix.lower()
    plain = ODD.sub("-", PurePath(file).stem).strip("-.") + ENDINGS.get(ending, ending)
    return plain if not file or may_hold(plain) else f"visuals/{plain}"
