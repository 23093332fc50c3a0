"""Results in words: whose view, how sure, whether people agree; what differs, and by how much."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from portal.culture.scores import Beside, Score
from portal.moi.library import Served
from portal.questionnaires.kinds import Referent
from portal.questionnaires.results.hiding import why_hidden, why_no_mean
from portal.questionnaires.results.shapes import Hidden, PlaceKind
from portal.taxonomy.model import Construct, Level, Part, constructs_in, level_label, levels_of
from portal.web.words import rounded

MOST_TO_TALK: Final = 3
TALKED_OF: Final = frozenset({Referent.TEAM, Referent.ORGANISATION, Referent.SELF})
_VIEWS: Final[Mapping[Referent, LazyString]] = {
    Referent.SELF: lazy_gettext("about themselves"),
    Referent.TEAM: lazy_gettext("about the team"),
    Referent.ORGANISATION: lazy_gettext("about the organisation"),
    Referent.PATIENT: lazy_gettext("about patients and families, as staff see them"),
}
_PLACES: Final[Mapping[PlaceKind, LazyString]] = {
    PlaceKind.SECTOR: lazy_gettext("sector"),
    PlaceKind.NETWORK: lazy_gettext("network"),
}


def view_of(score: Score) -> str:
    """Return whom the people who answered speak about."""
    referent = score.construct.referent
    return str(_VIEWS[referent]) if referent else ""


def why_nothing(score: Score) -> str:
    """Return why a construct has no figure here; nothing where it has one."""
    figure = score.figure
    if figure is None or figure.mean is None:
        return (why_no_mean(figure) if figure else None) or why_hidden(Hidden.FEW)
    if score.is_personal:
        return str(
            gettext(
                "Not read per team: people speak of themselves here, and teams hardly differ. "
                "Look at the network."
            )
        )
    return ""


def in_short(score: Score | None) -> str:
    """Return what stands on the picture: the mean, or that there is none."""
    if score is None:
        return str(gettext("not asked"))
    return decimal(score.mean) if score.mean is not None else str(gettext("not shown"))


def decimal(value: float | None) -> str:
    """Write a figure with one decimal, the reader's way."""
    return rounded(value, 1) if value is not None else ""


def favourable(score: Score) -> str:
    """Return how many scored 4 or more: as a count, with a percentage from twenty answers on."""
    shown = score.shown
    if shown is None or shown.favourable is None or not shown.answered:
        return ""
    told = gettext(
        "%(count)s of the %(answered)s people score 4 or more.",
        count=shown.favourable,
        answered=shown.answered,
    )
    if not score.has_percentage:
        return str(told)
    share = round(100 * shown.favourable / shown.answered)
    return f"{told} ({share} %)"


def agreement(score: Score) -> str:
    """Return whether the people of a team agree; nothing for larger places."""
    if score.shown is None or score.place is not PlaceKind.UNIT:
        return ""
    if score.shown.agreement is None:
        return str(gettext("Too few answers to say how far people agree."))
    if score.agrees:
        return str(gettext("The team agrees about this."))
    if score.agrees is False:
        return str(
            gettext("Answers differ widely: do not read the average as the view of the team.")
        )
    return str(gettext("Answers differ somewhat. Ask one another why."))


def caution(scores: Mapping[str, Score]) -> str:
    """Return on how many elements the average of a team may be read as the view of that team."""
    known = [one.consistency for one in scores.values() if one.consistency is not None]
    able = sum(one.benchmark for one in known)
    return str(
        gettext(
            "On %(count)s of the %(all)s elements teams differ enough, and agree enough, to read "
            "the average of a team as its own view.",
            count=able,
            all=len(scores),
        )
    )


def beside_words(beside: Beside) -> str:
    """Return the mean of a larger place, with how many organisations it holds."""
    return str(
        gettext(
            "%(place)s: %(mean)s (%(count)s organisations)",
            place=str(_PLACES[beside.kind]),
            mean=decimal(beside.mean),
            count=beside.organisations,
        )
    )


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Two measurements of one construct at one place: the difference and its 95 % interval."""

    construct: Construct
    before: float
    now: float
    low: float
    high: float

    @property
    def words(self) -> str:
        """Return what may be said of it: never that something rose or fell."""
        if self.low <= 0 <= self.high:
            return str(gettext("Chance alone can give this difference."))
        return str(
            gettext("More than chance alone gives. Perhaps others answered, or something changed.")
        )


def differences(now: Mapping[str, Score], before: Mapping[str, Score]) -> Iterator[Difference]:
    """Yield what differs between two measurements, in the order of the model.

    The half widths of both intervals add as the legs of a right triangle: the interval of the
    difference of two means from different people (Cumming & Finch 2005).
    """
    for part in Part:
        for construct in constructs_in(part):
            one, other = now.get(construct.key), before.get(construct.key)
            found = _difference(construct, one, other) if one and other else None
            if found is not None:
                yield found


def _difference(construct: Construct, now: Score, before: Score) -> Difference | None:
    here, there = now.shown, before.shown
    if here is None or there is None or here.mean is None or there.mean is None:
        return None
    halves = [
        (figure.high - figure.low) / 2
        for figure in (here, there)
        if figure.low is not None and figure.high is not None
    ]
    if len(halves) != len((here, there)):
        return None
    reach, apart = sqrt(halves[0] ** 2 + halves[1] ** 2), here.mean - there.mean
    return Difference(
        construct=construct,
        before=there.mean,
        now=here.mean,
        low=apart - reach,
        high=apart + reach,
    )


@dataclass(frozen=True, kw_only=True)
class Talk:
    """A construct to talk about, since a lesson kit is there for it, and why this one."""

    construct: Construct
    score: Score
    served: Served


def to_talk_about(scores: Mapping[str, Score], served: Mapping[str, Served]) -> Sequence[Talk]:
    """Return up to three constructs with a kit, those first with which people agree least.

    Not what staff think that patients feel: a kit changes what a team does.
    """
    found = [
        Talk(construct=construct, score=scores[construct.key], served=served[construct.key])
        for part in Part
        for construct in constructs_in(part)
        if construct.key in scores and construct.key in served
    ]
    able = [
        (one.score.mean, place, one)
        for place, one in enumerate(found)
        if one.score.construct.referent in TALKED_OF and one.score.mean is not None
    ]
    return [one for _, _, one in sorted(able, key=lambda each: each[:2])[:MOST_TO_TALK]]


@dataclass(frozen=True, kw_only=True)
class Group:
    """The constructs of one level of a part, in the order of the model."""

    part: Part
    level: Level
    title: str
    rows: Sequence[tuple[Construct, Score | None]]


def groups_of(scores: Mapping[str, Score]) -> Sequence[Group]:
    """Return all constructs with their scores, by part and level; the moment itself has none."""
    return [
        Group(
            part=part,
            level=level,
            title=level_label(level),
            rows=[(one, scores.get(one.key)) for one in constructs_in(part, level)],
        )
        for part in Part
        if part is not Part.MOMENT
        for level in levels_of(part)
    ]
