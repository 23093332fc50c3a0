"""Letters about the life of a kit, each to one reader in their own language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from portal.moi.models import KitVersion
from portal.network.models import Person
from portal.outbox.letters import compose
from portal.outbox.services import queue_mail
from portal.people.models import MailTopic
from portal.people.stopping import stop_link_for
from portal.stewardship.models import KitPilot
from portal.stewardship.queries.pilots import coordinators, voices_of


@dataclass(frozen=True)
class Announced:
    """A version that the network hears of, with what the coordinator says of it by language."""

    version: KitVersion
    words: Mapping[str, str]


def mail_team(pilot: KitPilot, letter: str, *, on: date, now: datetime) -> int:
    """Write to who speaks for the team that tests; return how many letters are new."""
    return sum(
        _send(letter, f"kit-pilot/{pilot.id}/{letter}", person, now=now, pilot=pilot)
        for person in voices_of(pilot.team, on)
    )


def mail_coordinators(pilot: KitPilot, *, on: date, now: datetime) -> int:
    """Tell the coordinators that a team offers to test; return how many letters are new."""
    return sum(
        _send("offered", f"kit-pilot/{pilot.id}/offered", person, now=now, pilot=pilot)
        for person in coordinators(on)
    )


def mail_announcement(told: Announced, people: Iterable[Person], *, now: datetime) -> int:
    """Write to each of these people once about a version; return how many letters are new."""
    key = f"kit-announcement/{told.version.id}"
    return sum(
        _send("announcement", key, person, now=now, told=told, topic=MailTopic.KIT_NEWS)
        for person in people
    )


def _send(
    letter: str,
    key: str,
    person: Person,
    *,
    now: datetime,
    pilot: KitPilot | None = None,
    told: Announced | None = None,
    topic: MailTopic | None = None,
) -> bool:
    if not person.email:
        return False
    written = compose(
        f"stewardship/mail/{letter}",
        locale=person.locale,
        person=person,
        pilot=pilot,
        told=told,
        topic=topic,
        stop_link=stop_link_for(person.id, topic) if topic else None,
    )
    return queue_mail(
        written,
        dedupe_key=f"{key}/{person.id}",
        recipient=person.email,
        locale=person.locale,
        due_at=now,
    )
