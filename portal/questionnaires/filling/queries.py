"""Forms that somebody began or sent under their name, and the group that a code stands for."""

from sqlalchemy import select

from portal.db import db
from portal.questionnaires.campaigns.codes import mark_of_comment
from portal.questionnaires.campaigns.models import AccessCode
from portal.questionnaires.campaigns.response_models import Answer, Comment, Response
from portal.questionnaires.instruments.versions import LoadedVersion
from portal.questionnaires.kinds import CHOSEN_REASONS


def unit_of_code(code_hash: bytes) -> int | None:
    """Return the group for which the holder of a code answers, or nothing where it has none."""
    return db.session.scalar(select(AccessCode.unit_id).where(AccessCode.code_hash == code_hash))


def find_named(campaign_id: int, person_id: int) -> Response | None:
    """Return what somebody sent under their name, or nothing."""
    return db.session.scalar(
        select(Response).where(Response.campaign_id == campaign_id, Response.person_id == person_id)
    )


def given_before(response: Response, loaded: LoadedVersion) -> dict[str, list[str]]:
    """Return what somebody sent under their name as the form sends it, to change it there."""
    given = dict(_chosen(response, loaded))
    given.update(_written(response, loaded))
    return given


def _chosen(response: Response, loaded: LoadedVersion) -> dict[str, list[str]]:
    codes = {item_id: code for code, item_id in loaded.item_ids.items()}
    chosen: dict[str, list[str]] = {}
    rows = db.session.scalars(
        select(Answer)
        .where(Answer.response_id == response.id)
        .order_by(Answer.item_id, Answer.option_ord)
    )
    for row in rows:
        if row.value is not None or row.missing in CHOSEN_REASONS:
            key = str(row.value) if row.missing is None else row.missing.value
            chosen.setdefault(codes[row.item_id], []).append(key)
    return chosen


def _written(response: Response, loaded: LoadedVersion) -> dict[str, list[str]]:
    marks = {mark_of_comment(response.id, one): code for code, one in loaded.item_ids.items()}
    mine = Comment.campaign_id == response.campaign_id, Comment.withdraw_hash.in_(marks)
    return {
        marks[one.withdraw_hash or b""]: [one.body]
        for one in db.session.scalars(select(Comment).where(*mine))
    }
