"""What the page of a kit in the making shows: where it is, what may happen next, what is said."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

from portal.making import rules
from portal.making.models import Draft, DraftComment, Step
from portal.making.queries import Writer
from portal.policy.decide import Actor, extent
from portal.policy.table import P
from portal.rules import RuleBroken, why_not


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A step that could come next: where it is taken, or why it is not possible yet."""

    key: str
    label: str
    href: str
    refused: RuleBroken | None
    posts: bool = False


@dataclass(frozen=True, kw_only=True)
class Talk:
    """One conversation: what was said first, and the answers."""

    first: DraftComment
    answers: Sequence[DraftComment]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A kit in the making as one reader sees it; without ``inside`` only what everybody may."""

    draft: Draft
    inside: bool
    writes: bool
    choices: Sequence[Choice]
    writers: Sequence[Writer] = ()
    talks: Sequence[Talk] = ()

    @property
    def primary(self) -> Choice | None:
        """The one step to take now: the first that is possible."""
        return next((one for one in self.choices if one.refused is None), None)

    @property
    def open_talks(self) -> Sequence[Talk]:
        """What was not settled yet."""
        return [talk for talk in self.talks if talk.first.resolved_on is None]

    @property
    def settled_talks(self) -> Sequence[Talk]:
        """What is done."""
        return [talk for talk in self.talks if talk.first.resolved_on is not None]

    def talk(self, key: str) -> Talk | None:
        """Return the conversation with this id, if it is on the page and can be answered."""
        return next((one for one in self.open_talks if str(one.first.id) == key), None)


def choices_of(draft: Draft, *, writes: bool, keeps: bool) -> list[Choice]:
    """Return the steps of the reader in the order in which they come, possible or not."""
    found = [*(_keeper(draft) if keeps else []), *(_author(draft) if writes else [])]
    if draft.step is Step.PILOT and draft.kit is not None:
        found.insert(0, _choice("life", gettext("See how it goes on"), _life(draft), None))
    return found


def _keeper(draft: Draft) -> list[Choice]:
    return [
        _step(draft, "accept", gettext("Accept the proposal"), Step.DRAFT),
        _step(draft, "decline", gettext("Decline with a reason"), Step.DECLINED),
    ]


def _author(draft: Draft) -> list[Choice]:
    files = f"{url_for('making.show', draft_id=draft.id)}files/"
    refused = why_not(rules.check_may_write_files, draft.step)
    change = url_for("making.change", draft_id=draft.id)
    return [
        _choice("files", gettext("Write the files"), files, refused),
        _choice("pilot", gettext("Put it in as a pilot"), files, why_not(_check_pilot, draft.step)),
        _choice(
            "change",
            gettext("Change the plan"),
            change,
            why_not(rules.check_is_open, draft.step),
        ),
        _step(draft, "withdraw", gettext("Withdraw"), Step.WITHDRAWN),
        _step(draft, "propose_again", gettext("Propose it again"), Step.PROPOSED, posts=True),
    ]


def _check_pilot(step: Step) -> None:
    rules.check_may_step(step, Step.PILOT)


def _step(draft: Draft, key: str, label: str, wanted: Step, *, posts: bool = False) -> Choice:
    refused = why_not(rules.check_may_step, draft.step, wanted)
    return _choice(key, label, url_for(f"making.{key}", draft_id=draft.id), refused, posts=posts)


def _choice(
    key: str, label: str, href: str, refused: RuleBroken | None, *, posts: bool = False
) -> Choice:
    return Choice(key=key, label=label, href=href, refused=refused, posts=posts)


def _life(draft: Draft) -> str:
    return f"/moi/{draft.slug}/life"


def talks_of(comments: Sequence[DraftComment]) -> list[Talk]:
    """Return what is said as conversations, the first said first."""
    answers: dict[int, list[DraftComment]] = {}
    for one in comments:
        if one.answers_id is not None:
            answers.setdefault(one.answers_id, []).append(one)
    firsts = [one for one in comments if one.answers_id is None]
    return [
        Talk(first=one, answers=answers.get(one.id, []))
        for one in firsts
        if one.taken_back_on is None or one.id in answers
    ]


def keeps_kits(actor: Actor) -> bool:
    """Tell whether the reader decides on proposals."""
    return bool(extent(actor, P.KIT_MANAGE))
