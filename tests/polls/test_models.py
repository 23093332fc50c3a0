"""The database holds the rules of polls too: SQL that breaks one is refused by its name."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.db import db, transaction
from portal.polls.models import Mark
from tests.cast import Cast
from tests.polls.conftest import asked_by, mark, poll_by


def refused(statement: str, name: str, **known: object) -> None:
    """Run SQL that must be refused, and look for the name of the rule."""
    with pytest.raises(DBAPIError) as broken, transaction():
        db.session.execute(text(statement), known)
    assert name in str(broken.value.orig)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("title = ''", "poll_has_short_title"),
        ("lang = 'fr'", "poll_in_our_languages"),
        ("kind = 'reflection'", "poll_is_not_for_the_series"),
        ("join_url = 'http://x.example'", "poll_link_is_https"),
        ("place = '', join_url = ''", "poll_is_somewhere"),
        ("revision = 0", "poll_counts_its_changes"),
        ("state = 'picked'", "picked_poll_has_its_meeting"),
        ("state = 'closed'", "closed_poll_says_why"),
        ("opened_on = NULL", "open_poll_has_its_day"),
        ("closes_on = '2022-11-14'", "poll_leaves_time_to_mark"),
        ("state = 'draft'", "poll_takes_only_known_steps"),
    ],
)
def test_a_poll_keeps_its_rules(opened: int, change: str, name: str) -> None:
    refused(f"UPDATE poll SET {change} WHERE id = :id", name, id=opened)


def test_a_poll_opens_with_two_days_at_least(draft: int) -> None:
    refused_step = "UPDATE poll SET state = 'open', opened_on = '2022-11-15' WHERE id = :id"
    with transaction():
        keep = poll_by(draft).options[0].id
        known = {"poll": draft, "keep": keep}
        gone = text("DELETE FROM poll_option WHERE poll_id = :poll AND id <> :keep")
        db.session.execute(gone, known)
    refused(refused_step, "open_poll_has_two_to_eight_days", id=draft)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("day = '2023-01-20'", "proposed_day_stays"),
        ("starts_at = '10:00:00.000000'", "proposed_day_stays"),
        ("picked = true", "one_pick_per_poll"),
    ],
)
def test_a_day_keeps_its_rules(opened: int, change: str, name: str) -> None:
    statement = f"UPDATE poll_option SET {change} WHERE poll_id = :id"
    with pytest.raises(DBAPIError) as broken, transaction():
        db.session.execute(text(statement), {"id": opened})
    assert name in str(broken.value.orig) or "poll_option.poll_id" in str(broken.value.orig)


def test_no_day_is_picked_before_people_were_asked(draft: int) -> None:
    statement = "UPDATE poll_option SET picked = true WHERE id = :id"
    refused(statement, "day_is_picked_of_an_open_poll", id=poll_by(draft).options[0].id)


@pytest.mark.parametrize(
    ("ends", "name"),
    [("15:00:00.000000", "days_are_added_to_a_draft"), ("09:00:00.000000", "ends_after")],
)
def test_no_day_is_added_once_people_were_asked(opened: int, ends: str, name: str) -> None:
    refused(
        "INSERT INTO poll_option (poll_id, day, starts_at, ends_at, picked)"
        " VALUES (:id, '2023-01-31', '13:00:00.000000', :ends, false)",
        name,
        id=opened,
        ends=ends,
    )


def test_a_day_and_hour_is_there_once(draft: int) -> None:
    again = (
        "INSERT INTO poll_option (poll_id, day, starts_at, ends_at, picked)"
        " SELECT poll_id, day, starts_at, ends_at, false FROM poll_option WHERE poll_id = :id"
    )
    with pytest.raises(DBAPIError) as broken, transaction():
        db.session.execute(text(again), {"id": draft})
    told = str(broken.value.orig)
    assert "each_day_and_hour_once" in told or "poll_option.starts_at" in told


def test_nothing_is_marked_once_it_is_over(app: Flask, cast: Cast, opened: int) -> None:
    assert app
    mark(opened, cast.contact, Mark.YES, Mark.NO, Mark.NO)
    own = asked_by(opened, cast.contact).id
    with transaction():
        poll = poll_by(opened)
        db.session.execute(
            text("UPDATE poll SET state = 'closed', close_reason = 'x' WHERE id = :id"),
            {"id": poll.id},
        )
    refused(
        "UPDATE poll_mark SET mark = 'no' WHERE asked_id = :id", "marks_are_of_an_open_poll", id=own
    )


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("comment = 'later'", "comment_comes_with_marks"),
        (f"marked_on = '2022-11-15', comment = '{'x' * 301}'", "poll_comment_is_short"),
    ],
)
def test_who_is_asked_says_little(opened: int, cast: Cast, change: str, name: str) -> None:
    own = asked_by(opened, cast.contact).id
    refused(f"UPDATE poll_asked SET {change} WHERE id = :id", name, id=own)
