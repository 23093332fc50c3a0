"""The ways of somebody's second step, read; what was begun at the door, found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager

from portal.accounts.models import User
from portal.accounts.rules import fingerprint
from portal.accounts.second_step.models import (
    AuthenticatorApp,
    Begun,
    Passkey,
    Purpose,
    RecoveryCode,
)
from portal.accounts.second_step.rules import OVER
from portal.db import db
from portal.rules import RuleBroken


@dataclass(frozen=True, kw_only=True)
class Ways:
    """How an account can take the second step."""

    app_since: date | None
    passkeys: Sequence[Passkey]
    codes_left: int

    @property
    def count(self) -> int:
        """How many ways there are; recovery codes are for when these fail."""
        return len(self.passkeys) + (self.app_since is not None)


def ways_of(account_id: int) -> Ways:
    """Return the ways of an account, passkeys in the order in which they were added."""
    app = select(AuthenticatorApp.made_on).where(AuthenticatorApp.account_id == account_id)
    codes = select(func.count()).where(RecoveryCode.account_id == account_id)
    app_since, codes_left = db.session.execute(
        select(app.scalar_subquery(), codes.scalar_subquery())
    ).one()
    return Ways(app_since=app_since, passkeys=passkeys_of(account_id), codes_left=codes_left)


def passkeys_of(account_id: int) -> Sequence[Passkey]:
    """Return the passkeys of an account, oldest first."""
    mine = select(Passkey).where(Passkey.account_id == account_id)
    return db.session.scalars(mine.order_by(Passkey.id)).all()


def with_second_step(
    account_id: InstrumentedAttribute[int],
) -> ColumnElement[bool]:
    """Return whether the account in this column has a second step, to be asked with others."""
    return or_(
        exists().where(AuthenticatorApp.account_id == account_id),
        exists().where(Passkey.account_id == account_id),
    )


def has_second_step(account_id: int) -> bool:
    """Tell whether an account has a second step."""
    query = select(with_second_step(User.id)).where(User.id == account_id)
    return bool(db.session.scalar(query))


def find_passkey(passkey_id: int, *, account_id: int) -> Passkey | None:
    """Return an account's own passkey."""
    mine = Passkey.id == passkey_id, Passkey.account_id == account_id
    return db.session.scalar(select(Passkey).where(*mine))


def find_passkey_by_credential(credential_id: bytes) -> Passkey | None:
    """Return the passkey of an open account that a device speaks of, with account and person."""
    query = select(Passkey).join(Passkey.account).join(User.person)
    to_person = contains_eager(Passkey.account).contains_eager(User.person)
    this = Passkey.credential_id == credential_id, User.active
    return db.session.scalar(query.where(*this).options(to_person))


def find_begun(key: str | None, purpose: Purpose, *, now: datetime) -> Begun | None:
    """Return what the holder of this key began and may still finish."""
    if not key:
        return None
    this = Begun.key_hash == fingerprint(key), Begun.purpose == purpose, Begun.expires_at > now
    return db.session.scalar(select(Begun).where(*this))


def find_half_in(key: str | None, *, now: datetime) -> User | None:
    """Return the open account whose password was right in this browser, with its person."""
    if not key:
        return None
    this = Begun.key_hash == fingerprint(key), Begun.purpose == Purpose.SIGN_IN
    query = select(User).join(Begun, Begun.account_id == User.id).join(User.person)
    open_ = query.where(*this, Begun.expires_at > now, User.active)
    return db.session.scalar(open_.options(contains_eager(User.person)))


def get_account(account_id: int) -> User:
    """Return an open account with its person; raise ``RuleBroken`` when it was closed meanwhile."""
    query = select(User).join(User.person).where(User.id == account_id, User.active)
    account = db.session.scalar(query.options(contains_eager(User.person)))
    if account is None:
        raise RuleBroken(OVER)
    return account
