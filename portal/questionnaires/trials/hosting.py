"""What a trial round says around its form: that a name stands there, who reads it, until when."""

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext
from markupsafe import Markup

from portal.questionnaires.campaigns.models import Campaign
from portal.questionnaires.filling.reading import definition_of, reader_language
from portal.web.words import short_day


class TrialHost:
    """The room of trial rounds, as ``portal.questionnaires.filling.hosts`` asks it."""

    def title(self, campaign: Campaign) -> str:
        """Return the name of the form, with that it is tried out."""
        return title_of(campaign)

    def after(self, campaign: Campaign) -> str:
        """Return the address of the round as who is asked reads it."""
        return url_for("trials.front", campaign_id=campaign.id)

    def promise(self, campaign: Campaign, *, by_code: bool) -> Sequence[str]:  # noqa: ARG002 -- the promise of a host
        """Return that the name stands beside the answers, who reads them, and how to stop it."""
        return promise_of(campaign)

    def afterwards(self, campaign: Campaign) -> Sequence[str | Markup]:
        """Return until when it can be changed, and where to say what made one stumble."""
        href = Markup('<a href="{}">{}</a>').format(
            self.after(campaign), gettext("Say where you stumbled, or change your answers")
        )
        return (
            gettext("They are kept under your name."),
            gettext(
                "You can change them up to and including %(day)s.",
                day=short_day(campaign.closes_on),
            ),
            href,
        )

    def place(self, campaign: Campaign, unit_id: int | None) -> str | None:  # noqa: ARG002 -- the promise of a host
        """Return nothing: nobody answers a trial round with a code."""
        return None


def title_of(campaign: Campaign) -> str:
    """Return what the form of a round is called, in the language of the reader."""
    definition = definition_of(campaign)
    name = definition.title[reader_language(definition)]
    return str(gettext("Trial round: %(questionnaire)s", questionnaire=name))


def promise_of(campaign: Campaign) -> Sequence[str]:
    """Return what is promised, in words, before the first question."""
    return (
        gettext("Your name stands beside your answers and your remarks."),
        gettext("Only the project team reads them, when the trial round is closed."),
        gettext("It sees before that whether you sent the form in, and nothing of what you said."),
        gettext(
            "You can change them up to and including %(day)s.", day=short_day(campaign.closes_on)
        ),
        gettext(
            "They serve to make the questions better. They enter no results, and nobody is judged "
            "by them."
        ),
        gettext("You can erase them yourself at any time, also later."),
    )
