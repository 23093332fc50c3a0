"""The lives of kits, and what teams found, as tables to take along."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext

from portal.stewardship import labels
from portal.stewardship.models import KitPilot
from portal.stewardship.queries.listing import LifeLine
from portal.tables.files import Cell, Column, Kind, Table


def lives_table(lines: Iterable[LifeLine], lang: str) -> Table:
    """Return one row for each kit: what it is, since when, who tested it, the next look."""
    return Table(
        name="lesson-kit-lives",
        columns=[
            Column(key="moi", label=gettext("Number")),
            Column(key="title", label=gettext("Lesson kit")),
            Column(key="stage", label=gettext("What it is now")),
            Column(key="since", label=gettext("Since"), kind=Kind.DATE),
            Column(key="version", label=gettext("Version")),
            Column(key="sent", label=gettext("Teams with feedback"), kind=Kind.NUMBER),
            Column(key="testing", label=gettext("Teams testing"), kind=Kind.NUMBER),
            Column(key="review_on", label=gettext("To be looked at on"), kind=Kind.DATE),
        ],
        rows=(_line(line, lang) for line in lines),
    )


def _line(line: LifeLine, lang: str) -> dict[str, Cell]:
    return {
        "moi": line.version.kit.moi_id,
        "title": str(line.version.words(lang)["title"]),
        "stage": str(labels.STAGES[line.stage]),
        "since": line.since,
        "version": line.version.number,
        "sent": line.sent,
        "testing": line.testing,
        "review_on": line.review_on,
    }


def organisation_table(pilots: Sequence[KitPilot], lang: str) -> Table:
    """Return one row for each pilot of an organisation's teams, with what they sent."""
    return Table(
        name="lesson-kit-pilots",
        columns=[
            Column(key="team", label=gettext("Team")),
            Column(key="kit", label=gettext("Lesson kit")),
            Column(key="state", label=gettext("Pilot")),
            Column(key="opened_on", label=gettext("Since"), kind=Kind.DATE),
            Column(key="sent_on", label=gettext("Feedback sent on"), kind=Kind.DATE),
            Column(key="minutes", label=gettext("Minutes"), kind=Kind.NUMBER),
            Column(key="people", label=gettext("People"), kind=Kind.NUMBER),
            Column(key="change", label=gettext("What we would change")),
            Column(key="answer", label=gettext("What came of it")),
        ],
        rows=[_pilot(pilot, lang) for pilot in pilots],
    )


def _pilot(pilot: KitPilot, lang: str) -> dict[str, Cell]:
    found = pilot.feedback
    return {
        "team": pilot.team.name,
        "kit": str(pilot.version.words(lang)["title"]),
        "state": str(labels.PILOT_STATES[pilot.state]),
        "opened_on": pilot.opened_on,
        "sent_on": found.sent_on if found else None,
        "minutes": found.minutes if found else None,
        "people": found.people if found else None,
        "change": found.change if found else "",
        "answer": found.answer if found else "",
    }
