"""People of the practice network who are on their way in: invited, waiting, registered twice."""

import secrets
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from portal.accounts.models import Link, LinkPurpose, User
from portal.accounts.rules import LINK_LASTS, fingerprint
from portal.accounts.services import add_account
from portal.clock import now
from portal.db import db
from portal.demo.names import name_of
from portal.network.models import Person, Post, Team
from portal.network.rules import Interval
from portal.network.services.people import add_person
from portal.network.services.posts import give_post
from portal.people.models import (
    InvitationRound,
    LeftOut,
    MailTopic,
    WantedInvitation,
    WantedState,
)
from portal.people.services.choices import stop_mails
from portal.policy.table import Role

FIRST_NAME: Final = 700  # behind the last name that the roster gives
INVITED_ON: Final = date(2022, 11, 8)
SINCE: Final = date(2022, 9, 1)
COLLEAGUES: Final = 9
QUIET: Final = ("lead.03-1", "lead.08-2", "member.12-1")


def fill_people() -> None:
    """Add colleagues of one team in every state of an invitation, a double, and mail choices."""
    team = _team_of("member.02-1")
    colleagues = [_colleague(number, team) for number in range(COLLEAGUES)]
    _invite(colleagues)
    double = add_person(_person("member.02-1").name, "member.02.1@demo.example", by=None)
    give_post(double, Role.TEAM_MEMBER, place=team, period=Interval(start=SINCE), by=None)
    for key in QUIET:
        stop_mails(_person(key).id, MailTopic.EVALUATION_REMINDERS, on=INVITED_ON)


def _colleague(number: int, team: Team) -> Person:
    address = f"collega.02-{number + 1}@demo.example" if number else None
    person = add_person(name_of(FIRST_NAME + number), address, by=None)
    give_post(person, Role.TEAM_MEMBER, place=team, period=Interval(start=SINCE), by=None)
    return person


def _invite(colleagues: list[Person]) -> None:
    """Write down a round of a week ago: without mails, since those of the past are not sent."""
    by = _person("coordinator")
    past = InvitationRound(asked_on=INVITED_ON, by_person_id=by.id)
    db.session.add(past)
    db.session.flush()
    for number, person in enumerate(colleagues[:6]):
        wanted = WantedInvitation(round_id=past.id, person_id=person.id, state=WantedState.SENT)
        if not person.email:
            wanted.state, wanted.reason = WantedState.LEFT_OUT, LeftOut.NO_ADDRESS
        else:
            account = add_account(person.id)
            if number % 2:
                _leave_open(account)
        db.session.add(wanted)
    db.session.flush()


def _leave_open(account: User) -> None:
    """Let an invitation of some days ago still work; nobody knows its link."""
    made_at = now() - timedelta(days=7)
    db.session.add(
        Link(
            account_id=account.id,
            purpose=LinkPurpose.INVITATION,
            token_hash=fingerprint(secrets.token_urlsafe(32)),
            made_at=made_at,
            expires_at=made_at + LINK_LASTS[LinkPurpose.INVITATION],
        )
    )


def _person(key: str) -> Person:
    return db.session.scalars(select(Person).where(Person.email == f"{key}@demo.example")).one()


def _team_of(key: str) -> Team:
    posts = select(Post.team_id).where(Post.person_id == _person(key).id)
    return db.session.scalars(select(Team).where(Team.id.in_(posts))).one()
