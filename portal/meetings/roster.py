"""Who belongs at a meeting: the roster of the network on its date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import and_, false, or_, select
from sqlalchemy.orm import contains_eager

from portal.db import db
from portal.meetings.models import Invitation, Meeting
from portal.meetings.rules import INVITED_ROLES
from portal.network.as_of import status_on, valid_on
from portal.network.models import Organisation, Person, Post, Status, Team
from portal.policy.table import Role

TAKES_PART: Final = (Status.ONBOARDING, Status.ACTIVE, Status.SUSTAINING)


@dataclass(frozen=True)
class Participant:
    """Somebody on the roster, in the role in which they are invited."""

    person: Person
    role: Role
    organisation: Organisation


@dataclass(frozen=True)
class Roster:
    """Everybody who belongs at a meeting of one day, and who is left out on purpose."""

    participants: tuple[Participant, ...]
    unreachable: tuple[Participant, ...]
    paused: tuple[Organisation, ...]


def roster_on(day: date) -> Roster:
    """Return who is invited to a meeting on ``day``: two statements, whatever the size.

    Ambassadors (or who acts for them), primary contacts, and the leads of the counted teams, of
    organisations that are onboarding, active or sustaining. Everybody once, in their first role.
    Somebody without an address is named apart; paused organisations are left in peace and named.
    """
    return _roster(day, invited_to=None)


def still_to_invite(meeting: Meeting) -> Roster:
    """Return the roster of the meeting's date without those who have an invitation already."""
    return _roster(meeting.local_date, invited_to=meeting.id)


def _roster(day: date, *, invited_to: int | None) -> Roster:
    organisations = _organisations(day)
    taking_part = [each.id for each, status in organisations if status in TAKES_PART]
    posts = _posts(day, taking_part, invited_to)
    known = {post.person_id for post, is_invited in posts if is_invited}
    everybody = tuple(_once([post for post, _ in posts]))
    fresh = (one for one in everybody if one.person.id not in known)
    return Roster(
        participants=tuple(one for one in fresh if one.person.email),
        unreachable=tuple(one for one in everybody if not one.person.email),
        paused=tuple(each for each, status in organisations if status is Status.PAUSED),
    )


def _organisations(day: date) -> Sequence[tuple[Organisation, Status]]:
    status = status_on(day)
    found = db.session.execute(
        select(Organisation, status.c.status)
        .join(status, status.c.organisation_id == Organisation.id)
        .where(status.c.status.in_([*TAKES_PART, Status.PAUSED]))
        .order_by(Organisation.search_name)
    )
    return [(organisation, status) for organisation, status in found]


def _posts(
    day: date, organisations: Sequence[int], meeting_id: int | None
) -> Sequence[tuple[Post, bool]]:
    """Return the posts of who belongs there, each with whether its person is invited already."""
    counted = and_(Team.slot.is_not(None), valid_on(Team, day))
    is_invited = (
        select(Invitation.id)
        .where(Invitation.meeting_id == meeting_id, Invitation.person_id == Post.person_id)
        .exists()
    )
    found = db.session.execute(
        select(Post, is_invited if meeting_id else false())
        .join(Post.person)
        .join(Post.organisation)
        .outerjoin(Post.team)
        .where(
            Post.role.in_(INVITED_ROLES),
            Post.organisation_id.in_(organisations),
            valid_on(Post, day),
            or_(Post.team_id.is_(None), counted),
        )
        .order_by(Organisation.search_name, Person.name, Post.id)
        .options(contains_eager(Post.person), contains_eager(Post.organisation))
    )
    return [(post, bool(invited)) for post, invited in found]


def _once(posts: Iterable[Post]) -> Iterable[Participant]:
    """Keep one role a person, the first of the invited; who is replaced for a while stays home."""
    held = list(posts)
    acted_for = {post.organisation_id for post in held if post.role is Role.ACTING_AMBASSADOR}
    seen: set[int] = set()
    for role in INVITED_ROLES:
        for post in held:
            resting = role is Role.AMBASSADOR and post.organisation_id in acted_for
            if post.role is not role or resting or post.person_id in seen or not post.organisation:
                continue
            seen.add(post.person_id)
            yield Participant(post.person, role, post.organisation)
