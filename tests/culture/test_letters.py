"""Letters of a measurement to many: what they say alike is read once, however many leave."""

import secrets
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.clock import now
from portal.culture import letters
from portal.db import db, transaction
from portal.network.models import Person, Post
from portal.outbox.models import OutboxMail
from portal.outbox.writing import one_batch
from portal.policy.table import Role
from tests.cast import Cast
from tests.conftest import TODAY, Counter
from tests.culture import measurements as m


def _leads(cast: Cast, count: int) -> None:
    """Let as many people more lead the first team at home."""
    with transaction():
        for number in range(count):
            person = Person(name=f"Lead {number}", email=f"{secrets.token_hex(6)}@demo.example")
            db.session.add(person)
            db.session.flush()
            post = Post(person_id=person.id, role=Role.TEAM_LEAD, valid_from=m.INFORMED)
            post.organisation_id, post.team_id = cast.home.organisation_id, cast.home.team_ids[0]
            db.session.add(post)


def _queued(what: str) -> list[dict[str, object]]:
    found = [dict(mail.parameters or {}) for mail in db.session.scalars(select(OutboxMail))]
    return [one for one in found if one["what"] == what]


@pytest.mark.parametrize("count", [30, 300])
def test_a_batch_of_letters_reads_its_measurement_and_its_readers_once(
    cast: Cast, count_statements: Counter, count: int
) -> None:
    m.whole(cast, on=m.RELEASED)
    _leads(cast, count)
    with transaction():
        letters.tell(m.RELEASED, now=now())
    waiting = _queued("team")
    assert len(waiting) == count + 2
    with count_statements() as seen, one_batch():
        written = [letters.write(one, "nl") for one in waiting]
    assert all(written)
    assert len(seen) == 2
    told = {one.letter.text.split("\n")[0] for one in written if one is not None}
    assert len(told) > count / 2, "each is called by the own name"


def test_counts_are_read_once_for_all_ambassadors(cast: Cast, count_statements: Counter) -> None:
    opened = TODAY - timedelta(days=7)
    m.plan(cast, opens=opened, closes=TODAY + timedelta(days=14))
    m.prepare(cast, m.usual(cast))
    m.open_(cast, on=opened)
    with transaction():
        letters.tell(TODAY, now=now())
    waiting = _queued("count")
    assert len(waiting) == 4
    with count_statements() as seen, one_batch():
        written = [letters.write(one, "nl") for one in waiting]
    assert len(seen) == 3
    assert all(one is not None and one.letter.text.count("0 van de 12") == 3 for one in written)


def test_who_left_the_post_gets_no_letter_any_more(cast: Cast) -> None:
    m.whole(cast, on=m.RELEASED)
    with transaction():
        letters.tell(m.RELEASED, now=now())
    (mine,) = (one for one in _queued("team") if one["person"] == cast.lead.person_id)
    assert letters.write(mine, "nl") is not None
    with transaction():
        held = select(Post).where(Post.person_id == cast.lead.person_id)
        for post in db.session.scalars(held):
            post.valid_to = m.RELEASED
    assert letters.write(mine, "nl") is None
