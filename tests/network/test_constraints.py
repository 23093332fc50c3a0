"""The database refuses by itself, under SQL that knows none of our rules."""

from collections.abc import Mapping
from typing import Final

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from portal.db import GUARDED, Model, db, transaction
from portal.network import rules
from portal.network.guards import STEPS
from portal.network.models import (
    Exemption,
    Organisation,
    OrganisationStatus,
    Person,
    Plan,
    Post,
    Team,
    Wave,
)
from portal.network.rules import TRANSITIONS
from tests.cast import Cast
from tests.conftest import Visitor

ROWS = (Exemption, Organisation, OrganisationStatus, Person, Plan, Post, Team, Wave)

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
        "third_team": cast.home.team_ids[2],
        "away": cast.away.organisation_id,
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


CASES: Final = (
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
        ("UPDATE post SET role = 'ambassador' WHERE role = 'sponsor' AND organisation_id = :home"),
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
    ("statuses_follow_the_steps", insert("organisation_status", status="'accepted'")),
    ("statuses_follow_the_steps", "UPDATE organisation_status SET status = 'completed'"),
    (
        "organisation_status_stays_with_its_organisation",
        "UPDATE organisation_status SET organisation_id = :away WHERE organisation_id = :home",
    ),
    (
        "team_stays_with_its_organisation",
        "UPDATE team SET organisation_id = :away, slot = NULL WHERE id = :third_team",
    ),
    (
        "post_within_days_of_team",
        insert("post", role="'team_lead'", team_id=":team", valid_from="'2019-01-01'"),
    ),
    (
        "post_within_days_of_team",
        "UPDATE post SET valid_from = '2019-01-01' WHERE team_id = :team",
    ),
    ("team_lasts_as_long_as_its_posts", "UPDATE team SET valid_to = '2021-01-01' WHERE id = :team"),
    ("acting_for_a_while", insert("post", role="'acting_ambassador'")),
    (
        "ambassador_stays_while_acted_for",
        (
            "UPDATE post SET valid_to = '2021-01-01' "
            "WHERE role = 'ambassador' AND organisation_id = :home"
        ),
    ),
    ("open_post_is_of_one_holder", insert("exemption", cause="'open_post'")),
    ("ck_exemption_cause", insert("exemption", cause="'weather'")),
    ("continues_in_its_organisation", insert("team", continues_id=":away_team")),
)


def nobody_acts(cast: Cast) -> None:
    run(cast, "DELETE FROM post WHERE role = 'acting_ambassador' AND organisation_id = :home")


@pytest.mark.parametrize("table", TABLES)
def test_a_row_as_it_should_be_is_taken(cast: Cast, table: str) -> None:
    run(cast, insert(table))
    count = db.session.scalar(text(f"SELECT count(*) FROM {table}"))
    assert count is not None
    assert count >= 1


@pytest.mark.parametrize(("rule", "statement"), CASES)
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
        continues = "continues_id" in statement
        return "continues_in_its_organisation" if continues else "post_in_organisation_of_team"
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


def test_a_step_in_the_middle_is_not_taken_out(cast: Cast) -> None:
    run(cast, insert("organisation_status", status="'paused'", reason="'x'"))
    run(cast, insert("organisation_status", status="'active'", valid_from="'2021-01-01'"))
    with pytest.raises(DatabaseError, match="statuses_stay_without_a_gap"):
        run(cast, "DELETE FROM organisation_status WHERE status = 'paused'")
    assert db.session.scalar(text("SELECT count(*) FROM organisation_status")) == 4


def test_nobody_acts_for_nobody(cast: Cast) -> None:
    run(
        cast,
        "UPDATE post SET valid_to = '2030-01-01' "
        "WHERE role = 'ambassador' AND organisation_id = :home",
    )
    later = insert(
        "post",
        role="'acting_ambassador'",
        valid_from="'2031-01-01'",
        valid_to="'2032-01-01'",
    )
    with pytest.raises(DatabaseError, match="acting_beside_an_ambassador"):
        run(cast, later)


def test_an_exemption_stays_with_its_organisation(cast: Cast) -> None:
    run(cast, insert("exemption"))
    with pytest.raises(DatabaseError, match="exemption_stays_with_its_organisation"):
        run(cast, "UPDATE exemption SET organisation_id = :away")


def test_the_database_knows_the_steps_of_the_rules() -> None:
    steps = {status.value: set(after) for status, after in TRANSITIONS.items() if after}
    assert {status: set(after) for status, after in STEPS.items()} == steps


# Tested apart, above; and one that only lets others point at a team with its organisation.
APART = {
    "one_plan_per_version",
    "one_plan_per_day",
    "statuses_stay_without_a_gap",
    "acting_beside_an_ambassador",
    "exemption_stays_with_its_organisation",
    "team_in_its_organisation",
}


def test_every_rule_of_the_room_is_broken_somewhere_above() -> None:
    tables = {row.__tablename__: Model.metadata.tables[row.__tablename__] for row in ROWS}
    own = {guard.name for guard in GUARDED.values() if guard.table in tables}
    for name, table in tables.items():
        for rule in table.constraints:
            word = str(rule.name).removeprefix(f"ck_{name}_")
            if not word.startswith(("pk_", "fk_")):
                own.add(word)
    tested = {rule.removeprefix("ck_post_").removeprefix("ck_exemption_") for rule, _ in CASES}
    assert own - tested - APART == set()


def test_the_loser_of_a_race_is_told_so(
    client: Visitor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without our own check the guard of the database speaks: 409, never 500."""
    monkeypatch.setattr(rules, "check_may_hold", lambda *_: None)
    client.sign_in(cast.coordinator)
    sent: dict[str, object] = {
        "role": "ambassador",
        "email": cast.stranger.email,
        "start": "2022-11-01",
    }
    answer = client.submit("/organisations/home/posts/give?lang=en", sent)
    assert (answer.status_code, "Somebody was here before you" in answer.text) == (409, True)
