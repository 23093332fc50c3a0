"""Mailbox, pipe and page: what is read once, what stays for somebody, and what is shown of it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.config import ConfigError, Settings
from portal.db import db, transaction
from portal.mailbox import jobs, receiving, services
from portal.mailbox.imap import MailboxTrouble
from portal.mailbox.message import LARGEST
from portal.mailbox.models import Outcome, ReceivedMail
from portal.mailbox.receiving import receive_mailbox
from portal.meetings.models import Answer
from tests.cast import Cast
from tests.conftest import TODAY, Visitor
from tests.mailbox.conftest import Known, choose, invitation_of
from tests.mailbox.imap_server import Folder, serving
from tests.mailbox.letters import letter

SEEN, FLAGGED = r"\Seen", r"\Flagged"


@pytest.fixture
def folder() -> Iterator[Folder]:
    with serving() as folder:
        yield folder


def test_a_mailbox_is_read_once_and_what_is_for_people_stays_unread(
    folder: Folder, cast: Cast, known: Known
) -> None:
    folder.put(
        letter("outlook-accepted", **known),
        b"no mail at all",
        letter("in-words", **known),
        b"Subject: large\r\n\r\n" + b"x" * LARGEST,
        letter("out-of-office", **known),
    )
    assert receive_mailbox(folder.url, Event()) == {
        Outcome.ANSWERED: 1,
        Outcome.UNREADABLE: 1,
        Outcome.FOR_PEOPLE: 1,
        Outcome.TOO_LARGE: 1,
        Outcome.AUTOMATIC: 1,
    }
    assert list(folder.flags.values()) == [{SEEN}, {FLAGGED}, {FLAGGED}, {FLAGGED}, {SEEN}]
    assert invitation_of(cast.contact.person_id).answer is Answer.YES
    assert receive_mailbox(folder.url, Event()).total() == 0


def test_a_message_is_marked_only_after_it_is_kept(
    folder: Folder, known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.put(letter("outlook-accepted", **known), letter("out-of-office", **known))
    real = services.receive

    def fails_once(mail: object, **told: object) -> Outcome:
        monkeypatch.setattr(services, "receive", real)
        raise RuntimeError(mail, told)

    monkeypatch.setattr(services, "receive", fails_once)
    assert receive_mailbox(folder.url, Event()) == {Outcome.AUTOMATIC: 1}
    assert list(folder.flags.values()) == [set(), {SEEN}]
    assert receive_mailbox(folder.url, Event()) == {Outcome.ANSWERED: 1}
    assert folder.flags[1] == {SEEN}


def test_a_crash_before_the_mark_changes_nothing_the_second_time(
    folder: Folder, cast: Cast, known: Known
) -> None:
    folder.put(letter("outlook-accepted", **known), letter("in-words", **known))
    folder.breaks_on = "STORE"
    with pytest.raises(MailboxTrouble, match=r"^mark$"):
        receive_mailbox(folder.url, Event())
    assert invitation_of(cast.contact.person_id).answer is Answer.YES
    assert list(folder.flags.values()) == [set(), set()]
    folder.breaks_on = ""
    receive_mailbox(folder.url, Event())
    assert list(folder.flags.values()) == [{SEEN}, {FLAGGED}]
    assert len(db.session.scalars(select(ReceivedMail)).all()) == 2


def test_a_worker_that_stops_lets_the_rest_be(folder: Folder, known: Known) -> None:
    folder.put(letter("outlook-accepted", **known))
    stop = Event()
    stop.set()
    assert receive_mailbox(folder.url, stop).total() == 0
    assert folder.flags[1] == set()


@pytest.mark.parametrize(
    ("change", "step"),
    [
        (("netwerk:", "iemand:"), "sign in"),
        (("INBOX", "Elders"), "select"),
        (("imap://", "imaps://"), "connect"),
    ],
)
def test_trouble_names_the_step_and_no_secret(
    folder: Folder, change: tuple[str, str], step: str
) -> None:
    with pytest.raises(MailboxTrouble, match=f"^{step}$"):
        receive_mailbox(folder.url.replace(*change), Event())


def test_the_job_reads_where_there_is_a_mailbox_and_forgets_what_is_old(
    app: Flask, folder: Folder, known: Known
) -> None:
    assert jobs.receive_mail(Event()) == 0
    old = ReceivedMail(
        message_key="0" * 64, received_on=TODAY - timedelta(days=401), outcome=Outcome.COUNTER
    )
    with transaction():
        db.session.add(old)
    folder.put(letter("outlook-accepted", **known))
    choose(app, mailbox_url=folder.url)
    assert jobs.receive_mail(Event()) == 1
    assert db.session.scalars(select(ReceivedMail.outcome)).all() == [Outcome.ANSWERED]


def test_a_message_is_piped_in_or_read_from_a_file(
    app: Flask, cast: Cast, known: Known, tmp_path: Path
) -> None:
    message = letter("outlook-accepted", **known)
    path = tmp_path / "message.eml"
    path.write_bytes(letter("apple-declined", **known, stamp="20221117T080000Z"))
    run = app.test_cli_runner().invoke
    piped = run(args=["mail", "receive"], input=message)
    assert (piped.exit_code, piped.output) == (0, "answered\n")
    again = run(args=["mail", "receive"], input=message)
    assert (again.exit_code, again.output) == (0, "answered\n")
    filed = run(args=["mail", "receive", "--file", str(path)])
    assert (filed.exit_code, filed.output) == (0, "answered\n")
    assert invitation_of(cast.contact.person_id).answer is Answer.NO


def test_the_command_reads_the_mailbox_when_nothing_is_piped_in(
    app: Flask, folder: Folder, known: Known
) -> None:
    run = app.test_cli_runner().invoke
    assert run(args=["mail", "receive"]).exit_code == 2
    folder.put(letter("outlook-accepted", **known), b"no mail at all")
    choose(app, mailbox_url=folder.url)
    told = run(args=["mail", "receive"])
    assert (told.exit_code, told.output) == (0, "answered: 1\nunreadable: 1\n2 read\n")
    choose(app, mailbox_url=folder.url.replace("netwerk:", "iemand:"))
    refused = run(args=["mail", "receive"])
    assert refused.exit_code == 1
    assert "geheim" not in refused.output


def test_the_administrator_sees_counts_and_reasons_and_nobody_else_does(
    client: Visitor, cast: Cast, known: Known
) -> None:
    receiving.receive_one(letter("outlook-accepted", **known))
    receiving.receive_one(letter("rfc5546-counter", **known))
    receiving.receive_one(letter("in-words", **known))
    page = client.sign_in(cast.administrator).get("/outbox/received")
    assert page.status_code == 200
    assert page.text.count("<li>Antwoord bewaard: 1</li>") == 1
    assert page.text.count("dat kan hier niet via de agenda: 1</li>") == 1
    assert str(known["attendee"]) not in page.text
    for member in (cast.coordinator, cast.contact, cast.stranger):
        assert client.sign_in(member).get("/outbox/received").status_code == 404


def test_nothing_came_back_yet(client: Visitor, cast: Cast) -> None:
    page = client.sign_in(cast.administrator).get("/outbox/received").text
    assert "De laatste zestig dagen kwam er niets terug." in page
    assert "<table" not in page


def test_the_database_keeps_hashes_only(app: Flask) -> None:
    assert app
    bare = ReceivedMail(message_key="<id@x>", received_on=TODAY, outcome=Outcome.COUNTER)
    with pytest.raises(IntegrityError, match="message_id_is_hashed"), transaction():
        db.session.add(bare)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAILBOX_URL", "https://mail.example.org"),
        ("MAILBOX_URL", "imap://user:password@mail.example.org/INBOX"),
        ("MAILBOX_URL", "imaps://mail.example.org/INBOX"),
        ("MAIL_REPLIES", "Netwerk <netwerk@example.org>"),
        ("MAIL_REPLIES", f"{'n' * 41}@example.org"),
        ("MAIL_REPLIES", "netwerk"),
        ("MAIL_TAGS", "ja"),
    ],
)
def test_a_setting_that_cannot_work_stops_the_start(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=rf"^{name} .* Example: {name}="):
        Settings.from_env({"SECRET_KEY": "k" * 40, name: value})
