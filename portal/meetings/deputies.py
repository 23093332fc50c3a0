"""A colleague who goes instead: a name, perhaps an address, and a link of their own.

A deputy has no post and no account. Their name is forgotten a year after the meeting.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from flask import Flask
from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, delete, select, text
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from portal.db import Model, db
from portal.meetings.ics import Method, Party, Standing, calendar_part
from portal.meetings.links import opened, seal
from portal.meetings.mails import MAILINGS, Mailing, agenda_once, is_to_come, occasion_in, post
from portal.meetings.models import Invitation, Meeting, MeetingState
from portal.outbox.letters import CalendarPart, compose
from portal.outbox.services import queue_letters
from portal.outbox.writing import Order, Parameters, Written, let_write

WRITER: Final = "meetings.deputies"
SALT: Final = "come instead"
LONGEST_NAME: Final = 200
STANDS: Final = "withdrawn_on IS NULL"


class Deputy(Model):
    """Who goes instead of an invited person; one stands at a time.

    ``cannot_on`` is the day on which they said that they cannot come after all. ``nonce`` makes
    their link one that no later deputy can open.
    """

    __tablename__ = "deputy"
    __table_args__ = (
        CheckConstraint(f"name <> '' AND length(name) <= {LONGEST_NAME}", name="deputy_has_name"),
        CheckConstraint("email IS NULL OR email = lower(email)", name="deputy_address_is_lower"),
        CheckConstraint("locale IN ('nl', 'en')", name="deputy_reads_our_languages"),
        Index(
            "one_deputy_stands",
            "invitation_id",
            unique=True,
            sqlite_where=text(STANDS),
            postgresql_where=text(STANDS),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"), index=True)
    name: Mapped[str]
    email: Mapped[str | None]
    locale: Mapped[str]
    nonce: Mapped[str] = mapped_column(default=lambda: secrets.token_urlsafe(8))
    named_on: Mapped[date]
    cannot_on: Mapped[date | None]
    withdrawn_on: Mapped[date | None]

    invitation: Mapped[Invitation] = relationship()


def deputy_of(invitation_id: int) -> Deputy | None:
    """Return who goes instead of an invited person, also when they cannot after all."""
    return db.session.scalar(
        select(Deputy).where(Deputy.invitation_id == invitation_id, Deputy.withdrawn_on.is_(None))
    )


def deputies_of(meeting_id: int) -> Mapping[int, str]:
    """Return who comes instead of whom: the name by the id of the person who is replaced."""
    found = db.session.execute(
        select(Invitation.person_id, Deputy.name)
        .join(Deputy, Deputy.invitation_id == Invitation.id)
        .where(
            Invitation.meeting_id == meeting_id,
            Deputy.withdrawn_on.is_(None),
            Deputy.cannot_on.is_(None),
        )
    )
    return {row.person_id: row.name for row in found}


def token_of(deputy: Deputy) -> str:
    """Return what stands in the link of this deputy, as long as they stand."""
    return seal(SALT, [deputy.id, deputy.nonce])


def deputy_behind(token: str) -> Deputy | None:
    """Return the deputy behind a link, with meeting and who they replace; none once withdrawn."""
    match opened(SALT, token):
        case [int(deputy_id), str(nonce)]:
            mine = Deputy.id == deputy_id, Deputy.nonce == nonce, Deputy.withdrawn_on.is_(None)
            return db.session.scalar(_with_meeting().where(*mine))
    return None


def _with_meeting() -> Select[Deputy]:
    return select(Deputy).options(
        joinedload(Deputy.invitation).joinedload(Invitation.meeting),
        joinedload(Deputy.invitation).joinedload(Invitation.person),
    )


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """Who is to go instead, as the invited person names them."""

    name: str
    email: str | None
    locale: str


def name_deputy(invitation: Invitation, colleague: Colleague, *, on: date, now: datetime) -> Deputy:
    """Let a colleague go instead; naming the same one twice is one. They hear of it by mail.

    The invitation is locked. Somebody else who was named before hears that they need not come.
    """
    there = deputy_of(invitation.id)
    if there and (there.name, there.email, there.cannot_on) == (
        colleague.name,
        colleague.email,
        None,
    ):
        return there
    withdraw_deputy(invitation, on=on, now=now)
    deputy = Deputy(
        invitation=invitation,
        name=colleague.name,
        email=colleague.email,
        locale=colleague.locale,
        named_on=on,
    )
    db.session.add(deputy)
    db.session.flush()
    _tell([deputy], NAMED, now=now)
    return deputy


def withdraw_deputy(invitation: Invitation, *, on: date, now: datetime) -> bool:
    """Let nobody go instead any more; who was named hears of it. False when nobody was."""
    deputy = deputy_of(invitation.id)
    if deputy is None:
        return False
    deputy.withdrawn_on = on
    db.session.flush()
    if deputy.cannot_on is None:
        _tell([deputy], WITHDRAWN, now=now)
    return True


def say_cannot(deputy: Deputy, *, on: date, now: datetime) -> None:
    """Note that a deputy cannot come after all; who sent them hears of it by mail."""
    if deputy.cannot_on is None:
        deputy.cannot_on = on
        db.session.flush()
        post(CANNOT, [deputy.invitation], due_at=now, once=deputy.id, deputy=deputy.id)


NAMED: Final = "deputy_named"
MOVED: Final = "deputy_moved"
CANCELLED: Final = "deputy_cancelled"
WITHDRAWN: Final = "deputy_withdrawn"
_CANCELS: Final = frozenset({CANCELLED, WITHDRAWN})


def _cannot_still(invitation: Invitation, parameters: Parameters) -> bool:
    deputy = deputy_of(invitation.id)
    mine = deputy is not None and deputy.id == parameters["deputy"] and deputy.cannot_on is not None
    return mine and is_to_come(invitation)


def _who_cannot(invitation: Invitation, _parameters: Parameters) -> Mapping[str, object]:
    return {"deputy": deputy_of(invitation.id)}


CANNOT: Final = Mailing(name="deputy_cannot", goes=_cannot_still, known=_who_cannot)
MAILINGS[CANNOT.name] = CANNOT


def tell_deputies(meeting: Meeting, what: str, *, now: datetime) -> None:
    """Write to everybody who goes instead of somebody that the meeting changed or is off."""
    standing = (
        _with_meeting()
        .join(Deputy.invitation)
        .where(
            Invitation.meeting_id == meeting.id,
            Deputy.withdrawn_on.is_(None),
            Deputy.cannot_on.is_(None),
        )
    )
    _tell(db.session.scalars(standing), what, now=now)


def _tell(deputies: Iterable[Deputy], what: str, *, now: datetime) -> None:
    orders = [
        Order(
            dedupe_key=f"{what}/{one.id}/{one.nonce}/{one.invitation.meeting.sequence}",
            recipient=one.email,
            locale=one.locale,
            parameters={
                "deputy": one.id,
                "what": what,
                "sequence": one.invitation.meeting.sequence,
            },
        )
        for one in deputies
        if one.email
    ]
    queue_letters(WRITER, orders, due_at=now)


def write(parameters: Parameters, locale: str) -> Written | None:
    """Write to a deputy what holds by now; nothing when another letter says it."""
    what = parameters["what"]
    deputy = db.session.scalar(_with_meeting().where(Deputy.id == parameters["deputy"]))
    if deputy is None or deputy.email is None or not _still_goes(deputy, what, parameters):
        return None
    meeting = deputy.invitation.meeting
    letter = compose(
        f"meetings/mail/{what}",
        locale=locale,
        meeting=meeting,
        deputy=deputy,
        replaced=deputy.invitation.person,
        token=token_of(deputy),
        blocks=agenda_once(meeting),
    )
    method = Method.CANCEL if what in _CANCELS else Method.REQUEST
    guest = Party(name=deputy.name, address=deputy.email)
    content = calendar_part(occasion_in(locale, meeting), method, guest, Standing.YES)
    return Written(letter=letter, calendar=CalendarPart(content=content, method=method.value))


def _still_goes(deputy: Deputy, what: str, parameters: Parameters) -> bool:
    if what == WITHDRAWN:
        return deputy.withdrawn_on is not None and is_to_come(deputy.invitation)
    if deputy.withdrawn_on is not None or deputy.cannot_on is not None:
        return False
    if what == CANCELLED:
        return deputy.invitation.meeting.state is MeetingState.CANCELLED
    is_news = deputy.invitation.meeting.sequence == parameters["sequence"]
    return is_to_come(deputy.invitation) and (what == NAMED or is_news)


def forget_before(day: date) -> int:
    """Forget who went instead to the meetings before a day; return how many names that were."""
    past = select(Invitation.id).join(Invitation.meeting).where(Meeting.local_date < day)
    gone = db.session.execute(delete(Deputy).where(Deputy.invitation_id.in_(past)))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def init_app(app: Flask) -> None:
    """Write the letters to deputies."""
    let_write(app, WRITER, write, kind=_l("About a meeting"))
