"""The first page of the day, put together for whoever reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.adjustments.queries import open_ends as findings_left_open
from portal.cards.periods import Moments, moments_around
from portal.evaluation.models import Evaluation
from portal.insights import (
    coordinator,
    culture_needs,
    open_ends,
    participant,
    queries,
    tasks,
    waiting,
)
from portal.insights.needs import Need, Tone
from portal.insights.queries import TeamLine
from portal.meetings.models import Meeting
from portal.meetings.queries import (
    lines_for,
    next_of,
)
from portal.network.listing import Summary, summary_of
from portal.network.models import Organisation
from portal.network.queries import vacancies
from portal.policy.decide import Actor, extent
from portal.policy.table import Permission, Role
from portal.support.queries import open_tasks_for, waiting_for

SOON = timedelta(days=30)
P = Permission


@dataclass(frozen=True, kw_only=True)
class Today:
    """Everything the page shows; what the reader has no part in is empty."""

    needs: Sequence[Need] = ()
    teams: Sequence[TeamLine] = ()
    next_meeting: Meeting | None = None
    answers: Mapping[str, int] | None = None
    network: Summary | None = None
    said: Evaluation | None = None

    @property
    def teams_by_organisation(self) -> list[tuple[Organisation, list[TeamLine]]]:
        """Return the teams under the organisation they belong to, in the order they came."""
        grouped = groupby(self.teams, key=lambda line: line.team.organisation)
        return [(organisation, list(lines)) for organisation, lines in grouped]


def today_of(actor: Actor, day: date) -> Today:
    """Gather the first page of ``actor`` on ``day``."""
    if actor.holds(Role.COORDINATOR):
        return _of_coordinator(actor, day)
    if actor.holds(Role.ADMINISTRATOR):
        needs = list(_mail_needs(queries.count_failed_mails()))
        return Today(needs=needs, network=summary_of(actor, day))
    if extent(actor, P.NETWORK_OVERVIEW):
        needs = list(waiting.small_needs(waiting.of_expert(actor, day)))
        return Today(needs=needs, network=summary_of(actor, day, P.NETWORK_OVERVIEW))
    return _of_participant(actor, day)


def _of_coordinator(actor: Actor, day: date) -> Today:
    lines = lines_for(actor)
    coming = next_of(lines, day)
    evaluations = queries.recent_evaluations()
    needs = [
        *tasks.vacancy_needs(vacancies(day), day),
        *tasks.waiting_needs(waiting_for(actor, day, most=tasks.MOST + 1)),
        *coordinator.meeting_needs(lines, day),
        *waiting.small_needs(waiting.of_coordinator(actor, day)),
        *open_ends.open_end_needs(findings_left_open(day)),
        *coordinator.feedback_needs(evaluations),
        *coordinator.hand_over_needs(queries.hand_overs_to_come(day, within=SOON)),
    ]
    return Today(
        needs=needs,
        next_meeting=coming.meeting if coming else None,
        answers=coming.answers if coming else None,
        network=summary_of(actor, day),
        said=_answered(evaluations),
    )


def _of_participant(actor: Actor, day: date) -> Today:
    if not actor.posts:
        return Today()
    moments = moments_around(day) if extent(actor, P.CARD_READ) else Moments()
    reads_teams = extent(actor, P.TEAM_READ)
    teams = queries.teams_within_reach(actor, day, moments) if reads_teams else []
    follows = actor.holds(Role.AMBASSADOR, Role.ACTING_AMBASSADOR)
    if not extent(actor, P.MEETING_READ):
        return Today(teams=teams)
    coming = waiting.coming_for(actor.person_id, day)
    needs = [
        *participant.invitation_needs(
            one.meeting for one in coming if one.invited and one.answer is None
        ),
        *waiting.coming_needs(coming, day),
        *participant.evaluation_needs(queries.evaluations_to_answer(actor.person_id, day), day),
        *(tasks.own_needs(open_tasks_for(actor, day), day) if follows else ()),
        *waiting.small_needs(waiting.of_participant(actor, day, follows=follows)),
        *culture_needs.own_needs(actor, day),
        *(participant.team_needs(teams) if follows else ()),
    ]
    return Today(
        needs=needs,
        teams=teams,
        next_meeting=coming[0].meeting if coming else None,
        said=_answered(queries.recent_evaluations()),
    )


def _mail_needs(failed: int) -> Sequence[Need]:
    if not failed:
        return []
    return [
        Need(
            what=ngettext(
                "%(num)s mail could not be delivered",
                "%(num)s mails could not be delivered",
                failed,
            ),
            why=_("The outbox says why, and lets you try again."),
            href="/outbox/?state=failed",
            step=_("Open the outbox"),
            tone=Tone.DUE,
        )
    ]


def _answered(evaluations: Sequence[Evaluation]) -> Evaluation | None:
    return next((one for one in evaluations if one.reply is not None), None)
