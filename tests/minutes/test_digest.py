"""What is new, in one mail a morning: to who was expected, and never an empty one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from portal.db import db, transaction
from portal.meetings.models import Attendance, Meeting, MeetingState, Presence
from portal.minutes import digest, jobs
from portal.minutes.digest import how_many_hear, news_for, queue_digests, write
from portal.network.models import Post
from portal.people.models import MailChoice, MailTopic
from tests.cast import Cast
from tests.meetings.planned import NOW, ON, mails, meeting_by
from tests.minutes.written import approve, keep

NEXT_DAY = ON + timedelta(days=1)


def _approved(meeting_id: int, cast: Cast) -> None:
    keep(meeting_id, "Zeven vertelden.\nDe keuken komt mee.", cast, part="in_brief")
    keep(meeting_id, "De lange tekst.", cast)
    approve(meeting_id, cast)


def _queue(day: date = NEXT_DAY) -> int:
    with transaction():
        return queue_digests(on=day, now=NOW)


def _told() -> list[str]:
    return [mail.recipient for mail in mails() if mail.dedupe_key.startswith(digest.WRITER)]


def _parameters(person_id: int) -> dict[str, object]:
    return {"person": person_id, "since": ON.isoformat(), "until": NEXT_DAY.isoformat()}


def test_who_was_expected_hears_of_it_the_next_morning_and_once(
    cast: Cast, today_held: int
) -> None:
    _approved(today_held, cast)
    assert _queue(ON) == 0
    assert how_many_hear(meeting_by(today_held)) == 6
    assert _queue() == 6
    assert _queue() == 0
    assert cast.contact.email in _told()
    assert cast.stranger.email not in _told()
    assert cast.coordinator.email not in _told()


def test_days_on_which_nobody_was_told_are_made_up_for(cast: Cast, today_held: int) -> None:
    assert _queue(ON) == 0
    _approved(today_held, cast)
    assert _queue(ON + timedelta(days=9)) == 6
    assert _queue(ON + timedelta(days=10)) == 0


def test_nothing_new_is_no_mail(cast: Cast, today_held: int) -> None:
    keep(today_held, "Nog niet goedgekeurd", cast)
    assert _queue() == 0
    assert write(_parameters(cast.contact.person_id), "nl") is None


def test_who_stopped_them_and_who_left_get_none(cast: Cast, today_held: int) -> None:
    with transaction():
        db.session.add(
            MailChoice(
                person_id=cast.contact.person_id, topic=MailTopic.MEETING_NEWS, stopped_on=ON
            )
        )
        for post in db.session.query(Post).where(Post.person_id == cast.lead.person_id):
            post.valid_to = ON
    _approved(today_held, cast)
    assert how_many_hear(meeting_by(today_held)) == 4
    assert _queue() == 4
    assert not {cast.contact.email, cast.lead.email} & set(_told())
    assert write(_parameters(cast.lead.person_id), "nl") is None


def test_the_mail_has_the_three_lines_on_top_for_who_could_not_come(
    cast: Cast, today_held: int
) -> None:
    with transaction():
        db.session.add(
            Attendance(
                meeting_id=today_held, person_id=cast.lead.person_id, presence=Presence.ONLINE
            )
        )
    _approved(today_held, cast)
    absent = write(_parameters(cast.contact.person_id), "nl")
    present = write(_parameters(cast.lead.person_id), "en")
    assert absent is not None
    assert present is not None
    for words in (
        "Voor wie er niet bij kon zijn, in drie regels:",
        "Zeven vertelden.",
        f"/meetings/{today_held}/minutes/read",
        f"/meetings/{today_held}/evaluation/",
        "/stop-mail/",
    ):
        assert words in absent.letter.text
    assert "De lange tekst." not in absent.letter.text
    assert "For who could not come" not in present.letter.text
    assert "Zeven vertelden." in present.letter.html


def test_a_stranger_of_the_meeting_has_no_news(cast: Cast, today_held: int) -> None:
    _approved(today_held, cast)
    assert list(news_for(cast.stranger.person_id, ON, NEXT_DAY)) == []
    assert len(list(news_for(cast.contact.person_id, ON, NEXT_DAY))) == 1
    assert db.session.get_one(Meeting, today_held).state is MeetingState.MINUTES_APPROVED


@pytest.mark.parametrize(
    ("at", "goes"),
    [
        (datetime(2022, 11, 16, 9, 0, tzinfo=UTC), True),
        (datetime(2022, 11, 16, 5, 30, tzinfo=UTC), False),
        (datetime(2022, 11, 16, 22, 0, tzinfo=UTC), False),
        (datetime(2022, 11, 20, 9, 0, tzinfo=UTC), False),
    ],
)
def test_no_mail_is_queued_at_night_or_on_a_sunday(
    app: Flask,
    cast: Cast,
    today_held: int,
    monkeypatch: pytest.MonkeyPatch,
    *,
    at: datetime,
    goes: bool,
) -> None:
    assert app
    _approved(today_held, cast)
    monkeypatch.setattr(jobs, "now", lambda: at)
    monkeypatch.setattr(jobs, "today", lambda: NEXT_DAY)
    assert jobs.tell_news() == (6 if goes else 0)
