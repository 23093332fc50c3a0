"""Answering: once, from page to page, by invitation or by code, and without a trace."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from portal.accounts.models import UserSession
from portal.audit.models import AuditEvent
from portal.db import db, transaction
from portal.questionnaires.campaigns.models import AccessCode, Campaign, CampaignInvitation
from portal.questionnaires.campaigns.response_models import Answer, Comment, Response
from portal.questionnaires.filling.steps import begin, seal
from portal.questionnaires.kinds import Length
from tests.cast import Cast
from tests.conftest import Counter, Visitor
from tests.databases import SECRET
from tests.evaluation.evaluations import (
    address,
    close,
    code_in,
    evaluation_of,
    hidden,
    make_meeting,
    open_for,
    walk,
)

SHORT = {
    "P13a": "4",
    "P13b": "3",
    "P13c": "3",
    "P13d": "no_occasion",
    "P05": "4",
    "P08": "2",
    "P14": "na",
    "P16": "Meer tijd",
}


def count(model: type[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_an_invited_person_answers_once_and_is_thanked(
    client: Visitor, cast: Cast, open_id: int
) -> None:
    client.sign_in(cast.ambassador)
    first = client.get(address(open_id)).text
    assert "We bewaren geen naam, organisatie of tijd." in first
    sent, status, _ = walk(client, address(open_id), first, [SHORT])
    later = client.get(address(open_id)).text
    for thanks in (sent, later):
        assert "Dank je voor je antwoorden" in thanks
        assert "vertrouwenspersoon" in thanks
        assert hidden(thanks).get("progress") is None
    assert (status, count(Response), count(Comment)) == (200, 1, 1)


def test_the_same_page_sent_twice_is_one_response(
    client: Visitor, cast: Cast, open_id: int
) -> None:
    client.sign_in(cast.ambassador)
    first = client.get(address(open_id)).text
    answers = [walk(client, address(open_id), first, [SHORT]) for _ in range(2)]
    assert [status for _, status, _ in answers] == [200, 200]
    assert len({code_in(page) for page, _, _ in answers}) == 1
    assert (count(Response), count(Comment)) == (1, 1)


def test_a_second_form_of_the_same_person_changes_nothing(
    client: Visitor, cast: Cast, open_id: int
) -> None:
    client.sign_in(cast.ambassador)
    pages = [client.get(address(open_id)).text for _ in range(2)]
    for page in pages:
        walk(client, address(open_id), page, [SHORT])
    assert "Er is al een antwoord" in client.get(address(open_id)).text
    assert count(Response) == 1


def test_the_full_form_goes_page_by_page_and_keeps_nothing_before_the_last(
    client: Visitor, cast: Cast, meeting_id: int
) -> None:
    open_for(cast, meeting_id, length=Length.FULL)
    client.sign_in(cast.contact)
    path = address(meeting_id)
    first = client.get(path).text
    assert "Deel 1 van 4" in first
    part_one = {"P04": "1", "P13a": "3", "P13b": "3", "P13c": "3", "P13d": "3"}
    second, status, _ = walk(client, path, first, [part_one])
    assert (status, "Deel 2 van 4" in second, count(Response)) == (200, True, 0)
    skipped: dict[str, object] = {}
    third, _, _ = walk(client, path, second, [skipped, skipped])
    assert "Deel 3 van 4" in third
    fourth, _, _ = walk(client, path, third, [skipped, skipped])
    _, status, _ = walk(client, path, fourth, [{"P14": "3", "P15": "1", "P15n": "druk"}])
    assert (status, count(Response)) == (200, 1)
    assert db.session.scalars(select(Comment.body)).all() == ["druk"]


def test_back_shows_the_page_before_with_what_was_chosen(
    client: Visitor, cast: Cast, meeting_id: int
) -> None:
    open_for(cast, meeting_id, length=Length.FULL)
    client.sign_in(cast.contact)
    path = address(meeting_id)
    part_one = {"P04": "2", "P13a": "3", "P13b": "3", "P13c": "3", "P13d": "3"}
    second, _, _ = walk(client, path, client.get(path).text, [part_one])
    back, status, _ = walk(client, path, second, [{"step": "back", "P01": "1"}])
    assert (status, "Deel 1 van 4" in back) == (200, True)
    assert 'id="P04-1" value="2" checked' in back
    again, _, _ = walk(client, path, back, [part_one])
    assert 'id="P01-1" value="1" checked' in again


def test_open_questions_are_named_once_then_let_go(
    client: Visitor, cast: Cast, open_id: int
) -> None:
    client.sign_in(cast.ambassador)
    first = client.get(address(open_id)).text
    nudge, status, _ = walk(client, address(open_id), first, [{"P13a": "4"}])
    assert (status, "6 vragen staan nog open." in nudge) == (200, True)
    assert 'id="P13a-4" value="4" checked' in nudge
    _, status, _ = walk(client, address(open_id), nudge, [{"P13a": "4"}])
    assert (status, count(Response)) == (200, 1)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"P05": "6"}, "Kies een van de antwoorden."),
        ({"P05": "skipped"}, "Kies een van de antwoorden."),
        ({"P13a": ["1", "2"]}, "Kies een van de antwoorden."),
        ({"P16": "x" * 2001}, "Dit antwoord telt 2001 tekens. Kort het in tot 2000 of minder."),
    ],
)
def test_bad_input_comes_back_with_its_field_named_and_everything_kept(
    client: Visitor, cast: Cast, open_id: int, wrong: dict[str, object], said: str
) -> None:
    client.sign_in(cast.ambassador)
    first = client.get(address(open_id)).text
    page, status, _ = walk(client, address(open_id), first, [{**SHORT, **wrong}])
    assert (status, count(Response)) == (400, 0)
    assert "<title>Fout:" in page
    assert page.count(said) == 2  # in the summary and at the field
    assert 'id="P08-1" value="2" checked' in page
    (code,) = wrong
    assert f'href="#{code}' in page


def test_progress_that_is_not_ours_is_refused(client: Visitor, cast: Cast, open_id: int) -> None:
    client.sign_in(cast.ambassador)
    page = client.get(address(open_id)).text
    campaign_id = evaluation_of(open_id).campaign_id
    forged = [
        "",
        "nonsense",
        seal(begin(campaign_id), secret="another key"),
        seal(begin(campaign_id + 1), secret=SECRET),
        seal(begin(campaign_id, code_hash="00" * 32), secret=SECRET),
    ]
    for progress in forged:
        data = {**hidden(page), **SHORT, "progress": progress}
        assert client.post(address(open_id), data=data).status_code == 400
    assert count(Response) == 0


def test_who_was_not_invited_cannot_answer(client: Visitor, cast: Cast, open_id: int) -> None:
    page = client.sign_in(cast.ambassador).get(address(open_id)).text
    progress = hidden(page)["progress"]
    client.sign_in(cast.member)
    token = client.token("/evaluate")
    data = {"csrf_token": token, "progress": progress, **SHORT}
    assert client.post(address(open_id), data=data).status_code == 404
    assert "Vraag het projectteam een code" in client.get(address(open_id)).text
    assert count(Response) == 0


def test_nobody_answers_after_the_close(client: Visitor, cast: Cast, open_id: int) -> None:
    client.sign_in(cast.ambassador)
    page = client.get(address(open_id)).text
    close(open_id)
    _, status, location = walk(client, address(open_id), page, [SHORT])
    assert (status, location) == (303, address(open_id))
    assert "Deze vragenlijst is gesloten" in client.get(address(open_id)).text
    assert count(Response) == 0


def test_answering_leaves_no_trace_of_who_and_when(
    client: Visitor, cast: Cast, open_id: int
) -> None:
    """The session row, the trail and every table with a moment stay as they were."""
    client.sign_in(cast.ambassador)
    page = client.get(address(open_id)).text
    _make_sessions_old()
    before = _traces()
    walk(client, address(open_id), page, [SHORT])
    assert count(Response) == 1
    assert _traces() == before


def _make_sessions_old() -> None:
    """Let the session look unused for two hours: a request that touches sessions would show."""
    with transaction():
        seen = db.session.scalars(select(UserSession.seen_at)).one()
        db.session.execute(update(UserSession).values(seen_at=seen - timedelta(hours=2)))
    db.session.rollback()


def _traces() -> list[object]:
    seen = db.session.scalars(select(UserSession.seen_at)).all()
    trail = count(AuditEvent)
    mails = db.session.scalar(text("SELECT count(*) FROM outbox_mail"))
    db.session.rollback()
    return [seen, trail, mails]


def test_statements_of_the_form_and_of_the_submission(
    client: Visitor, cast: Cast, open_id: int, count_statements: Counter
) -> None:
    client.sign_in(cast.ambassador)
    client.get(address(open_id))
    with count_statements() as form:
        page = client.get(address(open_id)).text
    with count_statements() as submission:
        walk(client, address(open_id), page, [SHORT])
    assert len(form) <= 4, form
    assert len(submission) <= 7, "\n".join(submission)


def make_codes(client: Visitor, cast: Cast, meeting_id: int, many: int = 2) -> list[str]:
    """Let the coordinator make codes; return them as printed."""
    client.sign_in(cast.coordinator)
    path = f"{address(meeting_id)}codes"
    page = client.post(path, data={**hidden(client.get(path).text), "count": str(many)})
    assert page.status_code == 200
    return [part.split("<")[0] for part in page.text.split('class="code">')[1:]]


def test_a_walk_in_answers_with_a_code_and_without_an_account(
    client: Visitor, cast: Cast, open_id: int
) -> None:
    code, other = make_codes(client, cast, open_id)
    visitor = client.application.test_client()
    assert isinstance(visitor, Visitor)
    entry = visitor.get("/evaluate").text
    form = visitor.post("/evaluate", data={**hidden(entry), "code": code.lower().replace("-", " ")})
    assert form.status_code == 200
    assert "Wel je rol" not in form.text  # nobody knows a role behind a code
    thanks, status, _ = walk(visitor, "/evaluate", form.text, [SHORT])
    assert (status, "Dank je voor je antwoorden" in thanks) == (200, True)
    later = visitor.get("/evaluate/thanks").text
    assert "Dank je voor je antwoorden" in later
    assert code_in(thanks) not in later
    assert db.session.execute(select(Response.role_group, Response.lang)).all() == [(None, "nl")]
    db.session.rollback()
    again, status, _ = walk(visitor, "/evaluate", form.text, [SHORT])  # a retry
    assert (status, count(Response)) == (200, 1)
    assert code_in(again) == code_in(thanks)
    used = visitor.post("/evaluate", data={**hidden(visitor.get("/evaluate").text), "code": code})
    assert (used.status_code, "of ze is al gebruikt" in used.text) == (400, True)
    assert other != code
    assert db.session.scalar(select(func.count()).where(AccessCode.used)) == 1


def test_an_unknown_code_keeps_what_was_typed(client: Visitor, cast: Cast, open_id: int) -> None:
    assert cast
    assert open_id
    entry = client.get("/evaluate").text
    page = client.post("/evaluate", data={**hidden(entry), "code": "WXYZ-9999"})
    assert page.status_code == 400
    assert 'value="WXYZ-9999"' in page.text
    assert "We kennen deze code niet" in page.text


def test_a_code_after_the_close_says_so(client: Visitor, cast: Cast, open_id: int) -> None:
    code, _ = make_codes(client, cast, open_id)
    close(open_id)
    page = client.post("/evaluate", data={**hidden(client.get("/evaluate").text), "code": code})
    assert (page.status_code, "Deze vragenlijst is gesloten" in page.text) == (400, True)


def test_an_invitation_is_no_code_and_a_code_no_invitation(
    client: Visitor, cast: Cast, open_id: int
) -> None:
    client.sign_in(cast.ambassador)
    page = client.get(address(open_id)).text
    assert client.post("/evaluate", data={**hidden(page), **SHORT}).status_code == 400
    assert count(Response) == 0


def test_codes_and_people_of_other_meetings_stay_apart(
    client: Visitor, cast: Cast, open_id: int
) -> None:
    other = make_meeting(cast, number=12, others=6, day=date(2022, 10, 6))
    open_for(cast, other)
    client.sign_in(cast.ambassador)
    page = client.get(address(open_id)).text
    data = {**hidden(page), **SHORT}
    assert client.post(address(other), data=data).status_code == 400
    done = select(func.count()).where(CampaignInvitation.done)
    assert db.session.scalar(done) == 0
    assert count(Campaign) == 2
    assert count(Answer) == 0
