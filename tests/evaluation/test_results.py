"""Results: after the close and not before, only what enough people said, the same for ever."""

import csv
from io import StringIO

import pytest
from sqlalchemy import select

from portal.db import db
from portal.evaluation.rules import concerns
from portal.network.models import Person
from portal.questionnaires.campaigns.models import Campaign
from portal.questionnaires.campaigns.response_models import Response, ResultSnapshot
from portal.questionnaires.instruments.models import InstrumentVersion
from portal.questionnaires.instruments.versions import load_version
from portal.questionnaires.kinds import Length
from portal.questionnaires.results.snapshots import find_results, tally_of
from portal.questionnaires.results.suppression import Thresholds, tabulate
from tests.cast import Cast
from tests.conftest import Counter, Visitor
from tests.evaluation.evaluations import (
    OTHERS,
    address,
    close,
    evaluation_of,
    let_answer,
    make_meeting,
    open_for,
    walk,
)
from tests.evaluation.test_answering import SHORT
from tests.questionnaires.culture_campaigns import answer_in_bulk


def _export(client: Visitor) -> list[dict[str, str]]:
    page = client.get("/evaluation.csv")
    assert page.status_code == 200
    return list(csv.DictReader(StringIO(page.data.decode("utf-8-sig")), delimiter=";"))


def test_nothing_but_the_rate_is_readable_before_the_close(
    client: Visitor, cast: Cast, open_id: int
) -> None:
    let_answer(open_id, OTHERS)
    client.sign_in(cast.coordinator)
    page = client.get(address(open_id)).text
    assert "14 van de 18 genodigden hebben geantwoord." in page
    assert "voorstel" not in page
    assert "Gemiddelde" not in page
    assert _export(client) == []
    assert "Er zijn nog geen resultaten" in client.get("/evaluation/").text


def test_others_do_not_even_see_the_rate(client: Visitor, cast: Cast, open_id: int) -> None:
    let_answer(open_id, OTHERS)
    for reader in (cast.researcher, cast.member):
        client.sign_in(reader)
        assert "14 van de" not in client.get(address(open_id)).text
        assert "14 van de" not in client.get("/evaluation/").text


def test_a_rate_of_very_few_is_not_shown(client: Visitor, cast: Cast) -> None:
    meeting = make_meeting(cast, others=0)
    open_for(cast, meeting)
    client.sign_in(cast.coordinator)
    page = client.get(address(meeting)).text
    assert "0 van de 4" not in page
    assert "zo weinig genodigden" in page
    assert "van de 4" not in client.get("/evaluation/").text


def test_results_appear_when_it_closes(client: Visitor, cast: Cast, open_id: int) -> None:
    let_answer(open_id, OTHERS)
    close(open_id)
    page = client.sign_in(cast.ambassador).get(address(open_id)).text
    assert "Wat jullie ervan vonden" in page
    assert "Er kwamen 14 antwoorden binnen," in page
    assert "3 + 3 + 3 + 3 + 2 = 14" in page  # P08, with the figures in the picture
    assert "Te weinig antwoorden om te tonen." in page  # P13b: nobody answered it


def test_only_the_project_team_reads_comments_as_promised(
    client: Visitor, cast: Cast, open_id: int
) -> None:
    let_answer(open_id, OTHERS)
    close(open_id)
    for reader in (cast.ambassador, cast.researcher, cast.contact):
        assert "voorstel" not in client.sign_in(reader).get(address(open_id)).text
    assert client.sign_in(cast.coordinator).get(address(open_id)).text.count("voorstel ") == OTHERS
    assert "voorstel" not in client.get("/evaluation.csv").text


@pytest.mark.parametrize(("answers", "means", "comments"), [(4, False, False), (9, True, False)])
def test_too_few_answers_show_less_or_nothing(
    client: Visitor, cast: Cast, open_id: int, *, answers: int, means: bool, comments: bool
) -> None:
    let_answer(open_id, answers)
    close(open_id)
    client.sign_in(cast.coordinator)
    page = client.get(address(open_id)).text
    assert ("voorstel" in page) is comments
    assert '<svg class="bars"' not in page
    rows = {row["Code"]: row for row in _export(client)}
    assert (rows["P08"]["Gemiddelde"] != "") is means
    assert rows["P08"]["Hoe vaak elk antwoord"] == ""
    assert rows["P13b"]["Opmerking"] == "Te weinig antwoorden om te tonen."


def test_made_up_answers_say_so_on_page_and_in_file(client: Visitor, cast: Cast) -> None:
    meeting = make_meeting(cast)
    open_for(cast, meeting, simulated=True)
    let_answer(meeting, OTHERS)
    close(meeting)
    client.sign_in(cast.ambassador)
    assert "Verzonnen antwoorden." in client.get(address(meeting)).text
    assert {row["Verzonnen antwoorden"] for row in _export(client)} == {"ja"}


def test_two_exports_one_answer_apart_reveal_nothing(
    client: Visitor, cast: Cast, open_id: int
) -> None:
    """What the last one answered must not come back by comparing before and after."""
    let_answer(open_id, OTHERS)
    assert _difference(client, cast, open_id) == {"P08": {"2": 1}, "P05": {"4": 1}}


def _difference(client: Visitor, cast: Cast, meeting_id: int) -> dict[str, dict[str, int]]:
    """Return what a live count tells of one more answer; ours must tell nothing on the way.

    There is no export before the close, and none changes after it.
    """
    before = _live_counts(meeting_id)
    client.sign_in(cast.coordinator)
    first_export = _export(client)
    form = client.sign_in(cast.ambassador).get(address(meeting_id)).text
    walk(client, address(meeting_id), form, [SHORT])
    after = _live_counts(meeting_id)
    client.sign_in(cast.coordinator)
    assert first_export == _export(client) == []
    late = client.sign_in(cast.neighbour).get(address(meeting_id)).text
    close(meeting_id)
    client.sign_in(cast.coordinator)
    closed = _export(client)
    client.sign_in(cast.neighbour)
    walk(client, address(meeting_id), late, [SHORT])
    client.sign_in(cast.coordinator)
    assert closed == _export(client)
    assert closed != []
    return {code: _more(before[code], after[code]) for code in ("P08", "P05")}


def _live_counts(meeting_id: int) -> dict[str, dict[str, int]]:
    """Count as if results were live: suppression and closing switched off."""
    campaign = evaluation_of(meeting_id).campaign
    loaded = load_version(campaign.version)
    tally = tally_of(campaign, loaded.item_ids)
    naive = tabulate(loaded.definition, Length.SHORT, tally, Thresholds(score=1, comment=1))
    counts = {item.code: item.counts or {} for item in naive.items}
    db.session.rollback()
    return counts


def _more(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    return {key: n - before[key] for key, n in after.items() if n != before[key]}


def test_the_page_reads_the_snapshot_and_never_the_answers(
    client: Visitor, cast: Cast, open_id: int, count_statements: Counter
) -> None:
    let_answer(open_id, OTHERS)
    close(open_id)
    client.sign_in(cast.ambassador)
    client.get(address(open_id))
    with count_statements() as page:
        client.get(address(open_id))
    with count_statements() as listed:
        client.get("/evaluation/")
    with count_statements() as exported:
        client.get("/evaluation.csv")
    tables = ("FROM response", "FROM answer", "FROM comment", "JOIN response", "JOIN answer")
    for statements in (page, listed, exported):
        assert len(statements) <= 4, statements
        assert not [one for one in statements if any(table in one for table in tables)]


def test_the_form_costs_the_same_however_many_answered(
    client: Visitor, cast: Cast, open_id: int, count_statements: Counter
) -> None:
    client.sign_in(cast.lead)
    client.get(address(open_id))
    with count_statements() as before:
        assert "<form" in client.get(address(open_id)).text
    answer_in_bulk(evaluation_of(open_id).campaign_id, [(None, {"P05": 2, "P08": 4})] * 3_000)
    with count_statements() as after:
        assert "<form" in client.get(address(open_id)).text
    assert after == before
    tables = ("FROM response", "FROM answer", "JOIN response", "JOIN answer")
    assert not [one for one in after if any(table in one for table in tables)]


def test_the_snapshot_holds_nothing_about_people(cast: Cast, open_id: int) -> None:
    let_answer(open_id, OTHERS)
    close(open_id)
    words = str(db.session.scalars(select(ResultSnapshot.json)).one())
    names = [
        *db.session.scalars(select(Person.name)),
        *(one.email for one in cast.everyone.values()),
    ]
    assert [name for name in names if name in words] == []
    assert {
        id_.hex() for id_ in db.session.scalars(select(Response.id)) if id_.hex() in words
    } == set()


def test_signs_are_counted_and_never_tested(open_id: int) -> None:
    let_answer(open_id, OTHERS)
    close(open_id)
    results = find_results(evaluation_of(open_id).campaign_id)
    assert results is not None
    found = {(one.code, one.kind, one.count, one.answered) for one in concerns(results)}
    assert found == {("P13a", "of little use", 6, 14), ("P05", "not as agreed", 0, 14)}


def test_signs_keep_silent_where_figures_are_hidden(open_id: int) -> None:
    let_answer(open_id, 9)
    close(open_id)
    results = find_results(evaluation_of(open_id).campaign_id)
    assert results is not None
    assert list(concerns(results)) == []


def test_who_may_see_results(client: Visitor, cast: Cast, open_id: int) -> None:
    close(open_id)
    seen = {
        name: client.sign_in(member).get(address(open_id)).status_code
        for name, member in cast.everyone.items()
    }
    none = {"administrator", "funder", "board_reader", "stranger"}
    assert {name for name, status in seen.items() if status == 404} == none
    assert {status for name, status in seen.items() if name not in none} == {200}


def test_a_missing_evaluation_is_not_found(client: Visitor, cast: Cast, meeting_id: int) -> None:
    client.sign_in(cast.coordinator)
    for path in (address(meeting_id), address(9999), f"{address(meeting_id)}codes"):
        assert client.get(path).status_code == 404


def test_versions_and_campaigns_stay_together(open_id: int) -> None:
    campaign = db.session.get_one(Campaign, evaluation_of(open_id).campaign_id)
    assert campaign.version_id == db.session.scalars(select(InstrumentVersion.id)).one()
