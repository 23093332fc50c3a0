"""Helpers that write minutes, in as few words as a test wants to spend."""

from portal.db import transaction
from portal.minutes import services
from portal.minutes.services import Draft, Kept
from tests.cast import Cast
from tests.meetings.planned import ON, meeting_by

PARTS = (
    "in_brief",
    "intervision",
    "inspiration",
    "development",
    "process_evaluation",
    "general",
)


def form(**texts: str) -> dict[str, object]:
    """Return a whole form, as a browser sends it: every part, with the version it began with."""
    sent: dict[str, object] = {f"body-{part}": "" for part in PARTS}
    sent |= {f"version-{part}": "0" for part in PARTS}
    sent |= {"decision_part": "general", "action_part": "general"}
    return sent | {f"body-{part}": body for part, body in texts.items()}


def keep(
    meeting_id: int,
    body: str,
    cast: Cast,
    *,
    version: int = 0,
    part: str = "general",
    reason: str = "",
) -> Kept:
    """Save one part as the coordinator, on the pinned today."""
    draft = Draft(part=part, body=body, version=version)
    with transaction():
        return services.save_part(
            meeting_by(meeting_id), draft, reason=reason, on=ON, by=cast.coordinator.person_id
        )


def approve(meeting_id: int, cast: Cast) -> None:
    """Approve what is written."""
    with transaction():
        services.approve(meeting_by(meeting_id), on=ON, by=cast.coordinator.person_id)


def lock(meeting_id: int, cast: Cast) -> None:
    """Lock what is approved."""
    with transaction():
        services.lock(meeting_by(meeting_id), on=ON, by=cast.coordinator.person_id)
