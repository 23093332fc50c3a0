"""Opening, reminding, closing and replying: mails once, a trail of what was done, never of who."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from portal.audit.models import AuditEvent
from portal.db import db, transaction
from portal.evaluation import jobs, queries, services
from portal.meetings.models import Meeting
from portal.outbox.models import OutboxMail
from portal.questionnaires.campaigns.models import Campaign, CampaignInvitation
from portal.questionnaires.campaigns.queries import order_is_to_be_forgotten
from portal.questionnaires.kinds import Length
from portal.rules import RuleBroken
from tests.cast import Cast
from tests.conftest import TODAY
from tests.evaluation.evaluations import (
    CLOSES,
    NOW,
    OTHERS,
    close,
    evaluation_of,
    let_answer,
    make_meeting,
    open_for,
)


def trail() -> list[tuple[str, dict[str, object]]]:
    rows = db.session.execute(
        select(AuditEvent.event, AuditEvent.detail)
        .where(AuditEvent.object_kind == "meeting")
        .order_by(AuditEvent.id)
    )
    return [(row[0], dict(row[1])) for row in rows]


def mails(letter: str) -> list[OutboxMail]:
    found = select(OutboxMail).where(OutboxMail.dedupe_key.contains(f"/{letter}/"))
    return list(db.session.scalars(found.order_by(OutboxMail.id)))


def test_everybody_expected_is_asked_with_their_invitation(open_id: int) -> None:
    campaign_id = evaluation_of(open_id).campaign_id
    asked = db.session.scalars(
        select(CampaignInvitation.done).where(CampaignInvitation.campaign_id == campaign_id)
    ).all()
    assert asked == [False] * (OTHERS + 4)
    assert trail() == [("evaluation_opened", {"length": "short"})]


def test_a_meeting_is_evaluated_once(cast: Cast, open_id: int) -> None:
    with pytest.raises(RuleBroken, match="already"):
        open_for(cast, open_id)
    assert len(db.session.scalars(select(Campaign)).all()) == 1


def test_a_meeting_to_which_nobody_was_invited_cannot_be_evaluated(
    cast: Cast, meeting_id: int
) -> None:
    open_for(cast, meeting_id)
    with transaction():
        meeting = Meeting(
            number=99,
            local_date=date(2022, 10, 6),
            starts_at=db.session.get_one(Meeting, meeting_id).starts_at,
            ends_at=db.session.get_one(Meeting, meeting_id).ends_at,
            place="Brussel",
            uid="empty",
        )
        db.session.add(meeting)
        db.session.flush()
        meeting.state = type(meeting.state).INVITED
    plan = services.Plan(length=Length.SHORT, closes_on=TODAY)
    with pytest.raises(RuleBroken, match="Nobody is invited"), transaction():
        services.open_evaluation(meeting, plan, on=TODAY, by=None)


def test_the_invited_get_one_mail_in_their_language(cast: Cast, open_id: int) -> None:
    for expected in (OTHERS + 4, 0):
        with transaction():
            assert services.tell_invited(evaluation_of(open_id), now=NOW) == expected
    (mail,) = [one for one in mails("opened") if one.recipient == cast.ambassador.email]
    assert mail.subject == "Reflectiemoment 13: hoe was het voor jou?"
    assert f"http://localhost/meetings/{open_id}/evaluation/" in mail.text
    assert "zondag 20 november 2022" in mail.text


def test_who_has_not_answered_is_reminded_once_three_days_before(open_id: int) -> None:
    let_answer(open_id, OTHERS)
    sent = []
    for day in (CLOSES - timedelta(days=4), CLOSES - timedelta(days=3), CLOSES):
        with transaction():
            sent.append(services.remind(day, now=NOW))
    assert sent == [0, 4, 0]
    assert {mail.subject for mail in mails("reminder")} == {
        "Reflectiemoment 13: je kunt nog antwoorden tot en met 20 november 2022"
    }


def test_nobody_is_reminded_of_what_is_closed(open_id: int) -> None:
    close(open_id)
    with transaction():
        assert services.remind(CLOSES, now=NOW) == 0


def test_it_closes_by_itself_after_the_last_day(open_id: int) -> None:
    for day, closed in ((CLOSES, 0), (CLOSES + timedelta(days=1), 1), (CLOSES, 0)):
        with transaction():
            assert services.close_due(day) == closed
    evaluation = evaluation_of(open_id)
    assert (evaluation.campaign.released, evaluation.campaign.closes_on) == (True, CLOSES)
    assert trail()[-1][0] == "evaluation_closed"


def test_closing_early_moves_the_last_day(open_id: int) -> None:
    close(open_id)
    assert evaluation_of(open_id).campaign.closes_on == TODAY


def test_the_worker_forgets_the_order_of_what_is_closed(open_id: int) -> None:
    let_answer(open_id, 3)
    close(open_id)
    assert order_is_to_be_forgotten()
    db.session.rollback()
    jobs.close_due()
    assert not order_is_to_be_forgotten()


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_every_night_the_worker_forgets_the_order_of_what_is_open(open_id: int) -> None:
    let_answer(open_id, 3)
    before = _transactions_told()
    assert jobs.forget_order_of_open()
    assert (before, _transactions_told()) == (3, 1)
    assert evaluation_of(open_id).campaign.order_forgotten is False


def _transactions_told() -> int:
    """Count the transactions that the rows of responses still tell apart."""
    found = db.session.execute(text("SELECT DISTINCT xmin::text FROM response")).all()
    db.session.rollback()
    return len(found)


def test_a_night_without_an_open_form_rewrites_nothing(open_id: int) -> None:
    close(open_id)
    assert jobs.forget_order_of_open() is False


def test_the_workers_jobs_do_no_harm_twice(open_id: int) -> None:
    assert open_id
    assert [jobs.remind(), jobs.remind(), jobs.close_due(), jobs.close_due()] == [0, 0, 0, 0]


def _reply(meeting_id: int, body: str, version: int, cast: Cast) -> None:
    with transaction():
        services.save_reply(
            evaluation_of(meeting_id),
            body,
            lang="nl",
            version=version,
            on=TODAY,
            by=cast.coordinator.person_id,
        )


def test_a_reply_waits_for_the_close(cast: Cast, open_id: int) -> None:
    with pytest.raises(RuleBroken):
        _reply(open_id, "Dank je", 0, cast)


def test_a_reply_is_saved_on_top_of_what_was_read(cast: Cast, open_id: int) -> None:
    close(open_id)
    _reply(open_id, "Eerste tekst", 0, cast)
    _reply(open_id, "Tweede tekst", 1, cast)
    with pytest.raises(services.StaleReply) as stale:
        _reply(open_id, "Oude tekst", 1, cast)
    assert (stale.value.body, stale.value.version) == ("Tweede tekst", 2)
    reply = evaluation_of(open_id).reply
    assert reply is not None
    assert (reply.body, reply.version) == ("Tweede tekst", 2)


def test_the_trail_says_what_was_done_and_never_what_was_written(cast: Cast, open_id: int) -> None:
    let_answer(open_id, 12)
    with transaction():
        services.hand_out_codes(
            evaluation_of(open_id),
            3,
            seed="s",
            secret="k",
            on=TODAY,
            by=cast.coordinator.person_id,
        )
    close(open_id)
    _reply(open_id, "Geheime woorden", 0, cast)
    assert [event for event, _ in trail()] == [
        "evaluation_opened",
        "evaluation_codes_made",
        "evaluation_closed",
        "feedback_answered",
    ]
    assert "woorden" not in str(trail())
    assert trail()[1][1] == {"codes": 3}


def test_a_meeting_that_was_not_asked_about_is_found(cast: Cast, open_id: int) -> None:
    older = make_meeting(cast, number=12, others=6, day=date(2022, 10, 6))
    not_asked = queries.meetings_without_evaluation(date(2022, 10, 1), TODAY)
    assert [meeting.id for meeting in not_asked] == [older]
    assert queries.meetings_without_evaluation(date(2022, 10, 7), TODAY) == []
    assert [one.meeting_id for one in queries.open_evaluations(TODAY)] == [open_id]
