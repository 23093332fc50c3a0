"""Cards and wanted help as tables to take along."""

from collections.abc import Sequence

from flask_babel import gettext

from portal.cards.labels import went_label
from portal.cards.models import TeamCard
from portal.cards.queries import TeamLine
from portal.network.models import Team
from portal.tables.files import Cell, Column, Kind, Table
from portal.taxonomy.sectors import context_label, sector_label

Row = dict[str, Cell]


def cards_table(lines: Sequence[TeamLine]) -> Table:
    """Return one row for each team with its latest card; empty where there is none yet."""
    rows = [{**_place(line.team), **_words(line.card)} for line in lines]
    return Table(name="team-cards", columns=[*_places(), *_columns()], rows=rows)


def history_table(team: Team, cards: Sequence[TeamCard]) -> Table:
    """Return one row for each card of a team, the newest first."""
    rows = [{**_place(team), **_words(card)} for card in cards]
    return Table(name=f"team-{team.id}-cards", columns=[*_places(), *_columns()], rows=rows)


def organisation_table(cards: Sequence[TeamCard]) -> Table:
    """Return one row for each card of an organisation's teams."""
    rows = [{**_place(card.team), **_words(card)} for card in cards]
    return Table(name="team-cards", columns=[*_places(), *_columns()], rows=rows)


def help_table(cards: Sequence[TeamCard]) -> Table:
    """Return one row for each team whose wanted help the network may see."""
    return Table(
        name="help-wanted",
        columns=[
            Column(key="since", label=gettext("Asked on"), kind=Kind.DATE),
            *_places(),
            Column(key="sector", label=gettext("Sector")),
            Column(key="context", label=gettext("Care context")),
            Column(key="help", label=gettext("Help wanted")),
        ],
        rows=[
            {
                **_place(card.team),
                "since": card.help.shared_on if card.help else None,
                "sector": sector_label(card.team.organisation.sector),
                "context": context_label(card.team.care_context),
                "help": card.help.words if card.help else "",
            }
            for card in cards
        ],
    )


def _places() -> list[Column]:
    return [
        Column(key="organisation", label=gettext("Organisation")),
        Column(key="team", label=gettext("Team")),
    ]


def _place(team: Team) -> Row:
    return {"organisation": team.organisation.name, "team": team.name}


def _columns() -> list[Column]:
    return [
        Column(key="since", label=gettext("Card since"), kind=Kind.DATE),
        Column(key="tries", label=gettext("What we try")),
        Column(key="went", label=gettext("How it went")),
        Column(key="went_words", label=gettext("In their own words")),
        Column(key="help", label=gettext("Help wanted")),
        Column(key="shared", label=gettext("The network may see it")),
    ]


def _words(card: TeamCard | None) -> Row:
    if card is None:
        return dict.fromkeys(("since", "tries", "went", "went_words", "help", "shared"))
    went, help_ = card.went, card.help
    return {
        "since": card.since,
        "tries": card.tries.words if card.tries else "",
        "went": went_label(went.went) if went and went.went else "",
        "went_words": went.words if went else "",
        "help": help_.words if help_ else "",
        "shared": (gettext("yes") if help_.is_shared else gettext("no")) if help_ else "",
    }
