"""What the process evaluation says around its form: whose it is, what is kept, what comes next."""

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext

from portal.evaluation.models import Evaluation
from portal.evaluation.queries import find_evaluation_of_campaign
from portal.meetings.words import title_of as title_of_meeting
from portal.questionnaires.campaigns.models import Campaign
from portal.web.words import short_day


class EvaluationHost:
    """The room of the process evaluation, as ``portal.questionnaires.filling.hosts`` asks it."""

    def title(self, campaign: Campaign) -> str:
        """Return the name of the form with its meeting."""
        return title_of(_evaluation(campaign))

    def after(self, campaign: Campaign) -> str:
        """Return the address of the evaluation."""
        return url_for("evaluation.show", meeting_id=_evaluation(campaign).meeting_id)

    def promise(self, campaign: Campaign, *, by_code: bool) -> Sequence[str]:
        """Return what is kept, who reads it, and when results come."""
        kept = () if by_code else (gettext("We do keep your role, if the group is large enough."),)
        return (
            gettext("We keep no name, no organisation and no time."),
            *kept,
            gettext("The project team reads your open answers: name nobody in them."),
            gettext(
                "The results come after %(day)s, and steer the next meeting.",
                day=short_day(campaign.closes_on),
            ),
        )

    def afterwards(self, campaign: Campaign) -> Sequence[str]:
        """Return when the form closes, and what the project team does then."""
        return (
            gettext(
                "The questionnaire closes after %(day)s. Then everybody who takes part can read "
                "the results.",
                day=short_day(campaign.closes_on),
            ),
            gettext("The project team reads them, and tells at the next meeting what changes."),
        )

    def place(self, campaign: Campaign, unit_id: int | None) -> str | None:  # noqa: ARG002 -- the promise of a host
        """Return nothing: an evaluation keeps no group but the role."""
        return None


def title_of(evaluation: Evaluation) -> str:
    """Return what the form of this meeting is called."""
    return f"{gettext('Process evaluation')} · {title_of_meeting(evaluation.meeting)}"


def _evaluation(campaign: Campaign) -> Evaluation:
    found = find_evaluation_of_campaign(campaign.id)
    if found is None:
        raise LookupError(f"campaign {campaign.id} belongs to no meeting")
    return found
