"""Forms that were not made here, or not for this reader: refused, with nothing kept or said."""

import logging
from collections.abc import Iterator, Mapping

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.db import db, transaction
from portal.questionnaires.campaigns.models import Campaign, CampaignInvitation
from portal.questionnaires.campaigns.response_models import Answer, Comment, Response
from portal.questionnaires.filling import services
from portal.questionnaires.filling.services import Submission, submit
from portal.questionnaires.filling.steps import begin, seal
from portal.questionnaires.kinds import Length
from portal.rules import RuleBroken
from tests.at_once import at_once
from tests.cast import Cast
from tests.conftest import Visitor
from tests.databases import SECRET
from tests.evaluation.evaluations import address, hidden, make_meeting, open_for, walk
from tests.questionnaires.campaigns import OPENS, make_campaign, make_codes_for, make_people

SHORT = {
    "P13a": "4",
    "P13b": "3",
    "P13c": "3",
    "P13d": "no_occasion",
    "P05": "4",
    "P08": "2",
    "P14": "na",
    "P16": "de nachtdienst",
}
ANSWERED = select(func.count()).select_from(CampaignInvitation).where(CampaignInvitation.done)


def _kept() -> tuple[int, int]:
    """Count responses and receipts."""
    db.session.rollback()
    responses = db.session.scalar(select(func.count()).select_from(Response))
    return responses or 0, db.session.scalar(ANSWERED) or 0


@pytest.fixture
def form_id(cast: Cast) -> int:
    """A meeting with its short form open."""
    meeting_id = make_meeting(cast)
    open_for(cast, meeting_id)
    return meeting_id


def test_a_form_that_stayed_on_a_shared_screen_is_not_sent_in_the_name_of_the_next(
    client: Visitor, cast: Cast, form_id: int
) -> None:
    """The second is told, keeps the right to answer, and does so with a page of their own."""
    path = address(form_id)
    client.sign_in(cast.ambassador)
    left_open = client.get(path).text
    walk(client, path, left_open, [SHORT])
    client.sign_in(cast.contact)
    _, status, _ = walk(client, path, left_open, [SHORT])
    assert (status, _kept()) == (303, (1, 1))
    mine = client.get(path).text
    assert "Dit formulier is al verzonden." in mine
    assert "de nachtdienst" not in mine
    walk(client, path, mine, [SHORT])
    assert _kept() == (2, 2)


def test_one_form_sent_by_many_at_once_is_one_answer(app: Flask) -> None:
    people = make_people(5)
    campaign_id = make_campaign(people)

    def send_the_same(n: int) -> None:
        told = Submission(submit_key="k", given={}, lang="nl", person_id=people[n])
        submit(campaign_id, told, on=OPENS)

    assert at_once(app, 5, send_the_same) == ["RuleBroken"] * 4 + ["done"]
    assert _kept() == (1, 1)


def test_one_code_typed_by_many_at_once_is_one_answer(app: Flask) -> None:
    campaign_id = make_campaign(make_people(1))
    (code,) = make_codes_for(campaign_id, 1)

    def send_by_code(n: int) -> None:
        told = Submission(submit_key=f"k{n}", given={}, lang="nl", code_hash=code)
        submit(campaign_id, told, on=OPENS)

    assert at_once(app, 5, send_by_code) == ["RuleBroken"] * 4 + ["done"]
    assert _kept() == (1, 0)


def test_a_code_of_one_questionnaire_opens_no_other(app: Flask) -> None:
    assert app
    mine, other = (make_campaign(make_people(1)) for _ in range(2))
    (code,) = make_codes_for(mine, 1)
    told = Submission(submit_key="k", given={}, lang="nl", code_hash=code)
    with pytest.raises(RuleBroken), transaction():
        submit(other, told, on=OPENS)
    assert _kept() == (0, 0)


FORGED: Mapping[str, Mapping[str, object]] = {
    "a value off the scale": {"P05": "99"},
    "thousands of choices": {"P05": [str(n) for n in range(10_000)]},
    "a megabyte": {"P16": "x" * 1_000_000},
    "a question of the long form": {"P09": "1"},
    "another key": {"submit_key": "ffff"},
    "a person": {"person_id": "1", "unit_id": "1", "role_group": "coordinator"},
    "letters on letters": {"P16": "Z" + "\u0300" * 1900},
    "no letters": {"P16": "a\x00b\x07\ud800".encode("utf-8", "surrogatepass")},
    "a language of nowhere": {"step": "lang-xx"},
    "an overview of nowhere": {"step": "change-99"},
}
REFUSED = {"a value off the scale", "thousands of choices", "a megabyte"}


@pytest.mark.parametrize("kind", FORGED)
def test_whatever_is_sent_is_taken_by_the_form_alone_or_named(
    client: Visitor, cast: Cast, form_id: int, kind: str
) -> None:
    client.sign_in(cast.ambassador)
    filled = {**hidden(client.get(address(form_id)).text), **SHORT, **FORGED[kind]}
    answer = client.post(address(form_id), data=filled)
    assert answer.status_code == (400 if kind in REFUSED else 200)
    assert answer.headers["Cache-Control"] == "no-store"
    db.session.rollback()
    rows = db.session.execute(select(Response.person_id, Response.unit_id, Response.role_group))
    assert {tuple(row) for row in rows} <= {(None, None, None)}
    said = db.session.scalars(select(Comment.body)).all()
    assert all("\x00" not in body and len(body) <= 2000 for body in said)


def test_a_condition_that_does_not_hold_keeps_nothing_of_what_hangs_on_it(
    client: Visitor, cast: Cast
) -> None:
    """Sealed by somebody with the key, even: the last word is with what is written."""
    open_long = make_meeting(cast)
    open_for(cast, open_long, length=Length.FULL)
    client.sign_in(cast.contact)
    page = client.get(address(open_long)).text
    campaign_id = db.session.scalars(select(Campaign.id)).one()
    progress = begin(campaign_id).model_copy(
        update={
            "page": 3,
            "given": {"P15": ["0"], "P15n": ["de ploegchef"]},
            "nudged": (0, 1, 2, 3),
        }
    )
    sealed = seal(progress, secret=SECRET)
    data = {**hidden(page), "progress": sealed, "P15": "0", "P15n": "de ploegchef"}
    assert client.post(address(open_long), data=data).status_code == 200
    assert _kept() == (1, 1)
    assert db.session.scalars(select(Comment.body)).all() == []


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """Everything that Python logs, as text."""
    kept: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kept.append(self.format(record))

    handler = Keep()
    logging.getLogger().addHandler(handler)
    yield kept
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def breaking(client: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sending fails with an error that quotes what was typed, as under a web server."""

    def fail(*_: object, **__: object) -> None:
        raise ValueError(SHORT["P16"])

    monkeypatch.setattr(services, "_write", fail)
    monkeypatch.setattr(client.application, "testing", False)


@pytest.mark.usefixtures("breaking")
def test_an_error_while_sending_tells_no_log_who_or_what(
    client: Visitor, cast: Cast, form_id: int, lines: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    client.sign_in(cast.ambassador)
    told, status, _ = walk(client, address(form_id), client.get(address(form_id)).text, [SHORT])
    assert (status, _kept()) == (500, (0, 0))
    written = capfd.readouterr()
    logged = "".join([*lines, written.out, written.err])
    assert "request failed" in logged
    for private in (SHORT["P16"], cast.ambassador.email, cast.ambassador.name, f"/{form_id}/"):
        assert private not in logged
    assert SHORT["P16"] not in told


def test_what_the_database_says_when_it_refuses_quotes_nobody(app: Flask) -> None:
    """Its message would hold the words that were typed, had the driver its way."""
    assert app
    people = make_people(1)
    campaign_id = make_campaign(people)
    given = {"P16": ["de nachtdienst " + "x" * 3000]}
    told = Submission(submit_key="k", given=given, lang="nl", person_id=people[0])
    with pytest.raises(Exception, match="comment") as refused, transaction():
        submit(campaign_id, told, on=OPENS)
    assert "de nachtdienst" not in str(refused.value).split("DETAIL")[0]
    assert db.session.scalar(select(func.count()).select_from(Answer)) == 0
