"""Accounts for the cast, and ways to count what a request costs."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.accounts import passwords, services
from portal.accounts.models import User
from portal.db import db, transaction
from portal.outbox.models import OutboxMail
from portal.outbox.sealing import unseal
from tests.accounts.provider import Provider, running_provider
from tests.cast import Cast, Member
from tests.conftest import Visitor

PASSWORD = "kers tafel olie wind"
passwords.ARGON2.update(argon2__memory_cost=8, argon2__time_cost=1)  # the real one is slow


def give_account(member: Member, password: str | None = PASSWORD) -> int:
    """Give somebody of the cast an account; return its id."""
    with transaction():
        made = passwords.hashed(password) if password else None
        return services.add_account(member.person_id, password_hash=made).id


def account_of(member: Member) -> User:
    """Return the account as it is now."""
    db.session.rollback()
    return db.session.scalars(select(User).where(User.person_id == member.person_id)).one()


def enter(client: Visitor, member: Member, password: str = PASSWORD, **more: str) -> TestResponse:
    """Sign in by the form."""
    return client.submit("/sign-in", {"email": member.email, "password": password, **more})


def is_in(client: Visitor) -> bool:
    """Tell whether the portal knows who this visitor is."""
    return client.get("/me/").status_code == 200


def links() -> list[str]:
    """Return the path of each link that was mailed, oldest first, as its reader sees it."""
    mails = db.session.scalars(select(OutboxMail).where(OutboxMail.secret).order_by(OutboxMail.id))
    return [re.findall(r"http://localhost(/set-password/\S+)", unseal(m.text))[0] for m in mails]


@dataclass
class Work:
    """What one request cost, in the two things that take time."""

    statements: list[str] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)

    def __eq__(self, other: object) -> bool:
        """Compare the statements one by one, and the number of hashes."""
        assert isinstance(other, Work)
        return (self.statements, self.hashes) == (other.statements, other.hashes)

    __hash__ = None  # type: ignore[assignment]


Measure = Callable[[], AbstractContextManager[Work]]


@pytest.fixture
def measure(
    count_statements: Callable[[], AbstractContextManager[list[str]]],
    monkeypatch: pytest.MonkeyPatch,
) -> Measure:
    """Collect the statements and hashes that run inside ``with measure() as work``."""

    @contextmanager
    def measuring() -> Iterator[Work]:
        work = Work()
        with monkeypatch.context() as patch, count_statements() as statements:
            for name in ("hash_password", "verify_password"):
                real = getattr(passwords, name)

                def counted(
                    *args: str, name: str = name, real: Callable[..., object] = real
                ) -> object:
                    work.hashes.append(name)
                    return real(*args)

                patch.setattr(passwords, name, counted)
            yield work
            work.statements += statements

    return measuring


@pytest.fixture
def members(cast: Cast) -> Cast:
    """The cast, with an account for the ambassador, the neighbour and the administrator."""
    for member in (cast.ambassador, cast.neighbour, cast.administrator, cast.stranger):
        give_account(member)
    return cast


@pytest.fixture
def provider(app: Flask) -> Iterator[Provider]:
    """An identity provider of this test alone, of which the portal knows nothing yet."""
    app.extensions["identity_directory"].forget()
    with running_provider() as provider:
        yield provider
