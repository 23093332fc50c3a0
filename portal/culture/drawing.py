"""Pieces of a page of results, each drawn once a process and known again by what it is made of.

What a released snapshot says never changes, so a piece is drawn anew only for other figures or in
another language. Nothing here asks who reads: that is decided before, at every request.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final

from flask import current_app
from flask_babel import force_locale
from markupsafe import Markup

from portal.culture import showing
from portal.culture.picture import draw_scores
from portal.culture.scores import Score, Source, read_scores
from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.results.comparing import codes_in_common
from portal.taxonomy.model import part_label

MOST_KEPT: Final = 192  # pieces of some 25 kB: 5 MB


@dataclass(frozen=True, kw_only=True)
class Before:
    """The same place in an earlier measurement, and the versions from now back to it."""

    number: int
    opens_on: date
    simulated: bool
    source: Source
    line: tuple[str, ...]
    definitions: Sequence[Definition] = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """All that the pieces of one page are made of: where these are equal, the pieces are.

    ``leads_on``: each figure has a link to note it as feedback.
    """

    number: int
    simulated: bool
    source: Source
    before: Before | None
    locale: str
    leads_on: bool


@lru_cache(maxsize=MOST_KEPT)
def piece(figures: Figures, name: str) -> Markup:
    """Return one piece of the page, in the language of ``figures`` whoever asks."""
    scores = read_scores(figures.source)
    with force_locale(figures.locale):
        template = current_app.jinja_env.get_template(f"culture/drawn/{name}.html")
        drawn = template.render(
            figures=figures,
            place=figures.source.place.results,
            scores=scores,
            picture=draw_scores(scores) if name == "picture" else None,
            groups=showing.groups_of(scores) if name == "list" else [],
            differences=_differences(scores, figures.before) if name == "differences" else [],
            words=showing,
            part_label=part_label,
        )
    return Markup(drawn)  # noqa: S704 -- a template of ours, which escapes


def _differences(now: Mapping[str, Score], before: Before | None) -> Sequence[showing.Difference]:
    if before is None:
        return []
    codes = codes_in_common(*before.definitions)
    return list(showing.differences(now, read_scores(before.source), codes))
