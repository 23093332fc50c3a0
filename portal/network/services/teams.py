"""Teams: started in a free place or as a follower, replaced, ended, described, judged."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.db import db
from portal.network import rules
from portal.network.models import OWN_WORDS, Organisation, Post, Team
from portal.network.rules import Interval
from portal.network.services.keeping import added, hold, noted, period_of
from portal.network.services.settling import settle
from portal.taxonomy.sectors import CareContext
from portal.web.stale import check_not_stale


@dataclass(frozen=True, kw_only=True)
class TeamFacts:
    """What is known of a team: its name, its own word for itself, and the judgement with reason."""

    name: str
    care_context: CareContext
    own_word: str = OWN_WORDS[0]
    care_context_reason: str = ""


def add_team(
    organisation: Organisation, facts: TeamFacts, *, slot: int | None, on: date, by: int | None
) -> Team:
    """Start a team on ``on``: in one of the three places, or without place as a follower."""
    hold(organisation)
    rules.check_may_add_team(slot, Interval(start=on), periods_of_place(organisation, slot))
    team = Team(organisation_id=organisation.id, slot=slot, valid_from=on, **vars(facts))
    added(team, "team_added", on=on, by=by)
    settle(organisation, by=by)
    return team


def replace_team(team: Team, facts: TeamFacts, *, on: date, by: int | None) -> Team:
    """End a team and start its successor in the same place on the same day."""
    organisation = team.organisation
    hold(organisation)
    rules.check_may_end(period_of(team), on)
    _end_with_its_posts(team, on)
    successor = Team(organisation_id=organisation.id, slot=team.slot, valid_from=on, **vars(facts))
    others = periods_of_place(organisation, team.slot)
    rules.check_may_add_team(team.slot, Interval(start=on), others)
    added(successor, "team_replaced", on=on, by=by)
    settle(organisation, by=by)
    return successor


def end_team(team: Team, *, on: date, reason: str, by: int | None) -> None:
    """End a team that nothing replaces; what the organisation then lacks becomes an exemption."""
    organisation = team.organisation
    hold(organisation)
    rules.check_may_end(period_of(team), on)
    rules.check_reason(reason)
    _end_with_its_posts(team, on)
    noted("team_ended", team, on=on, by=by)
    settle(organisation, reason=reason, by=by)


def rename_team(
    team: Team, *, name: str, own_word: str, by: int | None, based_on: int | None = None
) -> None:
    """Let a team be called what it calls itself."""
    hold(team.organisation)
    db.session.refresh(team)
    check_not_stale(team, based_on)
    rules.check_name(name)
    rules.check_name(own_word)
    team.name, team.own_word = name, own_word
    noted("team_changed", team, by=by)


def change_team(
    team: Team, facts: TeamFacts, *, by: int | None, based_on: int | None = None
) -> None:
    """Describe a team anew; another judgement of its care context wants another reason."""
    organisation = team.organisation
    hold(organisation)
    db.session.refresh(team)
    check_not_stale(team, based_on)
    rules.check_name(facts.name)
    rules.check_judgement(
        changes=facts.care_context is not team.care_context,
        reason=facts.care_context_reason,
        reason_before=team.care_context_reason,
    )
    for fact, value in vars(facts).items():
        setattr(team, fact, value)
    noted("team_changed", team, by=by)
    settle(organisation, by=by)


def correct_team(
    team: Team, period: Interval, *, by: int | None, based_on: int | None = None
) -> None:
    """Overwrite the days of a team that were recorded by mistake; its posts must fit in them."""
    organisation = team.organisation
    hold(organisation)
    db.session.refresh(team)
    check_not_stale(team, based_on)
    rules.check_may_correct_days(continues=team.continues_id is not None or _goes_on(team))
    others = [one for one in _in_place(organisation, team.slot) if one.id != team.id]
    rules.check_may_add_team(team.slot, period, [period_of(one) for one in others])
    for post in _posts_in(team):
        rules.check_within(period_of(post), period)
    team.valid_from, team.valid_to = period.start, period.end
    noted("team_corrected", team, on=period.start, by=by)
    settle(organisation, by=by)


def _goes_on(team: Team) -> bool:
    later = select(Team.id).where(Team.continues_id == team.id)
    return db.session.scalar(later) is not None


def count_team(team: Team, slot: int, *, on: date, by: int | None) -> Team:
    """Give a follower team one of the three places from ``on``; its people come along.

    What it was before stays: the follower ends on the day on which the counted team starts.
    """
    organisation = team.organisation
    hold(organisation)
    rules.check_may_count(team.slot)
    rules.check_may_end(period_of(team), on)
    counted_from = Interval(start=on, end=team.valid_to)
    rules.check_may_add_team(slot, counted_from, periods_of_place(organisation, slot))
    lasting = [post for post in _posts_in(team) if period_of(post).holds(on)]
    ends = {post.id: post.valid_to for post in lasting}
    _end_with_its_posts(team, on)
    counted = Team(
        organisation_id=organisation.id,
        slot=slot,
        name=team.name,
        own_word=team.own_word,
        care_context=team.care_context,
        care_context_reason=team.care_context_reason,
        valid_from=on,
        valid_to=counted_from.end,
        continues_id=team.id,
    )
    added(counted, "team_counted", on=on, by=by)
    db.session.add_all(_carried_on(post, counted, ends[post.id]) for post in lasting)
    settle(organisation, by=by)
    return counted


def _carried_on(post: Post, team: Team, until: date | None) -> Post:
    return Post(
        person_id=post.person_id,
        role=post.role,
        organisation_id=team.organisation_id,
        team_id=team.id,
        valid_from=team.valid_from,
        valid_to=until,
    )


def periods_of_place(organisation: Organisation, slot: int | None) -> list[Interval]:
    """Return when one of the three places was, is or will be taken."""
    return [period_of(team) for team in _in_place(organisation, slot)]


def _in_place(organisation: Organisation, slot: int | None) -> list[Team]:
    found = select(Team).where(Team.organisation_id == organisation.id, Team.slot == slot)
    return list(db.session.scalars(found))


def _posts_in(team: Team) -> list[Post]:
    return list(db.session.scalars(select(Post).where(Post.team_id == team.id)))


def _end_with_its_posts(team: Team, on: date) -> None:
    """End, on the same day, first the posts that are held in a team and then the team."""
    posts = _posts_in(team)
    rules.check_no_later(on, [period_of(post) for post in posts])
    for post in posts:
        if period_of(post).holds(on):
            post.valid_to = on
    db.session.flush()
    team.valid_to = on
    db.session.flush()
