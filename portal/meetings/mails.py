"""Letters about a meeting, in the reader's language, with the calendar part that goes along."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask_babel import force_locale, gettext

from portal.db import db
from portal.meetings.ics import Method, Occasion, Party, calendar_part
from portal.meetings.links import hash_of, new_token
from portal.meetings.models import AnswerLink, Invitation, Meeting
from portal.meetings.words import title_of
from portal.network.models import Person
from portal.outbox.addresses import sender
from portal.outbox.letters import CalendarPart, Letter, compose
from portal.outbox.services import queue_mail
from portal.people.models import MailTopic
from portal.people.stopping import stop_link_for

NO_LINK: Final = "0" * 12


@dataclass(frozen=True, kw_only=True)
class Mailing:
    """One kind of letter: its template, the part of its key that tells it apart, its calendar.

    One with a topic comes only to who wants such mails.
    """

    template: str
    key: str
    method: Method | None
    topic: MailTopic | None = None

    @property
    def path(self) -> str:
        """Return where the templates of the letter are."""
        return f"meetings/mail/{self.template}"


INVITATION: Final = Mailing(template="invitation", key="invitation", method=Method.REQUEST)
CANCELLATION: Final = Mailing(template="cancelled", key="cancelled", method=Method.CANCEL)


def moved_mailing(meeting: Meeting) -> Mailing:
    """Return the letter that tells of a new day, hour, place or link."""
    return Mailing(template="moved", key=f"moved/{meeting.sequence}", method=Method.REQUEST)


def nudge_mailing(meeting: Meeting) -> Mailing:
    """Return the letter to who has not answered yet, once for each day the meeting was set on."""
    key = f"nudge/{meeting.local_date}"
    return Mailing(template="nudge", key=key, method=None, topic=MailTopic.MEETING_REMINDERS)


def reminder_mailing(meeting: Meeting) -> Mailing:
    """Return the letter a few days before to who comes or may come."""
    key = f"reminder/{meeting.local_date}"
    return Mailing(template="reminder", key=key, method=None, topic=MailTopic.MEETING_REMINDERS)


def send(mailing: Mailing, invitation: Invitation, *, now: datetime) -> bool:
    """Queue one letter with its own link to answer; False when it went before, or is not wanted.

    A person without an address gets none. Every letter has a link of its own, and all of them
    stay good until the meeting starts.
    """
    meeting, person = invitation.meeting, invitation.person
    if not person.email:
        return False
    token = new_token()
    letter = compose(
        mailing.path,
        locale=person.locale,
        meeting=meeting,
        person=person,
        token=token,
        topic=mailing.topic,
        stop_link=stop_link_for(person.id, mailing.topic) if mailing.topic else None,
    )
    sent = queue_mail(
        letter,
        dedupe_key=f"meeting/{meeting.id}/{mailing.key}/{person.id}",
        recipient=person.email,
        locale=person.locale,
        due_at=now,
        secret=True,
        calendar=_calendar(mailing, invitation, now),
    )
    if sent:
        db.session.add(AnswerLink(token_hash=hash_of(token), invitation=invitation))
    return sent


def previews(meeting: Meeting, people: Iterable[Person]) -> list[tuple[str, Letter]]:
    """Return the invitation once in each language of ``people``, to the first who reads it.

    The link in it leads nowhere.
    """
    first_readers = {person.locale: person for person in reversed(list(people))}
    return [
        (
            lang,
            compose(INVITATION.path, locale=lang, meeting=meeting, person=person, token=NO_LINK),
        )
        for lang, person in sorted(first_readers.items(), reverse=True)
    ]


def _calendar(mailing: Mailing, invitation: Invitation, now: datetime) -> CalendarPart | None:
    if mailing.method is None:
        return None
    person = invitation.person
    with force_locale(person.locale):
        occasion = occasion_of(invitation.meeting, now=now)
    guest = Party(name=person.name, address=person.email or "")
    content = calendar_part(occasion, mailing.method, guest)
    return CalendarPart(content=content, method=mailing.method.value)


def occasion_of(meeting: Meeting, *, now: datetime) -> Occasion:
    """Return the meeting as a calendar sees it, in the language of the moment."""
    organiser = sender()
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
        organiser=Party(
            name=organiser.display_name or organiser.addr_spec, address=organiser.addr_spec
        ),
        stamp=now,
    )
