"""A form as its templates need it: a page in one language with what was chosen, an overview."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from portal.questionnaires.filling.answers import Given, Problem, is_shown
from portal.questionnaires.filling.steps import Step
from portal.questionnaires.instruments.definition import Definition, Item, Option
from portal.questionnaires.kinds import ItemType, Length, Offer


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One answer to tick; ``leads`` where it opens a further question."""

    id: str
    key: str
    label: str
    checked: bool
    leads: bool


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question, with the further questions that its answer opens."""

    code: str
    kind: ItemType
    text: str
    hint: str | None
    choices: Sequence[Choice] = ()
    value: str = ""
    problem: Problem | None = None
    is_open: bool = False
    offers: Offer | None = None
    further: Sequence["Question"] = field(default=())

    @property
    def is_row(self) -> bool:
        """Tell whether the answers form one scale, and may stand beside one another."""
        return self.kind in {ItemType.AGREEMENT, ItemType.USEFULNESS}

    @property
    def focus(self) -> str:
        """Return the id of the first thing to fill in, for a link that leads into the question."""
        return self.choices[0].id if self.choices else self.code


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """What the reader sees at once, and where it stands in the whole.

    ``returns`` where the reader came from the overview, and goes back to it.
    """

    title: str
    intro: str | None
    number: int
    pages: int
    questions: Sequence[Question]
    open_count: int
    is_nudged: bool
    returns: bool = False

    @property
    def all_questions(self) -> Iterator[Question]:
        """Yield the questions of this page with those that follow from an answer."""
        return chain.from_iterable((one, *one.further) for one in self.questions)

    @property
    def problems(self) -> Sequence[Question]:
        """Return the questions with something wrong, in order."""
        return [question for question in self.all_questions if question.problem]

    @property
    def is_last(self) -> bool:
        """Tell whether sending this page ends the form."""
        return self.number == self.pages and not self.returns

    @property
    def offers_advisers(self) -> bool:
        """Tell whether somebody on this page may want to know whom to turn to."""
        return any(question.offers is Offer.ADVISERS for question in self.all_questions)


@dataclass(frozen=True, kw_only=True)
class Answered:
    """One question on the overview, with the words that were chosen or written."""

    text: str
    answers: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Part:
    """One page on the overview; ``number`` leads back to it."""

    number: int
    title: str
    answers: Sequence[Answered]


def overview(definition: Definition, length: Length, given: Given, *, lang: str) -> Sequence[Part]:
    """Return every question that is asked with its answer, page by page, to look over."""
    return [
        Part(
            number=number,
            title=page.title[lang],
            answers=[
                Answered(text=item.text[lang], answers=_said(definition, item, given, lang))
                for item in page.items
                if item.type is not ItemType.INFORMATION and is_shown(definition, item, given)
            ],
        )
        for number, page in enumerate(definition.pages(length), start=1)
    ]


def _said(definition: Definition, item: Item, given: Given, lang: str) -> Sequence[str]:
    chosen = given.get(item.code, [])
    if item.type.is_text:
        return chosen
    options = definition.scale_of(item).options
    return [option.text[lang] for option in options if option.key in chosen]


def form_page(definition: Definition, length: Length, step: Step, *, lang: str) -> FormPage:
    """Return the page on which the step stands, in one language."""
    pages = definition.pages(length)
    page = pages[step.progress.page]
    return FormPage(
        title=page.title[lang],
        intro=page.intro[lang] if page.intro else None,
        number=step.progress.page + 1,
        pages=len(pages),
        questions=_nested(page.items, _Asked(definition, step, page.items, lang)),
        open_count=len(step.open_items),
        is_nudged=bool(step.open_items),
        returns=step.progress.looks_over,
    )


def _nested(items: Sequence[Item], asked: "_Asked") -> list[Question]:
    """Put every question that depends on another under that one."""
    return [
        asked.question(item, [asked.question(one) for one in items if _follows(one, item)])
        for item in items
        if item.show_if is None
    ]


def _follows(item: Item, other: Item) -> bool:
    return item.show_if is not None and item.show_if.item == other.code


class _Asked:
    """Turn items of one page into questions, with what the reader gave so far."""

    def __init__(
        self, definition: Definition, step: Step, items: Sequence[Item], lang: str
    ) -> None:
        self.definition = definition
        self.given = step.progress.given
        self.problems: Mapping[str, Problem] = {one.code: one for one in step.problems}
        self.open = {item.code for item in step.open_items}
        self.lang = lang
        self.leads = {
            (item.show_if.item, str(value))
            for item in items
            if item.show_if is not None
            for value in item.show_if.any_of
        }

    def question(self, item: Item, further: Sequence[Question] = ()) -> Question:
        given = self.given.get(item.code, [])
        options = self.definition.scale_of(item).options if item.type.has_options else ()
        return Question(
            code=item.code,
            kind=item.type,
            text=item.text[self.lang],
            hint=item.hint[self.lang] if item.hint else None,
            choices=[
                self._choice(item, place, option, given) for place, option in enumerate(options)
            ],
            value="\n".join(given) if item.type.is_text else "",
            problem=self.problems.get(item.code),
            is_open=item.code in self.open,
            offers=item.offers,
            further=further,
        )

    def _choice(self, item: Item, place: int, option: Option, given: Sequence[str]) -> Choice:
        return Choice(
            id=f"{item.code}-{place}",
            key=option.key,
            label=option.text[self.lang],
            checked=option.key in given,
            leads=(item.code, option.key) in self.leads,
        )
