"""Count tries before they are judged: by keyed hash, never by a raw address or name."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select, update

from portal.accounts.models import Tries
from portal.accounts.rules import TRIES_REMEMBERED, Limit, wait_after
from portal.accounts.upsert import insert_new
from portal.db import db


def count_try(limits: Mapping[str, Limit], *, now: datetime) -> datetime | None:
    """Count one try under each key; return until when to wait instead, if any key says so.

    A try that must wait is not counted: knocking on does not make the wait longer. Runs in a
    transaction of its own, so that a failure later in the request does not undo the count.
    """
    counters = _counters(limits, now)
    waits = [counter.wait_until for counter in counters if counter.wait_until > now]
    if waits:
        return max(waits)
    counted = [_one_more(counter, limits[counter.key], now) for counter in counters]
    db.session.execute(update(Tries), counted)
    return None


def forgive_try(*, account: str, address: str) -> None:
    """Take a try that succeeded out of the count: all of the account's, one of the address's."""
    db.session.execute(delete(Tries).where(Tries.key == account))
    forgive_address(address)


def forgive_address(address: str) -> None:
    """Take a try that succeeded out of the count of its network address."""
    mine = Tries.key == address, Tries.count > 0
    db.session.execute(update(Tries).where(*mine).values(count=Tries.count - 1))


def _one_more(counter: Tries, limit: Limit, now: datetime) -> dict[str, object]:
    count = 1 if counter.forget_at <= now else counter.count + 1
    return {
        "key": counter.key,
        "count": count,
        "wait_until": now + wait_after(limit, count),
        "forget_at": now + TRIES_REMEMBERED,
    }


def _counters(keys: Mapping[str, Limit], now: datetime) -> list[Tries]:
    """Return the rows of these keys, locked in one order; made when they are not there."""
    fresh = [{"key": key, "count": 0, "wait_until": now, "forget_at": now} for key in sorted(keys)]
    insert_new(Tries, fresh, key="key")
    mine = select(Tries).where(Tries.key.in_(sorted(keys))).order_by(Tries.key)
    return list(db.session.scalars(mine.with_for_update()))
