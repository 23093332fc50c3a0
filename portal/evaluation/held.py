"""The held moments with what their evaluations show: from snapshots, in a few statements."""

from collections.abc import Mapping, Sequence

from portal.evaluation import queries, trends
from portal.evaluation.models import Evaluation
from portal.evaluation.trends import Held
from portal.meetings.models import Meeting, MeetingKind
from portal.meetings.queries import held_meetings
from portal.policy.decide import Actor
from portal.questionnaires.instruments.versions import load_version
from portal.questionnaires.results.snapshots import released_results
from portal.questionnaires.results.suppression import Results


def everything_held(actor: Actor) -> Sequence[Held]:
    """Return the held moments, oldest first, with what ``actor`` may see of their evaluation."""
    released = {one.meeting_id: one for one in queries.released_for(actor)}
    results = released_results([one.campaign_id for one in released.values()])
    roots = trends.roots_of(queries.versions_compared())
    return [
        _held(meeting, released.get(meeting.id), results, roots)
        for meeting in reversed(held_meetings())
        if meeting.kind is MeetingKind.REFLECTION or meeting.id in released
    ]


def _held(
    meeting: Meeting,
    evaluation: Evaluation | None,
    results: Mapping[int, Results],
    roots: Mapping[int, int],
) -> Held:
    if evaluation is None or evaluation.campaign_id not in results:
        return Held(meeting=meeting)
    return Held(
        meeting=meeting,
        evaluation=evaluation,
        definition=load_version(evaluation.campaign.version).definition,
        results=results[evaluation.campaign_id],
        root=roots.get(evaluation.campaign.version_id),
    )
