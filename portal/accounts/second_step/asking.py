"""Asking a browser for a passkey, and reading its answer: the side of it that knows the request."""

from urllib.parse import urlsplit

from flask import Response, current_app, session

from portal import clock
from portal.accounts.second_step import passkeys, queries, services
from portal.accounts.second_step.models import Purpose
from portal.accounts.second_step.passkeys import Proof, Site
from portal.accounts.second_step.rules import WRONG_PASSKEY
from portal.config import settings_of
from portal.db import transaction
from portal.rules import RuleBroken

_HANDLE = "passkey_handle"


def ask_to_make(account_id: int, *, address: str) -> Response:
    """Answer the page's script with how to make a passkey for this account."""
    key = _begin(Purpose.PASSKEY, account_id)
    handle = services.handle_of(account_id)
    session[_HANDLE] = handle
    held = queries.passkeys_of(account_id)
    challenge = key.encode()
    return _json(
        passkeys.ask_to_make(
            _site(), challenge=challenge, handle=handle, address=address, held=held
        )
    )


def add_made(account_id: int, answer: str, *, name: str) -> None:
    """Add the passkey that was made; raise ``RuleBroken`` when the answer is not right."""
    challenge, handle = _finish(Purpose.PASSKEY, account_id), session.pop(_HANDLE, b"")
    made = passkeys.read_made(_site(), answer, challenge=challenge)
    with transaction():
        account = queries.get_account(account_id)
        services.add_passkey(
            account, made, handle=handle, name=name, on=clock.today(), now=clock.now()
        )


def ask_to_prove(account_id: int | None) -> Response:
    """Answer the page's script with how to ask for a passkey: of this account, or of anybody."""
    key = _begin(_purpose(account_id), account_id)
    held = None if account_id is None else queries.passkeys_of(account_id)
    return _json(passkeys.ask_to_prove(_site(), challenge=key.encode(), held=held))


def read_proof(answer: str, *, account_id: int | None) -> Proof:
    """Return what the answer proves; the question is used up whatever the answer.

    Raises ``RuleBroken`` for a passkey that is unknown, not this account's, or not right.
    """
    challenge = _finish(_purpose(account_id), account_id)
    passkey = queries.find_passkey_by_credential(passkeys.credential_in(answer))
    if passkey is None or account_id not in {None, passkey.account_id}:
        raise RuleBroken(WRONG_PASSKEY)
    alone = account_id is None
    return passkeys.read_proof(_site(), answer, challenge=challenge, passkey=passkey, alone=alone)


def _purpose(account_id: int | None) -> Purpose:
    return Purpose.ALONE if account_id is None else Purpose.PROOF


def _begin(purpose: Purpose, account_id: int | None) -> str:
    with transaction():
        key = services.begin(purpose, account_id=account_id, now=clock.now())
    session[purpose.value] = key
    return key


def _finish(purpose: Purpose, account_id: int | None) -> bytes:
    key = session.pop(purpose.value, None)
    with transaction():
        services.finish(key, purpose, account_id=account_id, now=clock.now())
    return str(key).encode()


def _site() -> Site:
    home = settings_of(current_app).base_url
    return Site(host=urlsplit(home).hostname or "", origin=home)


def _json(text: str) -> Response:
    return Response(text, mimetype="application/json")
