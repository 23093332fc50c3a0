"""What rooms propose for the agenda of a meeting, each with its reason (``Act.AGENDA``)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from portal.meetings.models import BlockKind

HELP: Final = "help"  # the id is of a team card
KIT: Final = "kit"  # the id is of a kit, not of its version
EARLIER: Final = "point"  # the id is of a point that was kept for next time


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """One point for a block.

    ``source`` and ``source_id`` name the thing behind it, so that it is proposed once. ``words``
    are as somebody wrote them, in ``lang``. ``reason`` is a catalogue key with ``named``
    parameters, translated when shown. ``href`` leads to the thing; ``minutes`` says how long.
    A kit needs its id and the reason only: the agenda knows the rest, and leaves out what is not
    in the library.
    """

    block: BlockKind
    source: str
    source_id: str
    words: str = ""
    lang: str = ""
    reason: str
    named: Mapping[str, Any] = field(default_factory=dict)
    href: str = ""
    minutes: int | None = None
    kit_version_id: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Return what tells one suggestion from another."""
        return self.source, self.source_id
