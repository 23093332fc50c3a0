"""What helps or hinders an introduction: the five domains of CFIR 2.0, with the constructs we need.

Source: the updated Consolidated Framework for Implementation Research, Damschroder et al. 2022
(``CITATION``). The domains are theirs, and so is what belongs where; the names and definitions are
told here in our own plain words, and constructs that coordinators do not need are left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

DOI: Final = "10.1186/s13012-022-01245-0"
CITATION: Final = (
    "Damschroder LJ, Reardon CM, Widerquist MAO, Lowery J. The updated Consolidated Framework for "
    "Implementation Research based on user feedback. Implement Sci 2022;17:75. "
    "doi:10.1186/s13012-022-01245-0"
)


class Domain(StrEnum):
    """The five domains, from the thing itself to the way in which it is introduced."""

    INNOVATION = "innovation"
    OUTER_SETTING = "outer_setting"
    INNER_SETTING = "inner_setting"
    INDIVIDUALS = "individuals"
    PROCESS = "process"


DOMAINS: Final[Mapping[Domain, LazyString]] = {
    Domain.INNOVATION: _l("The innovation"),
    Domain.OUTER_SETTING: _l("Outside the organisation"),
    Domain.INNER_SETTING: _l("Inside the organisation"),
    Domain.INDIVIDUALS: _l("The people"),
    Domain.PROCESS: _l("The way it is introduced"),
}


@dataclass(frozen=True, kw_only=True)
class Factor:
    """One construct: what may help or hinder; its words are in the language of the reader."""

    key: str
    domain: Domain
    label: LazyString
    definition: LazyString


def _of(domain: Domain, words: Mapping[str, tuple[LazyString, LazyString]]) -> Sequence[Factor]:
    return [
        Factor(key=key, domain=domain, label=label, definition=definition)
        for key, (label, definition) in words.items()
    ]


_INNOVATION = _of(
    Domain.INNOVATION,
    {
        "relative_advantage": (
            _l("Better than what was"),
            _l("People find that this works better than what they did before, or not."),
        ),
        "adaptability": (
            _l("Can be made to fit"),
            _l("Form, timing or materials can be changed to suit the own place."),
        ),
        "trialability": (
            _l("Can be tried out"),
            _l("It can be tried on a small scale first, and stopped again."),
        ),
        "complexity": (
            _l("Simple or complicated"),
            _l("How many steps it takes, and how hard it is to explain."),
        ),
        "design": (
            _l("How it is made"),
            _l("How well the kits, the meetings and the portal are made and put together."),
        ),
    },
)
_OUTER_SETTING = _of(
    Domain.OUTER_SETTING,
    {
        "critical_incidents": (
            _l("Large events"),
            _l("Something large that came over everybody, such as an epidemic."),
        ),
        "partnerships": (
            _l("Ties with others"),
            _l("Contact with other organisations, and what is learnt from them."),
        ),
        "policies": (
            _l("Rules and financing"),
            _l("Laws, inspections, financing and what authorities ask."),
        ),
        "local_attitudes": (
            _l("What people around think"),
            _l("How families, neighbourhood and society look at it."),
        ),
    },
)
_INNER_SETTING = _of(
    Domain.INNER_SETTING,
    {
        "work_infrastructure": (
            _l("Staff and how work is arranged"),
            _l("Staffing, shifts, turnover and how tasks are divided."),
        ),
        "relational_connections": (
            _l("How people get on"),
            _l("Trust and contact within teams and between them."),
        ),
        "communications": (
            _l("How word gets round"),
            _l("Whether news, examples and agreements reach everybody."),
        ),
        "culture": (_l("Culture"), _l("What people here find normal and worthwhile.")),
        "compatibility": (
            _l("Fits the daily work"),
            _l("Whether it fits in with the day as it goes already."),
        ),
        "relative_priority": (_l("How much weight it has"), _l("Whether other things come first.")),
        "available_resources": (
            _l("Time, room and materials"),
            _l("Whether there is time, room, money and material for it."),
        ),
        "access_to_knowledge": (
            _l("Knowing how"),
            _l("Whether people get explanation and training when they need it."),
        ),
    },
)
_INDIVIDUALS = _of(
    Domain.INDIVIDUALS,
    {
        "leaders": (
            _l("Those who lead"),
            _l("What managers and heads of wards say, do and allow."),
        ),
        "opinion_leaders": (
            _l("Those others listen to"),
            _l("Colleagues without a title whose example others follow."),
        ),
        "facilitators": (
            _l("Those who help it along"),
            _l("Ambassadors, coordinators and others who support the teams."),
        ),
        "need": (
            _l("What people need"),
            _l("Whether it answers something that staff or patients lack."),
        ),
        "capability": (
            _l("Being able to"),
            _l("Whether people have the skill and the confidence."),
        ),
        "opportunity": (_l("Getting the chance"), _l("Whether the moment and the place allow it.")),
        "motivation": (_l("Wanting to"), _l("Whether people feel like it and see the point.")),
    },
)
_PROCESS = _of(
    Domain.PROCESS,
    {
        "teaming": (
            _l("Working together on it"),
            _l("Whether those who introduce it work as a group with clear tasks."),
        ),
        "planning": (_l("Planning"), _l("Whether steps, roles and dates are agreed beforehand.")),
        "tailoring": (
            _l("Approach that suits the place"),
            _l("Whether the way of introducing it is chosen for this place."),
        ),
        "engaging": (
            _l("Getting people to join"),
            _l("How colleagues, patients and families are drawn in."),
        ),
        "doing": (_l("Small steps"), _l("Trying, looking what happens, and going on from there.")),
        "reflecting": (_l("Looking back"), _l("Whether people look back together on how it goes.")),
        "adapting": (
            _l("Changing along the way"),
            _l("Whether the approach or the kit changes after what was learnt."),
        ),
    },
)

FACTORS: Final[Mapping[str, Factor]] = {
    one.key: one
    for part in (_INNOVATION, _OUTER_SETTING, _INNER_SETTING, _INDIVIDUALS, _PROCESS)
    for one in part
}


def factors_of(domain: Domain) -> Sequence[Factor]:
    """Return the constructs of a domain, in their order."""
    return [one for one in FACTORS.values() if one.domain is domain]


def known_factors(keys: Iterable[str]) -> Sequence[Factor]:
    """Return the constructs with these keys, in the order of the framework; unknown: left out."""
    wanted = frozenset(keys)
    return [one for one in FACTORS.values() if one.key in wanted]
