"""The constructs of the Mangomoment model: what comes before a moment, and what after.

Source: figure 3 of Vanhaecht et al., BMJ Open 2020;10:e034543 (``CITATION``). The order and the
parts are theirs; the definitions are told here in our own plain words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

DOI: Final = "10.1136/bmjopen-2019-034543"
CITATION: Final = (
    "Vanhaecht K, Van Bael E, Coeckelberghs E, et al. Mangomoments - preconditions and impact on "
    "patients and families, healthcare professionals and organisations: a multi-method study in "
    "Flemish hospitals. BMJ Open 2020;10:e034543. doi:10.1136/bmjopen-2019-034543"
)


class Part(StrEnum):
    """The five parts of the model, from what makes room to what remains."""

    PRECONDITION = "precondition"
    CATALYST = "catalyst"
    MOMENT = "moment"
    IMPACT = "impact"
    RESULT = "result"


class Level(StrEnum):
    """Whom a construct is about; resonance is what grows between two people."""

    PATIENT_FAMILY = "patient_family"
    PROFESSIONAL = "professional"
    ORGANISATION = "organisation"
    RESONANCE = "resonance"
    ALL = "all"


@dataclass(frozen=True, kw_only=True)
class Construct:
    """One idea of the model; its words are shown in the language of the reader."""

    key: str
    part: Part
    level: Level
    label: LazyString
    definition: LazyString
    source: str = DOI


def _of(
    part: Part, level: Level, words: Mapping[str, tuple[LazyString, LazyString]]
) -> tuple[Construct, ...]:
    return tuple(
        Construct(key=key, part=part, level=level, label=label, definition=definition)
        for key, (label, definition) in words.items()
    )


_PATIENT_FAMILY = _of(
    Part.PRECONDITION,
    Level.PATIENT_FAMILY,
    {
        "openness": (
            _l("Openness to others"),
            _l("A gesture only lands with someone who is open to it."),
        ),
        "timing": (
            _l("Sense of timing"),
            _l("The same gesture is welcome at one moment and not at another."),
        ),
        "expectation_limits": (
            _l("Limits to what one may expect"),
            _l("A Mangomoment is small and unexpected. It cannot be ordered or claimed."),
        ),
        "professional_boundaries_respected": (
            _l("Respect for the professional's own boundaries"),
            _l("Not everyone wants or is able to come close, and that deserves respect."),
        ),
    },
)

_PROFESSIONAL = _of(
    Part.PRECONDITION,
    Level.PROFESSIONAL,
    {
        "do_no_harm": (
            _l("Do no harm"),
            _l("A gesture is only good when it is safe. Kindness never goes before safety."),
        ),
        "professional_requirements": (
            _l("Meet professional requirements"),
            _l("Good clinical care comes first, at all times. The gesture comes on top of it."),
        ),
        "customised_care": (
            _l("Care that fits one person"),
            _l("Care follows the needs, expectations and wishes of this one person."),
        ),
        "personal_leadership": (
            _l("Personal leadership"),
            _l("Someone takes the first step of their own accord, and so sets an example."),
        ),
        "what_matters_to_you": (
            _l("What Matters to You"),
            _l("Knowing what counts for someone today, most simply by asking."),
        ),
        "communication": (
            _l("Verbal and non-verbal communication"),
            _l("Listening well and answering fittingly, in words and without them."),
        ),
        "radar": (
            _l("Mangomoment radar"),
            _l("Seeing chances for a small gesture, and learning from what colleagues do."),
        ),
        "own_boundaries": (
            _l("Own boundaries"),
            _l("Staying close without being drawn in too far."),
        ),
        "self_care": (
            _l("Self-care"),
            _l("Who has room in head and heart can give something extra. That is not selfish."),
        ),
    },
)

_ORGANISATION = _of(
    Part.PRECONDITION,
    Level.ORGANISATION,
    {
        "management_support": (
            _l("Management support"),
            _l("Managers make room for initiative and for care that fits the person."),
        ),
        "training_education": (
            _l("Training and education"),
            _l("Attention for positive contact is part of training, from school to the ward."),
        ),
        "integration_vision_practice": (
            _l("Part of vision and daily practice"),
            _l("Mangomoments stand in the vision, and the board and managers live by it."),
        ),
        "sharing_measuring": (
            _l("Sharing and measuring positive experiences"),
            _l("Telling and following up what went well gives others ideas and courage."),
        ),
    },
)

_CATALYSTS = (
    *_of(
        Part.CATALYST,
        Level.PATIENT_FAMILY,
        {
            "personality_patient_family": (
                _l("Personality of patient and family"),
                _l("Warmth on one side makes it easier to do something extra on the other."),
            )
        },
    ),
    *_of(
        Part.CATALYST,
        Level.PROFESSIONAL,
        {
            "authenticity_professional": (
                _l("Authenticity of the professional"),
                _l("A gesture counts when it is sincere. People feel kindness and honesty."),
            )
        },
    ),
    *_of(
        Part.CATALYST,
        Level.ORGANISATION,
        {
            "culture_organisation": (
                _l("Culture of the organisation"),
                _l("Values, habits and atmosphere decide whether a gesture feels normal."),
            )
        },
    ),
)

_MOMENT = _of(
    Part.MOMENT,
    Level.ALL,
    {
        "mangomoment": (
            _l("The Mangomoment"),
            _l(
                "A small, unexpected gesture of great value to the one who receives it. It fits "
                "inside normal care and asks almost no extra means, time or energy."
            ),
        )
    },
)

_IMPACT = (
    *_of(
        Part.IMPACT,
        Level.PATIENT_FAMILY,
        {
            "positive_experience": (
                _l("Positive experience and satisfaction"),
                _l("A moment of pleasure that colours how the whole of care is seen."),
            ),
            "therapy_adherence": (
                _l("Adherence to therapy"),
                _l("People feel more motivated to keep to their treatment."),
            ),
            "perception_of_healing": (
                _l("Positive perception of healing"),
                _l("A gesture can give the energy to keep going."),
            ),
        },
    ),
    *_of(
        Part.IMPACT,
        Level.RESONANCE,
        {
            "trusting_relationship": (
                _l("Trusting relationship"),
                _l("A real connection grows between people, and with it trust."),
            ),
            "tolerance": (
                _l("Tolerance in negative moments"),
                _l("When something goes wrong, people can bear more of each other."),
            ),
            "open_communication": (
                _l("Open communication and a safe climate"),
                _l("Doubts and worries are spoken of sooner, which makes care safer."),
            ),
        },
    ),
    *_of(
        Part.IMPACT,
        Level.PROFESSIONAL,
        {
            "personal_accomplishment": (
                _l("Personal accomplishment, less burn-out"),
                _l("The work gives satisfaction and energy."),
            ),
            "joy_in_work": (
                _l("Joy in work"),
                _l("The feeling: this is what I chose this work for."),
            ),
            "team_atmosphere": (
                _l("Positive team atmosphere"),
                _l("Moments that are shared, or made together, bring colleagues closer."),
            ),
        },
    ),
)

_RESULT = (
    *_of(
        Part.RESULT,
        Level.PATIENT_FAMILY,
        {
            "loyalty_patient_family": (
                _l("Loyalty of patient and family"),
                _l("They like to come back to this organisation and this team."),
            )
        },
    ),
    *_of(
        Part.RESULT,
        Level.PROFESSIONAL,
        {
            "loyalty_professional": (
                _l("Loyalty of the professional"),
                _l("People like to stay with their employer."),
            )
        },
    ),
)

CONSTRUCTS: Final[Mapping[str, Construct]] = {
    construct.key: construct
    for construct in (
        *_PATIENT_FAMILY,
        *_PROFESSIONAL,
        *_ORGANISATION,
        *_CATALYSTS,
        *_MOMENT,
        *_IMPACT,
        *_RESULT,
    )
}

_PART_LABELS: Mapping[Part, LazyString] = {
    Part.PRECONDITION: _l("Preconditions"),
    Part.CATALYST: _l("Catalysts"),
    Part.MOMENT: _l("The Mangomoment"),
    Part.IMPACT: _l("Impact"),
    Part.RESULT: _l("Result"),
}

_LEVEL_LABELS: Mapping[Level, LazyString] = {
    Level.PATIENT_FAMILY: _l("Patient and family"),
    Level.PROFESSIONAL: _l("Healthcare professional"),
    Level.ORGANISATION: _l("Organisation and leadership"),
    Level.RESONANCE: _l("Positive resonance"),
    Level.ALL: _l("Everyone"),
}


def part_label(part: Part) -> str:
    """Return the name of a part of the model, for the current reader."""
    return str(_PART_LABELS[part])


def level_label(level: Level) -> str:
    """Return whom a construct is about, for the current reader."""
    return str(_LEVEL_LABELS[level])


def constructs_in(part: Part, level: Level | None = None) -> Sequence[Construct]:
    """Return the constructs of one part, in the order of the model, of one level if given."""
    return [
        construct
        for construct in CONSTRUCTS.values()
        if construct.part is part and level in (None, construct.level)
    ]


def levels_of(part: Part) -> Sequence[Level]:
    """Return the levels that a part speaks of, in the order of the model."""
    return list(dict.fromkeys(construct.level for construct in constructs_in(part)))


def known_constructs(keys: Iterable[str]) -> Sequence[Construct]:
    """Return the constructs of these keys in the order of the model, without the unknown ones."""
    wanted = set(keys)
    return [construct for key, construct in CONSTRUCTS.items() if key in wanted]
