"""Asked once, four weeks after a team took a kit along: who, about what, and never again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.adoption.asking import ask_how_it_went
from portal.adoption.models import UseAsked
from portal.db import db, transaction
from portal.moi.models import DownloadFormat, KitDownload, KitVersion
from portal.outbox.models import OutboxMail
from tests.adoption.conftest import MakeKit, Use, end_team
from tests.cast import Cast
from tests.conftest import TODAY

NOW = datetime(2022, 11, 15, 9, tzinfo=UTC)
FOUR_WEEKS = timedelta(weeks=4)


def download(team_id: int, version: KitVersion, day: date) -> None:
    with transaction():
        db.session.add(
            KitDownload(
                team_id=team_id,
                version_id=version.id,
                format=DownloadFormat.KIT,
                lang="nl",
                downloaded_on=day,
            )
        )


def ask(today: date = TODAY) -> list[tuple[str, str]]:
    """Run the job; return to whom it wrote, and what."""
    known = set(db.session.scalars(select(OutboxMail.id)))
    with transaction():
        ask_how_it_went(today, now=NOW)
    mails = db.session.scalars(select(OutboxMail).where(OutboxMail.id.not_in(known)))
    found = sorted((mail.recipient, mail.text) for mail in mails)
    db.session.rollback()
    return found


@pytest.mark.parametrize(
    ("weeks", "asked"), [(3.9, False), (4, True), (7, True), (8, True), (8.2, False)]
)
def test_not_before_four_weeks_and_not_about_the_past(
    cast: Cast, make_kit: MakeKit, weeks: float, *, asked: bool
) -> None:
    download(cast.home.team_ids[0], make_kit(1), TODAY - timedelta(days=round(weeks * 7)))
    assert bool(ask()) is asked


def test_one_mail_for_all_kits_to_the_lead_and_never_again(cast: Cast, make_kit: MakeKit) -> None:
    team = cast.home.team_ids[0]
    for number in (1, 2):
        download(team, make_kit(number), TODAY - FOUR_WEEKS)
    ((recipient, text),) = ask()
    assert recipient == cast.lead.email
    assert "Deze mails stoppen: http://localhost/" in text
    assert set(db.session.scalars(select(OutboxMail.topic))) == {"kit_news"}
    assert [f"http://localhost/moi/kit-{n}/used?team={team}" in text for n in (1, 2)] == [True] * 2
    assert ask() == []
    assert ask(TODAY + timedelta(weeks=2)) == []
    assert set(db.session.execute(select(UseAsked.team_id, UseAsked.asked_on))) == {(team, TODAY)}


def test_without_a_lead_the_ambassador_is_asked(cast: Cast, make_kit: MakeKit) -> None:
    download(cast.home.team_ids[1], make_kit(1), TODAY - FOUR_WEEKS)
    assert {recipient for recipient, _ in ask()} >= {cast.ambassador.email}
    assert cast.lead.email not in {recipient for recipient, _ in ask()}


def test_who_told_already_is_not_asked(cast: Cast, make_kit: MakeKit, use: Use) -> None:
    version = make_kit(1)
    download(cast.home.team_ids[0], version, TODAY - FOUR_WEEKS)
    use(cast.home.team_ids[0], version)
    assert ask() == []


def test_a_second_download_asks_nothing_anew(cast: Cast, make_kit: MakeKit) -> None:
    version = make_kit(1)
    download(cast.home.team_ids[0], version, TODAY - timedelta(weeks=20))
    download(cast.home.team_ids[0], version, TODAY - FOUR_WEEKS)
    assert ask() == []


def test_an_ended_team_is_not_asked(cast: Cast, make_kit: MakeKit) -> None:
    download(cast.home.team_ids[0], make_kit(1), TODAY - FOUR_WEEKS)
    end_team(cast.home.team_ids[0], "2022-11-15")
    assert ask() == []
