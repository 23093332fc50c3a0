"""What the pages of this room ask."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, Final, Self

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import Email, InputRequired, Length, Optional, Regexp

from portal.network.labels import role_label
from portal.network.models import Person
from portal.people.models import MailTopic
from portal.people.queries.listing import WITHOUT_POST, Filters
from portal.people.rules import Standing
from portal.people.services.describing import Facts
from portal.people.words import STANDINGS, TOPICS
from portal.policy.table import Role
from portal.taxonomy.sectors import Sector, sector_label
from portal.web.forms import PortalForm, choices
from portal.web.stale import RevisedForm

LONGEST_SEARCH: Final = 100
LONGEST_NAME: Final = 120
LONGEST_ADDRESS: Final = 254
LANGUAGES: Final = (("nl", "Nederlands"), ("en", "English"))
MINE, OTHER = "kept", "gone"


def _mails(topic: MailTopic) -> BooleanField:
    return BooleanField(TOPICS[topic].name, description=TOPICS[topic].about)


class MailForm(PortalForm):
    """A tick for each kind of mail that the reader wants."""

    meeting_reminders = _mails(MailTopic.MEETING_REMINDERS)
    evaluation_opened = _mails(MailTopic.EVALUATION_OPENED)
    evaluation_reminders = _mails(MailTopic.EVALUATION_REMINDERS)
    meeting_news = _mails(MailTopic.MEETING_NEWS)
    kit_news = _mails(MailTopic.KIT_NEWS)

    @classmethod
    def of(cls, stopped: Collection[MailTopic]) -> "MailForm":
        """Return the form as the choices stand, or as it was sent."""
        return cls(data={topic.value: topic not in stopped for topic in MailTopic})

    def wanted(self) -> frozenset[MailTopic]:
        """Return the topics with a tick."""
        return frozenset(topic for topic in MailTopic if self[topic.value].data)


def _words(label: LazyString) -> StringField:
    return StringField(
        label,
        filters=[lambda words: (words or "").replace("\0", "").strip()],
        validators=[Length(max=LONGEST_SEARCH, message=_l("Search with fewer words."))],
    )


def _choice(label: LazyString, refusal: LazyString) -> SelectField:
    return SelectField(label, default="", invalid_choice_message=refusal)  # type: ignore[call-arg]


def _number(default: str, refusal: LazyString) -> HiddenField:
    return HiddenField(default=default, validators=[Regexp(r"([1-9]\d{0,7})?$", message=refusal)])


class PeopleForm(PortalForm):
    """The filters of the list of people; the same ones choose whom to invite."""

    class Meta(PortalForm.Meta):
        """Answer to a GET: it changes nothing, so it carries no token."""

        csrf = False

    q = _words(_l("Name or address"))
    role = _choice(_l("Role"), _l("Choose a role from the list."))
    organisation = _words(_l("Organisation"))
    sector = _choice(_l("Sector"), _l("Choose a sector from the list."))
    wave = _choice(_l("Wave"), _l("Choose a wave from the list."))
    state = _choice(_l("Account"), _l("Choose a state from the list."))
    round = _number("", _l("There is no such round."))
    page = _number("1", _l("There is no such page."))

    def offer(self, waves: Iterable[int]) -> None:
        """Fill the choices, in the words of the reader."""
        everything = ("", gettext("All"))
        self.role.choices = choices(
            everything,
            *((one.value, role_label(one)) for one in Role),
            (WITHOUT_POST, gettext("No post today")),
        )
        self.sector.choices = choices(
            everything, *((one.value, sector_label(one)) for one in Sector)
        )
        self.wave.choices = choices(
            everything, *((str(one), gettext("Wave %(number)s", number=one)) for one in waves)
        )
        self.state.choices = choices(
            everything, *((one.value, str(STANDINGS[one])) for one in Standing)
        )

    def filters(self, *, on: date, now: datetime) -> Filters:
        """Return what was asked; only after ``validate``."""
        return Filters(
            on=on,
            now=now,
            words=self.q.data or "",
            role=self.role.data or "",
            organisation=self.organisation.data or "",
            sector=Sector(self.sector.data) if self.sector.data else None,
            wave=int(self.wave.data) if self.wave.data else None,
            state=Standing(self.state.data) if self.state.data else None,
            round_id=int(self.round.data) if self.round.data else None,
            page=int(self.page.data or 1),
        )

    def query(self) -> dict[str, Any]:
        """Return what was asked, without what was left open, for a link or a file."""
        return {one.name: one.data for one in self if one.data and one.name != "page"}


class InviteForm(PortalForm):
    """The press of the button, with the number of people that stood on the page."""

    expected = HiddenField(validators=[Regexp(r"\d{1,8}$")])


class PersonForm(RevisedForm):
    """What somebody is called, where mail goes, and in which language."""

    name = StringField(
        _l("Name"),
        validators=[
            InputRequired(_l("Fill in the name.")),
            Length(max=LONGEST_NAME, message=_l("Use a shorter name.")),
        ],
    )
    email = EmailField(
        _l("E-mail address"),
        description=_l("Leave it open when there is none. Without an address there is no account."),
        filters=[lambda value: (value or "").strip().lower()],
        validators=[
            Optional(),
            Length(max=LONGEST_ADDRESS, message=_l("This address is too long.")),
            Email(_l("Write the address like name@example.org.")),
        ],
    )
    locale = RadioField(_l("Language of pages and mails"), choices=choices(*LANGUAGES))

    @classmethod
    def of(cls, person: Person, **options: object) -> Self:
        """Return the form filled in from a person as they are kept now."""
        return cls(obj=person, **options)

    def facts(self) -> Facts:
        """Return what was filled in; only after ``validate``."""
        return Facts(
            name=str(self.name.data), email=self.email.data or None, locale=str(self.locale.data)
        )


class OtherForm(PortalForm):
    """Which other row is the same person, by address."""

    class Meta(PortalForm.Meta):
        """Answer to a GET: it changes nothing, so it carries no token."""

        csrf = False

    address = EmailField(
        _l("Address of the other person"),
        filters=[lambda value: (value or "").strip().lower()],
        validators=[Optional(), Length(max=LONGEST_ADDRESS)],
    )


def _either(label: LazyString) -> RadioField:
    return RadioField(label, default=MINE, choices=choices((MINE, ""), (OTHER, "")))


class MergeForm(PortalForm):
    """What stays of two people who are one, and the tick that there is no way back."""

    name = _either(_l("Which name stays?"))
    email = _either(_l("Which address stays?"))
    locale = _either(_l("Which language stays?"))
    sure = BooleanField(
        _l("I have compared both. This cannot be undone."),
        validators=[InputRequired(_l("Tick that you compared both."))],
    )

    @classmethod
    def of(cls, kept: Person, gone: Person) -> Self:
        """Return the form with what both rows say as its choices."""
        form = cls()
        for field in (form.name, form.email, form.locale):
            said = [getattr(one, field.name) for one in (kept, gone)]
            words = [dict(LANGUAGES).get(str(one), str(one or gettext("none"))) for one in said]
            field.choices = choices((MINE, words[0]), (OTHER, words[1]))
        if kept.email is None and not form.is_submitted():
            form.email.data = OTHER
        return form

    def facts(self, kept: Person, gone: Person) -> Facts:
        """Return what stays; only after ``validate``."""
        people = {MINE: kept, OTHER: gone}
        return Facts(
            name=people[self.name.data].name,
            email=people[self.email.data].email,
            locale=people[self.locale.data].locale,
        )


class ForgetForm(PortalForm):
    """The tick that there is no way back."""

    sure = BooleanField(
        _l("I am sure. This cannot be undone."),
        validators=[InputRequired(_l("Tick that you are sure."))],
    )
