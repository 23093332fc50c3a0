"""People whom the tests of this room add to the cast."""

from datetime import date

from sqlalchemy import select

from portal.accounts.models import User
from portal.db import db, transaction
from portal.network.models import Person, Post
from portal.policy.table import Role
from tests.cast import Home, Member

SINCE = date(2022, 1, 1)


def add_member(home: Home, name: str, email: str | None, *, locale: str = "nl") -> Member:
    """Add a member of an organisation's first team."""
    with transaction():
        person = Person(name=name, email=email, locale=locale)
        db.session.add(person)
        db.session.flush()
        db.session.add(
            Post(
                person_id=person.id,
                role=Role.TEAM_MEMBER,
                organisation_id=home.organisation_id,
                team_id=home.team_ids[0],
                valid_from=SINCE,
            )
        )
        return Member(person_id=person.id, name=name, email=email or "")


def account_of(member: Member) -> User | None:
    """Return somebody's account, read anew."""
    db.session.rollback()
    return db.session.scalar(select(User).where(User.person_id == member.person_id))
