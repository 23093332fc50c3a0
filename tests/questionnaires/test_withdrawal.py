"""Taking an anonymous answer back with its code: the whole of it, until the close."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import LargeBinary, func, select

from portal.db import db, transaction
from portal.questionnaires.campaigns.codes import hash_withdrawal, mark_of_comment, mark_of_response
from portal.questionnaires.campaigns.queries import has_answered
from portal.questionnaires.campaigns.response_models import Answer, Comment, Response
from portal.questionnaires.filling.services import withdraw
from portal.rules import RuleBroken
from tests.at_once import at_once
from tests.questionnaires.campaigns import CLOSES, OPENS, SECRET, close, make_campaign, send

CODE = "ABCD-EFGH-JKMN"
KEY = hash_withdrawal(CODE, secret=SECRET)


def _take_back(typed: str = CODE, *, secret: str = SECRET) -> bool:
    with transaction():
        return withdraw(typed, secret=secret, on=OPENS)


def _left() -> tuple[int, int, int]:
    """Count responses, the responses that have answers, and comments."""
    counts = (
        select(func.count()).select_from(Response),
        select(func.count(Answer.response_id.distinct())),
        select(func.count()).select_from(Comment),
    )
    first, second, third = (db.session.scalar(one) or 0 for one in counts)
    return first, second, third


@pytest.mark.parametrize("typed", [CODE, "abcdefghjkmn", " abcd efgh-JKMN "])
def test_it_takes_back_the_whole_answer_and_no_other_however_it_is_typed(
    campaign_id: int, people: list[int], typed: str
) -> None:
    send(campaign_id, people[0], 0, withdraw_code_hash=KEY)
    send(campaign_id, people[1], 1, withdraw_code_hash=hash_withdrawal("other", secret=SECRET))
    assert _left() == (2, 2, 3)
    assert _take_back(typed)
    assert _left() == (1, 1, 2)
    kept = db.session.scalars(select(Comment.body)).all()
    assert sorted(kept) == ["note 1", "te druk"]
    assert not _take_back(typed), "it is gone"


def test_the_receipt_stays_so_nobody_answers_twice(campaign_id: int, people: list[int]) -> None:
    send(campaign_id, people[0], withdraw_code_hash=KEY)
    assert _take_back()
    assert has_answered(campaign_id, people[0]) is True
    with pytest.raises(RuleBroken, match="One person answers once"):
        send(campaign_id, people[0])
    assert _left() == (0, 0, 0)


@pytest.mark.parametrize(("typed", "secret"), [("WRNG-CDEX-XXXX", SECRET), (CODE, "another key")])
def test_another_code_or_key_finds_nothing(
    campaign_id: int, people: list[int], typed: str, secret: str
) -> None:
    send(campaign_id, people[0], withdraw_code_hash=KEY)
    assert not _take_back(typed, secret=secret)
    assert _left() == (1, 1, 1)


def test_nothing_kept_leads_from_a_response_to_its_comments(
    campaign_id: int, people: list[int]
) -> None:
    """Only the code does: what it makes is not kept, and one mark says nothing of another."""
    send(campaign_id, people[0], withdraw_code_hash=KEY)
    response = db.session.scalars(select(Response)).one()
    comment = db.session.scalars(select(Comment)).one()
    assert response.withdraw_hash == mark_of_response(KEY)
    assert comment.withdraw_hash == mark_of_comment(KEY, comment.item_id)
    kept = [value for row in (response, comment) for value in _bytes_of(row)]
    assert KEY not in kept
    made = [mark_of_comment(one, comment.item_id) for one in kept]
    assert comment.withdraw_hash not in made


def _bytes_of(row: Response | Comment) -> list[bytes]:
    columns = [one.name for one in row.__table__.columns if isinstance(one.type, LargeBinary)]
    return [value for name in columns if (value := getattr(row, name)) is not None]


def test_after_the_last_day_it_says_so_and_after_the_close_nothing_is_known(
    campaign_id: int, people: list[int]
) -> None:
    send(campaign_id, people[0], withdraw_code_hash=KEY)
    with pytest.raises(RuleBroken, match="Nobody can find one answer"), transaction():
        withdraw(CODE, secret=SECRET, on=CLOSES + timedelta(days=1))
    db.session.rollback()
    close(campaign_id)
    assert not _take_back()
    assert _left() == (1, 1, 1)
    marks = select(Response.withdraw_hash).union_all(select(Comment.withdraw_hash))
    assert set(db.session.scalars(marks)) == {None}


def test_two_who_send_the_same_code_at_once_take_it_back_once(
    app: Flask, people: list[int]
) -> None:
    campaign_id = make_campaign(people)
    send(campaign_id, people[0], withdraw_code_hash=KEY)
    said: list[bool] = []
    ended = at_once(app, 4, lambda _n: said.append(withdraw(CODE, secret=SECRET, on=OPENS)))
    assert ended == ["done"] * 4
    assert sorted(said) == [False, False, False, True]
