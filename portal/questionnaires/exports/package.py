"""Answers as one ZIP: the rows as CSV, Excel and JSON, the codebook, and scripts for R and SPSS."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.documents.zipped import zipped
from portal.questionnaires.exports.codebook import (
    REASON_WORDS,
    REASONS,
    Variable,
    codebook_table,
    listed,
)
from portal.questionnaires.exports.queries import Answers, PersonRow
from portal.questionnaires.exports.scripts import SIMULATED, r_of, sps_of
from portal.questionnaires.instruments.definition import Definition
from portal.tables.files import Cell, Column, Kind, Table, to_csv, to_xlsx

NUMBER: Final = "number"
PLACES: Final = ("organisation", "unit", "sector")
ROLE: Final = "role"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked and when, and in which language scripts speak."""

    definition: Definition
    variables: Sequence[Variable]
    closed_on: date
    simulated: bool
    lang: str


def package_of(asked: Asked, answers: Answers) -> bytes:
    """Return the files of one export: the same answers in the same order are the same bytes."""
    return zipped(_files(asked, answers))


def _files(asked: Asked, answers: Answers) -> Iterator[tuple[str, bytes]]:
    table = answers_table(asked, answers)
    codebook = codebook_table(
        asked.definition, asked.variables, name="codebook", simulated=asked.simulated
    )
    places = [column.key for column in table.columns if column.kind is Kind.TEXT]
    yield "README.md", readme_of(asked, answers).encode()
    yield "codebook.csv", to_csv(codebook)
    yield "codebook.xlsx", to_xlsx(codebook)
    yield "answers.csv", to_csv(table)
    yield "answers.xlsx", to_xlsx(table)
    yield "answers.json", json_of(asked, table, apart_table(asked, answers))
    yield "answers.sps", _sps(asked, answers, places)
    yield "answers.R", _r(asked, answers)
    if answers.apart:
        yield "organisations.csv", to_csv(apart_table(asked, answers))
    if answers.remarks:
        yield "comments.csv", to_csv(_remarks_table(asked, answers))


def _sps(asked: Asked, answers: Answers, places: Sequence[str]) -> bytes:
    return sps_of(answers.variables, places, lang=asked.lang, simulated=asked.simulated)


def _r(asked: Asked, answers: Answers) -> bytes:
    return r_of(asked.definition, answers.variables, lang=asked.lang, simulated=asked.simulated)


def answers_table(asked: Asked, answers: Answers) -> Table:
    """Return one row a person; a place or role has a column only where some row may say it."""
    texts = [*(PLACES if answers.has_units else ()), *((ROLE,) if answers.has_roles else ())]
    if asked.simulated:
        texts.append("simulated")
    columns = [
        Column(key=NUMBER, label=NUMBER, kind=Kind.NUMBER),
        *(Column(key=key, label=key) for key in texts),
        *(Column(key=one.name, label=one.name, kind=Kind.NUMBER) for one in answers.variables),
    ]
    rows = [
        {NUMBER: place, "simulated": "yes", **_who(row), **row.values}
        for place, row in enumerate(answers.rows, start=1)
    ]
    return Table(name="answers", columns=columns, rows=rows)


def _who(row: PersonRow) -> dict[str, Cell]:
    unit = row.unit
    return {
        "organisation": unit.organisation.name if unit else "",
        "unit": unit.team.name if unit and unit.team else "",
        "sector": unit.sector.value if unit else "",
        ROLE: row.role.value if row.role else "",
    }


def apart_table(asked: Asked, answers: Answers) -> Table:
    """Return what may be about one person or a few: one row a person, by organisation only."""
    texts = ["organisation", *(["simulated"] if asked.simulated else [])]
    columns = [
        *(Column(key=key, label=key) for key in texts),
        *(Column(key=one.name, label=one.name, kind=Kind.NUMBER) for one in answers.apart),
    ]
    rows: list[dict[str, Cell]] = [
        {
            "organisation": row.organisation.name if row.organisation else "",
            "simulated": "yes",
            **row.values,
        }
        for row in answers.apart_rows
    ]
    return Table(name="organisations", columns=columns, rows=rows)


def _remarks_table(asked: Asked, answers: Answers) -> Table:
    columns = [Column(key="item", label="item"), Column(key="comment", label="comment")]
    rows: list[dict[str, Cell]] = [
        {"item": remark.code, "comment": remark.body, "simulated": "yes"}
        for remark in answers.remarks
    ]
    if asked.simulated:
        columns.append(Column(key="simulated", label="simulated"))
    return Table(name="comments", columns=columns, rows=rows)


def json_of(asked: Asked, table: Table, apart: Table) -> bytes:
    """Return the rows with what their columns mean; reasons for no value keep their numbers."""
    content = {
        "instrument": asked.definition.slug,
        "version": asked.definition.number,
        "content_sha256": asked.definition.content_sha256,
        "closed_on": asked.closed_on.isoformat(),
        "simulated": asked.simulated,
        "missing": {str(REASONS[why]): why.value for why in REASONS},
        "variables": [
            {
                "name": one.name,
                "item": one.item.code,
                "type": one.item.type.value,
                "construct": one.item.measures,
                "reverse": one.item.reverse,
                "wording": dict(one.wording),
                "values": {str(value): dict(words) for value, words in one.labels.items()},
            }
            for one in asked.variables
        ],
        "rows": _plain(table),
        **({"organisations": _plain(apart)} if apart.rows else {}),
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _plain(table: Table) -> list[dict[str, Cell]]:
    return [{column.key: row[column.key] for column in table.columns} for row in table.rows]


def readme_of(asked: Asked, answers: Answers) -> str:
    """Return the codebook to read: what the files are, what a row is, and every column in words."""
    head = [
        f"# {asked.definition.title['en']}, version {asked.definition.number}",
        *(["", f"**{SIMULATED}**"] if asked.simulated else []),
        "",
        f"{len(answers.rows)} answers, closed on {asked.closed_on.isoformat()}.",
        f"Wording: {asked.definition.maturity.value}.",
        "",
        "One row is one person. Rows stand in a random order and are numbered anew in every",
        "export, so that no two exports join by number. An organisation, unit or role stands only",
        "beside rows among which a person can hide; elsewhere it is left empty. Comments, where",
        "there are any, are a file of their own that joins with nothing.",
        "",
        "`answers.csv` has `;` between cells and is UTF-8: `read.csv2` in R,",
        '`read_csv(sep=";")` in pandas. Start `answers.R` or `answers.sps` in this folder.',
        "",
        "Reversed items stand as they were answered. Items marked `organisation_level_only` in the",
        "codebook may be about one person or the mood of a few. Where rows say their unit, these",
        "items are in `organisations.csv` instead: its rows join with no other file, and name an",
        "organisation only where enough people of two units answered.",
        "",
        "## No value",
        "",
        *(f"- {REASONS[why]}: {words['en']}" for why, words in REASON_WORDS.items()),
        "",
        "## Columns",
        "",
    ]
    return "\n".join([*head, *(_line(asked, one) for one in asked.variables), ""])


def _line(asked: Asked, one: Variable) -> str:
    construct = f", {one.item.measures}" if one.item.measures else ""
    turned = ", reversed" if one.item.reverse else ""
    lang = "en" if "en" in asked.definition.languages else asked.lang
    return f"- `{one.name}`{construct}{turned}: {one.wording[lang]} ({listed(one.labels, lang)})"
