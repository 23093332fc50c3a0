"""Counts and uses as tables to take along."""

from collections.abc import Sequence

from flask_babel import gettext

from portal.adoption.counting import By
from portal.adoption.labels import again_label, by_label, felt_label
from portal.adoption.models import GROUPS, KitUse
from portal.adoption.reading import Counts, UseLine
from portal.tables.files import Cell, Column, Kind, Table
from portal.taxonomy.sectors import sector_label


def counts_table(counts: Counts, by: By) -> Table:
    """Return one row for each kit, sector, organisation or team, with the denominator beside."""
    number = Kind.NUMBER
    denominator = [
        Column(key="used", label=gettext("Counted teams that used it"), kind=number),
        Column(key="teams", label=gettext("Of so many counted teams"), kind=number),
    ]
    columns = [
        Column(key="name", label=by_label(by)),
        *([Column(key="beside", label=gettext("Organisation"))] if by is By.TEAM else denominator),
        Column(key="uses", label=gettext("Uses told"), kind=number),
        Column(key="minutes", label=gettext("Minutes"), kind=number),
        Column(key="with_minutes", label=gettext("Uses that told minutes"), kind=number),
        Column(key="people", label=gettext("People reached"), kind=number),
        Column(key="with_people", label=gettext("Uses that told people"), kind=number),
    ]
    rows: list[dict[str, Cell]] = [
        {
            "name": line.name,
            "beside": line.beside,
            "teams": line.group.teams,
            **vars(line.group.sums),
        }
        for line in counts.page.rows
    ]
    return Table(name=f"uses-by-{by}", columns=columns, rows=rows)


def uses_table(lines: Sequence[UseLine]) -> Table:
    """Return one row for each use; words only where their reader may see them."""
    return Table(name="uses", columns=_columns(), rows=[_row(line) for line in lines])


def _columns() -> list[Column]:
    people = (
        gettext("Patients, residents or clients"),
        gettext("Relatives"),
        gettext("Colleagues"),
    )
    return [
        Column(key="used_on", label=gettext("Used on"), kind=Kind.DATE),
        Column(key="organisation", label=gettext("Organisation")),
        Column(key="sector", label=gettext("Sector")),
        Column(key="team", label=gettext("Team")),
        Column(key="moi_id", label=gettext("Number")),
        Column(key="kit", label=gettext("Lesson kit")),
        Column(key="version", label=gettext("Version")),
        Column(key="felt", label=gettext("How it went")),
        Column(key="again", label=gettext("Again")),
        Column(key="minutes", label=gettext("Minutes"), kind=Kind.NUMBER),
        *(
            Column(key=key, label=label, kind=Kind.NUMBER)
            for key, label in zip(GROUPS, people, strict=True)
        ),
        Column(key="words", label=gettext("In their own words")),
        Column(key="changed", label=gettext("What they changed")),
        Column(key="shared", label=gettext("Other teams may read it")),
    ]


def _row(line: UseLine) -> dict[str, Cell]:
    use: KitUse = line.use
    home = use.team.organisation
    return {
        "used_on": use.used_on,
        "organisation": home.name,
        "sector": sector_label(home.sector),
        "team": use.team.name,
        "moi_id": use.version.kit.moi_id,
        "kit": line.title,
        "version": use.version.number,
        "felt": felt_label(use.felt),
        "again": again_label(use.again) if use.again else "",
        "minutes": use.minutes,
        **{group: getattr(use, group) for group in GROUPS},
        "words": use.words if line.reads_words else "",
        "changed": use.changed if line.reads_words else "",
        "shared": gettext("yes") if use.shared_on else gettext("no"),
    }
