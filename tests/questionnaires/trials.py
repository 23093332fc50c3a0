"""Trial rounds for tests: people who can be asked, a round in each stage, what they say."""

import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.services import add_account
from portal.db import db, transaction
from portal.questionnaires.campaigns.models import Campaign
from portal.questionnaires.filling.services import Submission, submit
from portal.questionnaires.instruments.importing import import_instrument
from portal.questionnaires.instruments.versions import load_version
from portal.questionnaires.kinds import Length
from portal.questionnaires.trials import services
from portal.questionnaires.trials.services import Plan, Remark
from tests.cast import Cast, Member
from tests.conftest import TODAY
from tests.questionnaires.instruments import PROCESS_EVALUATION

CLOSES: Final = TODAY + timedelta(days=14)
HOME: Final = "/instruments/process-evaluation/1/trials/"
PURPOSE: Final = "Welke woorden zijn onduidelijk?"


def give_accounts(*members: Member) -> None:
    """Let these people of the cast sign in; who can already stays as they are."""
    with transaction():
        known = set(db.session.scalars(select(User.person_id)))
        for one in members:
            if one.person_id not in known:
                add_account(one.person_id)


def make_round(
    cast: Cast, people: Sequence[Member], *, opens_on: date = TODAY, **changes: object
) -> int:
    """Plan a round that asks these people, open at once when its day is today; return its id."""
    give_accounts(*people)
    with transaction():
        known: dict[str, object] = {
            "version": changes.get("version") or import_instrument(PROCESS_EVALUATION, on=TODAY),
            "purpose": PURPOSE,
            "length": Length.FULL,
            "opens_on": opens_on,
            "closes_on": opens_on + (CLOSES - TODAY),
            "people": [one.person_id for one in people],
        }
        plan = Plan(**(known | changes))  # type: ignore[arg-type]
        made = services.plan_round(plan, on=TODAY, by=cast.coordinator.person_id)
        return made.campaign_id


def end(campaign_id: int, cast: Cast) -> None:
    """Close a round, or call it off."""
    with transaction():
        services.end_round(campaign_id, on=TODAY, by=cast.coordinator.person_id)


def answer_as(member: Member, campaign_id: int, **given: str) -> None:
    """Send the form as somebody who is asked."""
    submission = Submission(
        submit_key=secrets.token_hex(16),
        given={code: [value] for code, value in given.items()},
        lang="nl",
        person_id=member.person_id,
    )
    with transaction():
        submit(campaign_id, submission, on=TODAY)


def remark_as(member: Member, campaign_id: int, body: str, *, code: str | None = None) -> None:
    """Say as somebody who is asked where they stumbled."""
    with transaction():
        version = db.session.get_one(Campaign, campaign_id).version
        item_id = load_version(version).item_ids[code] if code else None
        said = Remark(body=body, lang="nl", item_id=item_id)
        services.add_remark(campaign_id, member.person_id, said, on=TODAY)


def campaign_at(campaign_id: int) -> Campaign:
    """Return the campaign of a round as the database keeps it now."""
    db.session.rollback()
    return db.session.get_one(Campaign, campaign_id)
