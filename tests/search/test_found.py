"""What the box finds, in which order, and for whom: the same on both databases."""

from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from flask import Flask

from portal.db import db, transaction
from portal.moi.services import publish_library
from portal.moi.source.folder import CONTENT
from portal.network.models import Organisation, Person, Post, Team
from portal.policy.decide import Actor, PostHeld
from portal.policy.table import Role
from portal.search import queries
from portal.search.models import Kind
from portal.search.rules import asked
from tests.cast import Cast
from tests.conftest import TODAY

EVERYTHING = Actor(
    person_id=1, name="", locale="nl", posts=frozenset({PostHeld(role=Role.COORDINATOR)})
)


def found(
    question: str, actor: Actor | None = EVERYTHING, on: date = TODAY
) -> Mapping[Kind, Sequence[str]]:
    groups = queries.find(actor, asked(question), on=on)
    assert all(group.total == len(group.hits) for group in groups)
    return {group.kind: [hit.entry.title for hit in group.hits] for group in groups}


def ambassador_of(cast: Cast) -> Actor:
    place = PostHeld(role=Role.AMBASSADOR, organisation_id=cast.home.organisation_id)
    return Actor(
        person_id=cast.ambassador.person_id, name="", locale="nl", posts=frozenset({place})
    )


def rename(team_id: int, name: str) -> None:
    with transaction():
        db.session.get_one(Team, team_id).name = name


def test_a_name_finds_by_words_in_any_order_and_by_half_the_last(cast: Cast) -> None:
    assert found("verzonnen linde")[Kind.ORGANISATION] == [cast.home.name]
    assert found("LINDE ver")[Kind.ORGANISATION] == [cast.home.name]
    assert found("lindeboom") == {}
    assert found("verz linde") == {}


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Afdeling Geriatrie", "afdelingen"),
        ("Leefgroepen Noord", "leefgroep"),
        ("Verpleging 2", "verplegen"),
        ("Dienst Café Één", "cafe een"),
        ("MOI’s en meer", "MOI's"),
        ("Mama's en papa's", "mama"),
        ("Team Nacht-en-dag", "dag nacht"),
        ("Straße 12", "strasse"),
    ],
)
def test_words_are_found_in_their_other_forms(cast: Cast, written: str, typed: str) -> None:
    rename(cast.home.team_ids[0], written)
    assert found(typed)[Kind.TEAM] == [written]


def test_teams_are_found_by_own_word_context_and_organisation(cast: Cast) -> None:
    rename(cast.home.team_ids[1], "De Zwaluwen")
    with transaction():
        db.session.get_one(Team, cast.home.team_ids[1]).own_word = "leefgroep"
    assert found("leefgroepen zwaluw")[Kind.TEAM] == ["De Zwaluwen"]
    assert found("zwaluwen linde")[Kind.TEAM] == ["De Zwaluwen"]
    assert found("houten paard")[Kind.TEAM] == ["Team 1 away", "Team 2 away", "Team 3 away"]
    assert "Team 1 home" in found("oncologie")[Kind.TEAM]
    assert "Team 1 home" in found("oncology")[Kind.TEAM]


def test_organisations_are_found_by_sector_and_province_in_both_languages(cast: Cast) -> None:
    for word in ("ziekenhuizen limburg", "hospitals limburg"):
        assert found(word)[Kind.ORGANISATION] == [cast.home.name]
    assert found("woonzorgcentra")[Kind.ORGANISATION] == [cast.away.name]


def test_who_has_it_in_the_name_comes_first_then_who_is_there_now(cast: Cast) -> None:
    first, second, third = cast.home.team_ids
    rename(first, "Zonder naam")
    rename(second, "Linde oud")
    rename(third, "Linde nieuw")
    with transaction():
        for post in db.session.query(Post).where(Post.team_id == second):
            post.valid_to = TODAY
        db.session.get_one(Team, second).valid_to = TODAY
    assert found("linde")[Kind.TEAM] == ["Linde nieuw", "Linde oud", "Zonder naam"]
    (group,) = queries.find(EVERYTHING, asked("linde oud"), on=TODAY)
    assert [hit.is_past for hit in group.hits] == [True]


def test_people_are_found_by_name_and_never_by_address(cast: Cast) -> None:
    with transaction():
        person = db.session.get_one(Person, cast.member.person_id)
        person.name, person.email = "Özlem Janssens", "kwetsbaar@elders.example"
    assert found("ozlem")[Kind.PERSON] == ["Özlem Janssens"]
    assert found("kwetsbaar") == {}
    assert found("elders.example") == {}
    assert found("demo.example") == {}


def test_a_person_is_shown_with_what_they_do_today(cast: Cast) -> None:
    (group,) = queries.find(EVERYTHING, asked(cast.ambassador.name), on=TODAY)
    ambassador = next(hit for hit in group.hits if hit.entry.thing_id == cast.ambassador.person_id)
    assert [post.role for post in ambassador.posts] == [Role.AMBASSADOR]


def test_an_ambassador_finds_the_own_organisation_and_nothing_of_the_neighbour(cast: Cast) -> None:
    home = ambassador_of(cast)
    assert found("linde", home)[Kind.ORGANISATION] == [cast.home.name]
    for word in ("paard", "away", cast.neighbour.name, "residential away"):
        assert found(word, home) == {}
    assert found("team", home)[Kind.TEAM] == ["Team 1 home", "Team 2 home", "Team 3 home"]
    counted = queries.find_of_kind(home, asked("team"), Kind.TEAM, on=TODAY, number=1)
    assert (counted.total, counted.last) == (3, 1)


def test_visitors_and_strangers_find_kits_and_nothing_else(cast: Cast) -> None:
    with transaction():
        publish_library(CONTENT, on=TODAY, by=None, slug="de-vraag-van-vandaag")
    stranger = Actor(person_id=cast.stranger.person_id, name="", locale="nl")
    for actor in (None, stranger):
        assert set(found("vraag", actor)) == {Kind.KIT}
        for word in ("linde", "away", "limburg", cast.stranger.name):
            assert found(word, actor) == {}


def test_a_kit_is_found_in_both_languages_and_only_while_public(app: Flask) -> None:
    assert app
    with transaction():
        (version,) = publish_library(CONTENT, on=TODAY, by=None, slug="de-vraag-van-vandaag")
    titles = {version.words(lang)["title"] for lang in ("nl", "en")}
    for title in titles:
        assert len(found(title, None)[Kind.KIT]) == 1
    assert found("vraag", None, on=date(2022, 11, 14)) == {}


def test_nothing_of_an_organisation_that_is_renamed_is_found_under_the_old_name(
    cast: Cast,
) -> None:
    with transaction():
        db.session.get_one(Organisation, cast.home.organisation_id).name = "De Eik"
    assert found("linde") == {}
    assert len(found("eik")[Kind.TEAM]) == 3
    with transaction():
        db.session.get_one(Organisation, cast.home.organisation_id).name = "De Beuk"
        db.session.flush()
        db.session.rollback()
    assert found("beuk") == {}
    assert found("eik")[Kind.ORGANISATION] == ["De Eik"]
