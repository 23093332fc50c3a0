"""Keep why more was asked of teams than was agreed on, with the act that asked it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select, update

from portal.asks import rules
from portal.asks.asking import Ask
from portal.asks.models import AskReason
from portal.asks.queries import Load, load_of
from portal.db import db


@dataclass(frozen=True, kw_only=True)
class Why:
    """What somebody says for asking more, and in which language; empty when nothing was said."""

    reason: str = ""
    lang: str = "nl"


NOTHING_SAID: Final = Why()


def weigh(ask: Ask, why: Why, *, on: date, by: int | None) -> Load:
    """Return what an ask comes to; ``TooMuch`` when it is too much and nobody said why.

    A reason is kept only where it was needed.
    """
    load = load_of(ask)
    rules.check_may_ask(load.teams_over, why.reason)
    if load.teams_over:
        db.session.add(
            AskReason(
                kind=ask.kind,
                thing_id=ask.thing_id,
                bucket=load.period.bucket,
                teams=load.teams_over,
                minutes=load.most,
                reason=why.reason.strip(),
                lang=why.lang,
                given_on=on,
                given_by_id=by,
            )
        )
        db.session.flush()
    return load


def forget_person(person_id: int) -> None:
    """Leave the reasons that a person gave, without their name."""
    mine = AskReason.given_by_id == person_id
    db.session.execute(update(AskReason).where(mine).values(given_by_id=None))


def given_by(person_id: int) -> list[dict[str, str]]:
    """Return the reasons that a person gave, as their own data."""
    found = db.session.scalars(
        select(AskReason).where(AskReason.given_by_id == person_id).order_by(AskReason.id)
    )
    return [{"on": one.given_on.isoformat(), "reason": one.reason} for one in found]
