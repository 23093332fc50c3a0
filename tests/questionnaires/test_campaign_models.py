"""What the tables of asking and answering refuse by themselves, on both databases."""

import pytest
from flask import Flask
from sqlalchemy import LargeBinary, insert, select, text
from sqlalchemy.exc import IntegrityError

from portal.db import db, transaction
from portal.policy.table import Role
from portal.questionnaires.campaigns.models import AccessCode, Campaign
from portal.questionnaires.campaigns.response_models import (
    Answer,
    Comment,
    Response,
    ResultSnapshot,
)
from portal.questionnaires.instruments.models import Item
from portal.questionnaires.kinds import Missing, Mode
from tests.questionnaires.campaigns import OPENS, close, invite_by_role, send

# What a row of an answer may hold: no time, no number that counts up, a person only if the mode
# says so.
ANONYMOUS = {
    Response: {
        *("id", "campaign_id", "version_id", "unit_id", "role_group", "lang"),
        *("submit_key_hash", "withdraw_hash", "person_id"),
    },
    Answer: {"response_id", "item_id", "option_ord", "version_id", "value", "missing"},
    Comment: {"id", "campaign_id", "version_id", "item_id", "lang", "body", "withdraw_hash"},
    AccessCode: {"code_hash", "campaign_id", "unit_id", "used"},
}


def test_an_anonymous_row_has_no_person_no_time_and_no_sequence(app: Flask) -> None:
    assert app
    for model, expected in ANONYMOUS.items():
        columns = db.inspect(db.engine).get_columns(model.__tablename__)
        assert {column["name"] for column in columns} == expected, model


@pytest.mark.parametrize("model", [Response, Comment, AccessCode])
def test_keys_are_random_bytes_and_not_counted(
    model: type[Response | Comment | AccessCode],
) -> None:
    (key,) = db.inspect(model).primary_key
    assert isinstance(key.type, LargeBinary)


def test_random_ids_come_in_no_order(campaign_id: int, people: list[int]) -> None:
    seen: list[bytes] = []
    for n, person in enumerate(people):
        send(campaign_id, person, n)
        ids = set(db.session.scalars(select(Response.id)))
        (new,) = ids - set(seen)
        seen.append(new)
    assert seen != sorted(seen)
    assert {len(id_) for id_ in seen} == {16}


def test_the_database_refuses_a_role_of_a_small_group(app: Flask) -> None:
    assert app
    invite_by_role({Role.AMBASSADOR: 4})
    with pytest.raises(IntegrityError, match="role_only_of_a_large_group"), transaction():
        _insert_response(role=Role.AMBASSADOR)


def _insert_response(*, role: Role | None = None) -> bytes:
    campaign = db.session.scalars(select(Campaign)).first()
    assert campaign is not None
    response = Response(
        id=b"r" * 16, campaign_id=campaign.id, version_id=campaign.version_id, role_group=role
    )
    db.session.add(response)
    db.session.flush()
    return response.id


def _insert_answer(
    response_id: bytes,
    item_id: int,
    version_id: int,
    *,
    value: int | None = None,
    missing: Missing | None = None,
) -> None:
    values = {"response_id": response_id, "item_id": item_id, "version_id": version_id}
    db.session.execute(insert(Answer), {**values, "value": value, "missing": missing})


def test_an_answer_to_another_versions_item_is_refused(campaign_id: int) -> None:
    item = db.session.scalars(select(Item)).first()
    assert item is not None
    with transaction():
        response_id = _insert_response()
    version_id = db.session.get_one(Campaign, campaign_id).version_id
    with pytest.raises(IntegrityError), transaction():
        _insert_answer(response_id, item.id, version_id + 1, missing=Missing.NA)


def test_a_value_off_its_scale_is_refused(campaign_id: int) -> None:
    with transaction():
        response_id = _insert_response()
    version_id = db.session.get_one(Campaign, campaign_id).version_id
    item_id = db.session.scalars(select(Item.id).where(Item.code == "P08")).one()
    with pytest.raises(IntegrityError, match="answer_lies_on_its_scale"), transaction():
        _insert_answer(response_id, item_id, version_id, value=6)


FROZEN = {
    "campaign_is_frozen_once_open": [
        "UPDATE campaign SET length = 'short'",
        "UPDATE campaign SET k_comment = 10, k_score = 5",
        "UPDATE campaign SET opens_on = '2022-10-01'",
        "UPDATE campaign SET version_id = version_id + 1",
        "UPDATE campaign SET simulated = true",
    ],
    "receipt_is_never_taken_back": ["UPDATE campaign_invitation SET done = false WHERE done"],
    "answer_never_changes": ["UPDATE answer SET value = 2, missing = NULL"],
    "comment_never_changes": ["UPDATE comment SET body = 'other'"],
}


def test_what_was_promised_at_opening_holds_under_direct_sql(
    campaign_id: int, people: list[int]
) -> None:
    send(campaign_id, people[0])
    with transaction():
        db.session.execute(text("UPDATE campaign SET k_score = 6, k_comment = 12"))  # raised: fine
    for rule, statements in FROZEN.items():
        for statement in statements:
            with pytest.raises(IntegrityError, match=rule), transaction():
                db.session.execute(text(statement))


def test_a_campaign_is_anonymous_and_cannot_become_anything_else(campaign_id: int) -> None:
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(text("UPDATE campaign SET mode = 'identified'"))
    assert db.session.get_one(Campaign, campaign_id).mode is Mode.ANONYMOUS


AFTER_CLOSE = {
    "response_only_while_open": (
        "INSERT INTO response (id, campaign_id, version_id) "
        "SELECT :key, id, version_id FROM campaign"
    ),
    "answer_only_while_open": (
        "INSERT INTO answer (response_id, item_id, option_ord, version_id, missing) "
        "SELECT id, (SELECT min(id) FROM item), 77, version_id, 'na' FROM response"
    ),
    "comment_only_while_open": (
        "INSERT INTO comment (id, campaign_id, version_id, item_id, lang, body) "
        "SELECT :key, id, version_id, (SELECT min(id) FROM item), 'nl', 'x' FROM campaign"
    ),
    "code_only_while_open": (
        "INSERT INTO access_code (code_hash, campaign_id, used) "
        "SELECT :hash, id, false FROM campaign"
    ),
    "results_never_change": "UPDATE result_snapshot SET rule_version = 2",
    "results_stay": "DELETE FROM result_snapshot",
    "closed_campaign_stays_closed": "UPDATE campaign SET closed_on = '2022-10-14'",
    "released_campaign_never_changes": "UPDATE campaign SET released_on = NULL",
    "opened_campaign_stays": "DELETE FROM campaign",
    "response_stays_after_close": "DELETE FROM response",
    "answer_stays_after_close": "DELETE FROM answer",
    "comment_stays_after_close": "DELETE FROM comment",
}


def test_a_closed_campaign_takes_nothing_more(campaign_id: int, people: list[int]) -> None:
    send(campaign_id, people[0])
    close(campaign_id)
    values = {"key": b"k" * 16, "hash": b"h" * 32}
    for rule, statement in AFTER_CLOSE.items():
        used = {name: value for name, value in values.items() if f":{name}" in statement}
        with pytest.raises(IntegrityError, match=rule), transaction():
            db.session.execute(text(statement), used)


def test_results_cannot_be_written_before_the_close(campaign_id: int) -> None:
    row = {"campaign_id": campaign_id, "table_code": "items", "json": {}, "rule_version": 1}
    with pytest.raises(IntegrityError, match="results_only_after_release"), transaction():
        db.session.execute(insert(ResultSnapshot), row | {"released_on": OPENS})
