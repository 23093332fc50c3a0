"""Everything that is kept about somebody, for themselves alone."""

import json
from typing import Any

from flask import Flask

from portal.accounts.services import invite_person
from portal.clock import now
from portal.db import db, transaction
from portal.network.models import Person
from portal.outbox.writing import let_write
from portal.people.models import MailTopic
from portal.people.services.choices import stop_mails
from tests.cast import Cast, Member
from tests.conftest import TODAY, Visitor
from tests.outbox.mails import WRITER, order, queue_orders, write_letter


def _data(client: Visitor, who: Member) -> dict[str, Any]:
    client.sign_in(who)
    answer = client.get("/me/data.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert "attachment" in answer.headers["Content-Disposition"]
    found: dict[str, Any] = json.loads(answer.text)
    return found


def test_every_room_gives_its_part(cast: Cast, client: Visitor) -> None:
    with transaction():
        person = db.session.get_one(Person, cast.lead.person_id)
        invite_person(person, by=cast.coordinator.person_id, now=now())
        stop_mails(cast.lead.person_id, MailTopic.EVALUATION_OPENED, on=TODAY)
    found = _data(client, cast.lead)
    assert found["person"] == {
        "name": cast.lead.name,
        "email": cast.lead.email,
        "language": "nl",
    }
    assert [post["role"] for post in found["posts"]] == ["team_lead"]
    assert found["account"] == {"open": True, "has_password": False}
    assert [mail["state"] for mail in found["mails_to_you"]] == ["queued"]
    assert found["mails_you_stopped"] == [
        {"topic": "evaluation_opened", "stopped_on": TODAY.isoformat()}
    ]
    assert set(found) >= {"meeting_invitations", "attendance", "evaluations", "sessions"}


def test_it_holds_no_secret_and_nobody_else(cast: Cast, client: Visitor) -> None:
    with transaction():
        for who in (cast.lead, cast.member):
            person = db.session.get_one(Person, who.person_id)
            invite_person(person, by=cast.coordinator.person_id, now=now())
    text = json.dumps(_data(client, cast.lead))
    assert cast.member.name not in text
    assert cast.member.email not in text
    assert "set-password" not in text
    assert "argon2" not in text


def test_what_somebody_did_is_theirs_alone(cast: Cast, client: Visitor) -> None:
    with transaction():
        person = db.session.get_one(Person, cast.lead.person_id)
        invite_person(person, by=cast.coordinator.person_id, now=now())
    assert _data(client, cast.lead)["what_you_did"] == []
    acts = _data(client, cast.coordinator)["what_you_did"]
    assert [(act["act"], act["number"]) for act in acts] == [
        ("account_invited", str(cast.lead.person_id))
    ]


def test_a_letter_that_is_not_written_yet_has_no_subject(
    app: Flask, cast: Cast, client: Visitor
) -> None:
    let_write(app, WRITER, write_letter)
    queue_orders(order("order", to=cast.lead.email))
    (mail,) = _data(client, cast.lead)["mails_to_you"]
    assert mail == {"subject": None, "sent_on": None, "state": "queued"}
