"""The steps of the checklists: what is to be done, by whom, and when it would be good to be done.

A step is a key that stays; its words stand in ``labels``. Days count from the day on which an
organisation starts up, or on which the successor begins.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from portal.support.models import Side

TEAM, THEM = Side.PROJECT_TEAM, Side.ORGANISATION


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a checklist; ``after`` days is when it would be good to be done."""

    key: str
    side: Side
    after: int
    for_successor: bool = False


def _by_key(*steps: Step) -> Mapping[str, Step]:
    return {step.key: step for step in steps}


ONBOARDING: Final = _by_key(
    Step(key="management_agrees", side=TEAM, after=14),
    Step(key="ambassador_found", side=TEAM, after=21),
    Step(key="contact_found", side=TEAM, after=21),
    Step(key="can_sign_in", side=TEAM, after=28),
    Step(key="teams_agree", side=THEM, after=42),
    Step(key="leads_known", side=THEM, after=56),
    Step(key="teams_heard", side=THEM, after=70),
    Step(key="first_kit", side=THEM, after=84),
    Step(key="first_moment", side=THEM, after=90),
)
HAND_OVER: Final = _by_key(
    Step(key="pass_on_files", side=THEM, after=-7),
    Step(key="introduce_leads", side=THEM, after=-7),
    Step(key="go_through_agenda", side=THEM, after=-7),
    Step(key="tell_colleagues", side=THEM, after=0),
    Step(key="look_around", side=THEM, after=7, for_successor=True),
    Step(key="visit_teams", side=THEM, after=14, for_successor=True),
    Step(key="check_accounts", side=THEM, after=14, for_successor=True),
)
VACANCY: Final = "find_ambassador"
CONTACT_CHECK: Final = "check_address"
