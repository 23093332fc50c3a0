"""What changed between two versions of a questionnaire, in parts that a page can show."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import chain

from pydantic import BaseModel

from portal.questionnaires.builder.sketch import Sketch, SketchItem, SketchOption, SketchScale

_KEYED = ("type", "scale", "measures", "required", "core", "reverse", "organisation_only")
FIELDS = (*_KEYED, "offers", "maps_to", "show_if")
SAID = ("text", "hint", "short")


class How(StrEnum):
    """What happened to a piece of text."""

    SAME = "same"
    DROPPED = "dropped"
    NEW = "new"


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Some words in a row, and what happened to them."""

    how: How
    words: str


@dataclass(frozen=True, kw_only=True)
class Reworded:
    """One text that differs in one language; ``field`` says which text of its part."""

    field: str
    lang: str
    pieces: Sequence[Piece]


@dataclass(frozen=True, kw_only=True)
class Change:
    """A part that is in both versions and differs: its settings by name, its words by language."""

    code: str
    settings: Mapping[str, tuple[object, object]]
    words: Sequence[Reworded]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What the later version adds, leaves out and changes; ``moved`` are the codes elsewhere."""

    added: Sequence[SketchItem]
    removed: Sequence[SketchItem]
    changed: Sequence[Change]
    moved: Sequence[str]
    scales: Sequence[Change]
    scales_added: Sequence[SketchScale]
    scales_removed: Sequence[SketchScale]
    constructs: Sequence[Change]
    sections: Sequence[Reworded]
    title: Sequence[Reworded]
    languages: tuple[Sequence[str], Sequence[str]]

    @property
    def is_empty(self) -> bool:
        """Tell whether the two ask the same in the same words and order."""
        parts = (self.added, self.removed, self.changed, self.moved, self.scales)
        others = (self.scales_added, self.scales_removed, self.constructs, self.sections)
        return not any(chain(parts, others, (self.title, *self.languages)))


def difference(before: Sketch, after: Sketch) -> Difference:
    """Return what ``after`` changes; items, scales and constructs are the same by their code."""
    olds, news = ({one.code: one for one in side.items} for side in (before, after))
    scales = [{one.code: one for one in side.scales} for side in (before, after)]
    constructs = [{one.code: one for one in side.constructs} for side in (before, after)]
    return Difference(
        added=[item for code, item in news.items() if code not in olds],
        removed=[item for code, item in olds.items() if code not in news],
        changed=_changes(olds, news, (FIELDS, SAID)),
        moved=_moved(before, after),
        scales=_scale_changes(scales[0], scales[1]),
        scales_added=[one for code, one in scales[1].items() if code not in scales[0]],
        scales_removed=[one for code, one in scales[0].items() if code not in scales[1]],
        constructs=_construct_changes(constructs[0], constructs[1]),
        sections=_section_changes(before, after),
        title=reworded("title", before.title, after.title),
        languages=(
            [lang for lang in after.languages if lang not in before.languages],
            [lang for lang in before.languages if lang not in after.languages],
        ),
    )


def reworded(field: str, before: Mapping[str, str], after: Mapping[str, str]) -> Sequence[Reworded]:
    """Return each language in which a text differs."""
    return [
        Reworded(
            field=field, lang=lang, pieces=pieces_of(before.get(lang, ""), after.get(lang, ""))
        )
        for lang in dict.fromkeys([*before, *after])
        if before.get(lang, "") != after.get(lang, "")
    ]


def pieces_of(before: str, after: str) -> Sequence[Piece]:
    """Return the later text with what went and what came, word by word."""
    olds, news = before.split(), after.split()
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(how=How.SAME, words=" ".join(olds[i1:i2])))
            continue
        if i2 > i1:
            pieces.append(Piece(how=How.DROPPED, words=" ".join(olds[i1:i2])))
        if j2 > j1:
            pieces.append(Piece(how=How.NEW, words=" ".join(news[j1:j2])))
    return pieces


def _changes(
    olds: Mapping[str, BaseModel],
    news: Mapping[str, BaseModel],
    names: tuple[Iterable[str], Iterable[str]],
) -> list[Change]:
    settings, words = names
    both = [(code, olds[code], one) for code, one in news.items() if code in olds]
    changes = (
        Change(
            code=code,
            settings=_settings(old, new, settings),
            words=[
                text
                for name in words
                for text in reworded(name, getattr(old, name), getattr(new, name))
            ],
        )
        for code, old, new in both
        if old != new
    )
    return [change for change in changes if change.settings or change.words]


def _settings(
    old: BaseModel, new: BaseModel, names: Iterable[str]
) -> Mapping[str, tuple[object, object]]:
    pairs = {name: (getattr(old, name), getattr(new, name)) for name in names}
    return {name: pair for name, pair in pairs.items() if _plain(pair[0]) != _plain(pair[1])}


def _plain(value: object) -> object:
    """Compare what was never said with what goes without saying as the same."""
    return value if value not in ("no", None, "") else ""


def _construct_changes(
    olds: Mapping[str, BaseModel], news: Mapping[str, BaseModel]
) -> list[Change]:
    changes = _changes(olds, news, (("parent", "referent", "element", "min_answered"), ("title",)))
    came = [Change(code=code, settings=_NEW, words=[]) for code in news if code not in olds]
    went = [Change(code=code, settings=_GONE, words=[]) for code in olds if code not in news]
    return [*came, *went, *changes]


_NEW: Mapping[str, tuple[object, object]] = {"there": (False, True)}
_GONE: Mapping[str, tuple[object, object]] = {"there": (True, False)}


def _scale_changes(
    olds: Mapping[str, SketchScale], news: Mapping[str, SketchScale]
) -> list[Change]:
    found = []
    for code, new in news.items():
        old = olds.get(code)
        if old is None or old == new:
            continue
        settings = _settings(old, new, ("lo", "hi"))
        keys = ([key_of(one) for one in old.options], [key_of(one) for one in new.options])
        answers = {"options": (", ".join(keys[0]), ", ".join(keys[1]))}
        texts = {key_of(one): one.text for one in old.options}
        words = [
            text
            for one in new.options
            if key_of(one) in texts
            for text in reworded(key_of(one), texts[key_of(one)], one.text)
        ]
        differs = {**settings, **(answers if keys[0] != keys[1] else {})}
        if differs or words:
            found.append(Change(code=code, settings=differs, words=words))
    return found


def key_of(option: SketchOption) -> str:
    """Name an option by its value or its reason, and say when it stands alone."""
    key = option.missing if option.value is None else str(option.value)
    return f"{key}!" if option.exclusive else key


def _section_changes(before: Sketch, after: Sketch) -> list[Reworded]:
    empty: Mapping[str, str] = {}
    count = max(len(before.sections), len(after.sections))
    found: list[Reworded] = []
    for at in range(count):
        old = before.sections[at] if at < len(before.sections) else None
        new = after.sections[at] if at < len(after.sections) else None
        for name in ("title", "intro"):
            texts = [getattr(one, name) if one else empty for one in (old, new)]
            found.extend(reworded(f"{name} {at + 1}", texts[0], texts[1]))
    return found


def _moved(before: Sketch, after: Sketch) -> list[str]:
    """Return the items that stand elsewhere, seen among those that both have."""
    old_order = [item.code for item in before.items if after.item(item.code)]
    new_order = [item.code for item in after.items if before.item(item.code)]
    blocks = SequenceMatcher(None, old_order, new_order, autojunk=False).get_matching_blocks()
    kept = {code for block in blocks for code in new_order[block.b : block.b + block.size]}
    elsewhere = _in_another_section(before, after)
    return [code for code in new_order if code not in kept or code in elsewhere]


def _in_another_section(before: Sketch, after: Sketch) -> set[str]:
    """Return the items that left their section; a section is the one most of its items were in."""
    came_from = {
        item.code: at for at, section in enumerate(before.sections) for item in section.items
    }
    homes = _homes(after, came_from)
    return {
        item.code
        for at, section in enumerate(after.sections)
        for item in section.items
        if item.code in came_from and came_from[item.code] != homes.get(at)
    }


def _homes(after: Sketch, came_from: Mapping[str, int]) -> Mapping[int, int]:
    """Return for each section which earlier one it is: each earlier one goes on at most once."""
    votes = Counter(
        (at, came_from[item.code])
        for at, section in enumerate(after.sections)
        for item in section.items
        if item.code in came_from
    )
    homes: dict[int, int] = {}
    for (now, then), _ in votes.most_common():
        if now not in homes and then not in homes.values():
            homes[now] = then
    return homes
