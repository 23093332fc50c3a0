"""What a visitor may fill in about kits."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms import HiddenField, SearchField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # its stubs are older
from wtforms.validators import AnyOf, Length, Regexp

from portal.config import LOCALES
from portal.moi.labels import STAGES, TEXTS
from portal.moi.library import Filters, Sort
from portal.moi.models import ActKind, DownloadFormat
from portal.moi.rules import PUBLIC_STAGES
from portal.taxonomy.model import Part, constructs_in, level_label, levels_of, part_label
from portal.taxonomy.sectors import Sector, setting_label
from portal.web.forms import PortalForm, choices
from portal.web.words import reader_locale

LANGUAGES = {"nl": "Nederlands", "en": "English"}
LONGEST_SEARCH: Final = 100
MINUTES: Final = (5, 15, 30, 60)  # a moment at night, a briefing, half and a whole session
ORDERS: Final = {
    Sort.SERIES: _l("by number"),
    Sort.TITLE: _l("by title"),
    Sort.NEWEST: _l("newest first"),
    Sort.SHORTEST: _l("shortest first"),
}


def _choice(label: LazyString, refusal: LazyString, default: str = "") -> SelectField:
    """Return a field whose choices come later; what is not among them is refused by name."""
    return SelectField(label, default=default, invalid_choice_message=refusal)  # type: ignore[call-arg]


class LibraryForm(PortalForm):
    """Which kits to show; a GET form, so that a choice can be kept and sent on."""

    q = SearchField(
        _l("Search the texts"),
        filters=[lambda words: (words or "").replace("\0", " ").strip()],
        validators=[Length(max=LONGEST_SEARCH, message=_l("Search with fewer words."))],
    )
    minutes = _choice(_l("We have"), _l("Choose a number of minutes from the list."))
    sector = _choice(_l("Made for"), _l("Choose a sector from the list."))
    construct = _choice(_l("Serves"), _l("Choose a part of the model from the list."))
    language = _choice(_l("Written in"), _l("Choose a language from the list."))
    format = _choice(_l("To be had as"), _l("Choose a form from the list."))
    stage = _choice(_l("Stage"), _l("Choose a stage from the list."))
    sort = _choice(_l("In order"), _l("The list cannot be sorted so."), default=Sort.SERIES.value)
    page = HiddenField(
        default="1", validators=[Regexp(r"[1-9]\d{0,4}$", message=_l("There is no such page."))]
    )

    class Meta(PortalForm.Meta):
        """Nothing is changed by looking, so there is nothing to forge."""

        csrf = False

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer what there is, in the words of the reader."""
        super().__init__(*args, **kwargs)
        for name, offered in _offered(reader_locale()).items():
            self[name].choices = offered

    def filters(self) -> Filters:
        """Return what was asked; only after ``validate``."""
        return Filters(
            q=str(self.q.data or ""),
            minutes=int(self.minutes.data) if self.minutes.data else None,
            construct=str(self.construct.data),
            sector=str(self.sector.data),
            lang=str(self.language.data),
            format=DownloadFormat(self.format.data) if self.format.data else None,
            stage=ActKind(self.stage.data) if self.stage.data else None,
            sort=Sort(self.sort.data),
            page=int(str(self.page.data)),
        )

    def chosen(self) -> Iterator[tuple[str, str, str]]:
        """Yield each filter that narrows the list: its key, its label and what was chosen."""
        if self.q.data:
            yield "q", str(self.q.label.text), f"“{self.q.data}”"
        for one in (self.minutes, self.sector, self.construct):
            yield from _chosen(one)
        yield from self.chosen_further()

    def chosen_further(self) -> Iterator[tuple[str, str, str]]:
        """Yield those that stand under the fold: with one of them it is open."""
        for one in (self.language, self.format, self.stage):
            yield from _chosen(one)


def _chosen(field: SelectField) -> Iterator[tuple[str, str, str]]:
    offered: Any = field.choices  # a list of SelectChoice; their stubs are older
    for choice in offered:
        if field.data and choice.value == field.data:
            yield field.short_name, str(field.label.text), str(choice.label)


@cache
def _offered(_lang: str) -> Mapping[str, list[SelectChoice]]:
    """Return what each list offers in a language; put together once, since every visitor asks."""
    stages = (one for one in STAGES if one in PUBLIC_STAGES)
    return {
        "minutes": choices(
            ("", gettext("any length of time")), *((str(one), _time(one)) for one in MINUTES)
        ),
        "sector": choices(
            ("", gettext("every sector")), *((one.value, setting_label(one)) for one in Sector)
        ),
        "construct": [*choices(("", gettext("everything"))), *_constructs()],
        "language": choices(
            ("", gettext("every language")), *((code, LANGUAGES[code]) for code in LOCALES)
        ),
        "format": choices(("", gettext("every form")), *_formats()),
        "stage": choices(
            ("", gettext("every stage")), *((one.value, str(STAGES[one])) for one in stages)
        ),
        "sort": choices(*((key.value, str(words)) for key, words in ORDERS.items())),
    }


def _time(minutes: int) -> str:
    return str(ngettext("%(num)s minute", "%(num)s minutes", minutes))


def _constructs() -> Iterator[SelectChoice]:
    """Yield every construct under whom it is about; the moment itself is what all kits serve."""
    for part in (Part.PRECONDITION, Part.CATALYST, Part.IMPACT, Part.RESULT):
        for level in levels_of(part):
            group = f"{part_label(part)}: {level_label(level)}"
            for one in constructs_in(part, level):
                yield SelectChoice(one.key, str(one.label), optgroup=group)


def _formats() -> Iterator[tuple[str, str]]:
    """Yield each form that a text can be had in; the kit itself can always be had."""
    for text, forms in TEXTS.items():
        for wanted, form_name in forms.items():
            yield wanted.value, f"{text} ({form_name})"


class DownloadForm(PortalForm):
    """What a team takes along; the button says the format."""

    format = HiddenField(validators=[AnyOf([wanted.value for wanted in DownloadFormat])])
    language = HiddenField()
