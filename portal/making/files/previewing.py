"""What a kit in the making will look like, also while it is not whole: gaps are drawn as gaps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Final

from portal.moi.models import TextPart
from portal.moi.rendering import RenderedText, render_texts
from portal.moi.source.folder import KitFolder, Part
from portal.moi.source.shapes import Head, IntroHead, Visual
from portal.moi.source.svg import SVG, SvgProblem, parse_svg

GAP: Final = (
    f'<svg xmlns="{SVG}" viewBox="0 0 600 160"><rect x="4" y="4" width="592" height="152" '
    'fill="none" stroke="#8d8271" stroke-width="4" stroke-dasharray="14 10"/>'
    '<text x="300" y="90" text-anchor="middle" font-size="26" fill="#8d8271">{}</text></svg>'
)


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A kit in one language, as far as it can be shown; what is missing is none or empty."""

    lang: str
    languages: Sequence[str]
    intro: Head | None
    texts: Sequence[RenderedText]

    def of(self, part: str) -> Sequence[RenderedText]:
        """Return the texts of one part, in their order."""
        return [text for text in self.texts if text.part == TextPart(part)]

    @property
    def summary(self) -> str:
        """Return what the introduction says in one sentence."""
        return self.intro.summary if isinstance(self.intro, IntroHead) else ""

    @property
    def objectives(self) -> Sequence[str]:
        """Return what one learns from it."""
        return self.intro.objectives if isinstance(self.intro, IntroHead) else []


def preview_of(kit: KitFolder, lang: str, *, gap: str) -> Preview | None:
    """Return the kit in ``lang``; nothing when its manifest cannot be read or has no such language.

    ``gap`` are the words in the place of a picture that is missing or cannot be drawn.
    """
    if kit.manifest is None or lang not in kit.manifest.languages:
        return None
    intro = kit.text(Part.INTRO, lang)
    texts = [text for text in render_texts(_without_gaps(kit, gap)) if text.lang == lang]
    return Preview(
        lang=lang,
        languages=kit.manifest.languages,
        intro=intro.head if intro else None,
        texts=texts,
    )


class _Pictures(dict[str, bytes]):
    """Pictures by name; one that is not there is a dashed frame."""

    def __init__(self, known: Mapping[str, bytes], gap: str) -> None:
        super().__init__(known)
        self.gap = gap

    def __missing__(self, name: str) -> bytes:
        return GAP.format(escape(self.gap)).encode()


class _Visuals(dict[str, Visual]):
    """What is said of each picture; of one that nobody described, that it has no words yet."""

    def __init__(self, known: Mapping[str, Visual], alts: "_Alts") -> None:
        super().__init__({name: _said(visual, alts) for name, visual in known.items()})
        self.alts = alts

    def __missing__(self, name: str) -> Visual:
        return _said(Visual(credit="–", licence="–"), self.alts)


class _Alts(dict[str, str]):
    """The words for a picture by language; the same where there are none."""

    def __init__(self, known: Mapping[str, str], gap: str) -> None:
        super().__init__({lang: words for lang, words in known.items() if words.strip()})
        self.gap = gap

    def __missing__(self, lang: str) -> str:
        return self.gap


def _said(visual: Visual, alts: _Alts) -> Visual:
    return visual.model_copy(update={"alt": _Alts(visual.alt, alts.gap)})


def _without_gaps(kit: KitFolder, gap: str) -> KitFolder:
    drawable = {name: content for name, content in kit.pictures.items() if _can_draw(name, content)}
    return replace(
        kit, pictures=_Pictures(drawable, gap), visuals=_Visuals(kit.visuals, _Alts({}, gap))
    )


def _can_draw(name: str, content: bytes) -> bool:
    if not name.endswith(".svg"):
        return True
    try:
        parse_svg(content)
    except SvgProblem:
        return False
    return True
