"""The steps of the validation in words: what each one is, and what it asks."""

from typing import Final

from flask_babel import lazy_gettext as _l

from portal.culture.validation.models import StepState, Validation

STATES: Final = {
    StepState.PLANNED: _l("planned"),
    StepState.UNDER_WAY: _l("under way"),
    StepState.DONE: _l("done"),
}
STEPS: Final = {
    Validation.CONTENT_VALIDITY: (
        _l("Content validity"),
        _l("A panel of experts judges each item: the content validity index (CVI)."),
    ),
    Validation.COGNITIVE_INTERVIEWS: (
        _l("Cognitive interviews"),
        _l("Ten to fifteen people from practice think aloud while they answer."),
    ),
    Validation.PILOT: (
        _l("Pilot measurement"),
        _l("At least 200 answers, to leave out items that do not work."),
    ),
    Validation.CONFIRMATION: (
        _l("Confirmation"),
        _l("At least 300 answers of other people: a factor analysis for each block."),
    ),
    Validation.INVARIANCE: (
        _l("Measurement invariance"),
        _l(
            "Does the instrument measure the same in each sector and at each measurement? "
            "At least 300 answers."
        ),
    ),
}
