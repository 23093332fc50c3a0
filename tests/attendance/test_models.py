"""What the database itself refuses about the day of a meeting, by direct SQL."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.attendance import attesting, checking_in
from portal.db import db, transaction
from portal.meetings.models import Presence
from tests.attendance.happening import held, there
from tests.cast import Cast
from tests.meetings.planned import ON, meeting_by

HASH = "a" * 64
GUEST = (
    "INSERT INTO guest (id, meeting_id, name, organisation, folded, presence, came_on) VALUES"
    " ({id}, {meeting}, {name}, {organisation}, {folded}, {presence}, '2022-11-15')"
)
GOOD_GUEST = {
    "id": f"'{'b' * 32}'",
    "name": "'Mia'",
    "organisation": "''",
    "folded": "'mia'",
    "presence": "'online'",
}
CODE = (
    "INSERT INTO check_in_code (meeting_id, code_hash, sealed, made_on, slips)"
    " VALUES ({meeting}, {hash}, 'x', '2022-11-15', {slips})"
)
ATTESTATION = (
    "INSERT INTO attestation (holder, person_id, instead_of_id, guest_id, meeting_id, year, name,"
    " salt, code_hash, content_hash, made_on) VALUES ({holder}, {person}, {instead}, {guest},"
    " {meeting}, {year}, {name}, 's', {hash}, {content}, '2022-11-15')"
)
LONG = "'" + "x" * 201 + "'"


def run(statement: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(text(statement))


def refused(statement: str) -> str:
    """Run a statement that the database must refuse; return what it says."""
    with pytest.raises(DBAPIError) as error:
        run(statement)
    return str(error.value.args[0])


@pytest.fixture
def counted(running: int) -> int:
    """A meeting with one guest, whose name is not there yet."""
    with transaction():
        meeting_by(running).guests = 1
    return running


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"name": "''"}, "guest_has_a_name"),
        ({"name": LONG}, "guest_has_a_name"),
        ({"organisation": LONG}, "guest_is_from_somewhere"),
        ({"presence": "'absent'"}, "a_guest_was_there"),
        ({"id": "'1'"}, "guest_id_is_random"),
    ],
)
def test_a_guest_is_somebody_who_was_there(counted: int, wrong: dict[str, str], rule: str) -> None:
    assert rule in refused(GUEST.format(**{**GOOD_GUEST, "meeting": counted, **wrong}))


def test_a_name_is_one_guest_and_is_counted(counted: int) -> None:
    good = {**GOOD_GUEST, "meeting": str(counted)}
    run(GUEST.format(**good))
    other = {**good, "id": f"'{'c' * 32}'"}
    said = refused(GUEST.format(**other))
    assert "each_guest_once_a_meeting" in said or "guest.meeting_id, guest.folded" in said
    another = {**other, "folded": "'jan'"}
    assert "guests_with_a_name_are_counted" in refused(GUEST.format(**another))
    assert "named_guests_stay_counted" in refused(
        f"UPDATE meeting SET guests = 0 WHERE id = {counted}"
    )


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"hash": "'short'"}, "check_in_code_is_kept_as_a_hash"),
        ({"slips": "-1"}, "slips_count_up"),
    ],
)
def test_a_code_is_a_hash_and_counts_up(running: int, wrong: dict[str, str], rule: str) -> None:
    good = {"meeting": str(running), "hash": f"'{HASH}'", "slips": "0"}
    assert rule in refused(CODE.format(**{**good, **wrong}))


def test_nobody_checks_in_where_nothing_takes_place(cast: Cast, running: int) -> None:
    with transaction():
        checking_in.make_code(meeting_by(running), on=ON, by=cast.coordinator.person_id)
    run(f"UPDATE meeting SET state = 'cancelled', cancel_reason = 'x' WHERE id = {running}")
    rule = "check_in_where_a_meeting_takes_place"
    assert rule in refused("UPDATE check_in_code SET slips = 1")
    run("DELETE FROM check_in_code")
    good = {"meeting": str(running), "hash": f"'{HASH}'", "slips": "0"}
    assert rule in refused(CODE.format(**good))


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"year": "2022"}, "attests_a_meeting_or_year"),
        ({"meeting": "NULL"}, "attests_a_meeting_or_year"),
        ({"person": "NULL"}, "a_person_holds_their_own"),
        ({"instead": "{lead}"}, "only_a_deputy_comes_instead"),
        ({"guest": "'g'"}, "only_a_guest_is_a_guest"),
        ({"name": "''"}, "attestation_names_its_person"),
        ({"hash": "'short'"}, "attestation_code_is_a_hash"),
        (
            {"holder": "'guest'", "person": "NULL", "meeting": "NULL", "year": "2022"},
            "a_year_is_of_a_person",
        ),
    ],
)
def test_an_attestation_is_of_somebody_about_something(
    cast: Cast, running: int, wrong: dict[str, str], rule: str
) -> None:
    good = {
        "holder": "'person'",
        "person": str(cast.contact.person_id),
        "instead": "NULL",
        "guest": "NULL",
        "meeting": str(running),
        "year": "NULL",
        "name": "'Hilde'",
        "hash": f"'{HASH}'",
        "content": "'c'",
    }
    lead = str(cast.lead.person_id)
    bent = {key: value.format(lead=lead) for key, value in wrong.items()}
    assert rule in refused(ATTESTATION.format(**{**good, **bent}))


def test_what_is_attested_stays_and_is_said_once(cast: Cast, running: int) -> None:
    there(running, cast.contact, Presence.ON_SITE)
    held(running)
    with transaction():
        by, person_id = cast.coordinator.person_id, cast.contact.person_id
        attesting.attest_meeting(meeting_by(running), person_id, on=ON, by=by)
    for change in ("name = 'Iemand anders'", f"code_hash = '{HASH}'", "made_on = '2020-01-01'"):
        assert "what_is_attested_stays" in refused(f"UPDATE attestation SET {change}")
    assert "attested_lines_stay" in refused("UPDATE attestation_line SET organisation = 'x'")
    twin = (
        "INSERT INTO attestation (holder, person_id, meeting_id, name, salt, code_hash,"
        f" content_hash, made_on) SELECT holder, person_id, meeting_id, name, salt, '{HASH}',"
        " content_hash, made_on FROM attestation"
    )
    said = refused(twin)
    assert "one_standing_attestation_says_this" in said or "attestation.content_hash" in said
    absent = (
        "INSERT INTO attestation_line (attestation_id, meeting_id, organisation, presence)"
        f" SELECT id, {running} + 1, '', 'absent' FROM attestation"
    )
    assert "attested_is_who_was_there" in refused(absent)
    run("UPDATE attestation SET withdrawn_on = '2022-11-16'")
    assert "what_is_attested_stays" in refused("UPDATE attestation SET withdrawn_on = NULL")
