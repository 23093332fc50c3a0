"""What a version says of itself: a room above may ask for proof before it is published."""

from collections.abc import Callable
from typing import Final

from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.instruments.models import InstrumentVersion
from portal.questionnaires.kinds import InstrumentKind

# (what is to be published, the version it is comparable with) -> nothing, or ``RuleBroken``
Check = Callable[[Definition, InstrumentVersion | None], None]
_CHECKS: Final[dict[InstrumentKind, Check]] = {}


def let_check(kind: InstrumentKind, check: Check) -> None:
    """Let ``check`` refuse what a version of this kind says of itself without proof."""
    _CHECKS[kind] = check


def check_claims(definition: Definition, earlier: InstrumentVersion | None) -> None:
    """Raise ``RuleBroken`` when a version says more of itself than was shown so far."""
    if definition.kind in _CHECKS:
        _CHECKS[definition.kind](definition, earlier)
