"""One of each thing around questionnaires: drafts, findings, trial rounds, measurements."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import select

from portal.culture import services as culture
from portal.db import db, transaction
from portal.evaluation.call_backs.services import Wish, ask_for_call
from portal.policy.table import Role
from portal.questionnaires.builder import services as builder
from portal.questionnaires.builder.services import Hand
from portal.questionnaires.instruments.versions import find_published
from portal.questionnaires.trials.models import TrialRemark
from tests.adjustments.loops import told
from tests.cast import Cast, Member
from tests.conftest import TODAY
from tests.culture.measurements import get, open_, plan, prepare, unit_of, usual, whole
from tests.guards.roster_world import Places
from tests.questionnaires.trials import end, make_round, remark_as

RELEASED, CLOSED, OPEN, PLANNED, WITH_SMALL = 1, 2, 3, 4, 5
LONG_AGO: Final = date(2022, 10, 3)  # more than two weeks: organisations read too
OPENED: Final = date(2022, 11, 7)
ENDS: Final = date(2022, 12, 20)
SLUG: Final = "process-evaluation"
KEY: Final = "a" * 32
ASKED_TO_TRY: Final = (Role.AMBASSADOR, Role.PRIMARY_CONTACT, Role.TEAM_LEAD)
CULTURE: Final = "/culture/<int:number>/"
TRIALS: Final = "/instruments/<slug>/<int:number>/trials/"


def questionnaire_places(cast: Cast, *, held: int) -> tuple[dict[str, Places], dict[str, Places]]:
    """Make one of each; return the values of addresses by the start of their rule, own and foreign.

    ``held`` is a meeting whose evaluation is open; questionnaires themselves are the network's.
    """
    _measure(cast)
    own = _of_the_network(cast) | {"/meetings/<int:meeting_id>/evaluation": _meeting(held)}
    at_home, away = _theirs(cast, at_home=True), _theirs(cast, at_home=False)
    return own | at_home, away


def _measure(cast: Cast) -> None:
    """Run one measurement to its release; leave one in each stage, and one with small places."""
    whole(cast, number=RELEASED, on=LONG_AGO)
    for number in (CLOSED, OPEN, PLANNED):
        plan(cast, number=number, opens=OPENED, closes=ENDS)
        prepare(cast, usual(cast), number=number)
    for number in (CLOSED, OPEN):
        open_(cast, number=number, on=OPENED)
    plan(cast, number=WITH_SMALL, opens=OPENED, closes=ENDS, simulated=True)
    large, other, small = cast.home.team_ids
    prepare(cast, {large: 12, other: 12, small: 6, cast.away.team_ids[0]: 3}, number=WITH_SMALL)
    open_(cast, number=WITH_SMALL, on=OPENED)
    with transaction():
        culture.close_measurement(get(CLOSED), on=TODAY, by=cast.coordinator.person_id)


def _of_the_network(cast: Cast) -> dict[str, Places]:
    by = cast.coordinator.person_id
    with transaction():
        draft = builder.begin_next(SLUG, Hand(by=by, on=TODAY))
        wish = Wish(name="Noor", reach="0470 00 00 00", moment="", lang="nl")
        ask_for_call(wish, key=KEY, on=TODAY)
        version = find_published("culture")
    drafts = {"draft_id": str(draft), "name": "1", "lang": "nl", "page": "1"}
    stages = {"open": PLANNED, "close": OPEN, "release": CLOSED, "poster": OPEN}
    return {
        CULTURE: {"number": str(RELEASED), "sector": "hospital", "code": "PF1"},
        "/culture/notice/": {"number": str(RELEASED)},
        "/culture/validation/": {"version_id": str(version.id if version else 0)},
        **{f"{CULTURE}{step}": {"number": str(number)} for step, number in stages.items()},
        "/answers/": {"campaign_id": str(get(RELEASED).campaign_id)},
        "/instruments/drafts/": drafts,
        "/instruments/<slug>/": {"slug": SLUG, "number": "1", "lang": "nl", "page": "1"},
        "/adjustments/": {"finding_id": str(told(cast))},
        "/evaluation/call-backs/": {"key": KEY},
    }


def _theirs(cast: Cast, *, at_home: bool) -> dict[str, Places]:
    home = cast.home if at_home else cast.away
    team = home.team_ids[0]
    organisation = {"slug": home.slug}
    tried = _tried(cast, [home.people[role] for role in ASKED_TO_TRY])
    return {
        "/trials/": tried,
        TRIALS: {"slug": SLUG, "number": "1", **tried},
        f"{TRIALS}<int:campaign_id>.": {"slug": SLUG, "number": "1", **_closed_trial(cast)},
        f"{CULTURE}organisations/<slug>/codes": {"number": str(WITH_SMALL), **organisation},
        f"{CULTURE}organisations/": {"number": str(RELEASED), **organisation},
        f"{CULTURE}organisations/<slug>/": {"number": str(PLANNED), **organisation},
        f"{CULTURE}organisations/<slug>/results": {"number": str(RELEASED), **organisation},
        f"{CULTURE}organisations/<slug>/board": {"number": str(RELEASED), **organisation},
        f"{CULTURE}organisations/<slug>.": {"number": str(RELEASED), **organisation},
        f"{CULTURE}teams/": {"number": str(RELEASED), "unit_id": str(unit_of(team).id)},
        f"{CULTURE}teams/<int:unit_id>/codes": {
            "number": str(OPEN),
            "unit_id": str(unit_of(team, number=OPEN).id),
        },
        "/organisations/<slug:slug>/advisers": {**organisation, "kind": "confidential"},
    }


def _tried(cast: Cast, people: Sequence[Member]) -> Places:
    """Let a trial round ask these people, and one of them remark on it."""
    campaign_id = make_round(cast, people, simulated=True)  # else it asks more than was agreed
    remark_as(people[0], campaign_id, "Een woord dat ik niet ken")
    with transaction():
        remark_id = db.session.scalars(
            select(TrialRemark.id).where(TrialRemark.campaign_id == campaign_id)
        ).one()
    return {"campaign_id": str(campaign_id), "remark_id": str(remark_id)}


def _closed_trial(cast: Cast) -> Places:
    campaign_id = make_round(cast, [cast.researcher], simulated=True)
    end(campaign_id, cast)
    return {"campaign_id": str(campaign_id)}


def _meeting(meeting_id: int) -> Places:
    return {"meeting_id": str(meeting_id)}
