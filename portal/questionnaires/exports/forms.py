"""What somebody says before they take answers along."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from portal.questionnaires.exports.models import LONGEST_PURPOSE
from portal.web.forms import PortalForm, tidy


class PurposeForm(PortalForm):
    """For what the answers are needed; it is kept beside the name and the day."""

    purpose = TextAreaField(
        _l("What do you need these answers for?"),
        [DataRequired(_l("Fill this in.")), Length(max=LONGEST_PURPOSE)],
        filters=[tidy],
        description=_l("For example the analysis in your research plan. Name no people."),
    )
