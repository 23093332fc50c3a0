"""Released results as a page shows them: words and rows, only what the snapshot holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext

from portal.charts.layout import Row, Series
from portal.questionnaires.instruments.definition import Definition, Item, Option
from portal.questionnaires.kinds import ItemType, Missing
from portal.questionnaires.results.suppression import ItemResult, Note, Results
from portal.rules import N_

FROM_LOW_TO_HIGH: Final = ("c4", "c2", "c0", "c1", "c3")
ONE_COLOUR: Final = "c1"
WHY_HIDDEN: Final[Mapping[str, str]] = {
    "few": N_("Too few answers to show."),
    "identical": N_("Not shown: it would tell what each person answered."),
}
WHY_MISSING: Final[Mapping[Missing, str]] = {
    Missing.SKIPPED: N_("left open"),
    Missing.NOT_SHOWN: N_("not asked"),
}
TITLES: Final[Mapping[ItemType, str]] = {
    ItemType.USEFULNESS: N_("How useful was each part?"),
    ItemType.AGREEMENT: N_("How far do people agree?"),
}


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One drawing: questions with the same answers below each other, or the answers of one."""

    id: str
    title: str
    desc: str
    rows: Sequence[Row]
    series: Sequence[Series]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One question in the table of figures; ``hidden`` says why there are none."""

    text: str
    answered: int | None
    mean: float | None
    median: float | None
    missing: Sequence[tuple[str, int]]
    hidden: str | None


@dataclass(frozen=True, kw_only=True)
class Comments:
    """What people wrote to one question, in no order of time."""

    text: str
    notes: Sequence[Note]
    hidden: str | None


class ResultsPage:
    """Everything that a page says of released results, in one language."""

    def __init__(self, definition: Definition, results: Results, *, lang: str) -> None:
        """Look at a snapshot with the definition that gives it its words."""
        self.definition = definition
        self.results = results
        self.lang = lang

    @property
    def scale_pictures(self) -> Iterator[Picture]:
        """Yield one drawing for all questions that have the same scale."""
        grouped: dict[tuple[str, ...], list[tuple[Item, Mapping[str, int]]]] = {}
        for item, result in self._choices():
            if result.counts is not None and self.definition.scale_of(item).is_numeric:
                labels = tuple(option.text[self.lang] for option in self._values(item))
                grouped.setdefault(labels, []).append((item, result.counts))
        yield from (self._scale_picture(members) for members in grouped.values())

    @property
    def category_pictures(self) -> Iterator[Picture]:
        """Yield one drawing for each question whose answers are no scale."""
        for item, result in self._choices():
            if result.counts is not None and not self.definition.scale_of(item).is_numeric:
                yield self._category_picture(item, result.counts)

    @property
    def lines(self) -> Iterator[Line]:
        """Yield one line of figures for each question with choices, in the order of the form."""
        for item, result in self._choices():
            yield Line(
                text=item.text[self.lang],
                answered=result.answered,
                mean=None if result.mean is None else round(result.mean, 1),
                median=result.median,
                missing=list(self._missing(item, result)),
                hidden=_why(result),
            )

    @property
    def comments(self) -> Iterator[Comments]:
        """Yield what was written, question by question."""
        for result in self.results.items:
            item = self.definition.items[result.code]
            if item.type.is_text:
                notes = result.comments or ()
                yield Comments(text=item.text[self.lang], notes=notes, hidden=_why(result))

    def text_of(self, code: str) -> str:
        """Return the words of a question."""
        return self.definition.items[code].text[self.lang]

    def _choices(self) -> Iterator[tuple[Item, ItemResult]]:
        for result in self.results.items:
            item = self.definition.items[result.code]
            if item.type.has_options:
                yield item, result

    def _values(self, item: Item) -> list[Option]:
        scale = self.definition.scale_of(item)
        return [option for option in scale.options if option.value is not None]

    def _scale_picture(self, members: Sequence[tuple[Item, Mapping[str, int]]]) -> Picture:
        first = members[0][0]
        values = self._values(first)
        answers = ", ".join(option.text[self.lang].lower() for option in values)
        title = gettext(TITLES[first.type]) if first.type in TITLES else first.text[self.lang]
        return Picture(
            id=f"picture-{first.code}",
            title=str(title),
            desc=gettext(
                "Each bar is a question. From left to right: %(answers)s.", answers=answers
            ),
            rows=[
                {
                    "label": (item.short or item.text)[self.lang],
                    "parts": [counts[option.key] for option in values],
                }
                for item, counts in members
            ],
            series=[
                {"label": option.text[self.lang], "css": css}
                for option, css in zip(values, FROM_LOW_TO_HIGH, strict=True)
            ],
        )

    def _category_picture(self, item: Item, counts: Mapping[str, int]) -> Picture:
        return Picture(
            id=f"picture-{item.code}",
            title=item.text[self.lang],
            desc=gettext("Each bar is an answer: how many people chose it."),
            rows=[
                {"label": option.text[self.lang], "parts": [counts[option.key]]}
                for option in self._values(item)
            ],
            series=[{"label": gettext("answers"), "css": ONE_COLOUR}],
        )

    def _missing(self, item: Item, result: ItemResult) -> Iterator[tuple[str, int]]:
        options = self.definition.scale_of(item).by_key
        for key, count in (result.missing or {}).items():
            said = WHY_MISSING.get(Missing(key))
            yield (str(gettext(said)) if said else options[key].text[self.lang].lower()), count


def _why(result: ItemResult) -> str | None:
    return str(gettext(WHY_HIDDEN[result.hidden])) if result.hidden else None
