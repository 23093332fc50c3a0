"""What a team fills in to come along."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField
from wtforms.validators import InputRequired, NumberRange

from portal.meetings.models import Meeting, Way
from portal.meetings.places.models import MOST_OF_A_TEAM, TeamRegistration
from portal.meetings.places.teams import Party
from portal.web.forms import choices
from portal.web.stale import RevisedForm

WAYS = ((Way.ON_SITE.value, _l("On site")), (Way.ONLINE.value, _l("Online")))


class RegisterForm(RevisedForm):
    """With how many people a team comes, and how."""

    people = IntegerField(
        _l("How many people of the team come?"),
        [
            InputRequired(_l("Fill this in.")),
            NumberRange(1, MOST_OF_A_TEAM, message=_l("Give a number from 1 to 20.")),
        ],
        description=_l("Count yourself only when you did not answer an invitation of your own."),
    )
    way = RadioField(_l("How do you come?"), [InputRequired(_l("Choose one."))])

    @classmethod
    def for_team(
        cls, meeting: Meeting, there: TeamRegistration | None, *, shown: bool
    ) -> "RegisterForm":
        """Return the form: filled in from what the team said (``shown``), or as it was sent."""
        data = {
            "people": there.people if there else None,
            "way": (there.way if there else ways_of(meeting)[0]).value,
            "revision": str(there.revision if there else 0),
        }
        form = cls(formdata=None, data=data) if shown else cls()
        open_ways = {way.value for way in ways_of(meeting)} | (
            {there.way.value} if there else set()
        )
        form.way.choices = choices(*((value, label) for value, label in WAYS if value in open_ways))
        return form

    def party(self) -> Party:
        """Return what the team says; only for a form that was found valid."""
        return Party(people=self.people.data or 0, way=Way(self.way.data))


def ways_of(meeting: Meeting) -> list[Way]:
    """Return how people can come to a meeting."""
    ways = [(meeting.place, Way.ON_SITE), (meeting.join_url, Way.ONLINE)]
    return [way for open_to, way in ways if open_to]
