"""What polls add when rows are joined, a person is followed or erased, or data is asked for."""

from datetime import date
from typing import Any

from flask import Flask
from flask_babel import gettext

from portal.clock import now
from portal.policy.decide import extent
from portal.policy.guard import actor_or_none
from portal.policy.table import P
from portal.polls import mails, queries, services
from portal.tables.files import Column, Kind, Table
from portal.web.hooks import Act, on


def person_data(*, person_id: int) -> dict[str, Any]:
    """Return in which polls somebody was asked for a day, and what they marked and said."""
    return {
        "polls": [
            {
                "title": one.poll.title,
                "asked_on": one.asked_on.isoformat(),
                "organisation": one.organisation.name,
                "marked_on": one.marked_on.isoformat() if one.marked_on else None,
                "comment": one.comment,
                "marks": {
                    option.day.isoformat(): mark.mark.value
                    for option in one.poll.options
                    for mark in one.marks
                    if mark.option_id == option.id
                },
            }
            for one in queries.asks_of(person_id)
        ]
    }


def organisation_data(*, organisation_id: int) -> list[Table]:
    """Return who of an organisation was asked in which poll, to who reads its people."""
    actor = actor_or_none()
    reach = extent(actor, P.MEETING_READ) if actor else None
    if not reach:
        return []
    return [
        Table(
            name="polls",
            columns=[
                Column(key="poll", label=gettext("Poll")),
                Column(key="name", label=gettext("Name")),
                Column(key="asked_on", label=gettext("Asked on"), kind=Kind.DATE),
                Column(key="marked_on", label=gettext("Marked on"), kind=Kind.DATE),
            ],
            rows=[
                {
                    "poll": one.poll.title,
                    "name": one.person.name,
                    "asked_on": one.asked_on,
                    "marked_on": one.marked_on,
                }
                for one in queries.asks_of_organisation(organisation_id)
            ],
        )
    ]


def merge(*, kept_id: int, gone_id: int) -> None:
    """Leave one row a poll in which both were asked."""
    services.merge_people(kept_id=kept_id, gone_id=gone_id)


def forget(*, person_id: int) -> None:
    """Take the words of an erased person away, and the person out of open polls."""
    services.forget_person(person_id)


def succeed(
    *, organisation_id: int, before_id: int, successor_id: int, on: date, **_told: object
) -> int:
    """Ask the successor of an ambassador in the open polls, in the place of who stops."""
    asked = services.let_successor_mark(organisation_id, before_id, successor_id, on=on)
    mails.post(mails.ASKED, asked, due_at=now())
    return len(asked)


def init_app(app: Flask) -> None:
    """Take part in the acts of the rooms below."""
    on(app, Act.MERGE, merge)
    on(app, Act.ERASE, forget)
    on(app, Act.SUCCESSION, succeed)
    on(app, Act.PERSON_DATA, person_data)
    on(app, Act.ORGANISATION_DATA, organisation_data)
