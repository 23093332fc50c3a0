"""From a sound kit folder to what a version keeps: its manifest and its texts as HTML."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from portal.moi.lint.translations import is_outdated
from portal.moi.models import TextPart
from portal.moi.source.folder import KitFolder, Part, Text
from portal.moi.source.markup import figure_html, render_markdown, with_pictures
from portal.moi.source.shapes import IntroHead, Manifest
from portal.moi.source.slides import Slide, slides_of
from portal.moi.source.svg import inline_svg

ASSIGNMENT_LEVEL: Final = 3  # under "Assignments" (h2) and its own title (h3)
CHANGELOG_LEVEL: Final = 2
PARTS: Final = {
    Part.INTRO: TextPart.INTRO,
    Part.ASSIGNMENT: TextPart.ASSIGNMENT,
    Part.TEACHING_NOTE: TextPart.TEACHING_NOTE,
}
SLIDE: Final = "slide-"


@dataclass(frozen=True, kw_only=True)
class RenderedText:
    """One text, ready to keep."""

    lang: str
    part: TextPart
    position: int
    title: str
    html: str
    detail: dict[str, Any]


def manifest_of(kit: KitFolder) -> dict[str, Any]:
    """Return the manifest to keep; only for a kit without errors."""
    moi = _manifest(kit)
    return {
        "moi": moi.model_dump(mode="json", by_alias=True),
        "texts": {lang: _words(kit, lang) for lang in moi.languages},
        "slides": [lang for lang in moi.languages if kit.text(Part.SLIDES, lang)],
        "outdated": sorted({text.lang for text in kit.texts if is_outdated(kit, text)}),
    }


def render_texts(kit: KitFolder) -> Sequence[RenderedText]:
    """Return every text of a kit without errors as HTML, its pictures drawn in it."""
    return [*_texts(kit), *_slides(kit), _changelog(kit)]


def _texts(kit: KitFolder) -> Iterator[RenderedText]:
    for lang in _manifest(kit).languages:
        places = {text.path: place for place, text in enumerate(kit.assignments(lang), start=1)}
        for text in kit.texts:
            if text.lang == lang and text.part in PARTS and text.head is not None:
                yield _text(kit, text, places.get(text.path, 0))


def _text(kit: KitFolder, text: Text, position: int) -> RenderedText:
    is_assignment = text.part is Part.ASSIGNMENT
    prefix = f"assignment-{position}-" if is_assignment else ""
    rendered = render_markdown(
        text.body,
        lang=text.lang,
        base_level=ASSIGNMENT_LEVEL if is_assignment else 1,
        prefix=prefix,
    )
    head = text.head.model_dump(mode="json") if text.head else {}
    return RenderedText(
        lang=text.lang,
        part=PARTS[text.part],
        position=position,
        title=str(head["title"]),
        html=with_pictures(
            rendered.html, lambda name: _picture(kit, name, text.lang, prefix=prefix)
        ),
        detail={key: head[key] for key in ("duration", "form", "prep_time") if key in head},
    )


def _slides(kit: KitFolder) -> Iterator[RenderedText]:
    """Yield the slides of each language: one section a slide, what is to be said in an aside."""
    for text in kit.texts:
        if text.part is Part.SLIDES and text.head is not None:
            yield RenderedText(
                lang=text.lang,
                part=TextPart.SLIDES,
                position=0,
                title=text.head.title,
                html="".join(_slide(kit, slide, text.lang) for slide in slides_of(text.body)),
                detail={},
            )


def _slide(kit: KitFolder, slide: Slide, lang: str) -> str:
    shown = render_markdown(slide.shown, lang=lang, prefix=SLIDE).html
    drawn = with_pictures(shown, lambda name: _picture(kit, name, lang, prefix=SLIDE))
    notes = render_markdown(slide.notes, lang=lang, prefix=SLIDE).html
    said = f'<aside class="notes">{notes}</aside>' if notes else ""
    return f'<section class="slide">{drawn}{said}</section>'


def _picture(kit: KitFolder, name: str, lang: str, *, prefix: str) -> str:
    visual, content = kit.visuals[name], kit.pictures[name]
    alt = "" if visual.decorative else visual.alt[lang]
    if name.endswith(".svg"):
        ids = f"{prefix}{name.replace('.', '-')}-"
        drawing = inline_svg(content, alt=alt, prefix=ids)
    else:
        drawing = f'<img src="visuals/{escape(name)}" alt="{escape(alt)}">'
    described = visual.long_description.get(lang)
    return figure_html(name=name, drawing=drawing, alt=alt, described=described, lang=lang)


def _changelog(kit: KitFolder) -> RenderedText:
    moi = _manifest(kit)
    rendered = render_markdown(
        kit.changelog or "",
        lang=moi.source_language,
        base_level=CHANGELOG_LEVEL,
        prefix="version-",
    )
    return RenderedText(
        lang=moi.source_language,
        part=TextPart.CHANGELOG,
        position=0,
        title="CHANGELOG",
        html=rendered.html,
        detail={"source": kit.changelog or ""},
    )


def _words(kit: KitFolder, lang: str) -> dict[str, Any]:
    intro = kit.text(Part.INTRO, lang)
    if intro is None or not isinstance(intro.head, IntroHead):
        raise ValueError(f"{kit.folder.name} has no introduction in {lang}")
    head = intro.head
    return {
        "title": head.title,
        "summary": head.summary,
        "objectives": list(head.objectives),
        "keywords": list(head.keywords),
    }


def _manifest(kit: KitFolder) -> Manifest:
    if kit.manifest is None:
        raise ValueError(f"{kit.folder.name} has no manifest")
    return kit.manifest
