"""The needs that a kit is made for hear of it: that it is written, or that it is not any more."""

from contextlib import suppress
from datetime import date

from flask_babel import gettext

from portal.making import queries
from portal.making.models import Draft
from portal.needs.services import Step, note_being_made, note_not_made
from portal.rules import RuleBroken


def say_being_made(draft: Draft, *, by: int, on: date) -> None:
    """Note with each need that a kit is written for it; one with an answer stays as it is."""
    for need in draft.needs:
        with suppress(RuleBroken):
            note_being_made(need, by=by, on=on)


def say_not_made(draft: Draft, *, reason: str, by: int, on: date, lang: str) -> None:
    """Open each need again for which nobody writes a kit any more; an answered one stays."""
    words = reason or gettext(
        "The lesson kit “%(title)s” is not made after all.", title=draft.title
    )
    for need in draft.needs:
        others = {one.id for one in queries.drafts_for_need(need.id)} - {draft.id}
        if not others:
            note_not_made(need, words, Step(by=by, on=on, lang=lang))
