"""The people of the practice network who are on their way in."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal.clock import now
from portal.db import db, transaction
from portal.demo.people import INVITED_ON, QUIET, fill_people
from portal.demo.roster import TODAY
from portal.network.models import Person
from portal.people.models import InvitationRound, MailChoice
from portal.people.queries.doubles import doubles_of
from portal.people.queries.inviting import progress_of
from portal.people.queries.listing import Filters
from portal.people.rules import Standing
from portal.policy.decide import Actor, PostHeld
from portal.policy.table import Role

COORDINATOR = Actor(
    person_id=1, name="", locale="nl", posts=frozenset({PostHeld(role=Role.COORDINATOR)})
)


@pytest.fixture(autouse=True)
def _people(app: Flask) -> None:
    assert app
    with transaction():
        fill_people()


def test_somebody_is_in_each_state_of_an_invitation() -> None:
    past = db.session.scalars(select(InvitationRound)).one()
    assert past.asked_on == INVITED_ON
    progress = progress_of(past, Filters(on=TODAY, now=now()))
    assert (progress.sent, progress.waiting, progress.total) == (5, 0, 6)
    assert progress.standings == {Standing.INVITED: 3, Standing.LAPSED: 2}


def test_somebody_is_here_twice() -> None:
    person = db.session.scalars(select(Person).where(Person.email.like("member.02-1@%"))).one()
    assert [one.email for one in doubles_of(COORDINATOR, person)] == ["member.02.1@demo.example"]


def test_some_chose_fewer_mails() -> None:
    assert len(db.session.scalars(select(MailChoice)).all()) == len(QUIET)
