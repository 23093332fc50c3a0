"""What people fill in around an evaluation; the questions themselves are data, not fields."""

import secrets

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, IntegerField, RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Regexp

from portal.asks.forms import WhyForm
from portal.evaluation.models import LONGEST_REPLY
from portal.questionnaires import kinds
from portal.questionnaires.campaigns.rules import MOST_CODES
from portal.web.forms import PortalForm, choices

USUAL_CODES = 12


class OpenForm(WhyForm):
    """Which questions, until when, and why if that asks more of teams than was agreed on."""

    length = RadioField(
        _l("Which questions?"),
        [InputRequired(_l("Choose one of the answers."))],
        choices=choices(
            (kinds.Length.SHORT.value, _l("The short form: five topics, about 1 minute")),
            (kinds.Length.FULL.value, _l("The full form: sixteen topics, about 4 minutes")),
        ),
        default=kinds.Length.SHORT.value,
        description=_l("The short form is the rule, the full one comes twice a year."),
    )
    closes_on = DateField(
        _l("Last day to answer"),
        [InputRequired(_l("Fill this in."))],
        description=_l("Usually ten days after the meeting. You can close earlier."),
    )


class CodesForm(PortalForm):
    """How many codes to print; the seed makes a repeated request the same list."""

    count = IntegerField(
        _l("How many codes?"),
        [
            InputRequired(_l("Fill this in.")),
            NumberRange(1, MOST_CODES, _l("Choose a number from %(min)s to %(max)s.")),
        ],
        description=_l("One for each guest, or colleague on the ward, who wants to answer."),
        default=USUAL_CODES,
    )
    seed = HiddenField(
        validators=[Regexp(r"^[0-9a-f]{32}$")], default=lambda: secrets.token_hex(16)
    )


class StepForm(PortalForm):
    """Nothing to fill in; only to press."""


class ReplyForm(PortalForm):
    """“You said, we did”: what the network does with the feedback."""

    body = TextAreaField(
        _l("What the network does with the answers"),
        [DataRequired(_l("Write something first.")), Length(max=LONGEST_REPLY)],
        description=_l(
            "What you read in the answers, what changes, and what does not and why. "
            "Everybody who takes part reads this."
        ),
    )
    version = HiddenField(validators=[Regexp(r"^\d{1,6}$")], default="0")
