"""Which mails come: chosen on the own page or by the link in a mail, honoured at both ends."""

import re
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from portal.db import db, transaction
from portal.outbox.delivery import deliver_due
from portal.outbox.models import MailState, OutboxMail
from portal.outbox.services import queue_mail
from portal.people.models import MailChoice, MailTopic
from portal.people.queries.choices import stopped_by
from portal.people.services.choices import choose_mails, stop_mails
from portal.people.stopping import stop_link_for
from tests.cast import Cast, Member
from tests.conftest import Visitor
from tests.outbox.mails import LETTER, NOW, Pigeon

ON = date(2022, 11, 15)
TOPIC = MailTopic.MEETING_REMINDERS


def _queue(to: Member, key: str = "one", topic: MailTopic | None = TOPIC) -> bool:
    with transaction():
        return queue_mail(
            replace(LETTER, topic=topic),
            dedupe_key=key,
            recipient=to.email,
            locale="nl",
            due_at=NOW,
        )


def _stop(who: Member, topic: MailTopic = TOPIC) -> None:
    with transaction():
        stop_mails(who.person_id, topic, on=ON)


def _path(who: Member, topic: MailTopic = TOPIC) -> str:
    return stop_link_for(who.person_id, topic).removeprefix("http://localhost")


def _state(key: str = "one") -> MailState | None:
    return db.session.scalar(select(OutboxMail.state).where(OutboxMail.dedupe_key == key))


def test_what_was_stopped_is_not_queued_and_what_must_come_is(cast: Cast) -> None:
    _stop(cast.lead)
    assert not _queue(cast.lead)
    assert _queue(cast.lead, "two", MailTopic.EVALUATION_OPENED)
    assert _queue(cast.lead, "three", None)
    assert _queue(cast.member, "four")


def test_what_was_stopped_after_queueing_does_not_leave(cast: Cast) -> None:
    _queue(cast.lead)
    _queue(cast.lead, "must", None)
    _stop(cast.lead)
    pigeon = Pigeon()
    assert deliver_due(now=NOW, transport=pigeon, limit=10) == 2
    assert (_state(), _state("must")) == (MailState.STOPPED, MailState.SENT)
    assert [mail["To"] for mail in pigeon.carried] == [cast.lead.email]


def test_a_mail_program_finds_the_way_to_stop(cast: Cast, client: Visitor) -> None:
    _queue(cast.lead)
    _queue(cast.lead, "must", None)
    pigeon = Pigeon()
    deliver_due(now=NOW, transport=pigeon, limit=10)
    can_stop, must = pigeon.carried
    assert must["List-Unsubscribe"] is None
    assert can_stop["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.sub(r"[<>\s]", "", can_stop["List-Unsubscribe"])
    answer = client.post(
        address.removeprefix("http://localhost"), data={"List-Unsubscribe": "One-Click"}
    )
    assert answer.status_code == 200
    assert stopped_by(cast.lead.person_id) == {TOPIC}


def test_looking_at_the_link_stops_nothing_and_the_button_does(cast: Cast, client: Visitor) -> None:
    page = client.get(_path(cast.lead))
    assert "Herinneringen aan bijeenkomsten" in page.text
    assert stopped_by(cast.lead.person_id) == frozenset()
    for _twice in range(2):
        assert "Deze mails stoppen" in client.submit(_path(cast.lead)).text
    assert stopped_by(cast.lead.person_id) == {TOPIC}
    assert stopped_by(cast.member.person_id) == frozenset()


def test_a_link_that_we_did_not_make_stops_nothing(cast: Cast, client: Visitor) -> None:
    forged = _path(cast.lead)[:-3] + "abc"
    assert client.get(forged).status_code == 404
    assert client.post(forged).status_code == 400
    assert stopped_by(cast.lead.person_id) == frozenset()


def test_the_own_page_stops_and_starts_again(cast: Cast, client: Visitor) -> None:
    client.sign_in(cast.lead)
    done = client.submit("/me/mail", {"evaluation_opened": "y"})
    assert (done.status_code, done.headers["Location"]) == (303, "/me/mail")
    assert stopped_by(cast.lead.person_id) == set(MailTopic) - {MailTopic.EVALUATION_OPENED}
    page = client.get("/me/mail").text
    assert re.findall(r'<input [^>]*checked[^>]* name="(\w+)"', page) == ["evaluation_opened"]
    client.submit("/me/mail", dict.fromkeys(MailTopic, "y"))
    assert stopped_by(cast.lead.person_id) == frozenset()


def test_a_kind_that_must_come_cannot_be_stopped(cast: Cast, client: Visitor) -> None:
    client.sign_in(cast.lead)
    page = client.get("/me/mail").text
    assert "Een bijeenkomst verhuist of gaat niet door" in page
    client.submit("/me/mail", {**dict.fromkeys(MailTopic, "y"), "invitation": ""})
    assert stopped_by(cast.lead.person_id) == frozenset()


def test_one_row_says_that_a_topic_is_stopped(cast: Cast) -> None:
    with transaction():
        choose_mails(cast.lead.person_id, set(), on=ON)
    assert db.session.query(MailChoice).count() == len(MailTopic)
    row = text("INSERT INTO mail_choice VALUES (:id, :topic, '2022-11-15')")
    for topic in (TOPIC.value, "invitation"):
        with pytest.raises(IntegrityError), transaction():
            db.session.execute(row, {"id": cast.lead.person_id, "topic": topic})
