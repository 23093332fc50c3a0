"""What happens to accounts: invited, let in, let out, given a new password, closed."""

import secrets
from datetime import date, datetime

from sqlalchemy import and_, delete, select, update

from portal.accounts import rules
from portal.accounts.models import Link, LinkPurpose, ResetRequest, Tries, User, UserSession
from portal.accounts.oidc.models import Identity
from portal.accounts.oidc.queries import is_linked
from portal.accounts.own.models import AddressChange
from portal.accounts.upsert import insert_new
from portal.audit.services import record
from portal.db import db
from portal.network.as_of import valid_on
from portal.network.models import Person, Post
from portal.network.rules import Interval
from portal.network.services.people import add_person
from portal.network.services.posts import give_post
from portal.outbox.letters import compose
from portal.outbox.services import queue_mail
from portal.policy.table import Role


def add_account(person_id: int, *, password_hash: str | None = None) -> User:
    """Give a person an account, without a password until they choose one."""
    account = User(person_id=person_id, password=password_hash, fs_uniquifier=secrets.token_hex(16))
    db.session.add(account)
    db.session.flush()
    return account


def open_session(user: User, *, now: datetime, device: str = "") -> str:
    """Open a session of at most twelve hours and return its key, of which only a hash is kept.

    ``device`` says as much of the device as its owner needs to know it again, and no more.

    The browser holds the key in the signed session cookie, under ``_user_id`` where Flask-Login
    looks for it: ``session["_user_id"] = open_session(user, now=now)``.
    """
    hour = rules.hour_of(now)
    db.session.execute(
        delete(UserSession).where(UserSession.account_id == user.id, UserSession.expires_at <= now)
    )
    key = secrets.token_urlsafe(32)
    db.session.add(
        UserSession(
            account_id=user.id,
            key_hash=rules.fingerprint(key),
            started_at=hour,
            seen_at=hour,
            expires_at=hour + rules.SESSION_LASTS,
            device=device,
        )
    )
    db.session.flush()
    return key


def touch_session(session_id: int, *, now: datetime) -> None:
    """Keep a session awake: write the hour, and nothing finer, in which it was last used."""
    mine = update(UserSession).where(UserSession.id == session_id)
    db.session.execute(mine.values(seen_at=rules.hour_of(now)))


def close_session(key: str) -> None:
    """End the session with this key; the key opens nothing any more."""
    db.session.execute(delete(UserSession).where(UserSession.key_hash == rules.fingerprint(key)))


def close_sessions(person_id: int) -> None:
    """End every session of a person, on every device."""
    theirs = select(User.id).where(User.person_id == person_id)
    db.session.execute(delete(UserSession).where(UserSession.account_id.in_(theirs)))


def invite_person(person: Person, *, by: int, now: datetime) -> None:
    """Give a person an account and mail them a link to choose a password.

    Pressing again within ten minutes means the same invitation; later it sends a new link and
    the old one stops working. Raises ``RuleBroken`` for who cannot be invited.
    """
    account = _account_of(person)
    rules.check_may_invite(
        address=person.email,
        is_active=account is None or account.active,
        has_password=account is not None and (bool(account.password) or is_linked(account.id)),
    )
    account = account or add_account(person.id)
    open_ones = Link.account_id == account.id, Link.purpose == LinkPurpose.INVITATION
    sent = db.session.scalar(select(Link.made_at).where(*open_ones))
    if sent is not None and rules.link_is_new(sent, now):
        return
    _send_link(account, person, LinkPurpose.INVITATION, now=now)
    record("account_invited", by=by, at=now, object_kind="person", object_id=person.id)


def ask_reset(address: str, *, now: datetime) -> None:
    """Write down that somebody asked for a new password; the same work for every address."""
    insert_new(ResetRequest, [{"address": address, "asked_at": now}], key="address")


def answer_reset_requests(*, now: datetime) -> int:
    """Mail a link to each asked address that has an open account; return how many were sent."""
    waiting = (
        select(ResetRequest, User, Person)
        .outerjoin(Person, Person.email == ResetRequest.address)
        .outerjoin(User, and_(User.person_id == Person.id, User.active))
        .order_by(ResetRequest.id)
        .with_for_update(of=ResetRequest, skip_locked=True)
    )
    sent = 0
    for request, account, person in db.session.execute(waiting).all():
        if account is not None and now - request.asked_at < rules.REQUEST_LASTS:
            _send_link(account, person, LinkPurpose.RESET, now=now)
            sent += 1
        db.session.delete(request)
    db.session.flush()
    return sent


def set_password(link: Link, password_hash: str, *, now: datetime) -> None:
    """Use a link once: set the password, end all sessions and links, tell the person.

    The link comes with its account and person, found in this transaction. The hash is made
    before, so that no other writer waits for it. Raises ``RuleBroken`` when somebody else was
    quicker with the same link.
    """
    taken = db.session.execute(delete(Link).where(Link.id == link.id))
    rules.check_link_was_there(taken.rowcount)  # type: ignore[attr-defined]
    account, person = link.account, link.account.person
    is_first = account.password is None
    account.password = password_hash
    account.fs_uniquifier = secrets.token_hex(16)
    db.session.execute(delete(Link).where(Link.account_id == account.id))
    close_sessions(person.id)
    record("password_set", by=person.id, at=now, object_kind="person", object_id=person.id)
    if not is_first and person.email:
        queue_mail(
            compose("accounts/mail/password-set", locale=person.locale, person=person),
            dedupe_key=f"password-set/{link.token_hash}",
            recipient=person.email,
            locale=person.locale,
            due_at=now,
        )


def choose_language(person: Person, locale: str) -> None:
    """Let a person read pages and mails in this language from now on."""
    person.locale = locale
    db.session.flush()


def close_account(account: User, *, by: int, now: datetime) -> None:
    """Shut an account: sessions and links end now, neither password nor work account opens it."""
    rules.check_may_close(is_own=account.person_id == by)
    account.active = False
    close_sessions(account.person_id)
    for kind in (Link, Identity, AddressChange):
        db.session.execute(delete(kind).where(kind.account_id == account.id))
    record("account_closed", by=by, at=now, object_kind="person", object_id=account.person_id)


def reopen_account(account: User, *, by: int, now: datetime) -> None:
    """Let a person sign in again with the password they had."""
    account.active = True
    record("account_reopened", by=by, at=now, object_kind="person", object_id=account.person_id)


def create_admin(address: str, *, locale: str, on: date, now: datetime) -> str:
    """Make the owner of ``address`` administrator from ``on``; return a token for a first password.

    For the operator who starts a network: somebody who is known keeps name, account and posts.
    """
    person = db.session.scalar(select(Person).where(Person.email == address))
    if person is None:
        person = add_person(address.partition("@")[0], address, by=None, locale=locale)
    post = Post.person_id == person.id, Post.role == Role.ADMINISTRATOR, valid_on(Post, on)
    if db.session.scalar(select(Post.id).where(*post)) is None:
        give_post(person, Role.ADMINISTRATOR, period=Interval(start=on), by=None)
    account = _account_of(person) or add_account(person.id)
    account.active = True
    record("administrator_created", by=None, at=now, object_kind="person", object_id=person.id)
    return _make_link(account, LinkPurpose.INVITATION, now=now)[1]


def forget_expired(*, now: datetime) -> int:
    """Delete sessions, links, requests and counts that are past; return how many rows went."""
    asleep = UserSession.seen_at < rules.oldest_awake(now)
    past = (
        delete(UserSession).where((UserSession.expires_at <= now) | asleep),
        delete(Link).where(Link.expires_at <= now),
        delete(AddressChange).where(AddressChange.expires_at <= now),
        delete(ResetRequest).where(ResetRequest.asked_at <= now - rules.REQUEST_LASTS),
        delete(Tries).where(Tries.forget_at <= now),
    )
    return sum(db.session.execute(statement).rowcount for statement in past)  # type: ignore[attr-defined]


def _send_link(account: User, person: Person, purpose: LinkPurpose, *, now: datetime) -> None:
    link, token = _make_link(account, purpose, now=now)
    letter = compose(
        f"accounts/mail/{purpose.value}",
        locale=person.locale,
        person=person,
        token=token,
        expires_at=link.expires_at,
    )
    queue_mail(
        letter,
        dedupe_key=f"{purpose.value}/{link.token_hash}",
        recipient=person.email or "",
        locale=person.locale,
        due_at=now,
        secret=True,
    )


def _make_link(account: User, purpose: LinkPurpose, *, now: datetime) -> tuple[Link, str]:
    """Put a new link in the place of the account's last one for this purpose."""
    last = Link.account_id == account.id, Link.purpose == purpose
    db.session.execute(delete(Link).where(*last))
    token = secrets.token_urlsafe(32)
    link = Link(
        account_id=account.id,
        purpose=purpose,
        token_hash=rules.fingerprint(token),
        made_at=now,
        expires_at=now + rules.LINK_LASTS[purpose],
    )
    db.session.add(link)
    db.session.flush()
    return link, token


def _account_of(person: Person) -> User | None:
    return db.session.scalar(select(User).where(User.person_id == person.id))
