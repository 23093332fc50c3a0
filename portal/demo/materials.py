"""What hangs on moments 13 and 14 of the practice network: links to read, and a sheet as PDF."""

from datetime import date, timedelta
from typing import Final
from zlib import crc32

from sqlalchemy import select

from portal.db import db
from portal.documents.pdf import render_pdf
from portal.documents.tree import to_nodes
from portal.meetings.materials import services
from portal.meetings.materials.models import FileKind, Phase
from portal.meetings.materials.services import KeptFile, Wanted
from portal.meetings.materials.storing import put_away
from portal.meetings.models import Meeting, MeetingKind
from portal.network.queries import current_posts
from portal.policy.table import Role

LINKS: Final = {
    13: (
        ("De film die we samen bekeken", "https://example.org/mangomomenten/film", Phase.AFTER),
        ("Artikel: kleine gebaren, grote impact", "https://example.org/artikel", Phase.AFTER),
    ),
    14: (
        ("Om vooraf te lezen: drie verhalen", "https://example.org/verhalen", Phase.BEFORE),
        ("Bord om ideeën op te plakken", "https://example.org/bord", Phase.BEFORE),
    ),
}
SHEETS: Final = {
    13: ("Oefening voor de overdracht", Phase.AFTER),
    14: ("Leesblad voor de intervisie", Phase.BEFORE),
}
EXERCISE: Final = """\
<p>Vertel in één minuut over iets kleins dat voor een patiënt of bewoner veel betekende.</p>
<ol><li>Begin bij de patiënt of bewoner, niet bij jezelf.</li>
<li>Noem geen namen.</li>
<li>Stop voor je het uitlegt.</li></ol>
<p>De anderen zeggen wat ze zagen gebeuren. Meer hoeft niet.</p>"""
ADDED_BEFORE: Final = timedelta(weeks=2)


def fill_materials(*, today: date) -> None:
    """Hang two links and a sheet on the last moment that was and on the one to come."""
    by = current_posts(Role.COORDINATOR, today)[0].person_id
    for number in LINKS:
        meeting = db.session.scalar(
            select(Meeting).where(Meeting.kind == MeetingKind.REFLECTION, Meeting.number == number)
        )
        if meeting is not None:
            _hang(meeting, on=min(today, meeting.local_date - ADDED_BEFORE), by=by)


def _hang(meeting: Meeting, *, on: date, by: int) -> None:
    wanted = [
        Wanted(title=title, url=url, phase=phase) for title, url, phase in LINKS[meeting.number]
    ]
    title, phase = SHEETS[meeting.number]
    wanted.append(Wanted(title=title, phase=phase, file=_sheet(title)))
    for one in wanted:
        key = f"{crc32(f'{meeting.number}/{one.title}'.encode()):032x}"
        services.add(meeting, one, form_key=key, on=on, by=by)


def _sheet(title: str) -> KeptFile:
    network = "Mangomomentnetwerk"
    data = {
        "heading": title,
        "body": to_nodes(EXERCISE),
        "authors": [network],
        "running": title,
        "imprint": network,
    }
    content = render_pdf("minutes", data, lang="nl", title=title)
    return KeptFile(stored=put_away(content), kind=FileKind.PDF, size=len(content))
