"""What people do with their own account: end sessions, choose a password, move to an address."""

import secrets
from datetime import datetime

from sqlalchemy import delete, select

from portal.accounts.models import Link, User, UserSession
from portal.accounts.own import rules
from portal.accounts.own.models import AddressChange
from portal.accounts.rules import fingerprint
from portal.audit.services import record
from portal.db import db
from portal.network.models import Person
from portal.outbox.letters import compose
from portal.outbox.services import queue_mail


def end_session(account: User, session_id: int) -> bool:
    """End one session of this account; ``False`` when it has no such session."""
    mine = UserSession.account_id == account.id, UserSession.id == session_id
    ended = db.session.execute(delete(UserSession).where(*mine))
    return bool(ended.rowcount)  # type: ignore[attr-defined]  # of every result of a write


def end_other_sessions(account: User, *, but: int) -> None:
    """End all sessions of this account except one."""
    others = UserSession.account_id == account.id, UserSession.id != but
    db.session.execute(delete(UserSession).where(*others))


def change_password(account: User, password_hash: str, *, here: int, now: datetime) -> None:
    """Give an account another password: other sessions and all open links end, the owner is told.

    The account comes with its person. The hash is made before, so that no other writer waits.
    """
    account.password = password_hash
    account.fs_uniquifier = secrets.token_hex(16)
    db.session.execute(delete(Link).where(Link.account_id == account.id))
    end_other_sessions(account, but=here)
    person = account.person
    record("password_set", by=person.id, at=now, object_kind="person", object_id=person.id)
    _write(person, person.email or "", "password-changed", key=account.fs_uniquifier, now=now)


def ask_address(account: User, address: str, *, now: datetime) -> None:
    """Mail a link to a new address and a notice to the old one; the same work for every address.

    The link goes out only when the address is nobody's. Its owner is told in its place.
    """
    person = account.person
    rules.check_may_change_address(old=person.email or "", new=address)
    taken = db.session.scalar(select(Person).where(Person.email == address))
    change, token = _make_change(account, address, now=now)
    if taken is None:
        _write(person, address, "new-address", key=change.token_hash, now=now, token=token)
    else:
        _write(taken, address, "address-taken", key=change.token_hash, now=now, token="")
    if person.email:
        _write(person, person.email, "address-asked", key=change.token_hash, now=now)
    record("address_asked", by=person.id, at=now, object_kind="person", object_id=person.id)


def take_address(change: AddressChange, *, now: datetime) -> Person:
    """Use the link once: from now on the person is known by the new address.

    The change comes with its account and person. Links that were mailed to the old address stop
    working. Raises ``RuleBroken`` when the link was used, or the address is somebody's by now.
    """
    taken = db.session.execute(delete(AddressChange).where(AddressChange.id == change.id))
    holder = db.session.scalar(select(Person.id).where(Person.email == change.address))
    rules.check_change_was_there(
        taken.rowcount,  # type: ignore[attr-defined]  # of every result of a write
        is_free=holder is None,
    )
    person = change.account.person
    person.email = change.address
    db.session.execute(delete(Link).where(Link.account_id == change.account_id))
    record("address_changed", by=person.id, at=now, object_kind="person", object_id=person.id)
    return person


def forget_change(account_id: int) -> None:
    """Forget the address that the owner of an account wanted to move to."""
    db.session.execute(delete(AddressChange).where(AddressChange.account_id == account_id))


def _make_change(account: User, address: str, *, now: datetime) -> tuple[AddressChange, str]:
    """Put this wish in the place of an earlier one."""
    forget_change(account.id)
    token = secrets.token_urlsafe(32)
    change = AddressChange(
        account_id=account.id,
        address=address,
        token_hash=fingerprint(token),
        expires_at=now + rules.CHANGE_LASTS,
    )
    db.session.add(change)
    db.session.flush()
    return change, token


def _write(
    person: Person, address: str, name: str, *, key: str, now: datetime, token: str | None = None
) -> None:
    """Queue a letter; one that could hold a token is kept sealed."""
    letter = compose(
        f"accounts/mail/{name}",
        locale=person.locale,
        person=person,
        token=token,
        expires_at=now + rules.CHANGE_LASTS,
    )
    queue_mail(
        letter,
        dedupe_key=f"{name}/{key}",
        recipient=address,
        locale=person.locale,
        due_at=now,
        secret=token is not None,
    )
