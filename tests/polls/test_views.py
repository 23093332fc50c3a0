"""The pages of polls: who may come, what is kept, what comes back, who hears."""

import re
from datetime import date
from html import unescape

import pytest
from sqlalchemy import select

from portal.db import db, transaction
from portal.meetings.models import Meeting
from portal.network.models import Person
from portal.policy.table import Role
from portal.polls import queries
from portal.polls.models import Asked, Mark, Poll, PollState
from tests.cast import Cast
from tests.conftest import TODAY, Counter, Visitor
from tests.polls.conftest import asked_by, letters, mark, poll_by, token_for

MOST_STATEMENTS = 10
FILLED = {
    "title": "Verhalen vertellen",
    "about": "Hoe vertel je een Mangomoment verder?",
    "kind": "workshop",
    "place": "Zaal De Boomgaard",
    "join_url": "",
    "closes_on": "2022-12-16",
    "day_1": "2023-01-17",
    "starts_1": "13:30",
    "ends_1": "16:30",
    "day_2": "2023-01-19",
    "day_3": "2023-02-21",
    "starts_3": "09:00",
    "ends_3": "12:00",
}
PLANNED = ("propose", "{id}/edit", "{id}/ask", "{id}/pick", "{id}/close")


def at(poll_id: int, step: str = "") -> str:
    return f"/polls/{poll_id}/{step}"


def key_of(client: Visitor, path: str) -> str:
    found = re.search(r'name="form_key"[^>]*value="(\w+)"', client.get(path).text)
    assert found
    return found[1]


def said(page: str) -> str:
    found = re.search(r'id="error-summary".*?<ul>(.*?)</ul>', page, re.DOTALL)
    assert found
    return " ".join(unescape(re.sub("<[^>]+>", " ", found[1])).split())


def main(client: Visitor, path: str) -> str:
    page = client.get(path)
    assert page.status_code == 200
    return re.sub(r"\s+", " ", page.text.split("<main", 1)[1].split("</main>", 1)[0])


def test_a_coordinator_proposes_days_and_sees_the_warnings(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    key = key_of(client, "/polls/propose")
    sent = client.submit("/polls/propose", {**FILLED, "form_key": key, "revision": "0"})
    poll = db.session.scalars(select(Poll)).one()
    assert sent.headers["Location"] == at(poll.id)
    assert [(one.day, str(one.starts_at)) for one in poll.options] == [
        (date(2023, 1, 17), "13:30:00"),
        (date(2023, 1, 19), "13:30:00"),
        (date(2023, 2, 21), "09:00:00"),
    ]
    text = main(client, at(poll.id))
    assert "Deze dag valt in een Vlaamse schoolvakantie." in text
    assert text.count('class="button"') == 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": " "}, "Geef het een titel."),
        ({"title": "x" * 121}, "Maak de titel korter."),
        ({"day_2": "2023-01-21"}, "Deze dag valt in het weekend. Kies een weekdag."),
        ({"day_2": "2023-05-01"}, "Deze dag is een feestdag. Kies een andere dag."),
        ({"day_2": "morgen"}, "Schrijf een dag zoals op de kalender, bijvoorbeeld 24/01/2023."),
        ({"starts_2": "half twee"}, "Schrijf een uur zoals 13:30."),
        ({"day_2": "", "day_3": "", "starts_3": ""}, "Stel 2 tot 8 dagen voor."),
        ({"day_2": "2023-01-17"}, "Dezelfde dag en hetzelfde uur staan er twee keer."),
        ({"ends_1": "13:00"}, "Het einduur moet na het beginuur komen."),
        ({"place": ""}, "Geef een link om online mee te doen, een plaats, of allebei."),
        ({"join_url": "javascript:alert(1)"}, "Een link begint met https://"),
        ({"closes_on": ""}, "Kies de laatste dag."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client: Visitor, cast: Cast, wrong: dict[str, str], message: str
) -> None:
    client.sign_in(cast.coordinator)
    filled = {**FILLED, **wrong, "form_key": key_of(client, "/polls/propose"), "revision": "0"}
    page = client.submit("/polls/propose", dict(filled))
    assert page.status_code == 400
    assert message in said(page.text)
    assert "Hoe vertel je een Mangomoment verder?" in unescape(page.text)
    assert db.session.scalars(select(Poll)).all() == []


def test_a_stale_edit_shows_both_texts(client: Visitor, cast: Cast, draft: int) -> None:
    client.sign_in(cast.coordinator)
    key = poll_by(draft).form_key
    sent = {**FILLED, "form_key": key, "revision": "1"}
    assert client.submit(at(draft, "edit"), {**sent, "title": "Een"}).status_code == 303
    page = client.submit(at(draft, "edit"), {**sent, "title": "Twee"})
    assert page.status_code == 409
    assert 'value="Twee"' in page.text
    assert "Een" in page.text.split('id="title-theirs"')[1][:200]
    assert poll_by(draft).title == "Een"


def test_who_is_asked_is_counted_and_named_before_sending(
    client: Visitor, cast: Cast, draft: int
) -> None:
    client.sign_in(cast.coordinator)
    contacts = f"{at(draft, 'ask')}?role=contacts&sector=hospital"
    text = main(client, contacts)
    assert "1 persoon krijgt deze mail" in text
    assert "Primary contact Home" in text
    assert "Primary contact Away" not in text
    data = {"role": "contacts", "sector": "hospital"}
    assert client.submit(at(draft, "ask"), dict(data), at=contacts).status_code == 303
    assert letters("asked") == [cast.contact.email]
    assert poll_by(draft).state is PollState.OPEN


def test_a_participant_marks_each_day_and_sees_counts_only(
    client: Visitor, cast: Cast, opened: int
) -> None:
    mark(opened, cast.lead, Mark.YES, Mark.NO, Mark.NO, comment="Ik heb dan nachtdienst")
    client.sign_in(cast.contact)
    text = main(client, at(opened))
    assert text.count("<fieldset") == 3
    assert text.count('type="radio"') == 9
    assert "1 van de" in text
    assert cast.lead.name not in text
    assert "nachtdienst" not in text
    ids = [one.id for one in poll_by(opened).options]
    marks = {f"option_{key}": "yes" for key in ids}
    assert client.submit(at(opened), {**marks, "comment": "Goed"}).status_code == 303
    assert {one.mark for one in asked_by(opened, cast.contact).marks} == {Mark.YES}
    again = client.submit(at(opened), {f"option_{ids[0]}": "no", "comment": "Toch niet"})
    assert again.status_code == 400
    assert "Zeg van elke dag of die past." in said(again.text)
    assert 'value="Toch niet"' in again.text


def test_the_link_in_the_mail_needs_no_account(client: Visitor, cast: Cast, opened: int) -> None:
    path = f"/poll/{token_for(opened, cast.contact)}"
    assert "Primary, wat past voor jou?" in client.get(path).text
    marks = {f"option_{one.id}": "if_need_be" for one in poll_by(opened).options}
    sent = client.submit(path, {**marks, "comment": ""})
    assert sent.headers["Location"] == f"{path}?kept=1"
    assert "We hebben bewaard wat je aanduidde." in client.get(f"{path}?kept=1").text
    assert asked_by(opened, cast.contact).marked_on is not None
    assert client.get("/poll/niets").status_code == 404


def test_the_coordinator_sees_names_and_who_has_not_marked_first(
    client: Visitor, cast: Cast, opened: int
) -> None:
    mark(opened, cast.contact, Mark.YES, Mark.NO, Mark.NO, comment="Liefst vroeg")
    text = main(client.sign_in(cast.coordinator), at(opened))
    assert "Liefst vroeg" in text
    assert text.index(cast.lead.name) < text.index(cast.contact.name)
    lines = client.get(at(opened, "marks.csv")).get_data().decode("utf-8-sig").splitlines()
    assert lines[-1].startswith(f"{cast.contact.name};{cast.home.name};Ja, dat past;Nee;Nee")


def test_picking_plans_a_draft_and_tells_everybody(
    client: Visitor, cast: Cast, opened: int
) -> None:
    client.sign_in(cast.coordinator)
    assert "Kies een dag." in said(client.submit(at(opened, "pick"), {}).text)
    option = poll_by(opened).options[2]
    sent = client.submit(at(opened, "pick"), {"option": str(option.id)})
    meeting = db.session.scalars(select(Meeting)).one()
    assert sent.headers["Location"] == f"/meetings/{meeting.id}/"
    assert sorted(letters("picked")) == sorted(letters("asked"))
    assert client.get(at(opened, "pick")).headers["Location"] == at(opened)
    text = main(client.sign_in(cast.contact), at(opened))
    assert "Het wordt dinsdag 24 januari 2023" in text
    assert f"/meetings/{meeting.id}/" not in text


def test_closing_without_a_day_wants_its_reason(client: Visitor, cast: Cast, opened: int) -> None:
    client.sign_in(cast.coordinator)
    assert client.submit(at(opened, "close"), {"reason": "  "}).status_code == 400
    assert client.submit(at(opened, "close"), {"reason": "Te weinig ja."}).status_code == 303
    assert poll_by(opened).state is PollState.CLOSED
    page = client.get(f"/poll/{token_for(opened, cast.lead)}")
    assert "Te weinig ja." in page.text
    assert 'type="radio"' not in page.text


@pytest.mark.parametrize("who", ["neighbour", "team_member", "stranger", "board_reader"])
def test_who_is_not_asked_finds_nothing(client: Visitor, cast: Cast, opened: int, who: str) -> None:
    member = cast.everyone[who]
    if member.person_id in queries.asked_persons(opened):
        member = cast.member
    client.sign_in(member)
    assert client.get(at(opened)).status_code == 404
    assert client.post(at(opened)).status_code in {400, 404}
    assert "Verhalen vertellen" not in client.get("/polls/").text


@pytest.mark.parametrize("step", PLANNED)
def test_only_who_plans_may_propose_ask_and_pick(
    client: Visitor, cast: Cast, opened: int, step: str
) -> None:
    path = f"/polls/{step.format(id=opened)}"
    assert client.get(path).status_code == 303
    for member in (cast.ambassador, cast.contact, cast.researcher, cast.stranger):
        assert client.sign_in(member).get(path).status_code == 404
    assert client.get(at(opened, "marks.csv")).status_code == 404


def test_the_list_is_one_s_own(client: Visitor, cast: Cast, opened: int) -> None:
    assert "0 van de" in main(client.sign_in(cast.contact), "/polls/")
    lines = client.get("/polls.csv").get_data().decode("utf-8-sig").splitlines()
    assert lines[1].startswith("Verhalen vertellen;open;2022-12-16;3;0;")
    assert "Er is je nog geen dag gevraagd." in main(client.sign_in(cast.member), "/polls/")
    assert client.get("/polls.csv").get_data().decode("utf-8-sig").splitlines()[1:] == []
    assert opened


@pytest.mark.parametrize("who", ["coordinator", "primary_contact"])
def test_the_pages_cost_the_same_for_one_mark_or_many(
    client: Visitor, cast: Cast, opened: int, count_statements: Counter, who: str
) -> None:
    client.sign_in(cast.everyone[who])
    seen = []
    for member in (cast.contact, cast.lead, cast.away.people[Role.PRIMARY_CONTACT]):
        if member.person_id in queries.asked_persons(opened):
            mark(opened, member, Mark.YES, Mark.NO, Mark.NO)
        client.get(at(opened))
        with count_statements() as statements:
            client.get(at(opened))
        seen.append(len(statements))
    assert len(set(seen)) == 1
    assert seen[0] <= MOST_STATEMENTS


def test_hundreds_who_are_asked_stand_in_pages(
    client: Visitor, cast: Cast, opened: int, count_statements: Counter
) -> None:
    path = at(opened)
    client.sign_in(cast.coordinator).get(path)
    with count_statements() as few:
        client.get(path)
    with transaction():
        for number in range(120):
            db.session.add(
                Asked(
                    poll_id=opened,
                    person=Person(name=f"Persoon {number:03}", email=f"p{number}@demo.example"),
                    role=Role.TEAM_LEAD,
                    organisation_id=cast.home.organisation_id,
                    asked_on=TODAY,
                )
            )
    with count_statements() as many:
        text = client.get(path).text
    assert len(many) == len(few) <= MOST_STATEMENTS
    assert f'href="{path}?page=2"' in text
    assert "Persoon 119" in client.get(f"{path}?page=2").text
