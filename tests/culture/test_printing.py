"""What is prepared, printed and sent: forms, codes, notice, board PDF, letters."""

import re
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from subprocess import run
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select

from portal.clock import now
from portal.culture import letters
from portal.culture.models import Headcount, MeasuredOrganisation
from portal.db import db, transaction
from portal.outbox.models import OutboxMail
from portal.questionnaires.campaigns.models import AccessCode
from tests.cast import Cast
from tests.conftest import TODAY, Visitor
from tests.culture import measurements as m

AGO = TODAY - timedelta(days=14)
HOME = "/culture/1/organisations/home/"


def _text_of(pdf: bytes, folder: Path) -> tuple[str, str]:
    """Return the words of a PDF and what pdfinfo tells of it."""
    path = folder / "one.pdf"
    path.write_bytes(pdf)
    said = run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)  # noqa: S607, S603 -- our own file
    told = run(["pdfinfo", str(path)], capture_output=True, check=True)  # noqa: S607, S603 -- our own file
    return said.stdout.decode(), told.stdout.decode()


def test_the_ambassador_counts_people_and_says_when_staff_was_informed(
    client: Visitor, cast: Cast
) -> None:
    m.plan(cast, opens=date(2022, 12, 1), closes=date(2022, 12, 20))
    client.sign_in(cast.ambassador)
    one, two, _three = cast.home.team_ids
    page = client.get(HOME).text
    revision = page.split('name="revision"')[1].split('value="')[1].split('"')[0]
    filled = {f"people_{one}": "14", f"people_{two}": "9", "informed_on": "2022-11-14"}
    answer = client.submit(HOME, {**filled, "revision": revision})
    assert answer.status_code == 303
    told = db.session.execute(select(Headcount.team_id, Headcount.people)).all()
    assert sorted((team, people) for team, people in told) == [(one, 14), (two, 9)]
    home = db.session.get_one(
        MeasuredOrganisation, (m.get().campaign_id, cast.home.organisation_id)
    )
    assert home.informed_on == date(2022, 11, 14)
    stale = client.submit(HOME, {f"people_{one}": "15", "revision": revision})
    assert (stale.status_code, "Intussen staat er:" in stale.text) == (409, True)


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"informed_on": "2022-12-24"}, "Deze dag moet nog komen"),
        ({"people_1": "0"}, "Typ een geheel getal vanaf 1."),
        ({"people_1": "veel"}, 'value="veel"'),
    ],
)
def test_a_wrong_figure_comes_back_with_what_was_typed(
    client: Visitor, cast: Cast, filled: dict[str, object], said: str
) -> None:
    m.plan(cast, opens=date(2022, 12, 1), closes=date(2022, 12, 20))
    client.sign_in(cast.ambassador)
    answer = client.submit(HOME, {"revision": "1", **filled})
    assert (answer.status_code, said in answer.text) == (400, True)
    assert "<title>Fout:" in answer.text


def test_a_foreign_team_that_is_sent_along_is_ignored(client: Visitor, cast: Cast) -> None:
    m.plan(cast, opens=date(2022, 12, 1), closes=date(2022, 12, 20))
    client.sign_in(cast.ambassador)
    foreign = cast.away.team_ids[0]
    assert client.submit(HOME, {"revision": "1", f"people_{foreign}": "14"}).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Headcount)) == 0


def test_the_coordinator_plans_a_measurement(client: Visitor, cast: Cast) -> None:
    m.plan(cast)
    client.sign_in(cast.coordinator)
    filled: dict[str, object] = {
        "opens_on": "2022-12-01",
        "closes_on": "2022-11-20",
        "k_score": "4",
        "k_comment": "10",
        "contact": "Mieke",
    }
    refused = client.submit("/culture/plan", filled)
    assert (refused.status_code, 'value="Mieke"' in refused.text) == (400, True)
    answer = client.submit("/culture/plan", {**filled, "closes_on": "2022-12-20", "k_score": "5"})
    assert answer.headers["Location"] == "/culture/2/"
    assert (m.get(2).campaign.k_score, m.get(2).contact) == (5, "Mieke")


def _open_today(cast: Cast) -> int:
    m.plan(cast, opens=TODAY, closes=TODAY + timedelta(days=20))
    m.prepare(cast, m.usual(cast))
    m.open_(cast, on=TODAY)
    return m.unit_of(cast.home.team_ids[0]).id


def test_codes_are_printed_once_and_their_hashes_kept(client: Visitor, cast: Cast) -> None:
    path = f"/culture/1/teams/{_open_today(cast)}/codes"
    client.sign_in(cast.ambassador)
    assert client.get(path).text.count('class="code"') == 0
    seed = "b" * 32
    answer = client.submit(path, {"count": "12", "seed": seed})
    codes = re.findall(r'class="code">([^<]+)<', answer.text)
    assert (len(set(codes)), answer.text.count("<svg") >= 12) == (12, True)
    assert db.session.scalar(select(func.count()).select_from(AccessCode)) == 12
    refused = client.submit(path, {"count": "13", "seed": seed})
    assert (refused.status_code, "van 1 tot 12" in refused.text) == (400, True)
    client.sign_in(cast.neighbour)
    assert client.get(path).status_code == 404
    client.sign_in(cast.lead)
    assert client.get(path).status_code == 404


def test_everybody_reads_the_notice_and_prints_it(
    client: Visitor, cast: Cast, tmp_path: Path
) -> None:
    _open_today(cast)
    page = client.get("/culture/notice/1").text
    for words in (m.CONTACT, "29 augustus 2022", "Nooit om mensen of teams te beoordelen"):
        assert words in page
    said, told = _text_of(client.get("/culture/notice/1.pdf").data, tmp_path)
    assert "Mieke Verzonnen" in said
    assert "Tagged:          yes" in told


def test_the_board_gets_one_page(client: Visitor, cast: Cast, tmp_path: Path) -> None:
    m.whole(cast, on=AGO)
    client.sign_in(cast.ambassador)
    page = client.get(f"{HOME}board").text
    assert "30 van de 36 mensen in 3 teams" in page
    said, told = _text_of(client.get(f"{HOME}board.pdf").data, tmp_path)
    assert "30 van de 36 mensen in 3 teams" in said
    assert re.search(r"Pages:\s+1\n", told)


def test_letters_go_to_whoever_can_act_and_hold_counts_of_large_groups_only(
    client: Visitor, cast: Cast
) -> None:
    assert client
    _open_today(cast)
    with transaction():
        assert letters.tell(TODAY, now=now()) == 4  # two ambassadors, two who act for them
    with transaction():
        assert letters.tell(TODAY, now=now()) == 0
        assert letters.tell(TODAY + timedelta(days=7), now=now()) == 4
    mail = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)).first()
    assert mail is not None
    written = letters.write(mail.parameters or {}, "nl")
    assert written is not None
    assert "druk de codes af" in written.letter.subject


def test_leads_hear_of_results_first_and_ambassadors_two_weeks_later(cast: Cast) -> None:
    m.whole(cast, on=m.RELEASED)
    with transaction():
        letters.tell(m.RELEASED, now=now())
    kinds = [(one.parameters or {})["what"] for one in db.session.scalars(select(OutboxMail))]
    assert kinds == ["team", "team"]
    with transaction():
        letters.tell(m.RELEASED + timedelta(days=13), now=now())
    assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == 2
    with transaction():
        letters.tell(m.RELEASED + timedelta(days=14), now=now())
    assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == 6


def test_what_is_made_up_is_written_to_nobody(cast: Cast) -> None:
    m.plan(cast, opens=TODAY, closes=TODAY + timedelta(days=20), simulated=True)
    m.prepare(cast, m.usual(cast))
    m.open_(cast, on=TODAY)
    with transaction():
        assert letters.tell(TODAY, now=now()) == 0


def test_what_was_said_of_teams_goes_along_with_the_data_of_the_organisation(
    client: Visitor, cast: Cast
) -> None:
    m.plan(cast)
    m.prepare(cast, m.usual(cast))
    client.sign_in(cast.ambassador)
    packed = client.get("/organisations/home/export.zip")
    names = ZipFile(BytesIO(packed.data)).namelist()
    assert any("culture-headcounts" in name for name in names), names
