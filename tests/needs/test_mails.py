"""Who hears of an answer: once a day, in their own language, all of that day in one mail."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.db import db, transaction
from portal.needs import mails, services
from portal.needs.models import Need
from portal.needs.services import Step
from portal.network.models import Person
from portal.outbox.models import OutboxMail
from tests.cast import Cast
from tests.conftest import TODAY
from tests.needs.conftest import Share, Tell

TOMORROW = TODAY + timedelta(days=1)


def answer(need_id: int, reason: str = "Niet nu.", *, on: date = TODAY) -> None:
    with transaction():
        need = db.session.get_one(Need, need_id)
        services.answer_need(need, Step(by=None, on=on), reason=reason)


def mailed(day: date = TOMORROW) -> list[OutboxMail]:
    with transaction():
        mails.mail_answers(today=day)
    return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def readers(cast: Cast) -> set[str]:
    posts = ("ambassador", "acting_ambassador", "team_lead")
    return {cast.everyone[role].email for role in posts}


def test_a_team_that_told_hears_it_the_day_after(cast: Cast, tell: Tell) -> None:
    need_id = tell()
    answer(need_id)
    assert mailed(TODAY) == []
    found = mailed()
    assert {mail.recipient for mail in found} == readers(cast)
    assert all(f"http://localhost/needs/{need_id}/" in mail.text for mail in found)
    assert all("Niet nu." in mail.html for mail in found)
    assert {mail.topic for mail in found} == {"kit_news"}
    assert all("Deze mails stoppen: http://localhost/" in mail.text for mail in found)
    assert len(mailed()) == len(mailed(TODAY + timedelta(days=3))) == len(found)


def test_a_worker_that_stood_still_for_long_tells_no_old_news(tell: Tell) -> None:
    answer(tell())
    assert mailed(TODAY + timedelta(days=4)) == []


def test_all_of_one_day_comes_in_one_mail_in_the_language_of_its_reader(
    cast: Cast, tell: Tell, kit_id: int
) -> None:
    first, second = tell("Eerste"), tell("Tweede")
    with transaction():
        db.session.get_one(Person, cast.lead.person_id).locale = "en"
        services.answer_with_kit(db.session.get_one(Need, first), kit_id, by=None, on=TODAY)
    answer(second)
    subjects = {mail.recipient: mail.subject for mail in mailed()}
    assert subjects[cast.lead.email] == "2 needs of your teams are answered"
    assert subjects[cast.ambassador.email] == "Er is een antwoord op 2 behoeften van je teams"
    (mail,) = [one for one in mailed() if one.recipient == cast.lead.email]
    assert "Lesson kit: Het goede moment" in mail.text


def test_what_was_opened_again_or_merged_is_no_news(cast: Cast, tell: Tell) -> None:
    need_id = tell()
    answer(need_id)
    with transaction():
        step = Step(by=cast.coordinator.person_id, on=TODAY)
        services.reopen(db.session.get_one(Need, need_id), "Een vergissing.", step)
    assert mailed() == []


def test_a_team_hears_it_of_the_need_that_its_own_went_into(
    cast: Cast, tell: Tell, share: Share
) -> None:
    own, root = tell("Van hier"), tell("Van ginder", team_id=cast.away.team_ids[0])
    with transaction():
        one, other = db.session.get_one(Need, own), db.session.get_one(Need, root)
        services.merge_need(one, other, Step(by=None, on=TODAY))
    share(root, cast.away.team_ids[1])
    answer(root)
    found = {mail.recipient for mail in mailed()}
    assert readers(cast) <= found
    assert cast.neighbour.email in found


@pytest.mark.parametrize("house", [True, False])
def test_a_need_of_a_house_reaches_its_ambassador_and_one_of_the_network_nobody(
    cast: Cast, tell: Tell, *, house: bool
) -> None:
    place = cast.home.organisation_id if house else None
    answer(tell(team_id=None, organisation_id=place))
    expected = readers(cast) - {cast.lead.email} if house else set()
    assert {mail.recipient for mail in mailed()} == expected
