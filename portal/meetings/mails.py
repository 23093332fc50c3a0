"""Letters about a meeting: queued as a few numbers, and written when they leave.

By then a letter says what holds, or stays home: the answer came, the meeting moved, is past or
off, or the invitation is another's. Parts of this room and rooms above add their own ``Mailing``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from flask import Flask
from flask_babel import force_locale, gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager, joinedload

from portal import clock
from portal.clock import today
from portal.db import db
from portal.meetings.agenda.queries import BlockLine, blocks_of
from portal.meetings.ics import Method, Occasion, Party, Standing, calendar_part
from portal.meetings.links import token_of
from portal.meetings.models import (
    Answer,
    Invitation,
    Meeting,
    MeetingBlock,
    MeetingState,
)
from portal.meetings.organiser import organiser_of, the_network
from portal.meetings.words import title_of
from portal.moi.models import KitVersion
from portal.network.models import Person
from portal.outbox.letters import CalendarPart, Letter, compose
from portal.outbox.services import queue_letters
from portal.outbox.writing import Order, Parameters, Written, let_write, once_a_batch
from portal.people.models import MailTopic
from portal.people.stopping import stop_link_for

WRITER: Final = "meetings"
STANDINGS: Final[Mapping[Answer, Standing]] = {
    Answer.YES: Standing.YES,
    Answer.MAYBE: Standing.MAYBE,
    Answer.NO: Standing.NO,
}
NO_LINK: Final = "0" * 12
Goes = Callable[[Invitation, Parameters], bool]
Known = Callable[[Invitation, Parameters], Mapping[str, object]]


def is_to_come(invitation: Invitation, _parameters: Parameters = {}) -> bool:  # noqa: B006 -- only read
    """Tell whether people are still expected at the meeting of this invitation."""
    meeting = invitation.meeting
    return meeting.state is MeetingState.INVITED and meeting.local_date >= today()


def _nothing_more(_invitation: Invitation, _parameters: Parameters) -> Mapping[str, object]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Mailing:
    """One kind of letter to who is invited: ``meetings/mail/<name>`` unless ``template`` says else.

    ``goes`` is asked when it is about to leave; ``known`` gives its template more to say. One with
    a ``method`` carries the meeting for the calendar, one with a ``topic`` comes only to who wants
    such mails.
    """

    name: str
    template: str = ""
    method: Method | None = None
    topic: MailTopic | None = None
    goes: Goes = is_to_come
    known: Known = _nothing_more

    @property
    def path(self) -> str:
        """Return where the templates of the letter are."""
        return self.template or f"meetings/mail/{self.name}"


def _is_last_move(invitation: Invitation, parameters: Parameters) -> bool:
    return is_to_come(invitation) and invitation.meeting.sequence == parameters["sequence"]


def _is_cancelled(invitation: Invitation, _parameters: Parameters) -> bool:
    return invitation.meeting.state is MeetingState.CANCELLED


INVITATION: Final = Mailing(name="invitation", method=Method.REQUEST)
MOVED: Final = Mailing(name="moved", method=Method.REQUEST, goes=_is_last_move)
CANCELLATION: Final = Mailing(name="cancelled", method=Method.CANCEL, goes=_is_cancelled)
# By name: what rests in the outbox names its mailing, so a name stays what it is.
MAILINGS: Final[dict[str, Mailing]] = {one.name: one for one in (INVITATION, MOVED, CANCELLATION)}


def order_for(
    mailing: Mailing, invitation: Invitation, *, once: object = "", **more: object
) -> Order:
    """Return one letter to queue with ``queue_letters(WRITER, …)``; its person has an address.

    ``once`` is what makes it another letter than the one before: the day, the change it tells of.
    ``more`` goes along to the mailing's ``goes`` and ``known``.
    """
    person = invitation.person
    if not person.email:
        raise ValueError("Who has no address gets no letter")
    kind = f"{mailing.name}/{once}" if once != "" else mailing.name
    return Order(
        dedupe_key=f"meeting/{invitation.meeting_id}/{kind}/{person.id}",
        recipient=person.email,
        locale=person.locale,
        parameters={
            "mailing": mailing.name,
            "invitation": invitation.id,
            "person": person.id,
            **more,
        },
    )


def post(
    mailing: Mailing,
    invitations: Iterable[Invitation],
    *,
    due_at: datetime,
    once: object = "",
    **more: object,
) -> int:
    """Queue a letter to each who has an address; return how many are new."""
    orders = [order_for(mailing, one, once=once, **more) for one in invitations if one.person.email]
    return queue_letters(WRITER, orders, due_at=due_at, topic=mailing.topic)


def write(parameters: Parameters, locale: str) -> Written | None:
    """Write a letter as it leaves; nothing when by now it should not go any more."""
    mailing = MAILINGS[parameters["mailing"]]
    ids = {"invitation_id": parameters["invitation"], "person_id": parameters["person"]}
    invitation = db.session.scalars(_invitation(), ids).one_or_none()
    if invitation is None:
        return None
    meeting_id = invitation.meeting_id
    once_a_batch(("meeting", meeting_id), lambda: _meeting(meeting_id))
    if not mailing.goes(invitation, parameters):
        return None
    letter = compose(
        mailing.path,
        locale=locale,
        meeting=invitation.meeting,
        invitation=invitation,
        person=invitation.person,
        token=token_of(invitation),
        blocks=agenda_once(invitation.meeting),
        topic=mailing.topic,
        stop_link=stop_link_for(invitation.person_id, mailing.topic) if mailing.topic else None,
        **mailing.known(invitation, parameters),
    )
    return Written(letter=letter, calendar=_calendar(mailing, invitation, locale))


def _calendar(mailing: Mailing, invitation: Invitation, locale: str) -> CalendarPart | None:
    if mailing.method is None:
        return None
    organiser = organiser_of(invitation)
    guest = Party(name=invitation.person.name, address=invitation.person.email or "")
    standing = STANDINGS[invitation.answer] if invitation.answer else Standing.OPEN
    occasion = occasion_in(locale, invitation.meeting, organiser)
    content = calendar_part(occasion, mailing.method, guest, standing)
    return CalendarPart(content=content, method=mailing.method.value)


@cache
def _invitation() -> Select[Any]:
    """Build the statement once."""
    return (
        select(Invitation)
        .join(Invitation.person)
        .where(
            Invitation.id == bindparam("invitation_id"),
            Invitation.person_id == bindparam("person_id"),
            Person.email.is_not(None),
        )
        .options(contains_eager(Invitation.person))
        .execution_options(populate_existing=True)
    )


def _meeting(meeting_id: int) -> Meeting:
    """Read all that letters say about their meeting: while held, no letter asks for it again."""
    kit = joinedload(Meeting.blocks).joinedload(MeetingBlock.kit_version)
    return (
        db.session.scalars(
            select(Meeting)
            .where(Meeting.id == meeting_id)
            .options(kit.joinedload(KitVersion.kit), joinedload(Meeting.replaced_by))
            .execution_options(populate_existing=True)
        )
        .unique()
        .one()
    )


def previews(meeting: Meeting, people: Iterable[Person]) -> list[tuple[str, Letter]]:
    """Return the invitation once in each language of ``people``, to the first who reads it.

    The link in it leads nowhere.
    """
    first_readers = {person.locale: person for person in reversed(list(people))}
    known: dict[str, Any] = {
        "meeting": meeting,
        "blocks": agenda_once(meeting),
        "token": NO_LINK,
    }
    return [
        (lang, compose(INVITATION.path, locale=lang, person=person, **known))
        for lang, person in sorted(first_readers.items(), reverse=True)
    ]


def agenda_once(meeting: Meeting) -> Callable[[], Sequence[BlockLine]]:
    """Return how a letter asks for the agenda: read once for a batch of letters, if at all."""
    return cache(lambda: once_a_batch(("agenda", meeting.id), lambda: blocks_of(meeting)))


def occasion_in(locale: str, meeting: Meeting, organiser: Party | None = None) -> Occasion:
    """Return the meeting as a calendar sees it, in the language of a reader."""
    with force_locale(locale):
        return occasion_of(meeting, now=clock.now(), organiser=organiser)


def occasion_of(meeting: Meeting, *, now: datetime, organiser: Party | None = None) -> Occasion:
    """Return the meeting as a calendar sees it, in the language of the moment.

    Without an ``organiser`` it is the network, which expects no reply.
    """
    details = (
        gettext("Join online: %(link)s", link=meeting.join_url)
        if meeting.join_url
        else gettext("We meet at: %(place)s", place=meeting.place)
    )
    return Occasion(
        uid=meeting.uid,
        sequence=meeting.sequence,
        day=meeting.local_date,
        starts=meeting.starts_at,
        ends=meeting.ends_at,
        zone=meeting.zone,
        title=title_of(meeting),
        details=str(details),
        location=meeting.place or meeting.join_url,
        url=meeting.join_url or None,
        organiser=organiser or the_network(),
        stamp=now,
    )


def init_app(app: Flask) -> None:
    """Write the letters that are queued under the name of this room."""
    let_write(app, WRITER, write, kind=_l("About a meeting"))
