"""Where answers carry a name: one a person, changed until the close, erased with them."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError

from portal.db import db, transaction
from portal.policy.table import Role
from portal.questionnaires.campaigns.models import Campaign, CampaignDraft, CampaignInvitation
from portal.questionnaires.campaigns.response_models import Answer, Comment, Response
from portal.questionnaires.campaigns.services import add_codes, close_campaign
from portal.questionnaires.filling.drafts import StaleDraft, drop_draft, find_draft, save_draft
from portal.questionnaires.filling.services import Submission, submit
from portal.questionnaires.instruments.models import Item
from portal.questionnaires.kinds import Mode
from portal.questionnaires.results.services import release
from portal.questionnaires.results.snapshots import find_results
from portal.rules import RuleBroken
from portal.web.hooks import Act, tell
from tests.at_once import at_once
from tests.cast import Cast
from tests.questionnaires.campaigns import CLOSES, OPENS, filled, make_campaign, make_people
from tests.questionnaires.planned import named, open_it, plan, say, unit


@pytest.fixture
def asked(cast: Cast) -> tuple[int, list[int]]:
    """An open campaign with names, and the eight people it asks."""
    return named(8, cast.home.organisation_id)


def _said(person_id: int) -> tuple[int | None, list[str]]:
    """Return what this person chose at P08, and their words."""
    value = db.session.scalar(
        select(Answer.value)
        .join(Response, Response.id == Answer.response_id)
        .join(Item, Item.id == Answer.item_id)
        .where(Response.person_id == person_id, Item.code == "P08")
    )
    return value, list(db.session.scalars(select(Comment.body).order_by(Comment.body)))


def _responses() -> int:
    return db.session.scalar(select(func.count()).select_from(Response)) or 0


def test_a_later_answer_replaces_the_earlier_one_whole(asked: tuple[int, list[int]]) -> None:
    campaign_id, (me, *_others) = asked
    say(campaign_id, me, 1)
    assert _said(me) == (2, ["note 1", "te druk"])
    say(campaign_id, me, 2)
    assert _said(me) == (3, ["note 2"])
    assert _responses() == 1


def test_the_same_submission_again_changes_nothing(asked: tuple[int, list[int]]) -> None:
    campaign_id, (me, *_others) = asked
    say(campaign_id, me, 1, key="same")
    before = set(db.session.scalars(select(Comment.id)))
    say(campaign_id, me, 1, key="same")
    assert set(db.session.scalars(select(Comment.id))) == before


def test_several_at_once_leave_one_answer_that_is_whole(
    app: Flask, asked: tuple[int, list[int]]
) -> None:
    campaign_id, (me, *_others) = asked

    def answer(n: int) -> None:
        told = Submission(submit_key=f"k{n}", given=filled(n), lang="nl", person_id=me)
        submit(campaign_id, told, on=OPENS)

    assert at_once(app, 4, answer) == ["done"] * 4
    assert _responses() == 1
    value, words = _said(me)
    assert value is not None
    assert f"note {value - 1}" in words


def test_after_the_close_nothing_is_changed(asked: tuple[int, list[int]]) -> None:
    campaign_id, (me, *_others) = asked
    say(campaign_id, me, 1)
    with transaction():
        close_campaign(campaign_id, on=OPENS)
    with pytest.raises(RuleBroken, match="closed"):
        say(campaign_id, me, 2)
    assert _said(me) == (2, ["note 1", "te druk"])


def test_the_database_holds_one_response_a_person(asked: tuple[int, list[int]]) -> None:
    campaign_id, (me, *_others) = asked
    say(campaign_id, me, 1)
    version = db.session.scalars(select(Response.version_id)).one()
    known = {"campaign_id": campaign_id, "version_id": version, "person_id": me}
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(insert(Response), {"id": b"2" * 16, **known})


def test_nobody_answers_with_a_code_where_answers_carry_a_name(
    asked: tuple[int, list[int]],
) -> None:
    campaign = db.session.get_one(Campaign, asked[0])
    with pytest.raises(RuleBroken, match="carry a name"), transaction():
        add_codes(campaign, [b"h" * 32], on=OPENS)


def test_names_are_there_where_promised_and_only_there(
    asked: tuple[int, list[int]], people: list[int]
) -> None:
    named_id, anonymous = asked[0], make_campaign(people)
    rows = (
        (named_id, "NULL", "anonymous_response_names_nobody"),
        (anonymous, str(people[0]), "anonymous_response_names_nobody"),
    )
    key = "X'31'" if db.engine.dialect.name == "sqlite" else "'\\x31'::bytea"
    for campaign_id, person, rule in rows:
        with pytest.raises(IntegrityError, match=rule), transaction():
            db.session.connection().exec_driver_sql(
                "INSERT INTO response (id, campaign_id, version_id, person_id) "
                f"SELECT {key}, id, version_id, {person} FROM campaign WHERE id = {campaign_id}"
            )


def test_an_anonymous_answer_never_gets_a_name(campaign_id: int, people: list[int]) -> None:
    say(campaign_id, people[0], 1)
    assert set(db.session.scalars(select(Response.person_id))) == {None}
    with pytest.raises(IntegrityError, match="response_never_gets_a_name"), transaction():
        db.session.execute(text("UPDATE response SET person_id = 1"))


# --- Drafts -------------------------------------------------------------------------------------


def _draft(campaign_id: int, person_id: int, words: str, *, saves: int) -> int:
    with transaction():
        given = {"P16": [words]}
        return save_draft(campaign_id, person_id, given, page=2, saves=saves, on=OPENS)


def test_a_draft_is_kept_found_and_gone_with_the_sending(asked: tuple[int, list[int]]) -> None:
    campaign_id, (me, other, *_others) = asked
    assert find_draft(campaign_id, me) is None
    assert _draft(campaign_id, me, "half", saves=0) == 1
    assert _draft(campaign_id, me, "more", saves=1) == 2
    found = find_draft(campaign_id, me)
    assert found is not None
    assert (found.page, found.saves, found.given) == (2, 2, {"P16": ["more"]})
    assert find_draft(campaign_id, other) is None
    say(campaign_id, me, 1)
    db.session.expire_all()
    assert find_draft(campaign_id, me) is None


def test_a_draft_that_went_on_elsewhere_is_not_written_over(asked: tuple[int, list[int]]) -> None:
    campaign_id, (me, *_others) = asked
    _draft(campaign_id, me, "first", saves=0)
    _draft(campaign_id, me, "second", saves=1)
    with pytest.raises(StaleDraft) as stale:
        _draft(campaign_id, me, "late", saves=1)
    assert stale.value.draft.saves == 2
    found = find_draft(campaign_id, me)
    assert found is not None
    assert found.given == {"P16": ["second"]}
    with transaction():
        drop_draft(campaign_id, me)
    db.session.expire_all()
    assert find_draft(campaign_id, me) is None


def test_drafts_are_gone_with_the_close(asked: tuple[int, list[int]]) -> None:
    campaign_id, (me, *_others) = asked
    _draft(campaign_id, me, "half", saves=0)
    with transaction():
        close_campaign(campaign_id, on=OPENS)
    assert db.session.scalars(select(CampaignDraft)).all() == []


def test_without_a_name_nothing_is_kept_before_the_last_page(
    campaign_id: int, people: list[int]
) -> None:
    with pytest.raises(RuleBroken, match="Nothing is kept"):
        _draft(campaign_id, people[0], "half", saves=0)
    assert db.session.scalars(select(CampaignDraft)).all() == []


# --- A person's data ----------------------------------------------------------------------------


def test_who_asks_gets_their_answers_and_nobody_elses(
    app: Flask, asked: tuple[int, list[int]]
) -> None:
    assert app
    campaign_id, (me, other, *_others) = asked
    say(campaign_id, me, 1)
    say(campaign_id, other, 2)
    _draft(campaign_id, asked[1][2], "half", saves=0)
    mine, theirs, draft = (_data(one) for one in (me, other, asked[1][2]))
    ((said,), (also,)) = mine["answers_under_your_name"], theirs["answers_under_your_name"]
    assert (said["opened_on"], said["language"]) == (OPENS.isoformat(), "nl")
    assert {"question": "P08", "answer": 2} in said["answers"]
    assert {"question": "P16", "answer": "note 1"} in said["answers"]
    assert {"question": "P16", "answer": "note 2"} in also["answers"]
    assert {"question": "P16", "answer": "note 2"} not in said["answers"]
    assert draft["unfinished_answers"] == [{"P16": ["half"]}]
    assert mine["evaluations"] == [{"opened_on": OPENS.isoformat(), "sent_in": True}]


def _data(person_id: int) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for part in tell(Act.PERSON_DATA, person_id=person_id):
        found |= part
    return found


def test_erasing_a_person_erases_what_they_said_and_leaves_released_figures(
    app: Flask, asked: tuple[int, list[int]]
) -> None:
    assert app
    campaign_id, people = asked
    for n, person in enumerate(people):
        say(campaign_id, person, n)
    with transaction():
        release(campaign_id, on=CLOSES)
    shown = find_results(campaign_id)
    with transaction():
        tell(Act.ERASE, person_id=people[1])
    assert _responses() == 7
    assert "note 1" not in db.session.scalars(select(Comment.body)).all()
    assert "note 2" in db.session.scalars(select(Comment.body)).all()
    assert find_results(campaign_id) == shown


def test_erasing_a_person_leaves_anonymous_answers(campaign_id: int, people: list[int]) -> None:
    say(campaign_id, people[0], 1)
    with transaction():
        tell(Act.ERASE, person_id=people[0])
    assert _responses() == 1


def test_two_rows_of_one_person_become_one_receipt_one_answer_and_one_draft(
    app: Flask, cast: Cast
) -> None:
    assert app
    kept, gone, third = make_people(3)
    both = plan_named(cast, [kept, gone, third, *make_people(5)])
    only = plan_named(cast, [gone, third, *make_people(5)])
    say(both, kept, 1)
    say(both, gone, 2)
    say(only, gone, 3)
    _draft(only, third, "half", saves=0)
    with transaction():
        tell(Act.MERGE, kept_id=kept, gone_id=gone)
        tell(Act.MERGE, kept_id=kept, gone_id=third)
    rows = db.session.execute(select(Response.campaign_id, Response.person_id))
    assert {tuple(row) for row in rows} == {(both, kept), (only, kept)}
    words = db.session.scalars(select(Comment.body)).all()
    assert sorted(words) == ["note 1", "note 3", "te druk", "te druk"]
    drafts = db.session.scalars(select(CampaignDraft)).all()
    assert [(one.campaign_id, one.person_id) for one in drafts] == [(only, kept)]
    receipts = select(CampaignInvitation.done, CampaignInvitation.unit_id.is_not(None)).where(
        CampaignInvitation.person_id == kept
    )
    assert {tuple(row) for row in db.session.execute(receipts)} == {(True, True)}


def plan_named(cast: Cast, people: list[int]) -> int:
    campaign_id = plan(Mode.IDENTIFIED)
    asked = dict.fromkeys(people, Role.TEAM_MEMBER)
    open_it(campaign_id, [unit(cast.home.organisation_id, None, len(people), asked)])
    return campaign_id
