"""After an act: nothing that an active organisation must have is missing without being seen.

What lacks because a post has no holder, or because a newly entered organisation is not filled in
yet, is kept as an exemption that follows the roster by itself. For teams somebody gives the reason.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from sqlalchemy import select

from portal.db import db
from portal.network import rules
from portal.network.every_day import History, Lack, kept_again, lacks
from portal.network.models import (
    Cause,
    Exemption,
    Organisation,
    OrganisationStatus,
    Post,
    Rule,
    Team,
)
from portal.network.rules import Interval
from portal.network.services.keeping import added, period_of
from portal.policy.table import Role

OPEN_POSTS = frozenset(rules.LEAVES_A_GAP.values())


def settle(
    organisation: Organisation, *, by: int | None, reason: str = "", enters: bool = False
) -> None:
    """Bring the exemptions in step with the roster; without reason a missing team is refused.

    What an organisation lacks when it ``enters`` is let be until it is filled in.
    """
    db.session.flush()
    decided, derived = _exemptions_of(organisation)
    history = _history_of(organisation, decided)
    _close_what_is_kept_again(history, decided)
    entry = {one.rule for one in derived if one.cause is Cause.ENTRY} | (
        set(Rule) if enters else set()
    )
    history = replace(history, exemptions=[(one.rule, period_of(one)) for one in decided])
    own = {lack: _cause_of(lack, history, entry) for lack in lacks(history)}
    uncovered = [lack for lack, cause in own.items() if cause is Cause.DECISION]
    if not reason.strip():
        rules.check_nothing_lacks(lack.rule for lack in uncovered)
    for lack in uncovered:
        add_row(organisation, lack.rule, lack.period, Cause.DECISION, reason=reason, by=by)
    _keep_in_step(organisation, derived, [one for one in own.items() if one[0] not in uncovered])


def add_row(
    organisation: Organisation,
    rule: Rule,
    period: Interval,
    cause: Cause,
    *,
    by: int | None,
    reason: str = "",
) -> Exemption:
    """Write an exemption down; one that follows from the roster is no act of a person."""
    exemption = Exemption(
        organisation_id=organisation.id,
        rule=rule,
        cause=cause,
        reason=reason,
        valid_from=period.start,
        valid_to=period.end,
    )
    return added(exemption, "exemption_added", on=period.start, by=by, about=organisation)


def _exemptions_of(organisation: Organisation) -> tuple[list[Exemption], list[Exemption]]:
    """Return what somebody decided, and what followed from the roster so far."""
    found = db.session.scalars(
        select(Exemption)
        .where(Exemption.organisation_id == organisation.id)
        .order_by(Exemption.valid_from, Exemption.id)
    ).all()
    decided = [one for one in found if one.cause is Cause.DECISION]
    return decided, [one for one in found if one.cause is not Cause.DECISION]


def _history_of(organisation: Organisation, decided: Iterable[Exemption]) -> History:
    mine = OrganisationStatus.organisation_id == organisation.id
    statuses = select(OrganisationStatus.valid_from, OrganisationStatus.status).where(mine)
    teams = select(Team).where(Team.organisation_id == organisation.id, Team.slot.is_not(None))
    posts = db.session.scalars(
        select(Post).where(
            Post.organisation_id == organisation.id, Post.role.in_(rules.LEAVES_A_GAP)
        )
    ).all()
    return History(
        statuses=[
            (day, status)
            for day, status in db.session.execute(statuses.order_by(OrganisationStatus.valid_from))
        ],
        teams=[(period_of(team), team.care_context) for team in db.session.scalars(teams)],
        ambassadors=[period_of(post) for post in posts if post.role is Role.AMBASSADOR],
        primary_contacts=[period_of(post) for post in posts if post.role is Role.PRIMARY_CONTACT],
        exemptions=[(one.rule, period_of(one)) for one in decided],
    )


def _close_what_is_kept_again(history: History, decided: Iterable[Exemption]) -> None:
    """End the open exemptions on the first day on which their rule is kept."""
    for exemption in decided:
        if exemption.valid_to is None:
            exemption.valid_to = kept_again(history, exemption.rule, exemption.valid_from)
    db.session.flush()


def _cause_of(lack: Lack, history: History, entry: AbstractSet[Rule]) -> Cause:
    if lack.rule in entry and lack.period.start == history.statuses[0][0]:
        return Cause.ENTRY
    return Cause.OPEN_POST if lack.rule in OPEN_POSTS else Cause.DECISION


def _keep_in_step(
    organisation: Organisation, derived: Iterable[Exemption], own: Sequence[tuple[Lack, Cause]]
) -> None:
    """Let the exemptions that follow from the roster be exactly these, from the same rows."""
    missing = dict(own)
    for exemption in derived:
        lack = next((one for one in missing if _is_of(exemption, one)), None)
        if lack is None:
            db.session.delete(exemption)
            continue
        exemption.valid_to, exemption.cause = lack.period.end, missing.pop(lack)
    db.session.flush()
    for lack, cause in missing.items():
        add_row(organisation, lack.rule, lack.period, cause, by=None)


def _is_of(exemption: Exemption, lack: Lack) -> bool:
    return exemption.rule is lack.rule and exemption.valid_from == lack.period.start
