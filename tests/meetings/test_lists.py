"""The list of who is invited: by rule and by name, off the list, answers, reminders, messages."""

from datetime import datetime, time

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from portal.asks.services import Why
from portal.db import db, transaction
from portal.meetings import inviting, messages
from portal.meetings.choosing import Group, Rule, rule_of
from portal.meetings.messages import Audience, Draft
from portal.meetings.models import Answer, Invitation
from portal.meetings.roster import still_to_invite
from portal.network.models import Organisation, Person, Post
from portal.policy.table import Role
from tests.cast import START, Cast
from tests.conftest import Counter, Visitor
from tests.meetings.planned import (
    NOW,
    ON,
    calendar_of,
    letter_of,
    mail_to,
    mails,
    meeting_by,
    written_of,
)

WHY = Why(reason="Het is de moeite waard")
BEFORE = datetime.combine(ON, time(9))
LUNCH = Draft(audience=Audience.ALL, subject="Soep", words="Vanaf half een.\n\nTot dan", lang="nl")


def called(meeting_id: int, rule: Rule) -> set[str]:
    return {one.person.name for one in still_to_invite(meeting_by(meeting_id), rule).participants}


def test_a_rule_chooses_by_what_people_do_and_where(cast: Cast, draft: int) -> None:
    contacts = Rule(roles=frozenset({Group.CONTACTS}))
    neighbour = cast.away.people[next(role for role in cast.away.people if "contact" in role)]
    assert cast.contact.name in called(draft, contacts)
    assert cast.lead.name not in called(draft, contacts)
    home = Rule(
        roles=frozenset({Group.CONTACTS}),
        organisations=frozenset({str(cast.home.organisation_id)}),
    )
    assert called(draft, home) == {cast.contact.name}
    assert neighbour.name not in called(draft, home)
    sectors = {db.session.get_one(Organisation, cast.home.organisation_id).sector.value}
    assert cast.contact.name in called(draft, Rule(sectors=frozenset(sectors)))
    assert called(draft, Rule(waves=frozenset({"9999"}))) == set()
    by_name = Rule(waves=frozenset({"9999"}), people=frozenset({cast.member.person_id}))
    assert called(draft, by_name) == {cast.member.name}


def test_the_rule_stays_with_the_meeting_and_nobody_is_invited_twice(
    cast: Cast, draft: int
) -> None:
    rule = Rule(roles=frozenset({Group.CONTACTS}))
    by = cast.coordinator.person_id
    for expected in (2, 0):
        with transaction():
            many = inviting.invite(meeting_by(draft), on=ON, now=NOW, by=by, rule=rule)
        assert many == expected
        assert rule_of(draft) == rule
    with transaction():
        assert inviting.invite(meeting_by(draft), on=ON, now=NOW, by=by) == 0


def test_who_is_taken_off_hears_of_it_and_comes_back_by_name_only(cast: Cast, invited: int) -> None:
    by = cast.coordinator.person_id
    mine = select(Invitation).where(Invitation.person_id == cast.contact.person_id)
    with transaction():
        inviting.take_off(db.session.scalars(mine).one(), on=ON, now=NOW, by=by)
    farewell = mail_to(cast.contact.email, "taken_off")
    assert calendar_of(farewell).method == "CANCEL"
    with transaction():
        assert inviting.invite(meeting_by(invited), on=ON, now=NOW, by=by) == 0
    with transaction():
        rule = Rule(people=frozenset({cast.contact.person_id}))
        assert inviting.invite(meeting_by(invited), on=ON, now=NOW, by=by, rule=rule) == 1
    assert mails()[-1].recipient == cast.contact.email
    assert "/rsvp/" in letter_of(mails()[-1]).text
    assert written_of(farewell) is None


def test_choosing_on_the_page_shows_who_before_anything_goes(
    client: Visitor, cast: Cast, draft: int
) -> None:
    client.sign_in(cast.coordinator)
    path = f"/meetings/{draft}/invite"
    page = client.get(f"{path}?role=contacts&name={cast.member.name.split()[0]}").text
    assert 'name="role" value="contacts"' in page
    assert f'value="{cast.member.person_id}"' in page
    assert mails() == []
    sent = client.submit(path, {"role": ["contacts"], "people": [cast.member.person_id]})
    assert sent.status_code == 303
    invited = {mail.recipient for mail in mails()}
    assert {cast.contact.email, cast.member.email} <= invited
    assert len(invited) == 3
    assert client.get(f"/meetings/{draft}/invite?role=nonsense").status_code == 400


@pytest.mark.parametrize(
    "page", ["answers", "answers/by-organisation", "answers.csv", "message", "answers/1/remove"]
)
def test_the_list_is_of_who_plans(client: Visitor, cast: Cast, invited: int, page: str) -> None:
    path = f"/meetings/{invited}/{page}"
    assert client.get(path).status_code in {302, 303, 401, 404}
    for member in (cast.contact, cast.neighbour, cast.stranger):
        assert client.sign_in(member).get(path).status_code == 404
    assert client.sign_in(cast.coordinator).get(path).status_code == 200


def test_the_list_is_searched_and_counted(
    client: Visitor, cast: Cast, invited: int, count_statements: Counter
) -> None:
    with transaction():
        meeting, person_id = meeting_by(invited), cast.contact.person_id
        inviting.answer_as_invited(meeting, person_id, Answer.YES, on=ON, local_now=BEFORE)
    client.sign_in(cast.coordinator)
    path = f"/meetings/{invited}/answers"
    client.get(path)
    with count_statements() as statements:
        everybody = client.get(path).text
    assert len(statements) <= 10
    assert "Van 6 genodigden zeiden er 1 ja" in everybody
    waiting = client.get(f"{path}?said=none").text
    assert cast.contact.name not in waiting
    assert cast.lead.name in waiting
    found = client.get(f"{path}?q={cast.lead.name.upper()}").text
    assert cast.lead.name in found
    assert cast.contact.name not in found
    assert client.get(f"{path}?said=nonsense").status_code == 400
    assert cast.contact.name in client.get(f"{path}.csv").text


def test_a_reminder_from_the_page_goes_to_who_is_ticked(
    client: Visitor, cast: Cast, invited: int
) -> None:
    client.sign_in(cast.coordinator)
    lead = Invitation.person_id == cast.lead.person_id
    ticked = db.session.scalars(select(Invitation.id).where(lead)).one()
    path = f"/meetings/{invited}/answers?said=none"
    client.submit(f"/meetings/{invited}/remind", {}, at=path)
    assert [mail for mail in mails() if "reminders" in mail.dedupe_key] == []
    client.submit(f"/meetings/{invited}/remind", {"invitation": [ticked, "x"]}, at=path)
    reminded = [mail.recipient for mail in mails() if "reminders" in mail.dedupe_key]
    assert reminded == [cast.lead.email]
    kept = client.submit(f"/meetings/{invited}/reminders", {"coming": "y"}, at=path)
    assert kept.status_code == 303
    page = client.get(path).text
    assert page.count("checked") == 1


def test_a_message_is_looked_at_counted_kept_and_sent_once(
    client: Visitor, cast: Cast, invited: int
) -> None:
    client.sign_in(cast.coordinator)
    path = f"/meetings/{invited}/message"
    said: dict[str, object] = {
        "audience": "unanswered",
        "subject": "Soep en broodjes",
        "words": "Vanaf half een.\n\nTot dan <b>",
    }
    empty = client.submit(path, {**said, "words": ""})
    assert (empty.status_code, empty.text.count("Soep en broodjes")) == (400, 1)
    assert client.submit(path, {**said, "audience": "waiting"}).status_code == 400
    before = len(mails())
    look = client.submit(path, said)
    assert "Versturen naar 6 mensen" in look.text
    assert len(mails()) == before
    for _ in range(2):
        assert client.submit(path, {**said, "step": "send"}).status_code == 303
    assert len(mails()) == before + 6
    assert [one.many for one in messages.messages_of(invited)] == [6]
    letter = letter_of(mail_to(cast.contact.email, "message"))
    assert letter.subject == "Soep en broodjes"
    assert "Tot dan &lt;b&gt;" in letter.html
    assert "Tot dan <b>" in letter.text


def test_a_message_reaches_the_part_of_the_list_that_was_chosen(cast: Cast, invited: int) -> None:
    with transaction():
        meeting, person_id = meeting_by(invited), cast.contact.person_id
        inviting.answer_as_invited(meeting, person_id, Answer.MAYBE, on=ON, local_now=BEFORE)
    many = messages.how_many(meeting_by(invited))
    assert many == {
        Audience.ALL: 6,
        Audience.YES: 0,
        Audience.MAYBE: 1,
        Audience.NO: 0,
        Audience.UNANSWERED: 5,
        Audience.WAITING: 0,
    }


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE meeting_message SET subject = ''",
        "UPDATE meeting_message SET words = ''",
        "UPDATE meeting_message SET lang = 'fr'",
        "UPDATE meeting_message SET many = -1",
    ],
)
def test_the_database_keeps_messages_whole(cast: Cast, invited: int, wrong: str) -> None:
    with transaction():
        by = cast.coordinator.person_id
        messages.keep_message(meeting_by(invited), LUNCH, many=6, at=NOW, by=by)
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(text(wrong))


def test_many_are_invited_in_as_many_statements_as_a_few(
    cast: Cast, draft: int, count_statements: Counter
) -> None:
    members = Rule(roles=frozenset({Group.MEMBERS}))
    counted = []
    for many in (2, 400):
        _members(cast, many)
        with count_statements() as statements, transaction():
            meeting, by = meeting_by(draft), cast.coordinator.person_id
            inviting.invite(meeting, on=ON, now=NOW, by=by, rule=members, why=WHY)
        counted.append(len(statements))
    assert len(mails()) > 400
    assert counted[1] <= counted[0]


def _members(cast: Cast, many: int) -> None:
    with transaction():
        for number in range(many):
            person = Person(name=f"Lid {number}", email=f"lid{many}.{number}@demo.example")
            post = Post(
                person=person,
                role=Role.TEAM_MEMBER,
                organisation_id=cast.home.organisation_id,
                team_id=cast.home.team_ids[0],
                valid_from=START,
            )
            db.session.add(post)
