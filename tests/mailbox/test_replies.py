"""Replies of calendars, as programs send them: read right, and refused when they prove nothing."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from portal.clock import now
from portal.db import db, transaction
from portal.mailbox.models import ColleagueComing, Outcome, ReceivedMail
from portal.mailbox.receiving import receive_one
from portal.meetings.models import Answer
from portal.meetings.organiser import organiser_of
from portal.web.hooks import Act, tell
from tests.cast import Cast
from tests.conftest import Visitor
from tests.mailbox.conftest import Known, choose, invitation_of
from tests.mailbox.letters import above, letter

STAMP = datetime(2022, 11, 16, 10, 11, 12, tzinfo=UTC)
VOUCHED = (
    "Authentication-Results: mx.example.org; spf=none; "
    "dmarc=pass (p=none dis=none) header.from=org00.example"
)


def _said(cast: Cast) -> tuple[Answer | None, datetime | None]:
    invitation = invitation_of(cast.contact.person_id)
    return invitation.answer, invitation.replied_at


@pytest.mark.parametrize(
    ("sample", "answer"),
    [
        ("outlook-accepted", Answer.YES),
        ("google-accepted", Answer.YES),
        ("apple-declined", Answer.NO),
        ("rfc5546-tentative", Answer.MAYBE),
    ],
)
def test_each_program_is_understood(cast: Cast, known: Known, sample: str, answer: Answer) -> None:
    assert receive_one(letter(sample, **known)) is Outcome.ANSWERED
    assert _said(cast) == (answer, STAMP)


def test_a_file_whose_kind_was_lost_on_the_way_is_read_by_its_name(
    cast: Cast, known: Known
) -> None:
    lost = letter("apple-declined", **known).replace(b"text/calendar", b"application/octet-stream")
    assert receive_one(lost) is Outcome.ANSWERED
    assert _said(cast) == (Answer.NO, STAMP)


def test_a_message_read_twice_counts_once(known: Known) -> None:
    message = letter("outlook-accepted", **known)
    assert [receive_one(message), receive_one(message)] == [Outcome.ANSWERED] * 2
    assert len(db.session.scalars(select(ReceivedMail)).all()) == 1


def test_an_older_reply_never_overrides_a_newer_one(cast: Cast, known: Known) -> None:
    newer = letter("apple-declined", **known, stamp="20221117T080000Z")
    assert receive_one(newer) is Outcome.ANSWERED
    assert receive_one(letter("outlook-accepted", **known)) is Outcome.OUTDATED
    assert _said(cast) == (Answer.NO, datetime(2022, 11, 17, 8, tzinfo=UTC))


def test_a_reply_that_was_on_its_way_does_not_override_an_answer_given_since(
    client: Visitor, cast: Cast, known: Known, invited: int
) -> None:
    page = f"/meetings/{invited}/"
    sent = client.sign_in(cast.contact).submit(f"{page}answer", {"answer": "no"}, at=page)
    assert sent.status_code == 303
    assert receive_one(letter("outlook-accepted", **known)) is Outcome.OUTDATED
    assert _said(cast)[0] is Answer.NO


def test_a_reply_from_the_future_does_not_win_for_ever(cast: Cast, known: Known) -> None:
    assert receive_one(letter("apple-declined", **known, stamp="29991231T000000Z"))
    _, replied_at = _said(cast)
    assert replied_at is not None
    assert replied_at <= now()


def test_a_reply_to_the_date_of_before_does_not_count(cast: Cast, known: Known) -> None:
    with transaction():
        invitation_of(cast.contact.person_id).meeting.sequence = 2
    assert receive_one(letter("outlook-accepted", **known, sequence=1)) is Outcome.OUTDATED
    assert _said(cast) == (None, None)
    other = letter("google-accepted", **known, sequence=2)
    assert receive_one(other) is Outcome.ANSWERED


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({"organiser": "netwerk+aaaaaaaaaaaaaaaa@example.org"}, Outcome.WRONG_TAG),
        ({"organiser": "netwerk@example.org"}, Outcome.NOT_PROVEN),
        ({"organiser": "netwerk+@example.org"}, Outcome.NOT_PROVEN),
        ({"organiser": "somebody@elders.example"}, Outcome.NOT_PROVEN),
        ({"uid": "meeting-99@portal.example.org"}, Outcome.UNKNOWN_MEETING),
        ({"attendee": "iemand@elders.example"}, Outcome.OTHER_PERSON),
        ({"attendee": ""}, Outcome.OTHER_PERSON),
    ],
)
@pytest.mark.parametrize("sample", ["outlook-accepted", "google-accepted", "rfc5546-tentative"])
def test_a_forged_reply_changes_nothing_and_is_counted(
    cast: Cast, known: Known, sample: str, change: Known, outcome: Outcome
) -> None:
    found = receive_one(letter(sample, **(known | change)))
    assert (
        found in {outcome, Outcome.UNREADABLE} if change == {"attendee": ""} else found is outcome
    )
    assert _said(cast) == (None, None)
    assert db.session.scalars(select(ReceivedMail.outcome)).all() == [found]


def test_the_tag_of_another_invitation_answers_only_for_its_own_person(
    cast: Cast, known: Known
) -> None:
    other = organiser_of(invitation_of(cast.lead.person_id)).address
    assert other != known["organiser"]
    forged = letter("outlook-accepted", **(known | {"organiser": other}))
    assert receive_one(forged) is Outcome.WRONG_TAG
    assert _said(cast) == (None, None)


def test_a_tag_dies_when_the_invitation_passes_to_somebody_else(cast: Cast, known: Known) -> None:
    with transaction():
        invitation = invitation_of(cast.contact.person_id)
        invitation.person_id = cast.ambassador.person_id
    forged = letter("outlook-accepted", **(known | {"attendee": cast.ambassador.email}))
    assert receive_one(forged) is Outcome.WRONG_TAG


def test_a_colleague_who_would_come_is_told_to_the_coordinator_and_changes_no_answer(
    client: Visitor, cast: Cast, known: Known, invited: int
) -> None:
    assert receive_one(letter("rfc5546-delegated", **known)) is Outcome.SENDS_COLLEAGUE
    assert _said(cast) == (None, None)
    page = client.sign_in(cast.coordinator).get(f"/meetings/{invited}/").text
    assert "collega@elders.example" not in page
    assert (
        f'href="/people/{cast.contact.person_id}/">{cast.contact.name}'
        in page.split('id="colleagues-coming"')[1]
    )
    assert "colleagues-coming" not in client.sign_in(cast.contact).get(f"/meetings/{invited}/").text


def test_an_answer_after_that_ends_it(known: Known) -> None:
    receive_one(letter("rfc5546-delegated", **known))
    assert receive_one(letter("apple-declined", **known)) is Outcome.ANSWERED
    assert db.session.scalars(select(ColleagueComing)).all() == []


def test_what_a_calendar_said_of_a_colleague_is_told_to_its_owner_and_forgotten_with_them(
    cast: Cast, known: Known
) -> None:
    receive_one(letter("rfc5546-delegated", **known))
    person_id = cast.contact.person_id
    said = tell(Act.PERSON_DATA, person_id=person_id)
    assert {"calendar_sends_colleague_on": ["2022-11-15"]} in said
    with transaction():
        tell(Act.ERASE, person_id=person_id)
    assert db.session.scalars(select(ColleagueComing)).all() == []


def test_a_delegation_goes_with_its_invitation(cast: Cast, known: Known) -> None:
    receive_one(letter("rfc5546-delegated", **known))
    with transaction():
        invitation = invitation_of(cast.contact.person_id)
        db.session.delete(invitation)
    assert db.session.scalars(select(ColleagueComing)).all() == []


def test_another_hour_is_not_negotiated_with_a_calendar(cast: Cast, known: Known) -> None:
    assert receive_one(letter("rfc5546-counter", **known)) is Outcome.COUNTER
    assert _said(cast) == (None, None)


def test_a_request_of_somebody_else_is_no_answer(cast: Cast, known: Known) -> None:
    request = letter("rfc5546-tentative", **known).replace(b"REPLY", b"REQUEST")
    assert receive_one(request) is Outcome.NO_ANSWER
    assert _said(cast) == (None, None)


@pytest.fixture
def untagged(app: Flask, known: Known) -> Known:
    """A network whose server takes no tagged addresses, and vouches for senders instead."""
    choose(app, mail_tags=False, mail_trusted_authserv="mx.example.org")
    return known | {"organiser": "netwerk@example.org"}


def _vouched(cast: Cast, header: str = VOUCHED) -> str:
    return header.replace("org00.example", cast.contact.email.rpartition("@")[2])


def test_without_tags_our_own_server_vouches_for_the_sender(cast: Cast, untagged: Known) -> None:
    message = above(_vouched(cast), letter("outlook-accepted", **untagged))
    assert receive_one(message) is Outcome.ANSWERED


def test_a_signature_of_the_domain_will_do(cast: Cast, untagged: Known) -> None:
    header = _vouched(
        cast, "Authentication-Results: mx.example.org 1;\r\n\tdkim=pass header.d=org00.example"
    )
    assert receive_one(above(header, letter("google-accepted", **untagged))) is Outcome.ANSWERED


@pytest.mark.parametrize(
    "header",
    [
        "X-Nothing: here",
        "Authentication-Results: mx.elsewhere.example; dmarc=pass header.from=org00.example",
        "Authentication-Results: mx.example.org; dmarc=fail header.from=org00.example",
        "Authentication-Results: mx.example.org; dmarc=pass header.from=elders.example",
        "Authentication-Results: mx.example.org; dkim=pass header.d=elders.example",
        "Authentication-Results: mx.example.org; dkim=pass header.d=example",
        "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=org00.example",
        'Authentication-Results: mx.example.org; x="; dmarc=pass header.from=org00.example"',
        "Authentication-Results: mx.example.org; none (; dmarc=pass header.from=org00.example)",
        "Authentication-Results: mx.example.org.a.example; dmarc=pass header.from=org00.example",
    ],
)
def test_whoever_nobody_vouches_for_is_refused(cast: Cast, untagged: Known, header: str) -> None:
    message = above(_vouched(cast, header), letter("outlook-accepted", **untagged))
    assert receive_one(message) is Outcome.NOT_PROVEN
    assert _said(cast) == (None, None)


def test_a_header_that_the_sender_wrote_below_ours_counts_for_nothing(
    cast: Cast, untagged: Known
) -> None:
    forged = above(_vouched(cast), letter("outlook-accepted", **untagged))
    ours = "Authentication-Results: mx.example.org; dmarc=fail header.from=org00.example"
    assert receive_one(above(_vouched(cast, ours), forged)) is Outcome.NOT_PROVEN
    assert _said(cast) == (None, None)


def test_who_is_vouched_for_answers_for_nobody_else(cast: Cast, untagged: Known) -> None:
    message = above(_vouched(cast), letter("outlook-accepted", **untagged))
    forged = message.replace(b"From: Hilde Peeters <", b"From: An <an@" + b"x.example>, <")
    other = message.replace(
        f"From: Hilde Peeters <{cast.contact.email}>".encode(),
        f"From: Lead <{cast.lead.email}>".encode(),
    )
    assert [receive_one(forged), receive_one(other)] == [Outcome.NOT_PROVEN] * 2


def test_a_server_that_is_not_named_vouches_for_nobody(
    app: Flask, cast: Cast, untagged: Known
) -> None:
    choose(app, mail_trusted_authserv=None)
    message = above(_vouched(cast), letter("outlook-accepted", **untagged))
    assert receive_one(message) is Outcome.NOT_PROVEN
