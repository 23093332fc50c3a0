"""The pages of a draft as a test uses them: their forms as they stand, and what is kept of them."""

import re
from html import unescape
from typing import Final

from sqlalchemy import select

from portal.db import db
from portal.questionnaires.builder.models import InstrumentDraft
from portal.questionnaires.builder.services import Hand
from portal.questionnaires.builder.sketch import Sketch, sketch_of
from portal.questionnaires.instruments.models import InstrumentVersion
from portal.questionnaires.kinds import VersionStatus
from tests.cast import Member
from tests.conftest import TODAY, Visitor

SLUG: Final = "process-evaluation"


def hand(member: Member) -> Hand:
    """Return the hand of somebody of the cast, today."""
    return Hand(by=member.person_id, on=TODAY)


def home(draft_id: int) -> str:
    """Return the address of the front page of a draft."""
    return f"/instruments/drafts/{draft_id}/"


def sketch_at(draft_id: int) -> Sketch:
    """Return a draft as the database keeps it now."""
    db.session.rollback()
    return sketch_of(db.session.get_one(InstrumentDraft, draft_id).body)


def fields(page: str) -> dict[str, object]:
    """Return what the last form of a page with a revision would send, unchanged."""
    form = re.findall(r"<form[^>]*>.*?</form>", page, re.DOTALL)
    found = next(one for one in form if 'name="revision"' in one)
    sent: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", found):
        kind, name = re.search(r'type="(\w+)"', tag), re.search(r'name="([^"]+)"', tag)
        if (
            kind is None
            or name is None
            or (kind[1] in {"radio", "checkbox"} and "checked" not in tag)
        ):
            continue
        value = re.search(r'value="([^"]*)"', tag)
        _put(sent, name[1], unescape(value[1]) if value else "")
    for name_, words in re.findall(
        r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', found, re.DOTALL
    ):
        _put(sent, name_, unescape(words).removeprefix("\n").removeprefix("\r\n"))
    for name_, body in re.findall(
        r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', found, re.DOTALL
    ):
        chosen = re.search(r'<option selected value="([^"]*)"', body)
        _put(sent, name_, unescape(chosen[1]) if chosen else "")
    return sent


def _put(sent: dict[str, object], name: str, value: str) -> None:
    kept = sent.get(name)
    sent[name] = value if kept is None else [*(kept if isinstance(kept, list) else [kept]), value]


def save(client: Visitor, address: str, **changes: object) -> tuple[int, str]:
    """Send the form of a page as it stands there, with these changes."""
    sent = {**fields(client.get(address).text), **changes}
    answer = client.post(address, data=sent)
    return answer.status_code, unescape(answer.text)


def versions() -> list[tuple[int, VersionStatus]]:
    """Return each version with its status, oldest first."""
    db.session.rollback()
    rows = select(InstrumentVersion.number, InstrumentVersion.status)
    return [(row[0], row[1]) for row in db.session.execute(rows.order_by("number"))]
