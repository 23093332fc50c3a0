"""A draft as who answers will see it: its gaps as gaps, and nothing of it is kept."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError

from portal.questionnaires.builder.sketch import Sketch, data_of, declared
from portal.questionnaires.filling.showing import FormPage, form_page
from portal.questionnaires.filling.steps import Progress, Step
from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.kinds import Length

_NEEDED: Final = frozenset({"title", "text"})
_SAID: Final = frozenset({*_NEEDED, "intro", "hint", "short"})


def page_of(definition: Definition, length: Length, number: int, *, lang: str) -> FormPage | None:
    """Return one page of a form that nobody answers, or nothing where there is none."""
    is_there = 1 <= number <= len(definition.pages(length)) and lang in definition.languages
    if not is_there:
        return None
    nobody = Progress(campaign_id=0, submit_key="", page=number - 1)
    return form_page(definition, length, Step(progress=nobody), lang=lang)


def whole(sketch: Sketch, *, gap: str) -> Definition | None:
    """Return a draft as a version, ``gap`` in the place of missing words; or nothing."""
    data = _with_gaps(data_of(declared(sketch)), sketch.languages, gap)
    sections = [one for one in data["sections"] if one.get("items")]
    try:
        return Definition.model_validate({"number": 1, **data, "sections": sections})
    except ValidationError:
        return None


def _with_gaps(data: Any, languages: Sequence[str], gap: str) -> Any:  # noqa: ANN401 -- any part of a tree of JSON
    if isinstance(data, list):
        return [_with_gaps(one, languages, gap) for one in data]
    if not isinstance(data, dict):
        return data
    return {
        key: _said(value, languages, gap)
        if key in _SAID and isinstance(value, dict)
        else _with_gaps(value, languages, gap)
        for key, value in data.items()
    }


def _said(words: Mapping[str, str], languages: Sequence[str], gap: str) -> dict[str, str]:
    return {lang: words.get(lang) or gap for lang in languages}
