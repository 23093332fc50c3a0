"""What happens to somebody's second step: begun, taken, added, removed, reset."""

import secrets
from datetime import date, datetime, timedelta

from sqlalchemy import Delete, delete, select, update
from sqlalchemy.orm import contains_eager

from portal.accounts.models import User, UserSession
from portal.accounts.rules import fingerprint
from portal.accounts.second_step import apps, queries, rules
from portal.accounts.second_step.letters import News, tell_owner
from portal.accounts.second_step.models import (
    AuthenticatorApp,
    Begun,
    Passkey,
    Purpose,
    RecoveryCode,
    UsedCode,
)
from portal.accounts.second_step.passkeys import Made, Proof
from portal.accounts.upsert import insert_new
from portal.audit.services import record
from portal.db import db
from portal.network.models import Person
from portal.outbox.sealing import SealBroken, seal, unseal
from portal.rules import RuleBroken

HANDLE_BYTES = 32


def begin(purpose: Purpose, *, account_id: int | None, now: datetime) -> str:
    """Begin something at the door; return the key that finishes it once, within minutes."""
    key = secrets.token_urlsafe(32)
    db.session.add(
        Begun(
            purpose=purpose,
            account_id=account_id,
            key_hash=fingerprint(key),
            secret=seal(apps.new_secret()) if purpose == Purpose.APP else None,
            expires_at=now + rules.BEGUN_LASTS[purpose],
        )
    )
    db.session.flush()
    return key


def finish(key: str | None, purpose: Purpose, *, account_id: int | None, now: datetime) -> None:
    """Use up what was begun for an account; raise ``RuleBroken`` when it is over or another's."""
    this = Begun.key_hash == fingerprint(key or ""), Begun.purpose == purpose
    whose = Begun.account_id.is_not_distinct_from(account_id)
    gone = db.session.execute(delete(Begun).where(*this, whose, Begun.expires_at > now))
    rules.check_taken(gone.rowcount, rules.OVER)  # type: ignore[attr-defined]


def opened(sealed: str | None) -> str | None:
    """Return the secret of an app; nothing when there is none, or SECRET_KEY is another one now."""
    try:
        return unseal(sealed) if sealed else None
    except SealBroken:
        return None


def take_code(account_id: int, typed: str, *, now: datetime) -> None:
    """Take a code of the account's app once; raise ``RuleBroken`` for a wrong or a used one."""
    sealed = db.session.scalar(
        select(AuthenticatorApp.secret).where(AuthenticatorApp.account_id == account_id)
    )
    secret = opened(sealed)
    counter = apps.counter_of(typed, secret, now=now) if secret else None
    if secret is None or counter is None:
        raise RuleBroken(rules.WRONG_CODE)
    _take_once(rules.used_fingerprint(secret, counter), now=now)


def take_recovery_code(account: User, typed: str, *, now: datetime) -> None:
    """Take one of the account's recovery codes, which is gone then, and tell the owner."""
    code_hash = rules.recovery_fingerprint(account.id, rules.read_recovery_code(typed))
    this = RecoveryCode.account_id == account.id, RecoveryCode.code_hash == code_hash
    gone = db.session.execute(delete(RecoveryCode).where(*this))
    rules.check_taken(gone.rowcount, rules.WRONG_RECOVERY_CODE)  # type: ignore[attr-defined]
    _note("recovery_code_used", account, now=now)
    tell_owner(account, News.CODE_USED, now=now)


def take_passkey(proof: Proof) -> None:
    """Keep the count of a passkey that proved right; two at once with one count: one wins."""
    seen = Passkey.id == proof.passkey_id, Passkey.sign_count == proof.count_before
    kept = db.session.execute(update(Passkey).where(*seen).values(sign_count=proof.count_after))
    rules.check_taken(kept.rowcount, rules.WRONG_PASSKEY)  # type: ignore[attr-defined]


def add_app(account: User, key: str | None, typed: str, *, on: date, now: datetime) -> None:
    """Let the app that was begun be the account's, now that it makes the right codes."""
    begun = queries.find_begun(key, Purpose.APP, now=now)
    secret = opened(begun.secret) if begun and begun.account_id == account.id else None
    if secret is None:
        raise RuleBroken(rules.OVER)
    counter = apps.counter_of(typed, secret, now=now)
    if counter is None:
        raise RuleBroken(rules.WRONG_CODE)
    finish(key, Purpose.APP, account_id=account.id, now=now)
    _take_once(rules.used_fingerprint(secret, counter), now=now)
    db.session.execute(delete(AuthenticatorApp).where(AuthenticatorApp.account_id == account.id))
    db.session.add(AuthenticatorApp(account_id=account.id, secret=seal(secret), made_on=on))
    db.session.flush()
    _note("second_step_added", account, now=now, way="app")
    tell_owner(account, News.APP_ADDED, now=now)


def remove_app(account: User, *, is_obliged: bool, now: datetime) -> None:
    """Take the app away; its recovery codes go with the last way."""
    ways = queries.ways_of(account.id)
    if ways.app_since is None:
        return
    rules.check_may_remove(left=ways.count - 1, is_obliged=is_obliged)
    db.session.execute(delete(AuthenticatorApp).where(AuthenticatorApp.account_id == account.id))
    _tidy_after_removal(account, left=ways.count - 1)
    _note("second_step_removed", account, now=now, way="app")
    tell_owner(account, News.APP_REMOVED, now=now)


def handle_of(account_id: int) -> bytes:
    """Return what devices know the account by: that of its passkeys, or a new random one."""
    kept = select(Passkey.user_handle).where(Passkey.account_id == account_id).limit(1)
    return db.session.scalar(kept) or secrets.token_bytes(HANDLE_BYTES)


def add_passkey(
    account: User, made: Made, *, handle: bytes, name: str, on: date, now: datetime
) -> Passkey:
    """Let a passkey be the account's; raise ``RuleBroken`` for one that is somebody's already."""
    rules.check_may_add_passkey(len(queries.passkeys_of(account.id)))
    known = select(Passkey.id).where(Passkey.credential_id == made.credential_id)
    if db.session.scalar(known) is not None:
        raise RuleBroken(rules.WRONG_PASSKEY)
    passkey = Passkey(
        account_id=account.id,
        credential_id=made.credential_id,
        public_key=made.public_key,
        user_handle=handle,
        sign_count=made.sign_count,
        transports=made.transports,
        name=name,
        made_on=on,
    )
    db.session.add(passkey)
    db.session.flush()
    _note("second_step_added", account, now=now, way="passkey")
    tell_owner(account, News.PASSKEY_ADDED, now=now)
    return passkey


def rename_passkey(passkey: Passkey, name: str) -> None:
    """Call a passkey what its owner calls the device."""
    passkey.name = name
    db.session.flush()


def remove_passkey(account: User, passkey: Passkey, *, is_obliged: bool, now: datetime) -> None:
    """Take a passkey away; the recovery codes go with the last way."""
    left = queries.ways_of(account.id).count - 1
    rules.check_may_remove(left=left, is_obliged=is_obliged)
    db.session.delete(passkey)
    db.session.flush()
    _tidy_after_removal(account, left=left)
    _note("second_step_removed", account, now=now, way="passkey")
    tell_owner(account, News.PASSKEY_REMOVED, now=now)


def make_recovery_codes(account: User, *, on: date, now: datetime) -> list[str]:
    """Return new recovery codes, to be shown once; the old ones open nothing any more."""
    rules.check_may_make_codes(has_second_step=queries.has_second_step(account.id))
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    made = [
        "".join(secrets.choice(rules.LETTERS) for _ in range(rules.CODE_LENGTH))
        for _ in range(rules.CODES_AT_ONCE)
    ]
    db.session.add_all(
        RecoveryCode(
            account_id=account.id,
            code_hash=rules.recovery_fingerprint(account.id, code),
            made_on=on,
        )
        for code in made
    )
    db.session.flush()
    _note("recovery_codes_made", account, now=now)
    tell_owner(account, News.CODES_MADE, now=now)
    return [rules.spell_recovery_code(code) for code in made]


def close_other_sessions(account: User, *, keep: int) -> None:
    """End the account's sessions on all devices but this one."""
    others = UserSession.account_id == account.id, UserSession.id != keep
    db.session.execute(delete(UserSession).where(*others))


def reset(account: User, *, by: int | None, now: datetime) -> None:
    """Take every way away from who lost them: they sign in with the password and start anew.

    The account comes with its person. For an administrator, or the operator (``by`` nobody).
    """
    rules.check_may_reset(
        is_own=account.person_id == by, has_second_step=queries.has_second_step(account.id)
    )
    forget(account.id)
    db.session.execute(delete(UserSession).where(UserSession.account_id == account.id))
    owner = account.person_id
    record("second_step_reset", by=by, at=now, object_kind="person", object_id=owner)
    tell_owner(account, News.RESET, now=now)


def reset_by_address(address: str, *, now: datetime) -> None:
    """Reset the second step of the account with this address, for the operator."""
    query = select(User).join(User.person).where(Person.email == address)
    account = db.session.scalar(query.options(contains_eager(User.person)))
    if account is None:
        raise RuleBroken(rules.NO_ACCOUNT)
    reset(account, by=None, now=now)


def forget(account_id: int) -> None:
    """Delete all that an account can take a second step with, and what it began."""
    for kind in (AuthenticatorApp, RecoveryCode, Passkey, Begun):
        db.session.execute(delete(kind).where(kind.account_id == account_id))


def forget_expired(*, now: datetime) -> int:
    """Delete what was begun and not finished, and codes that are past; return how many rows."""
    past = delete(Begun).where(Begun.expires_at <= now), _past_codes(now)
    return sum(db.session.execute(statement).rowcount for statement in past)  # type: ignore[attr-defined]


def _take_once(code_hash: str, *, now: datetime) -> None:
    """Note that a code was used; raise ``RuleBroken`` when it was before."""
    db.session.execute(_past_codes(now))
    forget_at = now + timedelta(seconds=apps.CODE_LASTS)
    row = {"code_hash": code_hash, "forget_at": forget_at}
    rules.check_taken(insert_new(UsedCode, [row], key="code_hash"), rules.WRONG_CODE)


def _past_codes(now: datetime) -> Delete:
    return delete(UsedCode).where(UsedCode.forget_at <= now)


def _tidy_after_removal(account: User, *, left: int) -> None:
    if left == 0:
        forget(account.id)


def _note(event: str, account: User, *, now: datetime, way: str | None = None) -> None:
    """Add the owner's own act to the trail."""
    owner = account.person_id
    detail = {"way": way} if way else {}
    record(event, by=owner, at=now, object_kind="person", object_id=owner, detail=detail)
