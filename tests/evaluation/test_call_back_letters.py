"""Who asks for a call is not left waiting: the project team hears of it, and no mail says who."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from portal.clock import today
from portal.db import db, transaction
from portal.evaluation.call_backs import letters as call_back_letters
from portal.evaluation.call_backs import services as call_back_services
from portal.evaluation.call_backs.models import ContactRequest
from portal.outbox.models import OutboxMail
from tests.cast import Cast
from tests.conftest import Counter, Visitor
from tests.evaluation.test_call_backs import ask

MORNING = datetime(2022, 11, 15, 9, 0, tzinfo=UTC)
EVENING = datetime(2022, 11, 19, 20, 0, tzinfo=UTC)  # a Saturday, nine o'clock in Brussels


def _tell(on: date, now: datetime) -> int:
    with transaction():
        return call_back_letters.tell_waiting(on, now=now)


def _mails() -> list[OutboxMail]:
    found = select(OutboxMail).where(OutboxMail.dedupe_key.startswith("call-backs/"))
    return list(db.session.scalars(found.order_by(OutboxMail.id)))


def test_nobody_is_written_to_while_nobody_waits(cast: Cast) -> None:
    assert cast.coordinator
    assert _tell(today(), MORNING) == 0
    assert _mails() == []


def test_the_project_team_hears_once_a_day_until_it_is_done(cast: Cast) -> None:
    key = ask("Mia Zonderling", on=today())
    ask("Tweede Beller", on=today())
    assert [_tell(today(), MORNING), _tell(today(), MORNING)] == [1, 0]
    (mail,) = _mails()
    assert mail.recipient == cast.coordinator.email
    assert "2 mensen" in mail.subject
    assert not any(name in mail.text + mail.html for name in ("Mia", "Tweede", "0470"))
    tomorrow = today() + timedelta(days=1)
    assert _tell(tomorrow, MORNING + timedelta(days=1)) == 1
    with transaction():
        for wish in db.session.scalars(select(ContactRequest)):
            call_back_services.note_call(wish, on=tomorrow, by=cast.coordinator.person_id)
    assert key
    assert _tell(tomorrow + timedelta(days=1), MORNING + timedelta(days=2)) == 0


def test_the_mail_waits_until_after_the_quiet_hours(cast: Cast) -> None:
    assert cast.coordinator
    ask()
    _tell(date(2022, 11, 19), EVENING)
    assert [mail.due_at for mail in _mails()] == [datetime(2022, 11, 21, 6, 0, tzinfo=UTC)]


def test_the_first_page_of_the_day_leads_to_the_list(
    client: Visitor, cast: Cast, count_statements: Counter
) -> None:
    client.sign_in(cast.coordinator)
    with count_statements() as before:
        assert "om een telefoontje" not in client.get("/today").text
    ask("Mia Zonderling")
    with count_statements() as after:
        page = client.get("/today").text
    assert "Iemand vraagt om een telefoontje" in page
    assert 'href="/evaluation/call-backs"' in page
    assert "Mia" not in page
    assert len(after) == len(before)
    assert "om een telefoontje" not in client.sign_in(cast.ambassador).get("/today").text
