"""Write down each time that answers leave row by row: who, what, when, how many, and for what."""

from datetime import date

from sqlalchemy import update

from portal.audit.services import record
from portal.db import db
from portal.questionnaires.campaigns.models import Campaign
from portal.questionnaires.exports.models import AnswersExport
from portal.questionnaires.exports.rules import check_may_export


def note_export(campaign: Campaign, *, responses: int, purpose: str, by: int, on: date) -> None:
    """Write down an export before it leaves; RuleBroken where it may not."""
    check_may_export(campaign, responses)
    taken = AnswersExport(
        campaign_id=campaign.id, taken_by_id=by, taken_on=on, purpose=purpose, responses=responses
    )
    db.session.add(taken)
    record(
        "answers_taken",
        by=by,
        on=on,
        object_kind="campaign",
        object_id=campaign.id,
        detail={"responses": responses, "version": campaign.version_id},
    )
    db.session.flush()


def forget_person(person_id: int) -> None:
    """Take the name of an erased person off what they took along; what it was for stays."""
    _rename(person_id, None)


def merge_people(*, kept_id: int, gone_id: int) -> None:
    """Put what two rows of one person took along under one."""
    _rename(gone_id, kept_id)


def _rename(person_id: int, to: int | None) -> None:
    theirs = update(AnswersExport).where(AnswersExport.taken_by_id == person_id)
    db.session.execute(theirs.values(taken_by_id=to).execution_options(synchronize_session=False))
