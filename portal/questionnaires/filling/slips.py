"""A slip of paper with a one-time code, and a drawing that fills the code in."""

from dataclasses import dataclass
from io import BytesIO

import segno
from flask_babel import gettext
from markupsafe import Markup

from portal.outbox.addresses import link_to


@dataclass(frozen=True, kw_only=True)
class Slip:
    """What is cut out for one person: the code to type, and its drawing to scan."""

    code: str
    qr: Markup


def slip_of(code: str) -> Slip:
    """Return the slip of a code: whoever scans it finds the code filled in already."""
    return Slip(code=code, qr=_drawn(link_to("filling.enter_code", code=code)))


def _drawn(address: str) -> Markup:
    paper = BytesIO()
    drawing = segno.make(address, error="m", micro=False)
    title = gettext("QR code to the questionnaire")
    drawing.save(
        paper, kind="svg", border=2, xmldecl=False, svgns=False, omitsize=True, title=title
    )
    return Markup(paper.getvalue().decode())  # noqa: S704 -- drawn by segno from our own address
