"""The calendar of one person, as the file that calendar programs read again and again."""

from datetime import UTC, datetime, time
from typing import Final

from flask_babel import force_locale, gettext

from portal.calendars.queries import invitations_of
from portal.meetings.ics import Entry, Party, Standing, calendar_feed
from portal.meetings.mails import occasion_of
from portal.meetings.models import Answer, Invitation, MeetingState
from portal.meetings.organiser import the_network
from portal.network.models import Person

STANDINGS: Final = {
    None: Standing.OPEN,
    Answer.YES: Standing.YES,
    Answer.MAYBE: Standing.MAYBE,
    Answer.NO: Standing.NO,
}


def feed_for(person: Person) -> bytes:
    """Return the meetings somebody is invited to; the same bytes as long as nothing changed."""
    guest = Party(name=person.name, address=person.email or "")
    with force_locale(person.locale):
        network = the_network()
        entries = [_entry(one, guest, network) for one in invitations_of(person.id)]
        return calendar_feed(gettext("Mangomoment network"), entries)


def _entry(invitation: Invitation, guest: Party, network: Party) -> Entry:
    told_on = max(filter(None, (invitation.invited_on, invitation.answered_on)))
    meeting, stamp = invitation.meeting, datetime.combine(told_on, time(), tzinfo=UTC)
    return Entry(
        occasion=occasion_of(meeting, now=stamp, organiser=network),
        guest=guest,
        standing=STANDINGS[invitation.answer],
        cancelled=meeting.state is MeetingState.CANCELLED,
    )
