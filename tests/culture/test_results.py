"""A page of results: pieces that are kept, measurements side by side, a cost that stays flat."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select

from portal.culture import drawing, services
from portal.culture.queries import find_earlier, versions_back
from portal.culture.scores import Score, scores_of
from portal.culture.showing import differences
from portal.db import db, transaction
from portal.network.models import Organisation, OrganisationStatus, Province, Status, Team, Wave
from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.instruments.importing import import_instrument
from portal.questionnaires.results.shapes import Figure, Hidden, Place, PlaceKind, PlaceResults
from portal.taxonomy.sectors import CareContext, Sector
from tests.cast import START, Cast
from tests.conftest import TODAY, Counter, Visitor
from tests.culture import measurements as m
from tests.questionnaires.culture_campaigns import answer_in_bulk

AGO = TODAY - timedelta(days=14)
CODES = [code for code, item in m.CULTURE.items.items() if item.scale][:4]
LEADS_ON = "/adjustments/new?measurement=1"
TEAM = PlaceKind.UNIT


def _answers(
    units: Sequence[int], each: int, level: float
) -> list[tuple[int | None, dict[str, int]]]:
    """Return made-up answers about a level, the same each time."""
    chance = Random(9)  # noqa: S311 -- nothing secret
    return [
        (unit, {code: min(5, max(1, round(chance.gauss(level, 1)))) for code in CODES})
        for unit in units
        for _ in range(each)
    ]


def _measured(cast: Cast, *, number: int = 1, level: float = 3.0) -> None:
    """Release a measurement in which the first team answers otherwise than all others."""
    campaign_id = m.plan(cast, number=number)
    m.prepare(cast, m.usual(cast), number=number)
    m.open_(cast, number=number)
    first, *others = [m.unit_of(team, number=number).id for team in m.usual(cast)]
    answer_in_bulk(campaign_id, _answers([first], 11, level + 1) + _answers(others, 11, level))
    m.finish(cast, number=number, on=AGO)


def _pages(cast: Cast, number: int = 1) -> Mapping[str, str]:
    first, second = (m.unit_of(team, number=number).id for team in cast.home.team_ids[:2])
    return {
        "network": f"/culture/{number}/network/",
        "sector": f"/culture/{number}/sectors/hospital/",
        "organisation": f"/culture/{number}/organisations/home/results",
        "team": f"/culture/{number}/teams/{first}/",
        "other team": f"/culture/{number}/teams/{second}/",
    }


def _main(client: Visitor, path: str, lang: str) -> str:
    answer = client.get(f"{path}?lang={lang}")
    assert answer.status_code == 200, path
    return answer.text.partition("<main")[2].partition("</main>")[0]


def test_a_kept_piece_is_the_one_that_would_be_drawn(client: Visitor, cast: Cast) -> None:
    _measured(cast)
    _measured(cast, number=2, level=4.0)
    paths = [path for number in (1, 2) for path in _pages(cast, number).values()]

    def read(*, anew: bool) -> Mapping[tuple[str, str, str], str]:
        pages = {}
        for reader in (cast.coordinator, cast.researcher):
            client.sign_in(reader)
            for path in paths:
                for lang in ("nl", "en"):
                    if anew:
                        drawing.piece.cache_clear()
                    pages[reader.name, lang, path] = _main(client, path, lang)
        return pages

    anew = read(anew=True)
    read(anew=False)
    before = drawing.piece.cache_info().misses
    assert read(anew=False) == anew
    assert drawing.piece.cache_info().misses == before
    assert len(set(anew.values())) >= len(paths) * 2, "each place and language reads otherwise"
    for (reader, _, path), page in anew.items():
        leads_on = reader == cast.coordinator.name and path == "/culture/1/network/"
        assert (LEADS_ON in page) is leads_on, (reader, path)


def test_a_place_with_other_figures_is_drawn_anew(client: Visitor, cast: Cast) -> None:
    _measured(cast)
    client.sign_in(cast.coordinator)
    pages = {name: _main(client, path, "nl") for name, path in _pages(cast).items()}
    assert pages["team"] != pages["other team"]
    again = {name: _main(client, path, "nl") for name, path in _pages(cast).items()}
    assert again == pages


def _scores(kind: PlaceKind, **figure: object) -> Mapping[str, Score]:
    construct = next(one for one in m.CULTURE.constructs if one.element == "timing")
    place = PlaceResults(
        place=Place(kind=kind, key="1"),
        organisations=1,
        units=1,
        figures=(Figure(code=construct.code, **figure),),
    )
    return scores_of(m.CULTURE, place, None)


def _difference(kind: PlaceKind, now: Figure, before: Figure) -> tuple[float, float] | None:
    found = list(
        differences(
            _scores(kind, **now.model_dump(exclude={"code"})),
            _scores(kind, **before.model_dump(exclude={"code"})),
            {"PF2"},
        )
    )
    return (found[0].low, found[0].high) if found else None


NOW = Figure(code="PF2", answered=12, mean=4.375, deviation=0.5, low=4.2, high=4.5)
BEFORE = Figure(code="PF2", answered=12, mean=3.875, deviation=0.5, low=3.7, high=4.0)


@pytest.mark.parametrize("kind", [PlaceKind.UNIT, PlaceKind.ORGANISATION])
def test_a_difference_of_people_has_the_interval_of_welch(kind: PlaceKind) -> None:
    # standard error 0.5 * sqrt(2 / 12) = 0.204124, t(0.975, 22) = 2.073873
    assert _difference(kind, NOW, BEFORE) == pytest.approx((0.076672, 0.923328), abs=1e-6)


@pytest.mark.parametrize("kind", [PlaceKind.SECTOR, PlaceKind.NETWORK])
def test_a_difference_of_clusters_keeps_what_the_clusters_say(kind: PlaceKind) -> None:
    reach = (0.15**2 + 0.15**2) ** 0.5
    assert _difference(kind, NOW, BEFORE) == pytest.approx((0.5 - reach, 0.5 + reach))


def test_without_a_shown_spread_the_shown_intervals_are_used() -> None:
    few = BEFORE.model_copy(update={"deviation": None})
    reach = (0.15**2 + 0.15**2) ** 0.5
    assert _difference(TEAM, NOW, few) == pytest.approx((0.5 - reach, 0.5 + reach))
    bare = few.model_copy(update={"low": None, "high": None})
    assert _difference(TEAM, NOW, bare) is None


def test_what_one_measurement_hides_has_no_difference() -> None:
    hidden = Figure(code="PF2", hidden=Hidden.FEW)
    assert _difference(TEAM, NOW, hidden) is None
    assert _difference(TEAM, hidden, BEFORE) is None
    shown = _scores(TEAM, **NOW.model_dump(exclude={"code"}))
    assert list(differences(shown, shown, set())) == []


def _next_version(number: int, comparable_with: int | None) -> None:
    update = {"number": number, "comparable_with": comparable_with, "change_note": "One word."}
    with transaction():
        newer = Definition.model_validate(m.CULTURE.model_dump() | update)
        import_instrument(newer, on=m.OPENS)


def test_three_versions_that_each_name_the_one_before_are_one_line(cast: Cast) -> None:
    _measured(cast)
    _next_version(2, 1)
    _next_version(3, 2)
    m.plan(cast, number=2)
    versions = versions_back(m.get(2).campaign.version)
    assert [one.number for one in versions] == [3, 2, 1]
    earlier = find_earlier(m.get(2), versions)
    assert earlier is not None
    assert (earlier.number, earlier.version_id) == (1, versions[-1].id)


def _more_organisations(count: int) -> list[int]:
    """Add organisations with three teams each, all at once; return their ids."""
    with transaction():
        wave = db.session.scalars(select(Wave)).one()
        more = [
            Organisation(
                slug=f"more-{number}",
                name=f"De Verzonnen Beuk {number}",
                sector=Sector.HOSPITAL,
                province=Province.LIMBURG,
                wave=wave,
                statuses=[OrganisationStatus(status=Status.ACTIVE, valid_from=START)],
                teams=[
                    Team(
                        slot=slot,
                        name=f"Team {slot}",
                        care_context=CareContext.ONCOLOGY,
                        valid_from=START,
                    )
                    for slot in (1, 2, 3)
                ],
            )
            for number in range(count)
        ]
        db.session.add_all(more)
        db.session.flush()
        return [one.id for one in more]


def _measured_in_bulk(cast: Cast, number: int, organisations: Sequence[int], answers: int) -> None:
    """Release a measurement of these organisations with so many answers, to a few questions."""
    by = cast.coordinator.person_id
    with transaction():
        plan = services.MeasurementPlan(
            number=number,
            opens_on=m.OPENS,
            closes_on=m.CLOSES,
            contact=m.CONTACT,
            organisation_ids=organisations,
        )
        measurement = services.plan_measurement(plan, on=m.INFORMED, by=by)
        teams = db.session.scalars(select(Team.id).where(Team.organisation_id.in_(organisations)))
        services.tell_headcounts(measurement, dict.fromkeys(teams, 600), on=m.INFORMED, by=by)
        for one in organisations:
            services.note_informed(measurement, one, m.INFORMED, on=m.INFORMED, by=by)
    m.open_(cast, number=number)
    units = [unit.id for unit in m.get(number).campaign.units]
    answer_in_bulk(m.get(number).campaign_id, _answers(units, answers // len(units), 3.5))
    m.finish(cast, number=number, on=AGO)


def test_three_thousand_answers_cost_as_many_statements_as_thirty(
    client: Visitor, cast: Cast, count_statements: Counter
) -> None:
    with transaction():
        import_instrument(m.CULTURE, on=START)
    homes = [cast.home.organisation_id, cast.away.organisation_id]
    _measured_in_bulk(cast, 1, homes, 60)
    _next_version(2, None)  # nothing to read the larger one beside, as with the smaller
    _measured_in_bulk(cast, 2, [*homes, *_more_organisations(12)], 3_000)
    client.sign_in(cast.coordinator)

    def counted(path: str) -> int:
        client.get(path)
        with count_statements() as seen:
            assert client.get(path).status_code == 200, path
        return len(seen)

    for name in _pages(cast):
        small, large = (counted(_pages(cast, number)[name]) for number in (1, 2))
        assert (name, small) == (name, large)
        assert large <= 10, name
    for table in ("/culture/{}/", "/culture/{}/organisations/home/", "/culture/{}/network.csv"):
        small, large = (counted(table.format(number)) for number in (1, 2))
        assert (table, small) == (table, large)
        assert large <= 10, table
