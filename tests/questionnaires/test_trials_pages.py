"""The pages of a trial round: for who makes it, and for who is asked under their own name."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEvent
from portal.db import db, transaction
from portal.outbox.models import OutboxMail
from portal.questionnaires.campaigns.models import CampaignDraft
from portal.questionnaires.campaigns.response_models import Comment, Response
from portal.questionnaires.instruments.importing import import_instrument
from portal.questionnaires.trials import queries
from portal.questionnaires.trials.models import TrialRound
from tests.cast import Cast
from tests.conftest import TODAY, Counter, Visitor
from tests.evaluation.evaluations import walk
from tests.questionnaires.instruments import PROCESS_EVALUATION
from tests.questionnaires.trials import (
    CLOSES,
    HOME,
    PURPOSE,
    answer_as,
    campaign_at,
    end,
    give_accounts,
    make_round,
    remark_as,
)

PART_ONE = {"P04": "1", "P13a": "3", "P13b": "3", "P13c": "3", "P13d": "3"}
ON_PAGE_TWO = "Deel 2 van 4"


def _text(client: Visitor, path: str) -> str:
    page = client.get(path)
    assert page.status_code == 200, path
    return unescape(page.text)


def _published() -> None:
    with transaction():
        import_instrument(PROCESS_EVALUATION, on=TODAY)


def _events() -> list[str]:
    db.session.rollback()
    found = select(AuditEvent.event).where(AuditEvent.event.startswith("trial_round"))
    return list(db.session.scalars(found.order_by(AuditEvent.id)))


def _filled(*people: int, **changes: object) -> dict[str, object]:
    return {
        "purpose": PURPOSE,
        "length": "full",
        "opens_on": TODAY.isoformat(),
        "closes_on": CLOSES.isoformat(),
        "people": [str(one) for one in people],
        "step": "keep",
        **changes,
    }


# --- Who makes it -------------------------------------------------------------------------------


def test_a_coordinator_plans_opens_and_closes_a_round(client: Visitor, cast: Cast) -> None:
    _published()
    give_accounts(cast.ambassador, cast.member)
    client.sign_in(cast.coordinator)
    version = _text(client, "/instruments/process-evaluation/1")
    assert "Proefronde met naam" in version
    assert f'href="{HOME}"' in version
    assert "nog niet met naam uitgetest" in _text(client, HOME)
    sent = client.submit(f"{HOME}new", _filled(cast.ambassador.person_id, cast.member.person_id))
    assert sent.status_code == 303
    there = sent.headers["Location"]
    page = _text(client, there)
    assert cast.ambassador.name in page
    assert "niet ingestuurd" in page
    assert len(db.session.scalars(select(OutboxMail.id)).all()) == 2
    closed = client.submit(f"{there}close")
    assert (closed.status_code, closed.headers["Location"]) == (303, there)
    assert "Gesloten" in _text(client, there)
    assert _events() == ["trial_round_planned", "trial_round_opened", "trial_round_closed"]
    assert client.get(f"{there}close").status_code == 303


def test_a_search_keeps_what_was_ticked_and_typed(client: Visitor, cast: Cast) -> None:
    _published()
    give_accounts(cast.ambassador, cast.member, cast.lead, cast.neighbour)
    client.sign_in(cast.coordinator)
    first = _text(client, f"{HOME}new")
    assert cast.neighbour.name in first
    assert cast.contact.name not in first  # no account
    ticked = cast.ambassador.person_id
    look = {"step": "search", "words": "team lead", "purpose": "Half getypt"}
    again = client.submit(f"{HOME}new", {**_filled(ticked), **look})
    page = unescape(again.text)
    assert again.status_code == 200
    assert "Half getypt" in page
    assert re.search(rf'<input checked[^>]*value="{ticked}"', page)
    assert cast.lead.name in page
    assert cast.member.name not in page
    by_role = client.submit(
        f"{HOME}new", {**_filled(), "step": "search", "role": "team_member", "words": ""}
    )
    assert cast.member.name in unescape(by_role.text)
    assert cast.lead.name not in unescape(by_role.text)
    assert db.session.scalars(select(TrialRound)).all() == []


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"purpose": ""}, "Zeg waarvoor de proefronde dient"),
        ({"people": []}, "Kies minstens één iemand"),
        ({"people": ["99999"]}, "kan niet meer aanmelden"),
        ({"opens_on": "2022-11-14"}, "vanaf vandaag"),
        ({"closes_on": "30/02/2023"}, "Schrijf de dag zo"),
        ({"length": "endless"}, "Kies een van de antwoorden"),
        ({"role": "wizard", "people": []}, "Kies minstens één iemand"),
        ({"purpose": "x" * 301}, "minder woorden"),
    ],
)
def test_what_is_wrong_comes_back_in_words_with_what_was_typed(
    client: Visitor, cast: Cast, changes: dict[str, object], why: str
) -> None:
    _published()
    give_accounts(cast.ambassador)
    client.sign_in(cast.coordinator)
    sent = client.submit(
        f"{HOME}new", {**_filled(cast.ambassador.person_id, words="Blijft"), **changes}
    )
    assert sent.status_code == 400
    assert why in unescape(sent.text)
    assert 'value="Blijft"' in sent.text
    assert db.session.scalars(select(TrialRound)).all() == []


def test_answers_are_read_with_names_only_after_the_close(client: Visitor, cast: Cast) -> None:
    campaign_id = make_round(cast, [cast.ambassador])
    answer_as(cast.ambassador, campaign_id, P16="Dat woord ken ik niet")
    remark_as(cast.ambassador, campaign_id, "Te veel vragen")
    client.sign_in(cast.coordinator)
    there = f"{HOME}{campaign_id}/"
    page = _text(client, there)
    assert f"{cast.ambassador.name}: ingestuurd" in page
    assert "Dat woord ken ik niet" not in page
    assert "Te veel vragen" not in page
    assert client.get(f"{HOME}{campaign_id}.csv").status_code == 404
    end(campaign_id, cast)
    page = _text(client, there)
    assert "Dat woord ken ik niet" in page
    assert "Te veel vragen" in page
    table = client.get(f"{HOME}{campaign_id}.csv").text
    assert f"{cast.ambassador.name};Antwoord;Dat woord ken ik niet" in table
    assert f"De hele vragenlijst;{cast.ambassador.name};Opmerking;Te veel vragen" in table
    assert client.get(f"{HOME}{campaign_id}.xlsx").status_code == 200
    assert _events()[-2:] == ["trial_round_taken", "trial_round_taken"]


def test_a_planned_round_is_called_off_by_page(client: Visitor, cast: Cast) -> None:
    campaign_id = make_round(cast, [cast.ambassador], opens_on=TODAY + timedelta(days=3))
    client.sign_in(cast.coordinator)
    sent = client.submit(f"{HOME}{campaign_id}/close")
    assert sent.headers["Location"] == HOME
    assert "afgeblazen" in _text(client, HOME)
    assert db.session.scalars(select(TrialRound)).all() == []


def test_only_who_makes_questionnaires_finds_the_rounds(client: Visitor, cast: Cast) -> None:
    campaign_id = make_round(cast, [cast.ambassador])
    answer_as(cast.ambassador, campaign_id, P16="Onder mijn naam")
    end(campaign_id, cast)
    pages = [
        HOME,
        f"{HOME}new",
        *(f"{HOME}{campaign_id}{end_}" for end_ in ("/", "/close", ".csv")),
    ]
    for who in (cast.researcher, cast.ambassador, cast.neighbour, cast.stranger):
        client.sign_in(who)
        assert {client.get(path).status_code for path in pages} == {404}
    client.sign_in(cast.coordinator)
    assert client.get(f"/instruments/process-evaluation/9/trials/{campaign_id}/").status_code == 404
    assert client.get(f"{HOME}999/").status_code == 404


def test_the_pages_take_as_many_statements_for_one_as_for_many(
    client: Visitor, cast: Cast, count_statements: Counter
) -> None:
    everybody = [cast.ambassador, cast.member, cast.lead, cast.contact, cast.neighbour]
    small, large = make_round(cast, everybody[:1]), make_round(cast, everybody)
    for campaign_id, asked in ((small, everybody[:1]), (large, everybody)):
        for one in asked:
            answer_as(one, campaign_id, P16="x")
        end(campaign_id, cast)
    client.sign_in(cast.coordinator)
    counts = []
    for campaign_id in (small, small, large):
        with count_statements() as seen:
            _text(client, f"{HOME}{campaign_id}/")
        counts.append(len(seen))
    assert counts[1] == counts[2] <= 10


# --- Who is asked -------------------------------------------------------------------------------


def test_the_promise_stands_before_the_first_question(client: Visitor, cast: Cast) -> None:
    campaign_id = make_round(cast, [cast.ambassador])
    client.sign_in(cast.ambassador)
    front = _text(client, f"/trials/{campaign_id}/")
    first = _text(client, f"/trials/{campaign_id}/form")
    for page in (front, first[: first.index('id="P04-0"')]):
        assert "<b>Je naam staat bij je antwoorden en je opmerkingen.</b>" in page
        assert "Alleen het projectteam leest ze, als de proefronde gesloten is." in page
        assert "Je kunt ze altijd zelf wissen, ook later." in page
    assert "Niemand kan je antwoord terugvinden" not in first


def test_who_stops_half_way_goes_on_where_they_were(client: Visitor, cast: Cast) -> None:
    campaign_id = make_round(cast, [cast.ambassador])
    front, form = f"/trials/{campaign_id}/", f"/trials/{campaign_id}/form"
    client.sign_in(cast.ambassador)
    assert f'href="{front}"' in _text(client, "/today")
    walk(client, form, client.get(form).text, [PART_ONE])
    client.sign_in(cast.ambassador)  # on another device
    assert "Je was begonnen" in _text(client, "/today")
    assert "Je was begonnen: ga verder waar je was." in _text(client, front)
    assert ON_PAGE_TWO in _text(client, form)


def test_what_was_sent_is_changed_until_the_close(client: Visitor, cast: Cast) -> None:
    campaign_id = make_round(cast, [cast.ambassador])
    front, form = f"/trials/{campaign_id}/", f"/trials/{campaign_id}/form"
    client.sign_in(cast.ambassador)
    thanks = _walk_all(client, form, P04="1")
    assert "Ze zijn bewaard onder je naam." in thanks
    assert not any(words in thanks for words in ("data-code", "zonder je naam"))
    assert db.session.scalars(select(CampaignDraft)).all() == []
    assert "Je kunt ze nog veranderen" in _text(client, front)
    assert f'href="{front}"' not in _text(client, "/today")
    assert f'href="{front}"' in _text(client, "/me/")
    assert _given(client, form, "P04") == "1"
    _walk_all(client, form, P04="2")
    assert _given(client, form, "P04") == "2"
    db.session.rollback()
    whose = db.session.scalars(select(Response.person_id)).all()
    assert whose == [cast.ambassador.person_id]


def _walk_all(client: Visitor, form: str, **first: str) -> str:
    """Fill in the form to its end, and return the thanks."""
    page, _, _ = walk(client, form, client.get(form).text, [{**PART_ONE, **first}])
    for _ in range(9):
        if 'id="questionnaire"' not in page:
            break
        page, _, _ = walk(client, form, page, [{}])
    return page


def _given(client: Visitor, form: str, code: str) -> str:
    found = re.search(rf'name="{code}"[^>]*value="(\w+)" checked', client.get(form).text)
    assert found is not None
    return found[1]


def test_two_screens_at_once_do_not_write_over_each_other(client: Visitor, cast: Cast) -> None:
    campaign_id = make_round(cast, [cast.ambassador])
    form = f"/trials/{campaign_id}/form"
    client.sign_in(cast.ambassador)
    both = client.get(form).text
    walk(client, form, both, [PART_ONE])
    _, status, _ = walk(client, form, client.get(form).text, [{"step": "later"}])
    assert status == 303
    stale, status, _ = walk(client, form, both, [{**PART_ONE, "P04": "2"}])
    assert (status, "op een ander scherm" in stale) == (409, True)
    assert f'href="{form}"' in stale
    kept, status, _ = walk(client, form, stale, [{**PART_ONE, "P04": "2"}])
    assert (status, ON_PAGE_TWO in kept) == (200, True)


def test_remarks_are_kept_shown_and_taken_away(client: Visitor, cast: Cast) -> None:
    campaign_id = make_round(cast, [cast.ambassador])
    front = f"/trials/{campaign_id}/"
    client.sign_in(cast.ambassador)
    sent = client.submit(f"{front}remarks", {"code": "P04", "body": "Welk netwerk?"}, at=front)
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{front}#remarks")
    (remark,) = queries.remarks_of(campaign_id)
    assert remark.item_id is not None
    assert "Welk netwerk?" in _text(client, front)
    for wrong in ({"code": "P04", "body": " "}, {"code": "Z99", "body": "Blijft"}):
        sent = client.submit(f"{front}remarks", {**wrong}, at=front)
        assert sent.status_code == 400
        assert wrong["body"].strip() in sent.text
    client.submit(f"{front}remarks/{remark.id}/remove", at=front)
    db.session.rollback()
    assert queries.remarks_of(campaign_id) == []


def test_one_erases_ones_own_words_and_answers_no_more(client: Visitor, cast: Cast) -> None:
    campaign_id = make_round(cast, [cast.ambassador, cast.member])
    for one in (cast.ambassador, cast.member):
        answer_as(one, campaign_id, P16=f"Van {one.name}")
    front = f"/trials/{campaign_id}/"
    client.sign_in(cast.ambassador)
    client.submit(f"{front}erase")
    db.session.rollback()
    assert db.session.scalars(select(Comment.body)).all() == [f"Van {cast.member.name}"]
    assert "Je hebt je antwoorden van deze proefronde gewist" in _text(client, front)
    assert client.get(f"{front}form").headers["Location"] == front


def test_only_who_is_asked_finds_a_round_once_it_is_open(client: Visitor, cast: Cast) -> None:
    opened = make_round(cast, [cast.ambassador])
    planned = make_round(cast, [cast.ambassador], opens_on=TODAY + timedelta(days=2))
    remark_as(cast.ambassador, opened, "Alleen van mij")
    for who in (cast.member, cast.neighbour, cast.stranger, cast.coordinator):
        client.sign_in(who)
        for page in ("", "form", "erase"):
            assert client.get(f"/trials/{opened}/{page}").status_code == 404
    client.sign_in(cast.ambassador)
    assert client.get(f"/trials/{planned}/").status_code == 404
    assert f"/trials/{planned}/" not in _text(client, "/today")


def test_after_the_close_nothing_is_taken_in(client: Visitor, cast: Cast) -> None:
    campaign_id = make_round(cast, [cast.ambassador])
    form = f"/trials/{campaign_id}/form"
    client.sign_in(cast.ambassador)
    first = client.get(form).text
    end(campaign_id, cast)
    _, status, location = walk(client, form, first, [PART_ONE])
    assert (status, location) == (303, f"/trials/{campaign_id}/")
    assert "gesloten" in _text(client, location)
    assert client.get(form).status_code == 303
    assert campaign_at(campaign_id).closed_on == TODAY


def test_who_looks_on_finds_a_round_on_their_page_of_the_day(client: Visitor, cast: Cast) -> None:
    campaign_id = make_round(cast, [cast.researcher, cast.coordinator])
    for who in (cast.researcher, cast.coordinator):
        client.sign_in(who)
        assert f'href="/trials/{campaign_id}/"' in _text(client, "/today")
