"""The database refuses by itself, under SQL that knows none of our rules."""

from collections.abc import Mapping

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from portal.db import db, transaction
from tests.cast import Cast

TEAM = {
    "organisation_id": ":home",
    "slot": "NULL",
    "name": "'x'",
    "own_word": "'team'",
    "care_context": "'oncology'",
    "care_context_reason": "''",
    "valid_from": "'2020-01-01'",
    "valid_to": "NULL",
}
POST = {
    "person_id": ":person",
    "role": "'sponsor'",
    "organisation_id": ":home",
    "team_id": "NULL",
    "valid_from": "'2020-01-01'",
    "valid_to": "NULL",
    "end_reason": "''",
}
STATUS = {
    "organisation_id": ":home",
    "status": "'sustaining'",
    "valid_from": "'2020-01-01'",
    "reason": "''",
}
PERSON = {"name": "'x'", "search_name": "'x'", "email": "NULL", "locale": "'nl'"}
ORGANISATION = {
    "slug": "'x'",
    "name": "'x'",
    "search_name": "'x'",
    "sector": "'hospital'",
    "province": "'limburg'",
    "wave_id": ":wave",
}
PLAN = {
    "version": "2",
    "valid_from": "'2020-01-01'",
    "years": "4",
    "target_organisations": "30",
    "second_wave_target": "10",
    "second_wave_from": "'2022-01-01'",
    "reason": "'x'",
}
EXEMPTION = {
    "organisation_id": ":home",
    "rule": "'three_teams'",
    "reason": "'x'",
    "valid_from": "'2020-01-01'",
    "valid_to": "NULL",
}
TABLES: Mapping[str, Mapping[str, str]] = {
    "team": TEAM,
    "post": POST,
    "organisation_status": STATUS,
    "person": PERSON,
    "organisation": ORGANISATION,
    "plan": PLAN,
    "exemption": EXEMPTION,
    "wave": {"number": "7", "starts_on": "'2020-01-01'"},
}


def run(cast: Cast, statement: str) -> None:
    """Run one statement with the ids of the cast, and keep it."""
    names = {
        "home": cast.home.organisation_id,
        "team": cast.home.team_ids[0],
        "away_team": cast.away.team_ids[0],
        "person": cast.stranger.person_id,
        "wave": 1,
    }
    used = {key: value for key, value in names.items() if f":{key}" in statement}
    with transaction():
        db.session.execute(text(statement), used)


def insert(table: str, **changed: str) -> str:
    values = {**TABLES[table], **changed}
    return f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join(values.values())})"


def nobody_acts(cast: Cast) -> None:
    run(cast, "DELETE FROM post WHERE role = 'acting_ambassador' AND organisation_id = :home")


@pytest.mark.parametrize("table", TABLES)
def test_a_row_as_it_should_be_is_taken(cast: Cast, table: str) -> None:
    run(cast, insert(table))
    count = db.session.scalar(text(f"SELECT count(*) FROM {table}"))
    assert count is not None
    assert count >= 1


@pytest.mark.parametrize(
    ("rule", "statement"),
    [
        ("one_team_per_slot", insert("team", slot="1")),
        ("one_team_per_slot", "UPDATE team SET slot = 1 WHERE organisation_id = :home"),
        ("three_teams_at_most", insert("team", slot="4")),
        ("team_interval_not_empty", insert("team", valid_to="'2020-01-01'")),
        ("team_has_name", insert("team", name="''")),
        ("team_has_name", insert("team", own_word="''")),
        ("carecontext", insert("team", care_context="'both'")),
        ("one_current_ambassador", insert("post", role="'ambassador'")),
        (
            "one_current_ambassador",
            (
                "UPDATE post SET role = 'ambassador' "
                "WHERE role = 'sponsor' AND organisation_id = :home"
            ),
        ),
        (
            "one_acting_ambassador",
            insert("post", role="'acting_ambassador'", valid_to="'2021-01-01'"),
        ),
        ("one_primary_contact", insert("post", role="'primary_contact'")),
        ("post_interval_not_empty", insert("post", valid_to="'2019-12-31'")),
        ("role_at_its_place", insert("post", role="'coordinator'")),
        ("role_at_its_place", insert("post", organisation_id="NULL")),
        ("role_at_its_place", insert("post", role="'team_lead'")),
        ("role_at_its_place", insert("post", team_id=":team")),
        ("post_in_organisation_of_team", insert("post", role="'team_lead'", team_id=":away_team")),
        ("ck_post_role", insert("post", role="'king'")),
        ("stopping_has_reason", insert("organisation_status", status="'paused'")),
        ("stopping_has_reason", insert("organisation_status", status="'declined'")),
        ("one_status_per_day", insert("organisation_status", valid_from="'2019-11-01'")),
        ("status", insert("organisation_status", status="'asleep'")),
        ("address_in_lower_case", insert("person", email="'A@demo.example'")),
        ("one_person_per_address", insert("person", email="'stranger@demo.example'")),
        ("person_has_name", insert("person", name="''")),
        ("person_speaks_our_languages", insert("person", locale="'de'")),
        ("one_organisation_per_slug", insert("organisation", slug="'home'")),
        ("one_organisation_per_name", insert("organisation", name="'De Verzonnen Linde'")),
        ("organisation_has_name", insert("organisation", name="''")),
        ("sector", insert("organisation", sector="'prison'")),
        ("province", insert("organisation", province="'utrecht'")),
        ("slug_never_changes", "UPDATE organisation SET slug = 'x' WHERE id = :home"),
        ("plan_is_positive", insert("plan", years="0")),
        ("revision_has_reason", insert("plan", reason="''")),
        ("exemption_has_reason", insert("exemption", reason="''")),
        ("exemption_interval_not_empty", insert("exemption", valid_to="'2020-01-01'")),
        ("rule", insert("exemption", rule="'four_teams'")),
        ("one_wave_per_number", insert("wave", number="1")),
    ],
)
def test_each_rule_fires_by_its_name(cast: Cast, rule: str, statement: str) -> None:
    with pytest.raises(DatabaseError) as caught:
        run(cast, statement)
    assert rule in named(str(caught.value.orig), statement)


def named(message: str, statement: str) -> str:
    """Return the message; SQLite names the columns of a unique or foreign key, not the rule."""
    columns = {
        "UNIQUE constraint failed: organisation.slug": "one_organisation_per_slug",
        "UNIQUE constraint failed: organisation.name": "one_organisation_per_name",
        "UNIQUE constraint failed: person.email": "one_person_per_address",
        "UNIQUE constraint failed: wave.number": "one_wave_per_number",
        "UNIQUE constraint failed: organisation_status.organisation_id, "
        "organisation_status.valid_from": "one_status_per_day",
    }
    if message == "FOREIGN KEY constraint failed" and ":away_team" in statement:
        return "post_in_organisation_of_team"
    return columns.get(message, message)


@pytest.mark.parametrize("column", ["version", "valid_from"])
def test_a_plan_has_its_own_version_and_day(cast: Cast, column: str) -> None:
    run(cast, insert("plan"))
    other = {"version": "3", "valid_from": "'2021-01-01'"}
    del other[column]
    with pytest.raises(DatabaseError, match="version" if column == "version" else "valid_from|day"):
        run(cast, insert("plan", **other))


def test_a_next_holder_may_start_on_the_day_the_last_one_ends(cast: Cast) -> None:
    nobody_acts(cast)
    run(
        cast,
        "UPDATE post SET valid_to = '2020-01-01' "
        "WHERE role = 'ambassador' AND organisation_id = :home",
    )
    run(cast, insert("post", role="'ambassador'"))
    assert db.session.scalar(text("SELECT count(*) FROM post WHERE role = 'ambassador'")) == 3


def test_followers_share_the_place_that_is_none(cast: Cast) -> None:
    run(cast, insert("team"))
    run(cast, insert("team"))
    assert db.session.scalar(text("SELECT count(*) FROM team WHERE slot IS NULL")) == 2
