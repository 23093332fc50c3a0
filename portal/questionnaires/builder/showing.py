"""What the pages about drafts and versions show: an outline, a version, a difference."""

from collections.abc import Mapping
from typing import Any, Final

from flask import render_template
from flask_babel import get_locale, gettext

from portal.questionnaires.builder import comparing, queries, words
from portal.questionnaires.builder.checking import Report, report_on
from portal.questionnaires.builder.difference import How, difference
from portal.questionnaires.builder.forms import GeneralForm, PublishForm, StepForm
from portal.questionnaires.builder.part_forms import PartForm
from portal.questionnaires.builder.parts import Part, PartKind
from portal.questionnaires.builder.queries import Draft
from portal.questionnaires.builder.rules import users_of
from portal.questionnaires.builder.sketch import Sketch, SketchItem
from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.kinds import Length

PAGES: Final[Mapping[PartKind, str]] = {
    kind: f"questionnaires/builder/{kind.value}.html" for kind in PartKind
}


def outline_page(draft: Draft, form: StepForm) -> str:
    """Show a draft whole, with what is still wrong and the steps that may be taken."""
    return render_template(
        "questionnaires/builder/outline.html",
        draft=draft,
        form=form,
        report=report_on(draft.sketch),
    )


def part_page(
    draft: Draft, part: Part, form: PartForm | GeneralForm, *, is_new: bool = False
) -> str:
    """Show one part to write, with what is wrong in it."""
    report = report_on(draft.sketch)
    return render_template(
        PAGES[part.kind],
        draft=draft,
        part=part,
        form=form,
        is_new=is_new,
        findings=[] if is_new else report.by_part.get(part, []),
        users=users_of(draft.sketch, part),
    )


def publish_page(draft: Draft, form: PublishForm) -> str:
    """Ask once more, with all that changes and what that means for the trend."""
    report = report_on(draft.sketch)
    return render_template(
        "questionnaires/builder/publish.html",
        draft=draft,
        form=form,
        report=report,
        **differing(draft, report),
    )


def compare_page(draft: Draft) -> str:
    """Show what a draft changes."""
    report = report_on(draft.sketch)
    return render_template(
        "questionnaires/builder/compare.html",
        draft=draft,
        report=report,
        **differing(draft, report),
    )


def differing(draft: Draft, report: Report) -> dict[str, object]:
    """Return the difference between a draft and the version before it, for a template."""
    row = queries.newest(draft.slug)
    before = queries.as_sketch(queries.whole(row)) if row else None
    trend, reasons = None, []
    if row and not report.errors:
        named = draft.sketch.model_copy(update={"number": row.number + 1})
        after, earlier = comparing.definition_of(named), queries.whole(row)
        trend = comparing.trend_of(earlier, after)
        reasons = list(comparing.why_not_comparable(earlier, after))
    return {
        "before": before,
        "number_before": row.number if row else None,
        "after": draft.sketch,
        "difference": difference(before, draft.sketch) if before else None,
        "trend": trend,
        "reasons": reasons,
    }


def between(before: Definition, after: Definition) -> dict[str, object]:
    """Return the difference between two published versions, for a template."""
    old, new = queries.as_sketch(before), queries.as_sketch(after)
    return {
        "before": old,
        "number_before": before.number,
        "after": new,
        "difference": difference(old, new),
        "trend": comparing.trend_of(before, after),
        "reasons": [],
    }


def said_in(said: Mapping[str, str], languages: tuple[str, ...]) -> str:
    """Return a text in the reader's language, or in the first in which it was written."""
    wanted = (str(get_locale()), *languages)
    return next((said[lang] for lang in wanted if said.get(lang)), "")


def condition_of(sketch: Sketch, item: SketchItem) -> str:
    """Say in words when an item is shown."""
    if item.show_if is None:
        return str(gettext("always"))
    asked = sketch.item(item.show_if.item)
    scale = sketch.scale(asked.scale) if asked else None
    known = {
        one.value: said_in(one.text, sketch.languages) for one in (scale.options if scale else ())
    }
    answers = [f"“{known.get(value) or value}”" for value in item.show_if.any_of]
    return str(
        gettext(
            "when the answer to %(code)s is %(answers)s",
            code=item.show_if.item,
            answers=gettext(" or ").join(answers),
        )
    )


_SETTINGS: Final[Mapping[str, Mapping[Any, object]]] = {
    "type": words.TYPES,
    "referent": words.REFERENTS,
    "offers": words.OFFERS,
}


def setting_in_words(name: str, value: object) -> str:
    """Say what a setting of a part is, in words."""
    if isinstance(value, bool) or name == "required":
        return str(gettext("yes") if value in (True, "soft") else gettext("no"))
    if hasattr(value, "any_of"):
        return f"{getattr(value, 'item', '')} = {', '.join(map(str, value.any_of))}"
    known = _SETTINGS.get(name, {})
    found = next((words for key, words in known.items() if key == value), value)
    return "–" if found in ("", None) else str(found)


def template_words() -> dict[str, object]:
    """Return what the templates of this room ask for by name."""
    return {
        "INSTRUMENT_KINDS": words.KINDS,
        "VERSION_STATUSES": words.STATUSES,
        "MATURITIES": words.MATURITIES,
        "ITEM_TYPES": words.TYPES,
        "REFERENTS": words.REFERENTS,
        "REASONS": words.REASONS,
        "LENGTHS": words.LENGTHS,
        "LENGTH": Length,
        "PART_FIELDS": words.FIELDS,
        "HOW": How,
        "language_name": words.language_name,
        "part_name": words.part_name,
        "said_in": said_in,
        "condition_of": condition_of,
        "setting_in_words": setting_in_words,
    }
