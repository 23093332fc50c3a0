"""The library as a table to take along."""

from collections.abc import Iterable, Iterator, Mapping

from flask import url_for
from flask_babel import gettext

from portal.moi.labels import STAGES
from portal.moi.queries import KitCard
from portal.moi.showing import titled
from portal.tables.files import Cell, Column, Kind, Table
from portal.taxonomy.sectors import Sector, setting_label


def library_table(cards: Iterable[KitCard], lang: str) -> Table:
    """Return one row for each kit, in the words of a reader of ``lang``."""
    return Table(
        name=gettext("lesson-kits"),
        columns=[
            Column(key="moi_id", label=gettext("Number")),
            Column(key="title", label=gettext("Title")),
            Column(key="summary", label=gettext("In short")),
            Column(key="serves", label=gettext("Serves")),
            Column(key="sectors", label=gettext("Made for")),
            Column(key="shortest", label=gettext("Minutes, at least"), kind=Kind.NUMBER),
            Column(key="longest", label=gettext("Minutes, at most"), kind=Kind.NUMBER),
            Column(key="languages", label=gettext("Written in")),
            Column(key="stage", label=gettext("Stage")),
            Column(key="tested_by", label=gettext("Teams that tested it"), kind=Kind.NUMBER),
            Column(key="version", label=gettext("Version")),
            Column(key="published_on", label=gettext("Version of"), kind=Kind.DATE),
            Column(key="address", label=gettext("Address")),
        ],
        rows=_rows(cards, lang),
    )


def _rows(cards: Iterable[KitCard], lang: str) -> Iterator[Mapping[str, Cell]]:
    for card in cards:
        version, span = card.version, card.version.moi["duration_range"]
        yield {
            "moi_id": card.moi_id,
            "title": titled(card, lang),
            "summary": version.words(lang)["summary"],
            "serves": ", ".join(str(one.label) for one in card.constructs),
            "sectors": ", ".join(setting_label(Sector(one)) for one in version.moi["settings"]),
            "shortest": span["min"],
            "longest": span["max"],
            "languages": ", ".join(version.languages),
            "stage": str(STAGES[card.stage]),
            "tested_by": card.tested_by,
            "version": version.number,
            "published_on": version.published_on,
            "address": url_for("moi.show", slug=card.slug, _external=True),
        }
