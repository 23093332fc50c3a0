"""What the project team and the organisations of the practice network talked about and agreed.

Beside it: the hand-over that took place this month, the one that is planned, and an address from
which a mail came back. Nothing is mailed: the past is past.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import md5
from typing import Final

from sqlalchemy import select, update

from portal.clock import now
from portal.db import db
from portal.network.models import Organisation, Person, Post
from portal.outbox.letters import Letter
from portal.outbox.models import MailState, OutboxMail
from portal.outbox.services import queue_mail
from portal.policy.table import Role
from portal.support import handing_over, keeping, moments, services, steps
from portal.support.models import Channel, HandOver, Outcome, Side, Task
from portal.support.moments import Account

BOUNCED: Final = "sponsor.11@demo.example"
DONE_ALREADY: Final = ("pass_on_files", "introduce_leads", "go_through_agenda", "look_around")
NO_LONGER_THERE: Final = "550 5.1.1"


@dataclass(frozen=True, kw_only=True)
class Told:
    """A moment as it is told below: days before the practice network's today, and with whom."""

    ago: int
    place: str
    how: Channel
    about: str
    with_whom: str = ""
    next_step: str = ""
    in_days: int = 0
    action: Side | None = None


MOMENTS: Final = (
    Told(
        ago=4,
        place="05",
        how=Channel.VISIT,
        with_whom="ambassador",
        about="Rondgang langs de drie teams. De korte oefening bij de overdracht werkt. De "
        "nachtploeg hoort er weinig van.",
        next_step="Een versie van vijf minuten maken voor de nachtploeg",
        in_days=24,
        action=Side.ORGANISATION,
    ),
    Told(
        ago=8,
        place="10",
        how=Channel.CALL,
        with_whom="ambassador",
        about="Kennismaking na de opvolging. Er is twee uur per week voorzien. De contacten met de "
        "teams zijn gelegd.",
        next_step="Samen het eerste reflectiemoment voorbereiden",
        in_days=16,
        action=Side.PROJECT_TEAM,
    ),
    Told(
        ago=12,
        place="13",
        how=Channel.ONLINE,
        with_whom="contact",
        about="De opvolging op 1 december is rond. De directie blijft achter het project staan.",
    ),
    Told(
        ago=26,
        place="21",
        how=Channel.MAIL,
        with_whom="ambassador",
        about="Vraag om affiches op A3 voor de gang en voor het personeelsrestaurant.",
        next_step="Affiches op A3 bezorgen",
        in_days=14,
        action=Side.PROJECT_TEAM,
    ),
    Told(
        ago=41,
        place="02",
        how=Channel.VISIT,
        about="Teamoverleg bijgewoond. Er was herkenning bij het verhaal over de verjaardagskaart. "
        "Tijd vinden blijft moeilijk in de zomermaanden.",
    ),
    Told(
        ago=63,
        place="28",
        how=Channel.CALL,
        with_whom="ambassador",
        about="Twee van de drie teams gebruikten een lespakket. Het derde team wacht op een nieuwe "
        "teamverantwoordelijke.",
    ),
    Told(
        ago=96,
        place="05",
        how=Channel.ONLINE,
        with_whom="contact",
        about="Overlegd hoe de fusieafdeling verder meedoet. Voorlopig verandert er niets.",
    ),
)


def fill_support(*, today: date) -> None:
    """Write moments, hand-overs and one address to check, then open the tasks that follow."""
    coordinator = _person("coordinator@demo.example").id
    for told in MOMENTS:
        _tell(told, today, by=coordinator)
    for post in _followers():
        _remember(post, today=today, by=coordinator)
    _let_a_mail_come_back()
    keeping.keep_vacancies(today)
    keeping.keep_onboarding(today)
    keeping.keep_contact_checks(today)
    keeping.keep_owners(today)


def _tell(told: Told, today: date, *, by: int) -> None:
    """Keep a moment on its own day, so that what was agreed is as old as it was."""
    held_on = today - timedelta(days=told.ago)
    whom = f"{told.with_whom}.{told.place}@demo.example" if told.with_whom else None
    account = Account(
        held_on=held_on,
        how=told.how,
        with_id=_person(whom).id if whom else None,
        about=told.about,
        lang="nl",
        next_step=told.next_step,
        next_on=held_on + timedelta(days=told.in_days) if told.in_days else None,
        action_for=told.action,
    )
    key = md5(told.about.encode(), usedforsecurity=False).hexdigest()
    moments.log_moment(_place(told.place), account, form_key=key, today=held_on, by=by)


def _followers() -> list[Post]:
    """Return the ambassadors of this autumn's hand-overs."""
    since = date(2022, 10, 1)
    found = select(Post).where(Post.role == Role.AMBASSADOR, Post.valid_from >= since)
    return list(db.session.scalars(found.order_by(Post.valid_from)))


def _remember(post: Post, *, today: date, by: int) -> None:
    """Put beside a hand-over of the roster what belongs to it, as if it went through the page."""
    before = db.session.scalars(
        select(Post).where(
            Post.organisation_id == post.organisation_id,
            Post.role == Role.AMBASSADOR,
            Post.valid_to == post.valid_from,
        )
    ).one()
    recorded_on = post.valid_from - timedelta(days=28)
    is_done = post.valid_from <= today
    planned = HandOver(
        organisation_id=post.organisation_id or 0,
        before_id=before.person_id,
        successor_id=post.person_id,
        starts_on=post.valid_from,
        reason=before.end_reason.capitalize(),
        lang="nl",
        invites_at_once=True,
        recorded_on=recorded_on,
        recorded_by_id=by,
        carried_out_on=post.valid_from if is_done else None,
    )
    db.session.add(planned)
    db.session.flush()
    handing_over.open_checklist(planned, steps.HAND_OVER, recorded_on)
    if is_done:
        services.hand_tasks_on(planned.organisation_id, before.person_id, post.person_id)
        _tick(planned, by=post.person_id)


def _tick(planned: HandOver, *, by: int) -> None:
    keys = [f"hand_over/{planned.id}/{step}" for step in DONE_ALREADY]
    for task in db.session.scalars(select(Task).where(Task.dedupe_key.in_(keys))):
        services.end(task, Outcome.DONE, on=planned.starts_on, by=by)


def _let_a_mail_come_back() -> None:
    """Keep one mail that the server of its reader refused: nobody is known there any more."""
    letter = Letter(
        subject="Een woord van dank aan de directie",
        text="Bedankt dat jullie blijven meedoen.\n",
        html="<p>Bedankt dat jullie blijven meedoen.</p>\n",
    )
    queue_mail(letter, dedupe_key="demo/bounce", recipient=BOUNCED, locale="nl", due_at=now())
    refused = update(OutboxMail).where(OutboxMail.dedupe_key == "demo/bounce")
    gone = {"state": MailState.FAILED, "bounced": True, "attempts": 1}
    db.session.execute(refused.values(gone | {"last_error": NO_LONGER_THERE}))


def _person(address: str) -> Person:
    return db.session.scalars(select(Person).where(Person.email == address)).one()


def _place(number: str) -> Organisation:
    held = select(Post.organisation_id).where(
        Post.person_id == _person(f"ambassador.{number}@demo.example").id
    )
    return db.session.scalars(select(Organisation).where(Organisation.id.in_(held))).one()
