"""Choosing who is invited: by what people do, by wave, sector and organisation, and by name."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import SelectMultipleField, StringField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from portal.meetings.choosing import By, Group, Rule, groups_for
from portal.meetings.models import Meeting
from portal.meetings.roster import Participant
from portal.network.models import Organisation
from portal.taxonomy.sectors import Sector, sector_label
from portal.web.forms import PortalForm, choices

LONGEST_NAME: Final = 200
GROUPS: Final[Mapping[Group, str]] = {
    Group.AMBASSADORS: _l("Ambassadors"),
    Group.CONTACTS: _l("Contact persons"),
    Group.LEADS: _l("Team leads"),
    Group.MEMBERS: _l("Team members"),
    Group.OTHERS: _l("Other posts of an organisation"),
}


def _many(label: str, description: str = "") -> SelectMultipleField:
    return SelectMultipleField(
        label,
        description=description,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class InviteForm(PortalForm):
    """Who is invited: what is left open does not choose. Read from the address, so without a key.

    ``people`` are added by name, whatever else is chosen.
    """

    class Meta(PortalForm.Meta):
        """A form that only asks needs no token."""

        csrf = False

    role = _many(_l("What do they do?"), _l("None ticked means: contacts, ambassadors and leads."))
    wave = _many(_l("Of which waves?"), _l("None ticked means all."))
    sector = _many(_l("Of which sectors?"), _l("None ticked means all."))
    organisation = _many(_l("Of which organisations?"), _l("None ticked means all."))
    people = SelectMultipleField(
        _l("Added by name"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    name = StringField(
        _l("Add somebody by name"),
        [Length(max=LONGEST_NAME)],
        description=_l("A part of the name is enough."),
        default="",
    )

    def __init__(
        self,
        asked: "MultiDict[str, str] | None",
        *,
        meeting: Meeting,
        kept: Rule,
    ) -> None:
        """Show the rule that is kept until another is asked for; ``offer`` says what there is."""
        shown = {by.value: values for by, values in _by(kept).items()}
        super().__init__(asked, data={} if asked else shown)
        self.role.choices = choices(
            *((group.value, str(GROUPS[group])) for group in groups_for(meeting.kind))
        )
        self.sector.choices = choices(*((one.value, str(sector_label(one))) for one in Sector))
        for field in (self.wave, self.organisation, self.people):
            field.choices, field.validate_choice = [], False

    def offer(self, organisations: Sequence[Organisation], found: Sequence[Participant]) -> None:
        """Offer the organisations with their waves, and the people who were found by name."""
        waves = sorted({one.wave.number: one.wave for one in organisations}.items())
        self.wave.choices = choices(
            *((str(one.id), gettext("Wave %(number)s", number=number)) for number, one in waves)
        )
        self.organisation.choices = choices(*((str(one.id), one.name) for one in organisations))
        self.people.choices = [
            (one.person.id, f"{one.person.name}, {one.organisation.name}") for one in found
        ]

    def rule(self) -> Rule:
        """Return who is called."""
        return Rule(
            roles=frozenset(one for one in self.role.data or () if one in set(Group)),
            waves=frozenset(filter(str.isdecimal, self.wave.data or ())),
            sectors=frozenset(one for one in self.sector.data or () if one in set(Sector)),
            organisations=frozenset(filter(str.isdecimal, self.organisation.data or ())),
            people=frozenset(self.people.data or ()),
        )


def _by(rule: Rule) -> dict[By, list[str]]:
    kept: dict[By, list[str]] = {by: [] for by in By}
    for by, value in rule.lines():
        kept[by].append(value)
    return kept


def as_fields(rule: Rule) -> list[tuple[str, str]]:
    """Return a rule as names and values, as a form or an address carries them along."""
    lines = [(by.value, value) for by, value in rule.lines()]
    return [*lines, *(("people", str(one)) for one in sorted(rule.people))]
