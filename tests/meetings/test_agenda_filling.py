"""How an agenda fills itself: from which sources, with which reason, and only once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from portal.cards.queries import latest_card
from portal.cards.services import Said, Writer, revision_of, save_card, withdraw_help
from portal.db import db, transaction
from portal.meetings import services as meeting_services
from portal.meetings.agenda import queries, rules, services
from portal.meetings.agenda.blocks import BlockPlan, write_blocks
from portal.meetings.agenda.models import AgendaPoint, PointState
from portal.meetings.agenda.queries import BlockLine
from portal.meetings.agenda.services import PointPlan
from portal.meetings.agenda.sources import HELP, KIT
from portal.meetings.agenda.suggesting import suggestions_for
from portal.meetings.models import BlockKind, MeetingBlock, MeetingKind
from portal.moi.models import ActKind, Kit, KitAct, KitVersion
from portal.rules import RuleBroken
from tests.cast import Cast
from tests.conftest import Visitor
from tests.meetings.planned import DAY, ON, ONLINE, meeting_by, slot

HELP_WORDS = "Hoe begin je op een drukke dag?"
FOUR = list(rules.TEMPLATES[MeetingKind.REFLECTION])


def _plan(
    cast: Cast, *, number: int = 1, day: date = DAY, kind: MeetingKind = MeetingKind.REFLECTION
) -> int:
    with transaction():
        wanted = replace(slot(day), kind=kind)
        return meeting_services.plan_next(
            wanted, ONLINE, number=number, on=ON, by=cast.coordinator.person_id
        ).id


def _ask_help(cast: Cast, *, team: int = 0, share: bool = True, words: str = HELP_WORDS) -> int:
    team_id = cast.home.team_ids[team]
    with transaction():
        card = save_card(
            team_id,
            Said(help=words, share=share),
            based_on=revision_of(latest_card(team_id)),
            last_moment=date(2022, 10, 13),
            writer=Writer(on=ON, person_id=cast.lead.person_id),
        )
        return card.id


def _kit(number: int) -> int:
    with transaction():
        kit = Kit(moi_id=f"MOI-{number}", slug=f"kit-{number}")
        db.session.add(kit)
        db.session.flush()
        moi = {"constructs": ["timing"], "settings": ["hospital"], "languages": ["nl"]}
        words = {"title": f"Kit {number}", "summary": "", "objectives": [], "keywords": []}
        manifest = {
            "moi": {**moi, "source_language": "nl"},
            "texts": {"nl": words},
            "slides": [],
            "outdated": [],
        }
        version = KitVersion(
            kit_id=kit.id,
            number="1.0.0",
            content_sha256=f"{number:064d}",
            manifest=manifest,
            published_on=ON,
        )
        db.session.add(version)
        db.session.flush()
        pilot = KitAct(kit_id=kit.id, version_id=version.id, kind=ActKind.PILOT, happened_on=ON)
        db.session.add(pilot)
        return version.id


def _fill(meeting_id: int, cast: Cast) -> int:
    with transaction():
        return services.prefill(meeting_by(meeting_id), on=ON, by=cast.coordinator.person_id)


def _lines(meeting_id: int) -> Sequence[BlockLine]:
    db.session.rollback()
    return queries.blocks_of(meeting_by(meeting_id))


def _points(meeting_id: int) -> Sequence[AgendaPoint]:
    db.session.rollback()
    return queries.points_of(meeting_id)


def test_an_empty_network_gets_four_blocks_that_fit_the_hours(cast: Cast) -> None:
    meeting_id = _plan(cast)
    assert _fill(meeting_id, cast) == 0
    lines = _lines(meeting_id)
    assert [line.kind for line in lines] == FOUR
    assert [line.minutes for line in lines] == [45, 30, 30, 15]
    assert (lines[0].starts, lines[-1].ends) == (time(13, 30), time(15, 30))
    assert lines[1].words == "Er is nog geen nieuw lespakket om te tonen."
    assert queries.timing_of(meeting_by(meeting_id), lines).over == 0


@pytest.mark.parametrize("kind", [MeetingKind.WORKSHOP, MeetingKind.NETWORK_EVENT])
def test_other_kinds_have_a_template_of_their_own_and_no_points(
    cast: Cast, kind: MeetingKind
) -> None:
    _ask_help(cast)
    meeting_id = _plan(cast, kind=kind)
    assert _fill(meeting_id, cast) == 0
    assert [line.kind for line in _lines(meeting_id)] == list(rules.TEMPLATES[kind])
    assert len(rules.TEMPLATES[kind]) == 4


def test_help_that_a_team_shares_comes_with_its_name_and_the_reason(cast: Cast) -> None:
    _ask_help(cast)
    _ask_help(cast, team=1, share=False, words="Dit blijft bij ons")
    meeting_id = _plan(cast)
    assert _fill(meeting_id, cast) == 1
    (point,) = _lines(meeting_id)[0].points
    assert (point.words, point.point.reason) == (
        HELP_WORDS,
        "This team asked for help and agreed that the network may know.",
    )
    assert point.team.endswith(f", {cast.home.name}")


def test_help_that_is_taken_back_leaves_the_agenda_with_its_name(
    client: Visitor, cast: Cast
) -> None:
    _ask_help(cast)
    meeting_id = _plan(cast)
    _fill(meeting_id, cast)
    client.sign_in(cast.coordinator)
    pages = (f"/meetings/{meeting_id}/", f"/meetings/{meeting_id}/agenda")
    assert all(HELP_WORDS in client.get(page).text for page in pages)
    (kept,) = _points(meeting_id)
    assert (kept.words, dict(kept.named)) == ("", {})
    with transaction():
        withdraw_help(cast.home.team_ids[0], writer=Writer(on=ON, person_id=cast.lead.person_id))
    assert not any(HELP_WORDS in client.get(page).text for page in pages)


def test_at_most_three_of_a_source_and_the_rest_waits_beside_it(cast: Cast) -> None:
    for team in range(3):
        _ask_help(cast, team=team, words=f"Vraag {team}")
    first = _plan(cast)
    by = cast.coordinator.person_id
    with transaction():
        write_blocks(meeting_by(first), {BlockKind.INSPIRATION: BlockPlan(words="Geen")})
        for number in range(4):
            own = PointPlan(block=BlockKind.INSPIRATION, words=f"Punt {number}")
            point = services.add_point(meeting_by(first), own, on=ON, by=by)
            services.put(meeting_by(first), point, PointState.NEXT_TIME, on=ON, by=by)
    with transaction():
        meeting_by(first).state = meeting_by(first).state.INVITED
        db.session.flush()
        meeting_services.mark_held(meeting_by(first), on=DAY, by=by)
    second = _plan(cast, number=2, day=date(2023, 2, 9))
    assert _fill(second, cast) == 6
    kept = [point.words for line in _lines(second) for point in line.points]
    assert sorted(kept) == ["Punt 0", "Punt 1", "Punt 2", "Vraag 0", "Vraag 1", "Vraag 2"]
    beside = {one.words for one in suggestions_for(meeting_by(second), ON)} - set(kept)
    assert beside == {"Punt 3"}


def test_it_is_filled_in_once_and_what_was_taken_off_stays_off(cast: Cast) -> None:
    _ask_help(cast)
    meeting_id = _plan(cast)
    _fill(meeting_id, cast)
    (point,) = _points(meeting_id)
    by = cast.coordinator.person_id
    with transaction():
        services.put(meeting_by(meeting_id), point, PointState.REMOVED, on=ON, by=by)
    assert _fill(meeting_id, cast) == 0
    assert [line.points for line in _lines(meeting_id)] == [()] * 4
    with transaction():
        services.add_suggestion(meeting_by(meeting_id), (HELP, point.source_id), on=ON, by=by)
    assert [one.state for one in _points(meeting_id)] == [PointState.PLANNED]


def test_the_next_kit_is_one_that_no_meeting_showed(cast: Cast) -> None:
    shown, fresh = _kit(1), _kit(2)
    first, second = _plan(cast), _plan(cast, number=2, day=date(2023, 2, 9))
    _fill(first, cast)
    _fill(second, cast)
    kits = [_lines(each)[1].block.kit_version_id for each in (first, second)]
    assert kits == [shown, fresh]
    assert _lines(second)[1].block.reason == "No meeting has shown this lesson kit yet."


def test_another_kit_takes_the_place_of_the_first_by_one_press(client: Visitor, cast: Cast) -> None:
    _kit(1)
    other = _kit(2)
    meeting_id = _plan(cast)
    _fill(meeting_id, cast)
    kit_id = db.session.get_one(KitVersion, other).kit_id
    page = f"/meetings/{meeting_id}/agenda"
    client.sign_in(cast.coordinator)
    sent = {"revision": "1", "source": KIT, "source_id": str(kit_id)}
    token = {"csrf_token": client.token(page)}
    assert client.post(f"{page}/suggestions", data=sent | token).status_code == 303
    assert _lines(meeting_id)[1].block.kit_version_id == other


def test_what_is_not_suggested_is_not_added(client: Visitor, cast: Cast) -> None:
    mine = _ask_help(cast, share=False)
    meeting_id = _plan(cast)
    _fill(meeting_id, cast)
    page = f"/meetings/{meeting_id}/agenda"
    client.sign_in(cast.coordinator)
    sent = {"revision": "1", "source": HELP, "source_id": str(mine)}
    token = {"csrf_token": client.token(page)}
    client.post(f"{page}/suggestions", data=sent | token)
    assert "Dit wordt niet meer voorgesteld." in client.get(page).text
    assert _points(meeting_id) == []


def test_the_page_proposes_an_agenda_where_there_is_none(client: Visitor, cast: Cast) -> None:
    _ask_help(cast)
    meeting_id = _plan(cast)
    page = f"/meetings/{meeting_id}/agenda"
    client.sign_in(cast.coordinator)
    assert "Een agenda voorstellen" in client.get(page).text
    assert HELP_WORDS not in client.get(page).text
    sent = {"csrf_token": client.token(page), "revision": "0"}
    assert client.post(f"{page}/fill", data=sent).status_code == 303
    seen = client.get(page).text
    assert HELP_WORDS in seen
    assert "Dit team vroeg hulp en vond het goed dat het netwerk dit weet." in seen


def test_reasons_are_for_the_coordinator_only(client: Visitor, cast: Cast) -> None:
    _ask_help(cast)
    meeting_id = _plan(cast)
    _fill(meeting_id, cast)
    with transaction():
        meeting_by(meeting_id).state = meeting_by(meeting_id).state.INVITED
    page = client.sign_in(cast.contact).get(f"/meetings/{meeting_id}/").text
    assert HELP_WORDS in page
    assert "vond het goed" not in page


def test_a_short_meeting_gets_shorter_blocks() -> None:
    blocks = rules.blocks_for(MeetingKind.REFLECTION, 60)
    assert list(blocks.values()) == [20, 15, 15, 5]
    assert sum(rules.blocks_for(MeetingKind.REFLECTION, 180).values()) <= 180
    assert all(minutes >= 5 for minutes in rules.blocks_for(MeetingKind.WORKSHOP, 10).values())


def test_the_clock_runs_on_over_blocks_without_minutes_and_past_midnight() -> None:
    spans = rules.clock_after(time(23, 30), [20, 0, 25])
    assert spans == [
        (time(23, 30), time(23, 50)),
        (time(23, 50), time(23, 50)),
        (time(23, 50), time(0, 15)),
    ]


def test_an_agenda_holds_sixty_points_and_no_more(cast: Cast, draft: int) -> None:
    own = PointPlan(block=BlockKind.INTERVISION, words="Nog iets")
    by = cast.coordinator.person_id
    with transaction():
        for _ in range(rules.MOST_POINTS):
            services.add_point(meeting_by(draft), own, on=ON, by=by)
    with pytest.raises(RuleBroken, match="full"), transaction():
        services.add_point(meeting_by(draft), own, on=ON, by=by)


def _point(**other: str) -> str:
    said = {
        "meeting_id": ":meeting",
        "block": "'intervision'",
        "position": "1",
        "words": "'Iets'",
        "lang": "'nl'",
        "reason": "''",
        "named": "'{}'",
        "source": "''",
        "source_id": "''",
        "href": "''",
        "state": "'planned'",
        "revision": "1",
        **other,
    }
    return f"INSERT INTO agenda_point ({', '.join(said)}) VALUES ({', '.join(said.values())})"


@pytest.mark.parametrize(
    ("other", "rule"),
    [
        ({"words": "''"}, "point_has_words"),
        ({"words": f"'{'x' * 501}'"}, "point_is_short"),
        ({"source": "'need'"}, "point_names_its_source"),
        ({"lang": "'xx'"}, "point_in_our_languages"),
        ({"minutes": "0"}, "point_takes_minutes"),
        ({"revision": "0"}, "point_revision_counts_up"),
        ({"block": "'dinner'"}, "blockkind"),
        ({"state": "'lost'"}, "pointstate"),
        ({"block": "'theme'"}, "(?i)foreign key"),
    ],
)
def test_the_database_refuses_a_point_that_is_none(
    cast: Cast, draft: int, other: dict[str, str], rule: str
) -> None:
    assert cast
    with pytest.raises(DBAPIError, match=rule), transaction():
        db.session.execute(text(_point(**other)), {"meeting": draft})


def test_the_database_keeps_one_point_a_source(cast: Cast, draft: int) -> None:
    assert cast
    insert = text(_point(source="'need'", source_id="'7'"))
    with transaction():
        db.session.execute(insert, {"meeting": draft})
    with (
        pytest.raises(DBAPIError, match=r"one_point_per_source|agenda_point\.source"),
        transaction(),
    ):
        db.session.execute(insert, {"meeting": draft})


def test_the_database_keeps_the_points_of_a_meeting_that_was_held(cast: Cast, invited: int) -> None:
    own = PointPlan(block=BlockKind.INTERVISION, words="Iets")
    by = cast.coordinator.person_id
    with transaction():
        services.add_point(meeting_by(invited), own, on=ON, by=by)
        meeting_services.mark_held(meeting_by(invited), on=DAY, by=by)
    for statement in (_point(), "UPDATE agenda_point SET words = 'Anders'"):
        with pytest.raises(DBAPIError, match="a_past_agenda_keeps_its_points"), transaction():
            db.session.execute(text(statement), {"meeting": invited})


def test_the_database_counts_minutes_and_changes(cast: Cast, draft: int) -> None:
    assert cast
    for change, rule in (
        ("UPDATE meeting_block SET minutes = 601", "block_takes_minutes"),
        ("UPDATE meeting_block SET revision = 0", "block_revision_counts_up"),
        (
            f"INSERT INTO agenda_sheet (meeting_id, revision) VALUES ({draft}, 0)",
            "agenda_revision_counts_up",
        ),
    ):
        with pytest.raises(DBAPIError, match=rule), transaction():
            db.session.execute(text(change))
    assert set(db.session.scalars(select(MeetingBlock.revision))) == {1}
