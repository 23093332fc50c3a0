"""The index follows every change in the transaction that makes it, and heals what passed it by."""

from datetime import date

from flask import Flask
from sqlalchemy import func, insert, select, text, update

from portal.db import db, transaction
from portal.network.models import Organisation, Person, Post, Team
from portal.search import services
from portal.search.jobs import refresh
from portal.search.models import Kind, SearchEntry
from portal.web.hooks import Act, tell
from tests.cast import START, Cast
from tests.meetings.planned import plan
from tests.search.test_found import ambassador_of, found


def counts() -> dict[Kind, int]:
    many = func.count().label("many")
    rows = db.session.execute(select(SearchEntry.kind, many).group_by(SearchEntry.kind))
    return {row.kind: row.many for row in rows}


def terms() -> int:
    return db.session.scalar(text("SELECT count(*) FROM search_terms")) or 0


def test_everything_written_through_the_session_has_its_entry(cast: Cast) -> None:
    assert cast
    people = db.session.scalar(select(func.count()).select_from(Person))
    assert counts() == {Kind.ORGANISATION: 2, Kind.TEAM: 6, Kind.PERSON: people}
    assert terms() == sum(counts().values())


def test_what_is_deleted_is_found_no_more(cast: Cast) -> None:
    with transaction():
        db.session.delete(db.session.get_one(Person, cast.stranger.person_id))
    assert found(cast.stranger.name) == {}
    assert terms() == sum(counts().values())


def test_a_bulk_statement_passes_by_until_it_says_so_or_the_night_comes(cast: Cast) -> None:
    with transaction():
        db.session.execute(
            update(Person).where(Person.id == cast.stranger.person_id).values(name="Nieuwe Naam")
        )
    assert found("nieuwe") == {}
    with transaction():
        services.touch(db.session(), Kind.PERSON, [cast.stranger.person_id])
    assert found("nieuwe")[Kind.PERSON] == ["Nieuwe Naam"]
    with transaction():
        db.session.execute(text("DELETE FROM post WHERE person_id = 1"))
        db.session.execute(text("DELETE FROM person WHERE id = 1"))
    assert refresh() == 1
    assert refresh() == 0
    assert terms() == sum(counts().values())


def test_rows_inserted_in_bulk_are_found_when_they_are_there(cast: Cast) -> None:
    pattern = db.session.get_one(Team, cast.home.team_ids[0])
    team = {
        "organisation_id": cast.home.organisation_id,
        "name": "Bulkteam",
        "own_word": pattern.own_word,
        "care_context": pattern.care_context,
        "valid_from": START,
    }
    with transaction():
        db.session.execute(insert(Person), [{"name": "Bulk Een"}, {"name": "Bulk Twee"}])
        db.session.execute(insert(Team), [team])
    assert found("bulk")[Kind.PERSON] == ["Bulk Een", "Bulk Twee"]
    assert found("bulk")[Kind.TEAM] == ["Bulkteam"]
    assert refresh() == 0


def test_an_index_that_is_lost_is_made_anew_by_command(app: Flask, cast: Cast) -> None:
    assert cast
    before = counts()
    with transaction():
        db.session.execute(text("DELETE FROM search_terms"))
        db.session.execute(text("DELETE FROM search_entry"))
    runner = app.test_cli_runner()
    said = runner.invoke(args=["search", "rebuild", "team", "person"]).output
    assert said == f"{before[Kind.TEAM] + before[Kind.PERSON]} entries were made anew.\n"
    assert runner.invoke(args=["search", "rebuild"]).output == "2 entries were made anew.\n"
    assert counts() == before
    assert found("linde")[Kind.ORGANISATION] == [cast.home.name]


def test_who_has_no_post_any_more_is_past_and_found_below(cast: Cast) -> None:
    first = db.session.get_one(Person, cast.member.person_id)
    with transaction():
        db.session.add(Person(name=f"{first.name} Junior"))
        for post in db.session.scalars(select(Post).where(Post.person_id == first.id)):
            post.valid_to = date(2020, 1, 1)
    entry = db.session.get_one(SearchEntry, cast.member.person_id * len(Kind) + 2)
    assert (entry.title, entry.until) == (cast.member.name, date(2020, 1, 1))


def test_merging_and_erasing_reach_the_index(cast: Cast) -> None:
    with transaction():
        db.session.execute(
            update(Person).where(Person.id == cast.stranger.person_id).values(name="Gewist")
        )
        tell(Act.ERASE, person_id=cast.stranger.person_id)
    assert found(cast.stranger.name) == {}
    with transaction():
        db.session.execute(text(f"DELETE FROM person WHERE id = {cast.stranger.person_id}"))
        tell(Act.MERGE, kept_id=cast.member.person_id, gone_id=cast.stranger.person_id)
    assert found("gewist") == {}


def test_meetings_are_found_by_their_day_and_drafts_by_who_plans_only(cast: Cast) -> None:
    plan(by=cast.coordinator.person_id)
    for words in ("8 december", "december 2022", "thursday december", "2022-12-08"):
        assert found(words)[Kind.MEETING] == ["Reflectiemoment 1"]
    assert found("december", ambassador_of(cast)) == {}


def test_teams_follow_the_name_of_their_organisation(cast: Cast) -> None:
    with transaction():
        db.session.get_one(Organisation, cast.away.organisation_id).name = "De Molen"
    assert found("molen")[Kind.TEAM] == ["Team 1 away", "Team 2 away", "Team 3 away"]
    assert db.session.scalar(select(func.count()).select_from(Team)) == 6
