"""Asking and answering: once each, anonymously, and only while it is open."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.db import db, transaction
from portal.policy.table import Role
from portal.questionnaires.campaigns.models import AccessCode, Campaign, CampaignInvitation
from portal.questionnaires.campaigns.queries import Rate, has_answered, rates
from portal.questionnaires.campaigns.response_models import Answer, Comment, Response
from portal.questionnaires.campaigns.services import add_codes, open_campaign
from portal.questionnaires.filling.services import Submission, submit
from portal.questionnaires.instruments.importing import import_instrument
from portal.questionnaires.instruments.models import Item
from portal.questionnaires.kinds import Length, Missing
from portal.questionnaires.results.snapshots import find_results
from portal.rules import RuleBroken
from tests.conftest import Counter
from tests.questionnaires.campaigns import (
    CLOSES,
    OPENS,
    close,
    invite_by_role,
    make_campaign,
    make_codes_for,
    send,
    send_by_code,
)
from tests.questionnaires.instruments import PROCESS_EVALUATION


def _count(model: type[object]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_an_answer_is_kept_once_and_the_receipt_is_set(campaign_id: int, people: list[int]) -> None:
    send(campaign_id, people[0])
    assert _count(Response) == 1
    assert rates([campaign_id]) == {campaign_id: Rate(done=1, invited=12)}
    assert (has_answered(campaign_id, people[0]), has_answered(campaign_id, people[1])) == (
        True,
        False,
    )


def test_a_retry_with_the_same_key_is_one_response(campaign_id: int, people: list[int]) -> None:
    send(campaign_id, people[0], key="same")
    send(campaign_id, people[0], key="same")
    assert (_count(Response), _count(Comment)) == (1, 1)


def test_a_second_answer_by_the_same_person_is_refused(campaign_id: int, people: list[int]) -> None:
    send(campaign_id, people[0])
    with pytest.raises(RuleBroken, match="One person answers once"):
        send(campaign_id, people[0])
    assert _count(Response) == 1


def test_two_forms_sent_at_once_by_one_person_are_one_response(
    app: Flask, campaign_id: int, people: list[int]
) -> None:
    def answer(n: int) -> str:
        with app.app_context():
            try:
                send(campaign_id, people[0], n)
            except RuleBroken:
                return "refused"
            return "kept"

    db.session.rollback()
    with ThreadPoolExecutor(6) as pool:
        said = sorted(pool.map(answer, range(6)))
    assert said == ["kept", *["refused"] * 5]
    assert _count(Response) == 1


def test_many_answer_at_once_and_nobody_is_turned_away(
    app: Flask, campaign_id: int, people: list[int]
) -> None:
    def answer(person_id: int) -> None:
        with app.app_context():
            send(campaign_id, person_id)

    db.session.rollback()
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(answer, people))
    assert rates([campaign_id]) == {campaign_id: Rate(done=12, invited=12)}
    assert _count(Response) == 12


def test_an_answer_takes_few_statements_however_many_came_before(
    campaign_id: int, people: list[int], count_statements: Counter
) -> None:
    send(campaign_id, people[0])
    seen: list[list[str]] = []
    for person in (people[1], people[11]):
        with count_statements() as statements:
            send(campaign_id, person)
        seen.append([one.split(maxsplit=1)[0] for one in statements])
        for other in people[2:11]:
            if has_answered(campaign_id, other) is False:
                send(campaign_id, other)
    assert seen[0] == seen[1]
    assert seen[0] == ["SELECT", "UPDATE", "INSERT", "INSERT", "INSERT"]


def test_who_is_not_invited_leaves_nothing(campaign_id: int) -> None:
    with pytest.raises(RuleBroken):
        send(campaign_id, 10_000)
    assert (_count(Response), _count(Answer), _count(Comment)) == (0, 0, 0)


def test_a_code_works_once_and_its_retry_is_the_same_response(campaign_id: int) -> None:
    (code,) = make_codes_for(campaign_id, 1)
    send_by_code(campaign_id, code, key="same")
    send_by_code(campaign_id, code, key="same")
    with pytest.raises(RuleBroken):
        send_by_code(campaign_id, code, key="other")
    assert _count(Response) == 1
    assert db.session.scalars(select(AccessCode.used)).all() == [True]


def test_a_code_of_another_campaign_opens_nothing(campaign_id: int, people: list[int]) -> None:
    (code,) = make_codes_for(make_campaign(people), 1)
    with pytest.raises(RuleBroken):
        send_by_code(campaign_id, code)
    assert _count(Response) == 0


def test_a_list_of_codes_asked_for_twice_is_one_list(campaign_id: int) -> None:
    hashes = make_codes_for(campaign_id, 3)
    with transaction():
        added = add_codes(db.session.get_one(Campaign, campaign_id), hashes, on=OPENS)
    assert (added, _count(AccessCode)) == (0, 3)


def test_nobody_answers_before_or_after(campaign_id: int, people: list[int]) -> None:
    submission = Submission(submit_key="k", given={}, lang="nl", person_id=people[0])
    for day in (OPENS - timedelta(days=1), CLOSES + timedelta(days=1)):
        with pytest.raises(RuleBroken, match="closed"), transaction():
            submit(campaign_id, submission, on=day)
    assert has_answered(campaign_id, people[0]) is False


def test_every_reason_for_no_answer_is_kept_as_such(campaign_id: int, people: list[int]) -> None:
    given = {"P01": ["na"], "P05": ["no_occasion"], "P15": ["0"], "P15n": ["not asked"]}
    submission = Submission(submit_key="k", given=given, lang="nl", person_id=people[0])
    with transaction():
        submit(campaign_id, submission, on=OPENS)
    rows = db.session.execute(
        select(Item.code, Answer.missing).join(Answer, Answer.item_id == Item.id)
    )
    reasons = {row[0]: row[1] for row in rows}
    assert (reasons["P01"], reasons["P05"]) == (Missing.NA, Missing.NO_OCCASION)
    assert (reasons["P08"], reasons["P15"]) == (Missing.SKIPPED, None)
    assert _count(Comment) == 0  # the text of a question that was not shown is not kept


@pytest.mark.parametrize(
    ("sizes", "named"),
    [
        ({Role.AMBASSADOR: 6, Role.TEAM_LEAD: 5}, {Role.AMBASSADOR: 6, Role.TEAM_LEAD: 5}),
        ({Role.AMBASSADOR: 6, Role.TEAM_LEAD: 4}, {None: 10}),
        ({Role.AMBASSADOR: 9, Role.TEAM_LEAD: 6, Role.SPONSOR: 2}, {Role.AMBASSADOR: 9, None: 8}),
        ({Role.AMBASSADOR: 4}, {None: 4}),
    ],
)
def test_a_role_is_kept_only_beside_enough_others(
    app: Flask, sizes: dict[Role, int], named: dict[Role | None, int]
) -> None:
    assert app
    campaign_id = invite_by_role(sizes)
    for person in db.session.scalars(select(CampaignInvitation.person_id)).all():
        send(campaign_id, person)
    rows = db.session.execute(
        select(Response.role_group, func.count()).group_by(Response.role_group)
    )
    assert {row[0]: row[1] for row in rows} == named


def test_results_appear_after_the_close_and_are_written_once(
    campaign_id: int, people: list[int]
) -> None:
    for n, person in enumerate(people):
        send(campaign_id, person, n)
    assert find_results(campaign_id) is None
    close(campaign_id)
    results = find_results(campaign_id)
    assert results is not None
    shown = {item.code: item for item in results.items}
    assert (results.responses, results.invited) == (12, 12)
    assert shown["P08"].counts == {"1": 3, "2": 3, "3": 2, "4": 2, "5": 2}
    assert shown["P08"].mean == round((3 * 1 + 3 * 2 + 2 * 3 + 2 * 4 + 2 * 5) / 12, 2)
    assert shown["P05"].hidden == "few"  # everybody skipped it
    assert len(shown["P16"].comments or ()) == 12
    with pytest.raises(RuleBroken, match="closed already"):
        close(campaign_id)


def test_comments_are_not_shown_in_the_order_they_came(campaign_id: int, people: list[int]) -> None:
    for n, person in enumerate(people):
        send(campaign_id, person, n)
    close(campaign_id)
    results = find_results(campaign_id)
    assert results is not None
    (shown,) = [item.comments for item in results.items if item.code == "P16"]
    assert shown is not None
    bodies = [note.body for note in shown]
    ordered = db.session.scalars(select(Comment.body).order_by(Comment.id)).all()
    arrival = [f"note {n}" for n in range(12)]
    assert sorted(bodies) == sorted(arrival)
    assert bodies != arrival
    assert bodies == [body for body in ordered if body.startswith("note")]


def test_closing_forgets_keys_and_rare_languages(campaign_id: int, people: list[int]) -> None:
    for n, person in enumerate(people):
        send(campaign_id, person, n, lang="en" if n == 0 else "nl")
    close(campaign_id)
    rows = db.session.execute(select(Response.lang, Response.submit_key_hash))
    assert {tuple(row) for row in rows} == {(None, None)}


def test_closing_keeps_languages_that_many_used(campaign_id: int, people: list[int]) -> None:
    for n, person in enumerate(people):
        send(campaign_id, person, n, lang="en" if n % 2 else "nl")
    close(campaign_id)
    assert set(db.session.scalars(select(Response.lang))) == {"nl", "en"}


def test_a_campaign_asks_somebody_and_has_an_end(people: list[int]) -> None:
    with transaction():
        version = import_instrument(PROCESS_EVALUATION, on=OPENS)
    invited = dict.fromkeys(people, Role.AMBASSADOR)
    for closes, asked in (
        (CLOSES, {}),
        (OPENS - timedelta(days=1), invited),
        (OPENS + timedelta(days=61), invited),
    ):
        with pytest.raises(RuleBroken), transaction():
            open_campaign(
                version, length=Length.FULL, opens_on=OPENS, closes_on=closes, invited=asked
            )
