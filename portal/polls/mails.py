"""Letters of a poll: which day suits you, a reminder, the day that was picked, or why none was."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Flask
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.clock import today
from portal.db import db
from portal.network.as_of import is_still_there
from portal.outbox.letters import compose
from portal.outbox.services import queue_letters
from portal.outbox.writing import Order, Parameters, Written, let_write
from portal.people.models import MailTopic
from portal.people.stopping import stop_link_for
from portal.polls.links import token_of
from portal.polls.models import Asked, Poll, PollState

WRITER: Final = "polls"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of letter; it goes while ``goes`` says so of who was asked."""

    name: str
    goes: Callable[[Asked], bool]
    topic: MailTopic | None = None


def _waits(asked: Asked) -> bool:
    return asked.poll.state is PollState.OPEN and asked.marked_on is None


ASKED: Final = Kind(name="asked", goes=_waits)
REMINDER: Final = Kind(name="reminder", goes=_waits, topic=MailTopic.MEETING_REMINDERS)
PICKED: Final = Kind(name="picked", goes=lambda asked: asked.poll.state is PollState.PICKED)
CLOSED: Final = Kind(name="closed", goes=lambda asked: asked.poll.state is PollState.CLOSED)
KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in (ASKED, REMINDER, PICKED, CLOSED)}


def post(kind: Kind, people: Iterable[Asked], *, due_at: datetime) -> int:
    """Queue a letter to each who has an address; return how many are new."""
    orders = [
        Order(
            dedupe_key=f"poll/{one.poll_id}/{kind.name}/{one.person_id}",
            recipient=one.person.email,
            locale=one.person.locale,
            parameters={"kind": kind.name, "asked": one.id, "person": one.person_id},
        )
        for one in people
        if one.person.email
    ]
    return queue_letters(WRITER, orders, due_at=due_at, topic=kind.topic)


def write(parameters: Parameters, locale: str) -> Written | None:
    """Write a letter with what is true by now; none when it should not go any more."""
    kind, asked = KINDS[parameters["kind"]], _found(parameters)
    if asked is None or not kind.goes(asked):
        return None
    topic, person = kind.topic, asked.person
    letter = compose(
        f"polls/mail/{kind.name}",
        locale=locale,
        topic=topic,
        stop_link=stop_link_for(person.id, topic) if topic else None,
        person=person,
        poll=asked.poll,
        token=token_of(asked),
        picked=next((one for one in asked.poll.options if one.picked), None),
    )
    return Written(letter=letter)


def _found(parameters: Parameters) -> Asked | None:
    return db.session.scalar(
        select(Asked)
        .join(Asked.poll)
        .where(
            Asked.id == parameters["asked"],
            Asked.person_id == parameters["person"],
            is_still_there(parameters["person"], today()),
        )
        .options(
            contains_eager(Asked.poll).options(
                selectinload(Poll.options), joinedload(Poll.meeting)
            ),
            joinedload(Asked.person),
        )
    )


def init_app(app: Flask) -> None:
    """Write the letters that this room queues."""
    let_write(app, WRITER, write, kind=_l("About a poll"))
