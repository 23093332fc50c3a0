"""Everything an organisation has in the portal, as tables in one package with an explanation."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from flask_babel import gettext

from portal.network.importing.queries import exemptions_of, load_home
from portal.network.importing.shape import LISTED_KEYS, options_of
from portal.network.importing.state import Home
from portal.network.labels import rule_label
from portal.network.models import Organisation
from portal.tables.files import MADE_AT, Cell, Column, Kind, Table, to_csv, to_xlsx
from portal.web.hooks import Act, tell

README: Final = "README.txt"
Names = Mapping[str, Mapping[str, str]]


def package_of(organisation: Organisation) -> bytes:
    """Return a ZIP with each table as CSV and XLSX, and a text that says what they are."""
    home = load_home(organisation.id)
    above = tell(Act.ORGANISATION_DATA, organisation_id=organisation.id)
    tables = [*_own_tables(home), *(table for tables in above for table in tables)]
    return _packed(organisation.name, tables)


def _packed(name: str, tables: Sequence[Table]) -> bytes:
    paper = BytesIO()
    with ZipFile(paper, "w", ZIP_DEFLATED) as package:
        _put(package, README, _explanation(name, tables).encode())
        for table in tables:
            kept = _listed(table)
            _put(package, f"csv/{table.name}.csv", to_csv(kept))
            _put(package, f"xlsx/{table.name}.xlsx", to_xlsx(kept))
    return paper.getvalue()


def _listed(table: Table) -> Table:
    """Return the table with rows that can be read twice."""
    return Table(name=table.name, columns=table.columns, rows=list(table.rows), on=table.on)


def _put(package: ZipFile, name: str, content: bytes) -> None:
    entry = ZipInfo(name, date_time=MADE_AT.timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED
    package.writestr(entry, content)


def _explanation(name: str, tables: Iterable[Table]) -> str:
    lines = [
        name,
        "",
        gettext("This is everything that the portal keeps of this organisation."),
        gettext("It has names and mail addresses: keep it safe, and throw it away after use."),
        gettext("Each table is there as CSV (for Excel in Flanders) and as XLSX."),
        gettext("A day in “Until” is the first day on which something is over."),
        "",
        *(f"- {table.name}" for table in tables),
    ]
    return "\r\n".join([*lines, ""])


def _own_tables(home: Home) -> Sequence[Table]:
    names = {key: options_of(key) for key in LISTED_KEYS}
    makers: Sequence[Callable[[Home, Names], Table]] = (_facts, _statuses, _teams, _posts)
    return [*(make(home, names) for make in makers), _exemptions(home)]


def _facts(home: Home, names: Names) -> Table:
    return Table(
        name="organisation",
        columns=[
            Column(key="name", label=gettext("Name")),
            Column(key="slug", label=gettext("Address in the portal")),
            Column(key="sector", label=gettext("Sector")),
            Column(key="province", label=gettext("Province")),
            Column(key="wave", label=gettext("Wave"), kind=Kind.NUMBER),
        ],
        rows=[
            {
                "name": home.name,
                "slug": home.slug,
                "sector": names["sector"][home.sector],
                "province": names["province"][home.province],
                "wave": home.wave,
            }
        ],
    )


def _statuses(home: Home, names: Names) -> Table:
    return Table(
        name="statuses",
        columns=[
            Column(key="status", label=gettext("Status")),
            Column(key="since", label=gettext("Since"), kind=Kind.DATE),
            Column(key="reason", label=gettext("Reason")),
        ],
        rows=[
            {"status": names["status"][status], "since": since, "reason": reason}
            for since, status, reason in home.statuses
        ],
    )


def _days() -> Sequence[Column]:
    return (
        Column(key="start", label=gettext("From"), kind=Kind.DATE),
        Column(key="end", label=gettext("Until"), kind=Kind.DATE),
    )


def _teams(home: Home, names: Names) -> Table:
    rows: list[Mapping[str, Cell]] = [
        {
            "place": crew.slot,
            "name": crew.name,
            "own_word": crew.own_word,
            "care_context": names["care_context"][crew.care_context],
            "reason": crew.care_context_reason,
            "start": crew.start,
            "end": crew.end,
        }
        for crew in home.crews
    ]
    columns = [
        Column(key="place", label=gettext("Place"), kind=Kind.NUMBER),
        Column(key="name", label=gettext("Name")),
        Column(key="own_word", label=gettext("Own word")),
        Column(key="care_context", label=gettext("Care context")),
        Column(key="reason", label=gettext("Why this care context")),
        *_days(),
    ]
    return Table(name="teams", columns=columns, rows=rows)


def _posts(home: Home, names: Names) -> Table:
    """Return who held which post; why somebody stopped is theirs and stays in the portal."""
    rows: list[Mapping[str, Cell]] = [
        {
            "role": names["role"][post.role],
            "team": post.crew.name if post.crew else None,
            "name": post.human.name,
            "email": post.human.email,
            "locale": names["locale"][post.human.locale],
            "start": post.start,
            "end": post.end,
        }
        for post in home.posts
    ]
    columns = [
        Column(key="role", label=gettext("Role")),
        Column(key="team", label=gettext("Team")),
        Column(key="name", label=gettext("Name")),
        Column(key="email", label=gettext("E-mail address")),
        Column(key="locale", label=gettext("Language")),
        *_days(),
    ]
    return Table(name="people", columns=columns, rows=rows)


def _exemptions(home: Home) -> Table:
    rows: list[Mapping[str, Cell]] = [
        {"rule": rule_label(rule), "reason": reason, "start": period.start, "end": period.end}
        for rule, reason, period in exemptions_of(home.id or 0)
    ]
    columns = [
        Column(key="rule", label=gettext("Exception from which rule?")),
        Column(key="reason", label=gettext("Reason")),
        *_days(),
    ]
    return Table(name="exemptions", columns=columns, rows=rows)
