"""What the pages of one organisation, team or person show, put together for one day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.network import queries
from portal.network.models import Cause, Organisation, Person, Post, Rule, Status, Team
from portal.network.queries import Chapter
from portal.network.rules import COUNTED, Interval
from portal.network.steps import keeps, reaches
from portal.network.timeline import Day, timeline
from portal.policy.decide import Actor
from portal.policy.table import P, Role

SHOWN: Final = (
    Role.AMBASSADOR,
    Role.ACTING_AMBASSADOR,
    Role.PRIMARY_CONTACT,
    Role.SPONSOR,
    Role.HR_CONTACT,
    Role.COMMUNICATION_CONTACT,
    Role.BOARD_READER,
)
HAS_HISTORY: Final = frozenset(
    {Role.AMBASSADOR, Role.ACTING_AMBASSADOR, Role.PRIMARY_CONTACT, Role.SPONSOR}
)


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Somebody's post; whether the reader may open that person's page, and change the post."""

    post: Post
    opens: bool
    keeps: bool


@dataclass(frozen=True, kw_only=True)
class TeamLine:
    """A team, and whether the reader may open its page."""

    team: Team
    opens: bool


@dataclass(frozen=True, kw_only=True)
class OrganisationPage:
    """An organisation on a day: its status and exemptions, people, teams, and all its history.

    ``vacant_since`` is the first day without ambassador, when a counted organisation has none.
    """

    now: Chapter | None
    exemptions: Sequence[Chapter]
    holders: Sequence[Holder]
    coming: Sequence[Holder]
    teams: Sequence[TeamLine]
    followers: Sequence[TeamLine]
    vacant_since: date | None
    history: Sequence[Day]
    chapters: Sequence[Chapter]
    all_teams: Sequence[Team]
    all_posts: Sequence[Post]

    @property
    def status(self) -> Status | None:
        """The status on the day, or nothing before the first."""
        return self.now.status if self.now else None


def organisation_page(
    actor: Actor, organisation: Organisation, *, as_of: date, today: date
) -> OrganisationPage:
    """Put the page together from three statements, whatever the length of the history."""
    chapters = queries.chapters_of(organisation.id)
    teams = [TeamLine(team=t, opens=o) for t, o in queries.teams_of(actor, organisation.id)]
    holders = _holders(actor, organisation)
    now = next((one for one in chapters if one.status and one.holds(as_of)), None)
    current = [line for line in teams if period(line.team).holds(as_of)]
    posts = [holder.post for holder in holders]
    return OrganisationPage(
        now=now,
        exemptions=[one for one in chapters if _is_told(one) and one.holds(as_of)],
        holders=sorted(_holding(holders, as_of), key=lambda one: SHOWN.index(one.post.role)),
        coming=[one for one in holders if one.post.valid_from > max(as_of, today)],
        teams=sorted((one for one in current if one.team.slot), key=lambda one: one.team.slot or 0),
        followers=[one for one in current if one.team.slot is None],
        vacant_since=_vacant_since(now, chapters, posts, as_of),
        history=timeline(
            chapters,
            [line.team for line in teams],
            [post for post in posts if post.role in HAS_HISTORY],
        ),
        chapters=chapters,
        all_teams=[line.team for line in teams],
        all_posts=posts,
    )


def _holders(actor: Actor, place: Organisation | Team) -> Sequence[Holder]:
    return [
        Holder(post=post, opens=opens, keeps=_may_change(actor, post))
        for post, opens in queries.holders_of(actor, place)
    ]


def _is_told(chapter: Chapter) -> bool:
    """Tell whether an exemption stands on the page; of no ambassador the page speaks by itself."""
    return chapter.rule is not None and not (
        chapter.cause is Cause.OPEN_POST and chapter.rule is Rule.ONE_AMBASSADOR
    )


def _vacant_since(
    now: Chapter | None, chapters: Sequence[Chapter], posts: Sequence[Post], as_of: date
) -> date | None:
    ambassadors = [post for post in posts if post.role is Role.AMBASSADOR]
    counts = now is not None and now.status in COUNTED
    if not counts or any(period(post).holds(as_of) for post in ambassadors):
        return None
    ends = [post.valid_to for post in ambassadors if post.valid_to and post.valid_to <= as_of]
    entered = (one.since for one in chapters if one.status in COUNTED)
    return max(ends) if ends else min(entered)


def period(row: Team | Post) -> Interval:
    """Return the days on which a team exists, or a post is held."""
    return Interval(start=row.valid_from, end=row.valid_to)


def _holding(holders: Sequence[Holder], day: date) -> Sequence[Holder]:
    return [holder for holder in holders if period(holder.post).holds(day)]


@dataclass(frozen=True, kw_only=True)
class TeamPage:
    """A team on a day: who is in it, and which teams had its place before and after."""

    holders: Sequence[Holder]
    is_current: bool
    before: TeamLine | None
    after: TeamLine | None


def team_page(actor: Actor, team: Team, *, as_of: date) -> TeamPage:
    """Put the page together from two statements."""
    holders = _holders(actor, team)
    others = [TeamLine(team=t, opens=o) for t, o in queries.teams_in_place_of(actor, team)]
    earlier = [one for one in others if one.team.valid_from < team.valid_from]
    later = [one for one in others if one.team.valid_from > team.valid_from]
    by_role = sorted(_holding(holders, as_of), key=lambda one: one.post.role)
    return TeamPage(
        holders=by_role,
        is_current=period(team).holds(as_of),
        before=earlier[-1] if earlier else None,
        after=later[0] if later else None,
    )


def person_page(actor: Actor, person: Person, *, today: date) -> Mapping[str, Sequence[Holder]]:
    """Return somebody's posts, ``now``, ``coming`` and ``before``, the newest first."""
    posts = [
        Holder(post=post, opens=True, keeps=_may_change(actor, post))
        for post in queries.all_posts_of(person.id)
    ]
    return {
        "now": _holding(posts, today),
        "coming": [one for one in posts if one.post.valid_from > today],
        "before": [one for one in posts if one.post.valid_to and one.post.valid_to <= today],
    }


def _may_change(actor: Actor, post: Post) -> bool:
    there = {"organisation_id": post.organisation_id, "team_id": post.team_id}
    return reaches(actor, P.POST_KEEP, **there) and keeps(actor, post)
