"""What is hidden is in no page and in no file: looked for beside the raw answers."""

import json
from datetime import timedelta

from portal.culture.queries import unit_lines
from portal.questionnaires.kinds import Referent
from tests.cast import Cast
from tests.conftest import TODAY, Visitor
from tests.culture import measurements as m

AGO = TODAY - timedelta(days=14)
# Three of the twelve answered in the first team: too few to show, and of its own kind.
FEW = (1, 1, 2)


def _with_a_small_group(cast: Cast) -> tuple[int, int]:
    """Release a measurement in which one team of each organisation gave three answers only."""
    m.plan(cast)
    m.prepare(cast, m.usual(cast))
    m.open_(cast)
    small = {cast.home.team_ids[0], cast.away.team_ids[0]}
    for team_id in m.usual(cast):
        values = FEW if team_id in small else m.VALUES
        m.answer(cast, m.unit_of(team_id).id, values)
    m.finish(cast, on=AGO)
    return m.unit_of(cast.home.team_ids[0]).id, m.unit_of(cast.home.team_ids[1]).id


def test_a_team_with_few_answers_shows_no_figure_on_page_or_file(
    client: Visitor, cast: Cast
) -> None:
    hidden, _shown = _with_a_small_group(cast)
    client.sign_in(cast.lead)
    page = client.get(f"/culture/1/teams/{hidden}/").text
    assert "Te weinig antwoorden om te tonen." in page
    assert "1,3" not in page  # the mean of its three answers
    for extension in ("csv", "json"):
        told = client.get(f"/culture/1/teams/{hidden}.{extension}").get_data(as_text=True)
        assert "1,3" not in told
        assert "1.3" not in told
    figures = json.loads(client.get(f"/culture/1/teams/{hidden}.json").data)["places"]
    assert all("mean" not in one for place in figures for one in place["figures"])


def test_what_a_hidden_team_said_cannot_be_had_by_subtraction(client: Visitor, cast: Cast) -> None:
    """Sums of the organisation less those of its shown teams would be those of the hidden one."""
    _with_a_small_group(cast)
    client.sign_in(cast.ambassador)
    whole = json.loads(client.get("/culture/1/organisations/home.json").data)["places"]
    teams = []
    for line in unit_lines(m.get().campaign_id):
        answer = client.get(f"/culture/1/teams/{line.unit.id}.json")
        if answer.status_code == 200:
            teams += json.loads(answer.data)["places"]
    assert (len(whole), len(teams)) == (1, 3)
    for figure in whole[0]["figures"]:
        parts = [
            part
            for team in teams
            for part in team["figures"]
            if part["code"] == figure["code"] and "mean" in part
        ]
        rest = figure.get("answered", 0) - sum(part["answered"] for part in parts)
        assert "mean" not in figure or rest == 0 or rest >= 5, figure["code"]


def test_every_page_and_file_of_made_up_answers_says_so(client: Visitor, cast: Cast) -> None:
    m.plan(cast, simulated=True)
    m.prepare(cast, m.usual(cast))
    m.open_(cast)
    for team_id in m.usual(cast):
        m.answer(cast, m.unit_of(team_id).id, m.VALUES)
    m.finish(cast, on=AGO)
    client.sign_in(cast.ambassador)
    unit = m.unit_of(cast.home.team_ids[0]).id
    for path in (
        "/culture/",
        "/culture/1/",
        "/culture/notice/1",
        f"/culture/1/teams/{unit}/",
        "/culture/1/organisations/home/results",
        "/culture/1/organisations/home/board",
        "/culture/1/network/",
    ):
        assert "Verzonnen antwoorden" in client.get(path).text, path
    assert ";ja" in client.get(f"/culture/1/teams/{unit}.csv").get_data(as_text=True)
    assert '"simulated":true' in client.get(f"/culture/1/teams/{unit}.json").text.replace(" ", "")


def test_what_a_page_does_not_read_per_team_is_in_no_file_of_the_team(
    client: Visitor, cast: Cast
) -> None:
    m.whole(cast, on=AGO)  # all teams answer alike, so nothing people say of themselves tells teams
    team_only = {
        one.code
        for one in m.CULTURE.constructs
        if one.referent is not Referent.SELF and m.CULTURE.items_of(one.code)
    }
    unit = m.unit_of(cast.home.team_ids[0]).id
    client.sign_in(cast.lead)
    (place,) = json.loads(client.get(f"/culture/1/teams/{unit}.json").data)["places"]
    with_mean = {one["code"] for one in place["figures"] if "mean" in one}
    assert with_mean
    assert with_mean <= team_only
    personal = [one for one in place["figures"] if one["code"] == "HP4"]
    assert "mensen spreken hier over zichzelf" in personal[0]["not_shown"]["mean"]
    rows = client.get(f"/culture/1/teams/{unit}.csv").get_data(as_text=True).splitlines()
    (row,) = (line for line in rows if ";HP4;" in line)
    assert "mensen spreken hier over zichzelf" in row
    assert "3,6" not in row
    client.sign_in(cast.ambassador)
    (whole,) = json.loads(client.get("/culture/1/organisations/home.json").data)["places"]
    assert "HP4" in {one["code"] for one in whole["figures"] if "mean" in one}
