"""Who belongs at a meeting: the roster of the network on its date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Select, false, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.db import db
from portal.meetings.choosing import ALL_ROLES, EVERYBODY, Rule, TakenOff, wanted
from portal.meetings.models import Invitation, Meeting
from portal.network.as_of import status_on, valid_on
from portal.network.models import Organisation, Person, Post, Status, folded
from portal.policy.table import Role

MOST_FOUND: Final = 20
TAKES_PART: Final = (Status.ONBOARDING, Status.ACTIVE, Status.SUSTAINING)


@dataclass(frozen=True)
class Participant:
    """Somebody on the roster, in the role in which they are invited."""

    person: Person
    role: Role
    organisation: Organisation


@dataclass(frozen=True)
class Roster:
    """Everybody who belongs at a meeting of one day, and who is left out, with the reason why.

    ``participants`` have an address and no invitation yet. ``taken_off`` were on the list before.
    ``organisations`` are all that take part on that day, to choose from.
    """

    participants: tuple[Participant, ...]
    unreachable: tuple[Participant, ...]
    paused: tuple[Organisation, ...]
    taken_off: tuple[Participant, ...] = ()
    already: int = 0
    organisations: tuple[Organisation, ...] = ()


def roster_on(day: date, rule: Rule = EVERYBODY) -> Roster:
    """Return who is invited to a meeting on ``day``: two statements, whatever the size.

    Without a rule: ambassadors (or who acts for them), primary contacts, and the leads of the
    counted teams, of organisations that are onboarding, active or sustaining. Everybody once, in
    their first role. Somebody without an address is named apart; paused organisations are left in
    peace and named.
    """
    return _roster(day, rule, invited_to=None)


def still_to_invite(meeting: Meeting, rule: Rule = EVERYBODY) -> Roster:
    """Return who the rule invites on the meeting's date, without who is invited already.

    Nor who was taken off the list on purpose, unless they are added by name.
    """
    return _roster(meeting.local_date, rule, invited_to=meeting.id)


def _roster(day: date, rule: Rule, *, invited_to: int | None) -> Roster:
    organisations = _organisations(day)
    taking_part = [each for each, status in organisations if status in TAKES_PART]
    posts = _posts(day, [each.id for each in taking_part], rule, invited_to)
    known = {post.person_id for post, is_invited, _ in posts if is_invited}
    off = {post.person_id for post, _, is_off in posts if is_off} - rule.people
    everybody = tuple(_once([post for post, *_ in posts], rule))
    fresh = [one for one in everybody if one.person.id not in known]
    resting = (each for each, status in organisations if status is Status.PAUSED)
    return Roster(
        participants=tuple(one for one in fresh if one.person.email and one.person.id not in off),
        unreachable=tuple(one for one in fresh if not one.person.email),
        paused=tuple(each for each in resting if rule.is_about(each)),
        taken_off=tuple(one for one in fresh if one.person.id in off),
        already=len(everybody) - len(fresh),
        organisations=tuple(taking_part),
    )


def _organisations(day: date) -> Sequence[tuple[Organisation, Status]]:
    status = status_on(day)
    found = db.session.execute(
        select(Organisation, status.c.status)
        .join(status, status.c.organisation_id == Organisation.id)
        .where(status.c.status.in_([*TAKES_PART, Status.PAUSED]))
        .order_by(Organisation.search_name)
        .options(joinedload(Organisation.wave))
    )
    return [(organisation, status) for organisation, status in found]


def _posts(
    day: date, organisations: Sequence[int], rule: Rule, meeting_id: int | None
) -> Sequence[tuple[Post, bool, bool]]:
    """Return the posts of who is called, each with whether its person is, or was, on the list."""
    on_list, off_list = (
        select(row.person_id)
        .where(row.meeting_id == meeting_id, row.person_id == Post.person_id)
        .exists()
        if meeting_id
        else false()
        for row in (Invitation, TakenOff)
    )
    found = db.session.execute(
        select(Post, on_list, off_list)
        .join(Post.person)
        .join(Post.organisation)
        .outerjoin(Post.team)
        .where(Post.organisation_id.in_(organisations), valid_on(Post, day), wanted(rule, day))
        .order_by(Organisation.search_name, Person.name, Post.id)
        .options(contains_eager(Post.person), contains_eager(Post.organisation))
    )
    return [(post, bool(is_invited), bool(is_off)) for post, is_invited, is_off in found]


def _once(posts: Iterable[Post], rule: Rule) -> Iterable[Participant]:
    """Keep one role a person, the first of the invited; who is replaced for a while stays home."""
    held = list(posts)
    acted_for = {post.organisation_id for post in held if post.role is Role.ACTING_AMBASSADOR}
    seen: set[int] = set()
    for role in ALL_ROLES:
        for post in held:
            resting = role is Role.AMBASSADOR and post.organisation_id in acted_for
            resting = resting and post.person_id not in rule.people
            if post.role is not role or resting or post.person_id in seen or not post.organisation:
                continue
            seen.add(post.person_id)
            yield Participant(post.person, role, post.organisation)


def expected(day: date, rule: Rule = EVERYBODY) -> Select[int]:
    """Select who belongs at a meeting of a day, as ``roster_on`` does."""
    status = status_on(day)
    return (
        select(Post.person_id)
        .join(status, status.c.organisation_id == Post.organisation_id)
        .join(Post.organisation)
        .outerjoin(Post.team)
        .where(status.c.status.in_(TAKES_PART), valid_on(Post, day), wanted(rule, day))
    )


def people_called(words: str, day: date) -> Sequence[Participant]:
    """Return the first people with these words in their name who hold a post on a day."""
    posts = db.session.scalars(
        select(Post)
        .join(Post.person)
        .join(Post.organisation)
        .where(
            Person.search_name.contains(folded(words), autoescape=True),
            valid_on(Post, day),
        )
        .order_by(Person.search_name, Post.id)
        .limit(MOST_FOUND)
        .options(contains_eager(Post.person), contains_eager(Post.organisation))
    )
    return _first_posts(posts)


def _first_posts(posts: Iterable[Post]) -> list[Participant]:
    found: dict[int, Participant] = {}
    for post in posts:
        if post.organisation:
            one = Participant(post.person, post.role, post.organisation)
            found.setdefault(post.person_id, one)
    return list(found.values())
