"""Counts while a measurement is open: they tell how many answered, and of nobody that they left."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select

from portal.culture.preparation import organisation_lines
from portal.culture.queries import totals_of, unit_lines
from portal.db import db, transaction
from portal.policy.decide import Actor, PostHeld
from portal.policy.table import Role
from portal.questionnaires.campaigns.codes import hash_code, hash_withdrawal
from portal.questionnaires.campaigns.models import AccessCode
from portal.questionnaires.campaigns.response_models import Response
from portal.questionnaires.filling.services import Submission, submit, withdraw
from tests.cast import Cast
from tests.conftest import Visitor
from tests.culture import measurements as m
from tests.databases import SECRET

BACK = "ABCD-EFGH-JKMN-PQRS"


def _counts(cast: Cast) -> Sequence[object]:
    """Return every count of answers that a page or a letter of an open measurement may hold."""
    db.session.rollback()
    measurement = m.get()
    by = cast.coordinator.person_id
    held = frozenset({PostHeld(role=Role.COORDINATOR)})
    actor = Actor(person_id=by, name="", locale="nl", posts=held)
    lines = organisation_lines(actor, measurement, 1, m.OPENS).rows
    return (
        [one.answers for one in unit_lines(measurement.campaign_id)],
        sorted(one.answers for one in lines),
        totals_of([measurement.campaign_id])[measurement.campaign_id].answers,
    )


def _seven_answer(cast: Cast) -> None:
    """Let seven of a team answer; the last one keeps a code to take it back."""
    m.plan(cast)
    m.prepare(cast, m.usual(cast))
    m.open_(cast)
    unit = m.unit_of(cast.home.team_ids[0]).id
    for n, code in enumerate(m.print_for(cast, unit, 7)):
        with transaction():
            told = Submission(
                submit_key=f"k{n}",
                given={},
                lang="nl",
                code_hash=hash_code(code, secret=SECRET),
                withdraw_code_hash=hash_withdrawal(BACK, secret=SECRET) if n == 6 else None,
            )
            submit(m.get().campaign_id, told, on=m.OPENS)


def test_no_count_goes_down_when_somebody_takes_an_answer_back(client: Visitor, cast: Cast) -> None:
    _seven_answer(cast)
    client.sign_in(cast.ambassador)
    before, page = _counts(cast), client.get("/culture/1/organisations/home/").text
    assert before == ([7, 0, 0, 0, 0, 0], [0, 7], 7)
    assert "7 van de 12" in page
    with transaction():
        assert withdraw(BACK, secret=SECRET, on=m.OPENS)
    assert db.session.scalar(select(func.count()).select_from(Response)) == 6
    assert _counts(cast) == before
    assert "7 van de 12" in client.get("/culture/1/organisations/home/").text


def test_answers_that_came_without_a_code_are_counted_too(cast: Cast) -> None:
    """Made-up answers have none: their counts still stand."""
    _seven_answer(cast)
    with transaction():
        db.session.execute(delete(AccessCode))
    assert _counts(cast) == ([7, 0, 0, 0, 0, 0], [0, 7], 7)
