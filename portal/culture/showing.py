"""Results in words: whose view, how sure, whether people agree; what differs, and by how much."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from portal.culture.scores import Beside, Score
from portal.moi.library import Served
from portal.questionnaires.kinds import Referent
from portal.questionnaires.results.comparing import combined_bounds, welch_bounds
from portal.questionnaires.results.hiding import why_hidden, why_no_mean
from portal.questionnaires.results.shapes import Hidden, PlaceKind
from portal.taxonomy.model import Construct, Level, Part, constructs_in, level_label, levels_of
from portal.web.words import rounded

MOST_TO_TALK: Final = 3
OF_PEOPLE: Final = frozenset({PlaceKind.UNIT, PlaceKind.ORGANISATION})  # the others: of clusters
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
        return why_hidden(Hidden.PERSONAL)
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
        "%(count)s of %(answered)s score 4 or more",
        count=shown.favourable,
        answered=shown.answered,
    )
    if not score.has_percentage:
        return f"{told}."
    share = round(100 * shown.favourable / shown.answered)
    return f"{told} ({share} %)."


def agreement(score: Score) -> str:
    """Return whether the people of a team agree; nothing for larger places, or of a few."""
    figure = score.shown if score.place is PlaceKind.UNIT else None
    if figure is None or figure.agreement is None:
        return ""
    if score.agrees:
        return str(gettext("The team agrees about this."))
    if score.agrees is False:
        return str(
            gettext("Answers differ widely: do not read the average as the view of the team.")
        )
    return str(gettext("Answers differ somewhat. Ask one another why."))


def tells_agreement(scores: Mapping[str, Score]) -> bool:
    """Tell whether a page can say of any element how far people agree: if not, it says so once."""
    shown = [one.shown for one in scores.values() if one.place is PlaceKind.UNIT]
    return any(figure is not None and figure.agreement is not None for figure in shown)


def caution(scores: Mapping[str, Score]) -> str:
    """Return on how many elements the average of a team may be read as the view of that team."""
    known = [one.consistency for one in scores.values() if one.consistency is not None]
    able = sum(one.benchmark for one in known)
    if not able:
        return str(
            gettext(
                "On none of the %(all)s elements may you read the average of a team as the view of "
                "that team: teams differ too little, or people in a team agree too little.",
                all=len(scores),
            )
        )
    return str(
        gettext(
            "On %(count)s of the %(all)s elements you may read the average of a team as the view "
            "of that team: teams differ enough there, and people in a team agree enough.",
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
    def is_apart(self) -> bool:
        """Tell whether it is more than chance alone gives: never that something rose or fell."""
        return not self.low <= 0 <= self.high


def differences(
    now: Mapping[str, Score], before: Mapping[str, Score], codes: Container[str]
) -> Iterator[Difference]:
    """Yield what differs between two measurements in these constructs, by order of the model."""
    for part in Part:
        for construct in constructs_in(part):
            one, other = now.get(construct.key), before.get(construct.key)
            if one and other and one.construct.code in codes:
                found = _difference(construct, one, other)
                if found is not None:
                    yield found


def _difference(construct: Construct, now: Score, before: Score) -> Difference | None:
    here, there = now.shown, before.shown
    if here is None or there is None or here.mean is None or there.mean is None:
        return None
    bounds = welch_bounds(here, there) if now.place in OF_PEOPLE else None
    bounds = bounds or combined_bounds(here, there)
    if bounds is None:
        return None
    low, high = bounds
    return Difference(construct=construct, before=there.mean, now=here.mean, low=low, high=high)


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
