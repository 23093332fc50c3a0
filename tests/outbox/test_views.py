"""The outbox is the administrator's; what opens a door stays shut."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from portal.audit.models import AuditEvent
from portal.db import db, transaction
from portal.outbox import claims, services
from portal.outbox.delivery import deliver_due
from portal.outbox.letters import Letter
from portal.outbox.models import MailState
from portal.outbox.transports import Kept
from tests.cast import Cast
from tests.conftest import Counter, Visitor
from tests.outbox.mails import NOW, Pigeon, queue, the_mail

DOOR = Letter(subject="Kies een wachtwoord", text="/reset/s3cr3t\n", html="/reset/s3cr3t\n")


@pytest.fixture
def admin(client: Visitor, cast: Cast) -> Visitor:
    return client.sign_in(cast.administrator)


def fail(key: str = "one") -> int:
    """Let a queued mail fail for good; return its number."""
    with transaction():
        (mail,) = claims.claim_due_mails(now=NOW, worker="test", limit=1)
        claims.write_down([claims.tried(mail, reason="550 5.1.1", final=True, now=NOW)])
    assert the_mail(key).state is MailState.FAILED
    return the_mail(key).id


def test_an_empty_outbox_says_when_mails_come(admin: Visitor) -> None:
    page = admin.get("/outbox/?lang=en")
    assert page.status_code == 200
    assert "There are no mails here." in page.text
    assert page.text.count("<h1") == 1


@pytest.mark.parametrize("path", ["/outbox/", "/outbox.csv", "/outbox.xlsx", "/outbox/1/"])
def test_only_the_administrator_finds_the_outbox(client: Visitor, cast: Cast, path: str) -> None:
    queue()
    for member in (cast.coordinator, cast.ambassador, cast.researcher, cast.stranger):
        assert client.sign_in(member).get(path).status_code == 404, member.name


def test_the_list_shows_mails_by_state(admin: Visitor) -> None:
    queue("failed", letter=Letter(subject="Mislukt", text="x", html="x"))
    fail("failed")
    queue("waiting", letter=Letter(subject="Onderweg", text="x", html="x"))
    everything = admin.get("/outbox/?lang=en").text
    assert "1 mail could not be delivered." in everything
    assert ("Mislukt" in everything, "Onderweg" in everything) == (True, True)
    failed = admin.get("/outbox/?state=failed").text
    assert ("Mislukt" in failed, "Onderweg" in failed) == (True, False)
    assert "550 5.1.1" in failed


def test_a_state_that_the_page_does_not_offer_is_no_filter(admin: Visitor) -> None:
    queue()
    assert "Reflectiemoment 14" in admin.get("/outbox/?state=lost").text


def test_long_lists_come_in_pages(admin: Visitor) -> None:
    with transaction():
        for number in range(101):
            services.queue_mail(
                Letter(subject=f"Mail no. {number}.", text="x", html="x"),
                dedupe_key=str(number),
                recipient="hilde@demo.example",
                locale="nl",
                due_at=NOW,
            )
    first = admin.get("/outbox/?lang=en&state=queued").text
    assert "Mail no. 100." in first
    assert "Mail no. 0." not in first
    assert "1 to 100 of 101" in first
    assert 'href="/outbox/?lang=en&amp;state=queued&amp;page=2"' in first
    second = admin.get("/outbox/?state=queued&page=2").text
    assert ("Mail no. 0." in second, "Mail no. 1." in second) == (True, False)


def test_the_list_costs_the_same_for_one_and_for_thirty(
    admin: Visitor, count_statements: Counter
) -> None:
    queue()
    with count_statements() as for_one:
        admin.get("/outbox/")
    for number in range(30):
        queue(str(number))
    with count_statements() as for_thirty:
        admin.get("/outbox/")
    assert len(for_one) == len(for_thirty)
    assert len([statement for statement in for_thirty if "outbox_mail" in statement]) == 2


def test_the_list_never_loads_what_mails_say(admin: Visitor, count_statements: Counter) -> None:
    queue()
    with count_statements() as seen:
        admin.get("/outbox/")
        admin.get("/outbox.csv")
    assert [statement for statement in seen if "outbox_mail.text" in statement] == []


def test_an_open_mail_is_shown_as_text(admin: Visitor) -> None:
    queue(letter=Letter(subject="Dag", text="Dag <b>Hilde</b>\n", html="<b>x</b>"))
    page = admin.get(f"/outbox/{the_mail().id}/").text
    assert "Dag &lt;b&gt;Hilde&lt;/b&gt;" in page
    assert "hilde@demo.example" in page


def test_the_demo_shows_what_a_sealed_mail_says(admin: Visitor) -> None:
    queue(letter=DOOR, secret=True)
    assert "/reset/s3cr3t" in admin.get(f"/outbox/{the_mail().id}/").text


@pytest.mark.usefixtures("real")
def test_a_real_network_shows_nobody_what_a_sealed_mail_says(admin: Visitor) -> None:
    queue(letter=DOOR, secret=True)
    deliver_due(now=NOW, transport=Kept(), limit=1)
    page = admin.get(f"/outbox/{the_mail().id}/?lang=en").text
    assert "s3cr3t" not in page
    assert "This mail holds a personal link" in page


def test_what_a_sealed_mail_said_is_gone_once_it_is_sent(admin: Visitor) -> None:
    queue(letter=DOOR, secret=True)
    deliver_due(now=NOW, transport=Pigeon(), limit=1)
    page = admin.get(f"/outbox/{the_mail().id}/?lang=en").text
    assert "s3cr3t" not in page
    assert "wiped" in page


def test_a_mail_that_does_not_exist_is_not_found(admin: Visitor) -> None:
    assert admin.get("/outbox/1/").status_code == 404


def test_a_failed_mail_is_sent_again_and_the_trail_says_who_did(admin: Visitor, cast: Cast) -> None:
    queue()
    number = fail()
    answer = admin.submit(f"/outbox/{number}/send-again", at=f"/outbox/{number}/")
    assert (answer.status_code, answer.location) == (303, f"/outbox/{number}/")
    mail = the_mail()
    assert (mail.state, mail.attempts) == (MailState.QUEUED, 0)
    act = db.session.scalars(select(AuditEvent)).one()
    assert (act.event, act.by_person_id, act.object_kind, act.object_id) == (
        "mail_sent_again",
        cast.administrator.person_id,
        "mail",
        str(number),
    )


def test_a_mail_on_its_way_cannot_be_sent_again(admin: Visitor) -> None:
    queue("failed")
    token_page = f"/outbox/{fail('failed')}/"
    queue("waiting")
    number = the_mail("waiting").id
    assert "send-again" not in admin.get(f"/outbox/{number}/").text
    admin.submit(f"/outbox/{number}/send-again?lang=en", at=token_page)
    assert "on its way already" in admin.get(f"/outbox/{number}/?lang=en").text
    assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == 0


def test_a_post_without_a_token_changes_nothing(admin: Visitor) -> None:
    queue()
    number = fail()
    assert admin.post(f"/outbox/{number}/send-again").status_code == 400
    assert the_mail().state is MailState.FAILED


def test_the_files_hold_the_list_without_words_and_addresses(admin: Visitor) -> None:
    queue("one", letter=Letter(subject="=cmd()", text="Dag Hilde", html="Dag Hilde"))
    fail("one")
    queue("two", letter=DOOR, secret=True)
    text = admin.get("/outbox.csv?lang=en&state=failed").data.decode("utf-8-sig")
    (row,) = csv.DictReader(StringIO(text), delimiter=";")
    assert row == {
        "Number": str(the_mail("one").id),
        "Subject": "'=cmd()",
        "Language": "nl",
        "State": "Not delivered",
        "Tries": "1",
        "Due": "2026-03-02 10:30",
        "Sent": "",
        "Last reason": "550 5.1.1",
    }
    sheet = load_workbook(BytesIO(admin.get("/outbox.xlsx?lang=en").data)).active
    assert sheet is not None
    cells = [str(cell) for line in sheet.iter_rows(values_only=True) for cell in line]
    assert "Kies een wachtwoord" in cells
    assert [cell for cell in cells if "hilde" in cell.lower() or "s3cr3t" in cell] == []
