"""Two accounts of one person become one; and the account of a forgotten person goes."""

from sqlalchemy import delete, select

from portal.accounts.models import Link, User
from portal.accounts.oidc.queries import is_linked
from portal.accounts.services import close_sessions
from portal.db import db


def join_accounts(kept_id: int, gone_id: int) -> None:
    """Leave the person one account: the one that can sign in, first of all their own.

    The sessions, links and second steps of the other go with it; who used that one signs in anew.
    """
    found = select(User).where(User.person_id.in_([kept_id, gone_id]))
    accounts = {one.person_id: one for one in db.session.scalars(found.with_for_update())}
    mine, other = accounts.get(kept_id), accounts.get(gone_id)
    if other is None:
        return
    close_sessions(gone_id)
    loser = other if mine is not None and _opens(mine) >= _opens(other) else mine
    if loser is not None:
        close_sessions(loser.person_id)
        delete_account(loser.person_id)
    if loser is not other:
        other.person_id = kept_id
    db.session.flush()


def _opens(account: User) -> tuple[bool, bool]:
    """Rank accounts by whether they open the door: one in use, then one that is not closed."""
    has_key = account.password is not None or is_linked(account.id)
    return account.active and has_key, account.active


def delete_account(person_id: int) -> None:
    """Delete an account with its sessions, links and second steps."""
    account = db.session.scalar(select(User).where(User.person_id == person_id))
    if account is not None:
        db.session.execute(delete(User).where(User.id == account.id))
        db.session.expunge(account)


def can_sign_in(person_id: int) -> bool:
    """Tell whether somebody has an account that opens."""
    account = db.session.scalar(select(User).where(User.person_id == person_id))
    return account is not None and _opens(account)[0]


def end_ways_in(person_id: int) -> None:
    """End the sessions and open links of a person whose address is another one from now on."""
    close_sessions(person_id)
    theirs = select(User.id).where(User.person_id == person_id)
    db.session.execute(delete(Link).where(Link.account_id.in_(theirs)))
