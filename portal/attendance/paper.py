"""An attestation in words: the same for the page, and for the PDF that is printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import segno
from flask_babel import get_locale, gettext, ngettext

from portal.attendance import codes
from portal.attendance.models import Attestation, AttestationLine
from portal.documents.pdf import render_pdf
from portal.documents.tree import Node, Nodes
from portal.meetings.words import label_of, title_of
from portal.network.labels import role_label
from portal.outbox.addresses import link_to
from portal.web.words import day, short_day, time_span

QR_FILE: Final = "check.svg"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One meeting as it stands on the paper."""

    what: str
    when: str
    hours: str
    role: str
    organisation: str
    way: str


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What stands on an attestation, in the language of the reader."""

    title: str
    sentence: str
    name: str
    lines: Sequence[Line]
    minutes: int
    made_on: str
    code: str
    address: str

    @property
    def total(self) -> str:
        """How long it took in all, in hours and minutes."""
        return duration(self.minutes)


def paper_of(attestation: Attestation) -> Paper:
    """Return the words of an attestation, which comes with its lines and their meetings."""
    lines = sorted(attestation.lines, key=lambda one: (one.meeting.local_date, one.meeting_id))
    code = codes.attested_code(attestation.salt)
    return Paper(
        title=_title(attestation),
        sentence=gettext("The Mangomoment network confirms the attendance of:"),
        name=attestation.name,
        lines=[_line(one) for one in lines],
        minutes=sum(one.meeting.lasts for one in lines),
        made_on=short_day(attestation.made_on),
        code=codes.shown_attested(code),
        address=link_to("attendance.check_attested", code=code),
    )


def duration(minutes: int) -> str:
    """Write how long something took: 2 uur, or 1 uur 45 minuten."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(num)s hour", "%(num)s hours", hours))
    if rest or not hours:
        parts.append(ngettext("%(num)s minute", "%(num)s minutes", rest))
    return " ".join(parts)


def pdf_of(paper: Paper) -> bytes:
    """Return the PDF/UA of an attestation."""
    title = f"{paper.title}: {paper.name}"
    data = {
        "heading": paper.title,
        "body": _body(paper),
        "check": _check(paper),
        "authors": [gettext("Mangomoment network")],
        "running": title,
        "imprint": gettext("Mangomoment network"),
    }
    drawn = {QR_FILE: qr_drawing(paper.address)}
    return render_pdf("attestation", data, lang=str(get_locale()), title=title, pictures=drawn)


def qr_drawing(address: str) -> bytes:
    """Return an address as a QR drawing in SVG, dark on white, the same bytes each time."""
    drawn = BytesIO()
    drawing = segno.make(address, error="m", micro=False)
    drawing.save(drawn, kind="svg", scale=4, border=4, dark="#000", light="#fff", nl=False)
    return drawn.getvalue()


def columns() -> Sequence[str]:
    """Return what the columns of the meetings are called."""
    return [
        gettext("Meeting"),
        gettext("Day"),
        gettext("Hours"),
        gettext("Role"),
        gettext("Organisation"),
        gettext("How"),
    ]


def _title(attestation: Attestation) -> str:
    if attestation.year:
        return str(gettext("Attestation of attendance in %(year)s", year=attestation.year))
    return str(gettext("Attestation of attendance"))


def _line(one: AttestationLine) -> Line:
    meeting = one.meeting
    return Line(
        what=title_of(meeting),
        when=day(meeting.local_date),
        hours=time_span(meeting.starts_at, meeting.ends_at),
        role=role_label(one.role) if one.role else "",
        organisation=one.organisation,
        way=label_of(one.presence),
    )


def _body(paper: Paper) -> Nodes:
    return [
        _par(_text(paper.sentence)),
        {"kind": "heading", "level": 2, "body": [_text(paper.name)]},
        _table(paper),
        _par(_text(gettext("Together: %(total)s", total=paper.total))),
        _par(_text(gettext("Drawn up on %(day)s.", day=paper.made_on))),
    ]


def _table(paper: Paper) -> Node:
    rows = [
        [one.what, one.when, one.hours, one.role, one.organisation, one.way] for one in paper.lines
    ]
    return {
        "kind": "table",
        "widths": [5, 5, 4, 4, 5, 3],
        "head": [[_cell(words) for words in columns()]],
        "rows": [[_cell(words) for words in row] for row in rows],
    }


def _check(paper: Paper) -> Nodes:
    said = gettext("Is this attestation right? Scan this, or type the code at the address below.")
    link: Node = {"kind": "link", "to": paper.address, "body": [_text(link_to(_CHECK))]}
    return [
        {
            "kind": "qr",
            "name": QR_FILE,
            "alt": gettext("QR code to the page that checks this attestation"),
            "body": [
                _par(_text(said)),
                _par({"kind": "strong", "body": [_text(paper.code)]}),
                _par(link),
            ],
        }
    ]


_CHECK: Final = "attendance.ask_attested"


def _par(*body: Node) -> Node:
    return {"kind": "par", "body": list(body)}


def _text(words: str) -> Node:
    return {"kind": "text", "text": words}


def _cell(words: str) -> Node:
    return {"blank": False, "align": "left", "body": [_text(words)]}
