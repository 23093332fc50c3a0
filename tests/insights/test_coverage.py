"""The map of the model: counts with their denominators, the gaps in words, figures that lead."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal.charts.layout import WIDTH
from portal.db import db, transaction
from portal.insights.coverage import Coverage, coverage_on
from portal.insights.coverage_picture import FRAME, TEAMS_AT, Lane, draw_coverage
from portal.moi.models import ActKind, Kit
from portal.moi.queries import KitCard
from portal.needs import services
from portal.needs.queries import find_need
from portal.needs.services import Place, Told
from portal.network.models import Team
from portal.taxonomy.model import CONSTRUCTS, Part
from tests.adoption.conftest import MakeKit, Use
from tests.cast import Cast
from tests.conftest import TODAY, Counter, Visitor

TOLD = date(2022, 10, 4)
MOST_STATEMENTS = 8


def asked(cast: Cast, words: str, constructs: Sequence[str], *, teams: int = 1) -> int:
    """Have a need told by teams of the cast; the first tells it, the others share it."""
    team_ids = [*cast.home.team_ids, *cast.away.team_ids]
    with transaction():
        first, *others = [db.session.get_one(Team, team_id) for team_id in team_ids[:teams]]
        need = services.tell_need(
            Told(words=words, constructs=constructs),
            Place(team=first),
            by=cast.coordinator.person_id,
            on=TOLD,
        )
        for team in others:
            services.share_need(need, team, named=False, by=cast.coordinator.person_id, on=TOLD)
        return need.id


def counts(coverage: Coverage, construct: str) -> tuple[int, int, int, int, int]:
    line = next(one for one in coverage.lines if one.construct.key == construct)
    return line.open, line.answered, line.asking, line.kits, line.using


def shown(client: Visitor, path: str = "/coverage") -> str:
    page = client.get(path)
    assert page.status_code == 200
    return re.sub(r"\s+", " ", page.text.split("<main", 1)[1].split("</main>", 1)[0])


def test_every_construct_has_its_counts(cast: Cast, make_kit: MakeKit, use: Use) -> None:
    kit = make_kit(1, constructs=["openness", "timing"])
    make_kit(2, constructs=["openness"], stage=ActKind.VALIDATED)
    make_kit(3, constructs=["openness"], stage=ActKind.RETIRED)
    use(cast.home.team_ids[0], kit)
    asked(cast, "Wanneer is het goede moment?", ["timing", "tolerance"], teams=2)
    answered = asked(cast, "Hoe begin je?", ["timing"])
    with transaction():
        need = find_need(answered)
        assert need is not None
        services.answer_with_kit(need, kit.kit_id, by=cast.coordinator.person_id, on=TOLD)
    coverage = coverage_on(TODAY)
    assert coverage.teams == 6
    assert [line.construct.key for line in coverage.lines] == list(CONSTRUCTS)
    assert counts(coverage, "openness") == (0, 0, 0, 2, 1)
    assert counts(coverage, "timing") == (1, 1, 2, 1, 1)
    assert counts(coverage, "tolerance") == (1, 0, 2, 0, 0)
    assert counts(coverage, "joy_in_work") == (0, 0, 0, 0, 0)
    openness = coverage.lines[0]
    assert openness.by_stage == {ActKind.PILOT: 1, ActKind.VALIDATED: 1}
    assert openness.tested == 1


def test_a_gap_is_what_is_asked_and_has_no_kit_the_most_shared_first(
    cast: Cast, make_kit: MakeKit
) -> None:
    make_kit(1, constructs=["timing"])
    asked(cast, "Een", ["tolerance", "timing"])
    asked(cast, "Twee", ["joy_in_work"], teams=4)
    coverage = coverage_on(TODAY)
    assert [line.construct.key for line in coverage.gaps] == ["joy_in_work", "tolerance"]
    assert [line.construct.key for line in coverage.asked_on] == ["timing"]
    assert [line.construct.key for line in coverage.unused] == ["timing"]


def test_the_map_of_a_day_before_knows_nothing_of_later(
    cast: Cast, make_kit: MakeKit, use: Use
) -> None:
    use(cast.home.team_ids[0], make_kit(1, constructs=["timing"]), used_on=TOLD)
    asked(cast, "Een", ["timing"])
    before = coverage_on(TOLD - timedelta(days=1))
    assert counts(before, "timing") == (0, 0, 0, 1, 0)
    assert counts(coverage_on(date(2022, 1, 1)), "timing") == (0, 0, 0, 0, 0)


def test_the_page_tells_the_gaps_first_and_every_figure_leads(
    client: Visitor, cast: Cast, card: KitCard, use: Use
) -> None:
    use(cast.home.team_ids[0], card.version)
    asked(cast, "Een", ["tolerance", "timing"], teams=3)
    text = shown(client.sign_in(cast.coordinator))
    assert "1 onderdeel wordt gevraagd en heeft geen lespakket:" in text
    assert "1 behoefte zonder antwoord, gedeeld door 3 van de 6 teams" in text
    assert "Cultuur: nog niet gemeten." in text
    leads = set(re.findall(r'href="(/[^"#]*construct=[^"]*)"', text))
    assert leads == {
        "/needs/?construct=tolerance",
        "/needs/?construct=timing",
        "/moi/?construct=timing&amp;stage=pilot",
        "/uses/?construct=timing",
        "/moi/?construct=radar&amp;stage=pilot",
        "/uses/?construct=radar",
    }
    for address in leads:
        assert client.get(address.replace("&amp;", "&")).status_code == 200


def test_without_needs_nothing_is_made_up(client: Visitor, cast: Cast) -> None:
    text = shown(client.sign_in(cast.coordinator))
    assert "Geen enkele behoefte wacht op een antwoord." in text
    assert "%" not in text


def test_who_may_not_read_the_lists_sees_the_figures_alone(
    client: Visitor, cast: Cast, make_kit: MakeKit, use: Use
) -> None:
    use(cast.home.team_ids[0], make_kit(1, constructs=["timing"]))
    asked(cast, "Een", ["timing"])
    text = shown(client.sign_in(cast.everyone["funder"]))
    assert set(re.findall(r'href="(/[^"#]*construct=[^"]*)"', text)) == {
        "/moi/?construct=timing&amp;stage=pilot"
    }


def test_another_day_leads_nowhere_and_says_so(
    client: Visitor, cast: Cast, make_kit: MakeKit
) -> None:
    make_kit(1, constructs=["timing"])
    text = shown(client.sign_in(cast.coordinator), "/coverage?as_of=2022-10-01")
    assert "Dit is de kaart van 1 oktober 2022." in text
    assert "construct=" not in text


@pytest.mark.parametrize("day", ["gisteren", "2022-13-40", "99999-01-01"])
def test_a_day_that_is_none_stays_in_the_field(client: Visitor, cast: Cast, day: str) -> None:
    client.sign_in(cast.coordinator)
    page = client.get(f"/coverage?as_of={day}")
    assert page.status_code == 400
    assert f'value="{day}"' in page.text
    assert client.get(f"/coverage.csv?as_of={day}").status_code == 400


@pytest.mark.parametrize("who", ["sponsor", "team_lead", "team_member", "stranger"])
def test_who_has_no_part_in_the_map_finds_nothing(client: Visitor, cast: Cast, who: str) -> None:
    client.sign_in(cast.everyone[who])
    assert [client.get(path).status_code for path in ("/coverage", "/coverage.csv")] == [404, 404]


def test_a_visitor_is_led_to_sign_in(client: Visitor) -> None:
    assert client.get("/coverage").headers["Location"] == "/sign-in?next=/coverage"


def test_the_file_holds_every_construct_with_its_denominator(
    client: Visitor, cast: Cast, make_kit: MakeKit, use: Use
) -> None:
    use(cast.home.team_ids[0], make_kit(1, constructs=["timing"]))
    asked(cast, "Een", ["timing"], teams=2)
    client.sign_in(cast.coordinator)
    answer = client.get("/coverage.csv")
    lines = answer.get_data().decode("utf-8-sig").splitlines()
    assert len(lines) == len(CONSTRUCTS) + 1
    assert lines[2] == "Randvoorwaarden;Patiënt en familie;Gevoel voor timing;1;0;2;1;0;0;1;6;;;;;"
    assert "coverage-2022-11-15.csv" in answer.headers["Content-Disposition"]
    assert client.get("/coverage.xlsx").status_code == 200


def test_the_page_costs_the_same_with_one_kit_or_many(
    client: Visitor, cast: Cast, make_kit: MakeKit, count_statements: Counter
) -> None:
    client.sign_in(cast.coordinator)
    seen = []
    for round_ in range(2):
        for number in range(1, 6):
            make_kit(round_ * 5 + number, constructs=["timing", "tolerance"])
            asked(cast, f"Behoefte {round_} {number}", ["timing"])
        client.get("/coverage")
        with count_statements() as statements:
            client.get("/coverage")
        seen.append(len(statements))
    assert db.session.scalar(select(func.count(Kit.id))) == 10
    assert seen[0] == seen[1] <= MOST_STATEMENTS


def test_the_picture_has_every_construct_in_its_part_and_keeps_to_its_measure(
    cast: Cast, make_kit: MakeKit, use: Use
) -> None:
    kit = make_kit(1, constructs=["timing"])
    for team_id in (*cast.home.team_ids, *cast.away.team_ids):
        use(team_id, kit)
    for number in range(30):
        asked(cast, f"Behoefte {number}", ["timing"] if number else ["tolerance"])
    parts = draw_coverage(coverage_on(TODAY))
    rows = [row for picture in parts for group in picture.groups for row in group.rows]
    assert [picture.part for picture in parts] == list(Part)
    assert len(rows) == len(CONSTRUCTS)
    assert [row.is_gap for row in rows].count(True) == 1
    timing = rows[1]
    assert timing.teams.parts[0].x + timing.teams.parts[0].width == TEAMS_AT + FRAME
    assert timing.teams.figures == "6/6"
    assert timing.needs.figures == "29"
    assert all(0 <= edge(lane) <= WIDTH for row in rows for lane in (row.needs, row.kits))
    assert all(row.y + picture.bar <= picture.height for picture in parts
               for group in picture.groups for row in group.rows)  # fmt: skip
    tops = [row.y for row in parts[0].groups[0].rows]
    assert tops == sorted(set(tops))


def edge(lane: Lane) -> float:
    return max((part.x + part.width for part in lane.parts), default=0.0)


def test_one_among_many_is_seen_all_the_same(cast: Cast) -> None:
    for number in range(40):
        asked(cast, f"Behoefte {number}", ["timing"] if number else ["tolerance"])
    parts = draw_coverage(coverage_on(TODAY))
    rows = [row for picture in parts for group in picture.groups for row in group.rows]
    widths = {row.name[0].words: row.needs.parts[0].width for row in rows if row.needs.parts}
    assert min(widths.values()) == 4
    assert max(widths.values()) == 104


def test_an_empty_network_draws_no_bar() -> None:
    parts = draw_coverage(Coverage(as_of=TODAY, teams=0, lines=[]))
    assert [picture.groups for picture in parts] == [[]] * len(Part)
