"""Posts are given, ended, corrected and taken back, by who keeps them, at their place."""

from datetime import date

import pytest
from sqlalchemy import func, select

from portal.db import db, transaction
from portal.network import queries
from portal.network.models import Organisation, Person, Post
from portal.network.rules import Interval
from portal.network.services.handing_over import hand_over_ambassador
from portal.network.services.people import change_person
from portal.network.services.posts import end_post, give_post
from portal.policy.table import Role
from portal.rules import RuleBroken
from portal.web.stale import Stale
from tests.cast import ACTING_UNTIL, START, Cast
from tests.conftest import TODAY, Visitor
from tests.network.editing import ON, at_home, exemptions, holders, home, post_of, trail
from tests.network.test_pages import text_of

LATER = date(2023, 2, 1)


def give(client: Visitor, path: str, **sent: object) -> int:
    return client.submit(path, {"start": "2022-11-01", **sent}).status_code


def roles_offered(page: str) -> set[str]:
    chunks = [part.split(">")[0] for part in page.split("<input")[1:]]
    radios = [part for part in chunks if 'name="role"' in part]
    return {part.split('value="')[1].split('"')[0] for part in radios if "disabled" not in part}


def test_a_new_person_gets_a_post(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    path = at_home(cast, "posts/give")
    sent: dict[str, object] = {
        "role": "sponsor",
        "name": "Greet Aerts",
        "email": " Greet@Demo.Example ",
    }
    assert give(client, path, **sent) == 303
    person = db.session.scalars(select(Person).where(Person.email == "greet@demo.example")).one()
    (post,) = queries.posts_of(person.id, TODAY)
    assert (post.role, post.organisation_id, post.valid_from) == (
        Role.SPONSOR,
        cast.home.organisation_id,
        date(2022, 11, 1),
    )
    assert trail() == [("person_added", None), ("post_given", date(2022, 11, 1))]


def test_a_known_address_gets_the_post_without_a_double(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    path = at_home(cast, "posts/give")
    before = db.session.scalar(select(func.count(Person.id)))
    assert give(client, path, role="hr_contact", email=cast.stranger.email) == 303
    assert db.session.scalar(select(func.count(Person.id))) == before
    assert len(queries.posts_of(cast.stranger.person_id, TODAY)) == 1


def test_an_ambassador_learns_no_name_from_an_address(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.ambassador)
    path = at_home(cast, "posts/give?lang=en")
    sent: dict[str, object] = {
        "role": "hr_contact",
        "start": "2022-11-01",
        "email": cast.neighbour.email,
    }
    answer = client.submit(path, {**sent, "name": "Greet Aerts"})
    assert answer.status_code == 400
    assert "somebody with another name is registered" in answer.text
    assert cast.neighbour.name not in answer.text
    assert client.submit(path, sent).status_code == 400
    assert give(client, path, **{**sent, "name": cast.neighbour.name.upper()}) == 303


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"role": "ambassador", "name": "Greet"}, "one organisation has one"),
        ({"role": "acting_ambassador", "name": "Greet"}, "Somebody holds this role then"),
        ({"role": "hr_contact"}, "Fill in the name."),
        ({"role": "hr_contact", "name": "Greet", "email": "greet"}, "This is not a mail address."),
        ({"role": "hr_contact", "name": "G", "end": "2022-10-01"}, "The end must come after"),
        ({"role": "coordinator", "name": "Greet"}, "Choose one from the list."),
        ({"role": "team_lead", "name": "Greet"}, "Choose one from the list."),
        ({"name": "Greet"}, "Choose one."),
    ],
)
def test_a_wrong_post_keeps_what_was_typed(
    client: Visitor, cast: Cast, sent: dict[str, str], said: str
) -> None:
    client.sign_in(cast.coordinator)
    before = db.session.scalar(select(func.count(Post.id)))
    filled: dict[str, object] = {"start": "2022-11-02", **sent}
    answer = client.submit(at_home(cast, "posts/give?lang=en"), filled)
    assert answer.status_code == 400
    assert said in answer.text
    assert 'value="2022-11-02"' in answer.text
    assert db.session.scalar(select(func.count(Post.id))) == before


def test_each_keeper_is_offered_the_roles_of_the_table(client: Visitor, cast: Cast) -> None:
    offered = {
        who: roles_offered(client.sign_in(getattr(cast, who)).get(at_home(cast, "posts/give")).text)
        for who in ("coordinator", "administrator", "ambassador")
    }
    free = {"sponsor", "hr_contact", "communication_contact", "board_reader", "acting_ambassador"}
    assert offered == {
        "coordinator": free,
        "administrator": free,
        "ambassador": {"hr_contact", "communication_contact"},
    }
    team = f"/teams/{cast.home.team_ids[0]}/posts/give"
    assert roles_offered(client.sign_in(cast.ambassador).get(team).text) == {
        "team_lead",
        "team_member",
    }
    network = "/network/posts/give"
    assert "administrator" not in roles_offered(client.sign_in(cast.coordinator).get(network).text)
    assert "administrator" in roles_offered(client.sign_in(cast.administrator).get(network).text)


@pytest.mark.parametrize(
    "who", ["contact", "lead", "member", "neighbour", "stranger", "researcher"]
)
def test_posts_are_not_for_others(client: Visitor, cast: Cast, who: str) -> None:
    client.sign_in(getattr(cast, who))
    post = post_of(cast, Role.HR_CONTACT).id
    paths = [
        at_home(cast, "posts/give"),
        f"/teams/{cast.home.team_ids[0]}/posts/give",
        *(f"/posts/{post}/{rest}" for rest in ("edit", "end", "take-back")),
        "/network/posts/",
        "/network/posts/give",
        f"/network/posts/{post}/edit",
    ]
    assert {client.get(path).status_code for path in paths} == {404}


def test_an_ambassador_keeps_only_what_is_theirs(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.ambassador)
    own, theirs = post_of(cast, Role.AMBASSADOR).id, post_of(cast, Role.HR_CONTACT).id
    foreign = post_of(cast, Role.HR_CONTACT, away=True).id
    answers = {key: client.get(f"/posts/{key}/edit").status_code for key in (own, theirs, foreign)}
    assert answers == {own: 404, theirs: 200, foreign: 404}
    page = client.get(at_home(cast)).text
    assert f"/posts/{theirs}/edit" in page
    assert f"/posts/{own}/edit" not in page
    assert client.get("/network/posts/").status_code == 404


def test_the_end_of_an_ambassador_asks_why_and_the_lack_stays_visible(
    client: Visitor, cast: Cast
) -> None:
    client.sign_in(cast.coordinator)
    path = f"/posts/{post_of(cast, Role.AMBASSADOR).id}/end"
    silent = client.submit(path + "?lang=en", {"on": "2022-03-01", "reason": ""})
    assert (silent.status_code, "Give the reason." in silent.text) == (400, True)
    said: dict[str, object] = {"on": "2022-03-01", "reason": "ziekteverlof"}
    assert client.submit(path, said).status_code == 303
    assert holders(cast, Role.AMBASSADOR) == [
        (cast.ambassador.person_id, START, ON, "ziekteverlof")
    ]
    assert holders(cast, Role.ACTING_AMBASSADOR)[0][2] == ON
    assert exemptions(cast) == [("one_ambassador", "open_post", ON, None, "")]
    page = client.get(at_home(cast, "?lang=nl")).text
    assert "Geen ambassadeur sinds 1 maart 2022." in page
    assert "ziekteverlof" not in page
    with transaction():
        person = db.session.get_one(Person, cast.stranger.person_id)
        period = Interval(start=date(2022, 5, 1))
        give_post(person, Role.AMBASSADOR, place=home(cast), period=period, by=None)
    assert exemptions(cast) == [("one_ambassador", "open_post", ON, date(2022, 5, 1), "")]


def test_an_open_place_of_the_primary_contact_says_so(client: Visitor, cast: Cast) -> None:
    with transaction():
        end_post(post_of(cast, Role.PRIMARY_CONTACT), on=ON, reason="ander werk", by=None)
    page = text_of(client.sign_in(cast.coordinator).get(at_home(cast, "?lang=nl")).text)
    assert "Er is nog geen opvolger." in page
    assert "ander werk" not in page


def test_an_acting_ambassador_stands_in_for_a_while(client: Visitor, cast: Cast) -> None:
    with transaction():
        end_post(post_of(cast, Role.ACTING_AMBASSADOR), on=ON, by=None)
    client.sign_in(cast.coordinator)
    path = at_home(cast, "posts/give?lang=en")
    sent: dict[str, object] = {
        "role": "acting_ambassador",
        "email": cast.stranger.email,
        "start": "2022-10-01",
    }
    endless = client.submit(path, sent)
    assert "An acting ambassador has a last day" in endless.text
    assert give(client, path, **sent, end="2023-02-01") == 303
    on = {day: queries.posts_of(cast.stranger.person_id, day) for day in (TODAY, LATER)}
    assert [len(posts) for posts in on.values()] == [1, 0]
    ambassador = queries.ambassador_of(cast.home.organisation_id, TODAY)
    assert ambassador is not None
    assert ambassador.id == cast.ambassador.person_id
    assert queries.vacancies(TODAY) == []


def test_nobody_acts_beyond_the_ambassador(cast: Cast) -> None:
    with transaction():
        end_post(post_of(cast, Role.ACTING_AMBASSADOR), on=ON, by=None)
        end_post(post_of(cast, Role.AMBASSADOR), on=LATER, reason="ander werk", by=None)
    person = db.session.get_one(Person, cast.stranger.person_id)
    period = Interval(start=TODAY, end=date(2023, 3, 1))
    with pytest.raises(RuleBroken, match="stands in for one ambassador"), transaction():
        give_post(person, Role.ACTING_AMBASSADOR, place=home(cast), period=period, by=None)
    assert len(holders(cast, Role.ACTING_AMBASSADOR)) == 1


def test_days_are_corrected_and_what_is_open_follows(client: Visitor, cast: Cast) -> None:
    with transaction():
        end_post(post_of(cast, Role.PRIMARY_CONTACT), on=ON, reason="ander werk", by=None)
    client.sign_in(cast.coordinator)
    path = f"/posts/{post_of(cast, Role.PRIMARY_CONTACT).id}/edit?lang=en"
    page = client.get(path).text
    assert "ander werk" in page
    revision = page.split('name="revision"')[1].split('value="')[1].split('"')[0]
    sent: dict[str, object] = {
        "start": "2019-11-01",
        "end": "2022-06-01",
        "reason": "x",
        "revision": revision,
    }
    assert client.submit(path, sent).status_code == 303
    assert exemptions(cast) == [("one_primary_contact", "open_post", date(2022, 6, 1), None, "")]
    assert trail() == [("post_corrected", START)]
    assert client.submit(path, {**sent, "end": "2022-07-01"}).status_code == 409


def test_a_post_in_a_team_stays_within_the_days_of_the_team(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.ambassador)
    (post,) = queries.posts_of(cast.member.person_id, TODAY)
    sent: dict[str, object] = {"start": "2019-06-01", "end": "", "reason": "", "revision": "1"}
    answer = client.submit(f"/posts/{post.id}/edit?lang=en", sent)
    assert (answer.status_code, "does not exist on all" in answer.text) == (400, True)


def test_a_post_that_has_not_begun_is_taken_back(client: Visitor, cast: Cast) -> None:
    with transaction():
        person = db.session.get_one(Person, cast.stranger.person_id)
        period = Interval(start=LATER)
        key = give_post(person, Role.HR_CONTACT, place=home(cast), period=period, by=None).id
    client.sign_in(cast.ambassador)
    assert f"/posts/{key}/take-back" in client.get(f"/posts/{key}/edit").text
    assert client.submit(f"/posts/{key}/take-back").status_code == 303
    assert queries.all_posts_of(cast.stranger.person_id) == []
    begun = post_of(cast, Role.HR_CONTACT).id
    answer = client.submit(f"/posts/{begun}/take-back?lang=en")
    assert (answer.status_code, "This has begun already" in answer.text) == (400, True)


def test_network_roles_have_their_own_page(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.administrator)
    sent: dict[str, object] = {"role": "evaluator", "name": "An Claes", "email": "an@demo.example"}
    assert give(client, "/network/posts/give", **sent, end="2023-07-01") == 303
    words = text_of(client.get("/network/posts/?lang=nl").text)
    assert "An Claes Evaluator, van 1 november 2022 tot 1 juli 2023" in words
    (post,) = [one for one in queries.network_posts() if one.person.name == "An Claes"]
    assert client.submit(f"/network/posts/{post.id}/end", {"on": "2022-12-01"}).status_code == 303
    assert client.get(f"/posts/{post.id}/edit").status_code == 404
    sponsor = post_of(cast, Role.SPONSOR).id
    assert client.get(f"/network/posts/{sponsor}/edit").status_code == 404


def test_a_coordinator_does_not_end_an_administrator(client: Visitor, cast: Cast) -> None:
    (post,) = queries.posts_of(cast.administrator.person_id, TODAY)
    client.sign_in(cast.coordinator)
    assert client.get(f"/network/posts/{post.id}/edit").status_code == 404


def test_a_person_is_described_anew_once(cast: Cast) -> None:
    person = db.session.get_one(Person, cast.stranger.person_id)
    with transaction():
        change_person(person, name="Sofie Post", email="Sofie@Demo.example", by=1, based_on=1)
    assert (person.name, person.email, person.revision) == ("Sofie Post", "sofie@demo.example", 2)
    with pytest.raises(Stale), transaction():
        change_person(person, name="Sofie", email=None, by=1, based_on=1)
    with pytest.raises(RuleBroken, match="registered with this address"), transaction():
        change_person(person, name="Sofie", email=cast.lead.email, by=1)
    assert trail() == [("person_changed", None)]


def test_who_leaves_with_a_stand_in_takes_it_along_at_a_hand_over(cast: Cast) -> None:
    with transaction():
        organisation = db.session.get_one(Organisation, cast.home.organisation_id)
        person = db.session.get_one(Person, cast.stranger.person_id)
        hand_over_ambassador(organisation, person, on=LATER, by=None)
    assert [days[1:3] for days in holders(cast, Role.ACTING_AMBASSADOR)] == [(START, LATER)]
    assert ACTING_UNTIL > LATER
