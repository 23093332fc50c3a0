"""The history of an organisation in words: what happened on which day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Final

from flask_babel import gettext as translated
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from portal.network.labels import role_label, rule_label
from portal.network.models import Cause, Post, Status, Team
from portal.network.queries import Chapter
from portal.policy.table import Role

_HAPPENS: Final[Mapping[Status, LazyString]] = {
    Status.CANDIDATE: lazy_gettext("Asks to take part"),
    Status.ACCEPTED: lazy_gettext("May take part"),
    Status.ONBOARDING: lazy_gettext("Starts up"),
    Status.ACTIVE: lazy_gettext("Is active"),
    Status.PAUSED: lazy_gettext("Pauses"),
    Status.SUSTAINING: lazy_gettext("Carries on by itself"),
    Status.COMPLETED: lazy_gettext("Completes the project"),
    Status.DECLINED: lazy_gettext("Does not take part"),
    Status.WITHDRAWN: lazy_gettext("Stops"),
}


def gettext(message: str, **named: str) -> str:
    """Return the message in the reader's language, as a plain text."""
    return str(translated(message, **named))


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One thing that happened on a day."""

    on: date
    words: str


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day and what happened on it."""

    on: date
    words: Sequence[str]


def timeline(
    chapters: Iterable[Chapter], teams: Sequence[Team], posts: Sequence[Post]
) -> Sequence[Day]:
    """Return the days on which something changed, the newest first, each told once."""
    happenings = [*_of_chapters(chapters), *_of_teams(teams), *_of_posts(posts)]
    happenings.sort(key=attrgetter("on"))
    days = [
        Day(on=on, words=[one.words for one in group])
        for on, group in groupby(happenings, key=attrgetter("on"))
    ]
    return days[::-1]


def _of_chapters(chapters: Iterable[Chapter]) -> Iterator[Happening]:
    for one in chapters:
        if one.status is not None:
            yield Happening(on=one.since, words=_with_reason(str(_HAPPENS[one.status]), one.reason))
        elif one.rule is not None and one.cause is Cause.DECISION:
            rule = in_sentence(rule_label(one.rule))
            words = gettext("Exception from the rule “%(rule)s”", rule=rule)
            yield Happening(on=one.since, words=_with_reason(words, one.reason))
            if one.until is not None:
                words = gettext("The exception from the rule “%(rule)s” ends.", rule=rule)
                yield Happening(on=one.until, words=words)


def _with_reason(words: str, reason: str) -> str:
    return f"{words}: {reason.rstrip('.')}." if reason else f"{words}."


def _of_teams(teams: Sequence[Team]) -> Iterator[Happening]:
    ended = {(team.slot, team.valid_to): team for team in teams}
    replaced = {team.continues_id for team in teams}
    for team in teams:
        before = ended.get((team.slot, team.valid_from)) if team.slot else None
        yield Happening(on=team.valid_from, words=_team_starts(team, before))
        if before is not None:
            replaced.add(before.id)
    for team in teams:
        if team.valid_to is not None and team.id not in replaced:
            yield Happening(on=team.valid_to, words=gettext("%(team)s stops.", team=team.name))


def _team_starts(team: Team, before: Team | None) -> str:
    if team.continues_id is not None:
        return gettext("%(team)s becomes one of the three teams.", team=team.name)
    if before is not None:
        return gettext(
            "%(team)s takes the place of %(before)s.", team=team.name, before=before.name
        )
    if team.slot is None:
        return gettext("%(team)s follows along.", team=team.name)
    return gettext("%(team)s starts.", team=team.name)


def _of_posts(posts: Sequence[Post]) -> Iterator[Happening]:
    """Tell who starts and stops; the reason of a stop stays between the person and the network."""
    ended = {(post.role, post.valid_to): post for post in posts if post.valid_to}
    succeeded = set()
    for post in posts:
        before = ended.get((post.role, post.valid_from))
        yield Happening(on=post.valid_from, words=_post_starts(post, before))
        if before is not None:
            succeeded.add(before.id)
    for post in posts:
        if post.valid_to is not None and post.id not in succeeded:
            yield Happening(on=post.valid_to, words=_post_stops(post))


def _post_starts(post: Post, before: Post | None) -> str:
    role = in_sentence(role_label(post.role))
    name = post.person.name
    if before is not None:
        return gettext(
            "%(name)s follows %(before)s as %(role)s.",
            name=name,
            before=before.person.name,
            role=role,
        )
    return gettext("%(name)s becomes %(role)s.", name=name, role=role)


def _post_stops(post: Post) -> str:
    if post.role is Role.AMBASSADOR:
        name = post.person.name
        return gettext("%(name)s stops as ambassador. There is no ambassador now.", name=name)
    role = in_sentence(role_label(post.role))
    return gettext("%(name)s stops as %(role)s.", name=post.person.name, role=role)


def in_sentence(label: str) -> str:
    """Return a label as it stands inside a sentence; an abbreviation keeps its capitals."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
