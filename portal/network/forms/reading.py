"""What the reader may ask of the roster: a day, and for the list its filters."""

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import AnyOf, Length, Regexp

from portal.network.forms.fields import DayField
from portal.network.labels import province_label, status_label
from portal.network.listing import SORTS, Filters
from portal.network.models import Province, Status
from portal.taxonomy.sectors import Sector, sector_label
from portal.web.forms import PortalForm, choices

LONGEST_SEARCH = 100


class AskForm(PortalForm):
    """A form in the address: it changes nothing, so it carries no token."""

    class Meta(PortalForm.Meta):
        """Answer to a GET."""

        csrf = False


class DayForm(AskForm):
    """On which day the reader wants to see a page."""

    as_of = DayField(_l("On this day"))

    def day(self, today: date) -> date:
        """Return the day that was asked for, and show it in the field; today if none was."""
        asked = self.as_of.data
        if asked is None and not self.as_of.process_errors:
            self.as_of.raw_data = None
            self.as_of.data = today
        return asked or today


def _choice(label: LazyString, refusal: LazyString) -> SelectField:
    """Return a field whose choices come later; what is not among them is refused by name."""
    return SelectField(label, default="", invalid_choice_message=refusal)  # type: ignore[call-arg]


class ListForm(DayForm):
    """The filters of the list of organisations."""

    q = StringField(
        _l("Name"),
        filters=[lambda words: (words or "").replace("\0", "").strip()],
        validators=[Length(max=LONGEST_SEARCH, message=_l("Search with fewer words."))],
    )
    sector = _choice(_l("Sector"), _l("Choose a sector from the list."))
    wave = _choice(_l("Wave"), _l("Choose a wave from the list."))
    province = _choice(_l("Province"), _l("Choose a province from the list."))
    status = _choice(_l("Status"), _l("Choose a status from the list."))
    sort = HiddenField(
        default=SORTS[0], validators=[AnyOf(SORTS, message=_l("The list cannot be sorted so."))]
    )
    page = HiddenField(
        default="1", validators=[Regexp(r"[1-9]\d{0,4}$", message=_l("There is no such page."))]
    )

    def offer(self, waves: Iterable[int]) -> None:
        """Fill the choices, in the words of the reader."""
        everything = ("", gettext("All"))
        self.sector.choices = choices(
            everything, *((one.value, sector_label(one)) for one in Sector)
        )
        self.wave.choices = choices(
            everything,
            *((str(one), gettext("Wave %(number)s", number=one)) for one in waves),
        )
        self.province.choices = choices(
            everything,
            *((one.value, province_label(one)) for one in Province),
        )
        self.status.choices = choices(
            ("", gettext("All that count")),
            *((one.value, status_label(one)) for one in Status),
        )

    def filters(self, as_of: date) -> Filters:
        """Return what was asked; only after ``validate``."""
        return Filters(
            as_of=as_of,
            sector=Sector(self.sector.data) if self.sector.data else None,
            wave=int(self.wave.data) if self.wave.data else None,
            province=Province(self.province.data) if self.province.data else None,
            status=Status(self.status.data) if self.status.data else None,
            words=self.q.data or "",
            sort=str(self.sort.data),
            page=int(str(self.page.data)),
        )
