"""Where a team tells that it used a kit: the address on paper, with the code of the team or not."""

from collections.abc import Iterable
from hashlib import sha256
from io import BytesIO
from typing import Final

import segno

from portal.cards import codes
from portal.cards.queries import code_of
from portal.moi.models import DownloadFormat
from portal.moi.queries import KitCard, KitContents, contents_of
from portal.outbox.addresses import link_to

# What carries the address: other files are read where no paper lies on the table.
CARRIES: Final = frozenset({DownloadFormat.HANDOUT, DownloadFormat.KIT})
MARK: Final = 12


def address_of(slug: str) -> str:
    """Return the address for everybody: it asks for a sign-in or for the code of the team."""
    return link_to("adoption.tell", slug=slug)


def address_for(slug: str, team_ids: Iterable[int]) -> str:
    """Return the address with the code of the only team there is; without a code that of all."""
    mine = sorted(team_ids)
    kept = code_of(mine[0]) if len(mine) == 1 else None
    code = codes.unseal(kept.sealed) if kept else ""
    return link_to("adoption.tell_by_code", code=code, slug=slug) if code else address_of(slug)


def whole(card: KitCard, wanted: DownloadFormat, lang: str, address: str) -> KitContents:
    """Return all that a download is made of; the address only where it is carried."""
    carried = address if wanted in CARRIES else ""
    return contents_of(card, lang, pictures=True, use_address=carried)


def mark_of(address: str) -> str:
    """Return what tells files with different addresses apart, and gives no code away."""
    return sha256(address.encode()).hexdigest()[:MARK]


def qr_drawing(address: str) -> bytes:
    """Return the address as a QR drawing in SVG, dark on white, the same bytes each time."""
    paper = BytesIO()
    drawing = segno.make(address, error="m", micro=False)
    drawing.save(paper, kind="svg", scale=4, border=4, dark="#000", light="#fff", nl=False)
    return paper.getvalue()


def qr_inline(address: str, alt: str) -> str:
    """Return the same drawing to stand in a page, with its words for who cannot see it."""
    drawing = segno.make(address, error="m", micro=False)
    known = {"scale": 4, "border": 4, "dark": "#000", "light": "#fff", "title": alt}
    svg: str = drawing.svg_inline(**known)
    return svg.replace("<svg ", '<svg role="img" ', 1)
