"""What the page of a kit in the making shows: where it is, what may happen next, what is said."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import url_for
from flask_babel import gettext

from portal.making import rules
from portal.making.models import Draft, DraftComment, Step
from portal.making.queries import Writer
from portal.policy.decide import Actor, extent
from portal.policy.table import P
from portal.rules import RuleBroken, why_not

_FURTHER: Final = frozenset({"accept", "files", "propose_again", "life"})


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A step that could come next: where it is taken, or why it is not possible yet.

    ``wanted`` is where it leads; a refused one is shown only while that may still come.
    """

    key: str
    label: str
    href: str
    wanted: Step
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
    def possible(self) -> Sequence[Choice]:
        """The steps that may be taken now."""
        return [one for one in self.choices if one.refused is None]

    @property
    def later(self) -> Sequence[Choice]:
        """The steps that may come after others: each says why not yet."""
        coming = rules.LATER[self.draft.step]
        return [one for one in self.choices if one.refused is not None and one.wanted in coming]

    @property
    def primary(self) -> Choice | None:
        """The one step that brings it further, if it is the reader's to take."""
        return next((one for one in self.possible if one.key in _FURTHER), None)

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
    keeper = _keeper(draft) if keeps else []
    author = _author(draft, writes=writes) if writes or keeps else []
    return [*keeper, *author, *_life(draft)]


def _keeper(draft: Draft) -> list[Choice]:
    return [
        _step(draft, "accept", gettext("Accept the proposal"), Step.DRAFT),
        _step(draft, "decline", gettext("Decline with a reason"), Step.DECLINED),
    ]


def _author(draft: Draft, *, writes: bool) -> list[Choice]:
    """Return the steps of who writes; the coordinator may take them too, but looks first."""
    return [
        Choice(
            key="files",
            label=gettext("Write the files") if writes else gettext("Look at the files"),
            href=_files(draft),
            wanted=Step.DRAFT,
            refused=why_not(rules.check_may_write_files, draft.step),
        ),
        Choice(
            key="pilot",
            label=gettext("Put it in as a pilot"),
            href=f"{_files(draft)}put-in",
            wanted=Step.PILOT,
            refused=why_not(rules.check_may_step, draft.step, Step.PILOT),
        ),
        Choice(
            key="change",
            label=gettext("Change the plan"),
            href=url_for("making.change", draft_id=draft.id),
            wanted=draft.step,
            refused=why_not(rules.check_is_open, draft.step),
        ),
        _step(draft, "withdraw", gettext("Withdraw"), Step.WITHDRAWN),
        _step(draft, "propose_again", gettext("Propose it again"), Step.PROPOSED, posts=True),
    ]


def _life(draft: Draft) -> list[Choice]:
    """Return the way to the life of the kit that it became."""
    if draft.step is not Step.PILOT:
        return []
    label, href = gettext("See how it goes on"), f"/moi/{draft.slug}/life"
    return [Choice(key="life", label=label, href=href, wanted=Step.PILOT, refused=None)]


def _files(draft: Draft) -> str:
    return f"{url_for('making.show', draft_id=draft.id)}files/"


def _step(draft: Draft, key: str, label: str, wanted: Step, *, posts: bool = False) -> Choice:
    return Choice(
        key=key,
        label=label,
        href=url_for(f"making.{key}", draft_id=draft.id),
        wanted=wanted,
        refused=why_not(rules.check_may_step, draft.step, wanted),
        posts=posts,
    )


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
