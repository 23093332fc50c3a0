"""What every download says of its kit: how long, with whom, which version, under which licence."""

from collections.abc import Sequence
from typing import Final

from flask_babel import gettext, ngettext

from portal.moi.licences import LICENCES, Licence
from portal.moi.queries import KitContents
from portal.moi.source.shapes import Form
from portal.taxonomy.sectors import Sector, setting_label
from portal.web.words import number, short_day

Fact = tuple[str, str]
KILOBYTE: Final = 1_000
MEGABYTE: Final = 1_000_000
START_FILES: Final = {"nl": "START-HIER", "en": "START-HERE"}
ALSO_IN: Final = {"nl": "Ook in het Nederlands", "en": "Also in English", "fr": "Aussi en français"}


def duration_text(shortest: int, longest: int) -> str:
    """Return how long a kit can last, in minutes."""
    if shortest == longest:
        return minutes_text(longest)
    return str(gettext("%(min)s to %(max)s minutes", min=shortest, max=longest))


def minutes_text(minutes: int) -> str:
    """Return a number of minutes in words."""
    return str(ngettext("%(num)s minute", "%(num)s minutes", minutes))


def group_text(smallest: int, largest: int) -> str:
    """Return how many people can take part."""
    if smallest == largest:
        return str(ngettext("%(num)s participant", "%(num)s participants", largest))
    return str(gettext("%(min)s to %(max)s participants", min=smallest, max=largest))


def form_text(form: str) -> str:
    """Return with whom an assignment is done."""
    match Form(form):
        case Form.INDIVIDUAL:
            return str(gettext("on your own"))
        case Form.PAIR:
            return str(gettext("in pairs"))
        case Form.GROUP:
            return str(gettext("in small groups"))
        case Form.TEAM:
            return str(gettext("with the team"))


def facts_of(contents: KitContents) -> list[Fact]:
    """Return duration and group, the facts that a planner looks for first."""
    span, group = contents.moi["duration_range"], contents.moi["group_size"]
    return [
        (gettext("Duration"), duration_text(span["min"], span["max"])),
        (gettext("Group"), group_text(group["min"], group["max"])),
    ]


def materials_of(contents: KitContents) -> Sequence[str]:
    """Return what is needed, in the language of the contents."""
    materials: dict[str, list[str]] = contents.moi["materials"]
    return materials.get(contents.lang, [])


def audience_of(contents: KitContents) -> str:
    """Return whom the kit is for, in the language of the contents where it says so."""
    audience: dict[str, str] = contents.moi["audience"]
    return audience.get(contents.lang) or next(iter(audience.values()))


def settings_of(contents: KitContents) -> list[str]:
    """Return the sectors that the kit was made for, for the reader of the page."""
    return [setting_label(Sector(value)) for value in contents.moi["settings"]]


def licence_of(contents: KitContents) -> Licence:
    """Return the licence of the kit."""
    return LICENCES[contents.moi["licence"]]


def version_text(contents: KitContents) -> str:
    """Return number and date of the version."""
    return str(
        gettext(
            "Version %(number)s, %(day)s",
            number=contents.number,
            day=short_day(contents.published_on),
        )
    )


def citation_of(contents: KitContents) -> str:
    """Return how to cite this version."""
    return str(
        gettext(
            "%(authors)s (%(year)s). %(title)s (%(moi)s, version %(number)s). "
            "Mangomoment Online Inspiration Module. %(licence)s.",
            authors=", ".join(contents.moi["authors"]),
            year=contents.published_on.year,
            title=contents.words["title"],
            moi=contents.moi_id,
            number=contents.number,
            licence=licence_of(contents).name,
        )
    )


def size_text(size: int) -> str:
    """Return a file size as people say it: 1,8 MB."""
    if size < MEGABYTE / 10:
        return f"{number(round(size / KILOBYTE))} kB"
    return f"{number(round(size / MEGABYTE, 1))} MB"


def start_file(lang: str) -> str:
    """Return what the page to open in the ZIP is called, without its ending."""
    return START_FILES.get(lang, START_FILES["en"])


def also_in(lang: str) -> str:
    """Return the offer of another language, in that language."""
    return ALSO_IN.get(lang, lang)
