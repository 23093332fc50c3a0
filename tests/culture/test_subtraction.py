"""The oracle's attack on team D, over the pages and files that everybody else reads."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from io import BytesIO

import pytest
from openpyxl import load_workbook

from portal.questionnaires.results import snapshots
from portal.questionnaires.results.place_tables import place_tables
from portal.questionnaires.results.remainders import large_enough
from tests.cast import Cast
from tests.conftest import Visitor
from tests.culture.measurements import CULTURE, finish, get, open_, plan, prepare, unit_of, usual
from tests.questionnaires.culture_campaigns import answer_in_bulk
from tests.questionnaires.surveys import WORKED

READ = re.compile(
    r'id="openness">(?:(?!</div>).)*?<b>(?P<mean>\d,\d)</b>(?:(?!</div>).)*?(?P<n>\d+) van de \d+',
    re.DOTALL,
)


def whole(cast: Cast) -> Mapping[str, int]:
    """Release the worked example as a measurement: A to C at home, D with A and C away."""
    plan(cast)
    prepare(cast, usual(cast))
    open_(cast)
    teams = dict(zip("ABC", cast.home.team_ids, strict=True))
    teams |= dict(zip(("D", "A2", "C2"), cast.away.team_ids, strict=True))
    units = {name: unit_of(team).id for name, team in teams.items()}
    items = [code for code, item in CULTURE.items.items() if item.scale]
    given: list[tuple[int | None, dict[str, int]]] = [
        (unit, {code: int(block[n % 4]) for n, code in enumerate(items)})
        for name, unit in units.items()
        for block in WORKED[name[0]].split()
    ]
    answer_in_bulk(get().campaign_id, given)
    finish(cast)
    return units


@contextmanager
def first_step_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(snapshots, "place_tables", partial(place_tables, guard=large_enough))
        yield


def read(client: Visitor, path: str) -> tuple[int, float] | None:
    """Return how many answered the first construct and their average, as a page shows it."""
    found = READ.search(client.get(path).text)
    return (int(found["n"]), float(found["mean"].replace(",", "."))) if found else None


def pages_of(cast: Cast, units: Mapping[str, int]) -> dict[str, str]:
    away = f"/culture/1/organisations/{cast.away.slug}/results"
    return {"away": away} | {name: f"/culture/1/teams/{units[name]}/" for name in ("D", "A2", "C2")}


def worked_out(shown: Mapping[str, tuple[int, float] | None]) -> float | None:
    """Take teams from their organisation: what is left is D, when all the others are shown."""
    away, others = shown["away"], [shown["A2"], shown["C2"]]
    if away is None or None in others:
        return None
    told = [one for one in others if one is not None]
    people = away[0] - sum(n for n, _ in told)
    return (away[0] * away[1] - sum(n * mean for n, mean in told)) / people


def test_team_d_cannot_be_worked_out_from_the_pages(client: Visitor, cast: Cast) -> None:
    pages = pages_of(cast, whole(cast))
    client.sign_in(cast.coordinator)
    shown = {name: read(client, path) for name, path in pages.items()}
    assert shown["D"] is None
    assert shown["away"] == (17, 3.4)
    assert [name for name in ("A2", "C2") if shown[name] is None] == ["A2"]
    assert worked_out(shown) is None


def test_it_can_be_without_the_second_step(
    client: Visitor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with first_step_only(monkeypatch):
        pages = pages_of(cast, whole(cast))
    client.sign_in(cast.coordinator)
    shown = {name: read(client, path) for name, path in pages.items()}
    assert shown["D"] is None
    told = worked_out(shown)
    assert told is not None
    assert abs(told - 3.875) < 0.4  # the page rounds; its file does not


def test_no_file_of_team_d_holds_a_figure_of_it(client: Visitor, cast: Cast) -> None:
    path = f"/culture/1/teams/{whole(cast)['D']}"
    client.sign_in(cast.coordinator)
    (place,) = client.get(f"{path}.json").get_json()["places"]
    assert not [one for one in place["figures"] if {"mean", "answered", "counts"} & set(one)]
    assert not re.search(r";[1-5],\d", client.get(f"{path}.csv").data.decode("utf-8-sig"))
    sheet = load_workbook(BytesIO(client.get(f"{path}.xlsx").data)).active
    assert sheet is not None
    heading, *rows = sheet.iter_rows(values_only=True)
    assert {row[heading.index("Gemiddelde")] for row in rows} == {None}
    assert {row[heading.index("Opmerking bij het gemiddelde")] for row in rows} >= {
        "Te weinig antwoorden om te tonen."
    }
