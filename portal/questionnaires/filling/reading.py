"""What the pages of a form share: who asks, in which words, and the reader's language."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from flask import abort, current_app, request
from flask_babel import get_locale

from portal.config import settings_of
from portal.policy.guard import can
from portal.policy.table import P
from portal.questionnaires.campaigns.models import Campaign
from portal.questionnaires.filling import steps
from portal.questionnaires.filling.hosts import Host, host_of
from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.instruments.versions import load_version
from portal.questionnaires.kinds import Mode


@dataclass(frozen=True)
class Asked:
    """One campaign as a reader meets it: by invitation at ``action``, or by a code.

    ``name`` says what the form is called once the reader's language is known; ``after`` is where
    an invited person reads on when everything is sent.
    """

    campaign: Campaign
    name: Callable[[], str]
    action: str
    by_code: bool = False
    after: str | None = None

    @cached_property
    def title(self) -> str:
        """What the form is called, in the language of the page that is about to be shown."""
        return self.name()

    @cached_property
    def definition(self) -> Definition:
        """What is asked."""
        return definition_of(self.campaign)

    @property
    def lang(self) -> str:
        """The language in which this reader reads the questions, now."""
        return reader_language(self.definition)

    @property
    def keeps_drafts(self) -> bool:
        """Tell whether what was typed may stay here: only where it carries a name anyway."""
        is_named = self.campaign.mode is Mode.IDENTIFIED and not self.by_code
        return is_named and can(P.ANSWER_DRAFT)

    @property
    def host(self) -> Host:
        """The room that asks."""
        return host_of(self.campaign)

    @property
    def asking(self) -> steps.Asking:
        """The way through this form."""
        return steps.Asking(definition=self.definition, length=self.campaign.length, lang=self.lang)


def definition_of(campaign: Campaign) -> Definition:
    """Return what a campaign asks."""
    return load_version(campaign.version).definition


def reader_language(definition: Definition) -> str:
    """Return the reader's language, or the first one that the questionnaire speaks."""
    lang = str(get_locale())
    return lang if lang in definition.languages else definition.languages[0]


def sealed_progress() -> steps.Progress:
    """Return where the reader is, as the page says, if it is a page of ours; else 400."""
    progress = steps.unseal(request.form.get("progress", ""), secret=secret())
    if progress is None:
        abort(400)
    return progress


def secret() -> str:
    """Return the key under which pages and codes are sealed."""
    return settings_of(current_app).secret_key
