"""How a kit stands in a page: wide tables in a frame of their own, words for a card."""

import re
from typing import Final

from flask_babel import gettext
from markupsafe import Markup, escape

from portal.moi.models import ActKind
from portal.moi.queries import KitCard
from portal.taxonomy.sectors import Sector, setting_label

_TABLE: Final = re.compile(r"<table.*?</table>", re.DOTALL)
REGIONS: Final = {"nl": "nl_BE", "en": "en_GB", "fr": "fr_BE"}


def framed(html: str) -> Markup:
    """Return a clean text of ours with each table in a frame that scrolls by itself."""
    name = escape(gettext("Table"))
    frame = f'<div class="scroll" tabindex="0" role="group" aria-label="{name}">'
    return Markup(_TABLE.sub(lambda table: f"{frame}{table[0]}</div>", html))  # noqa: S704 -- cleaned when it was published


def sectors_text(settings: list[str]) -> str:
    """Return for whom a kit was made, in few words where that is everyone."""
    if len(settings) == len(Sector):
        return str(gettext("every sector"))
    return ", ".join(setting_label(Sector(value)) for value in settings)


def stage_look(stage: ActKind) -> str:
    """Return how the tag of a stage looks: what is still tried out stands out."""
    return "new" if stage is ActKind.PILOT else "done"


def region_of(lang: str) -> str:
    """Return the language with its country, as Open Graph wants it."""
    return REGIONS.get(lang, lang)


def titled(card: KitCard, lang: str) -> str:
    """Return the title of a kit for a reader of ``lang``."""
    return str(card.version.words(lang)["title"])
