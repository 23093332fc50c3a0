"""What only an open campaign needs, and what could single out a response: gone at the close."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import bindparam, delete, func, select, update

from portal.db import db
from portal.questionnaires.campaigns.models import Campaign, CampaignDraft
from portal.questionnaires.campaigns.response_models import Comment, Response
from portal.questionnaires.kinds import Mode

_QUIETLY: Final = {"synchronize_session": False}


def forget_marks(campaign: Campaign) -> None:
    """Drop what could single out a response: its keys, and a language that few answered in."""
    mine = Response.campaign_id == campaign.id
    if campaign.mode is Mode.ANONYMOUS:
        _forget_rare_languages_of_comments(campaign)
    db.session.execute(
        update(Response)
        .where(mine)
        .values(submit_key_hash=None, withdraw_hash=None)
        .execution_options(**_QUIETLY)
    )
    if small := list(_groups_of_rare_languages(campaign)):
        in_group = (
            Response.unit_id.is_not_distinct_from(bindparam("unit")),
            Response.role_group.is_not_distinct_from(bindparam("role")),
        )
        forget = update(Response.__table__).where(mine, *in_group).values(lang=None)  # type: ignore[arg-type]
        db.session.connection().execute(forget, small)
    drafts = delete(CampaignDraft).where(CampaignDraft.campaign_id == campaign.id)
    db.session.execute(drafts.execution_options(**_QUIETLY))
    if campaign.mode is Mode.ANONYMOUS:
        comments = update(Comment).where(Comment.campaign_id == campaign.id)
        db.session.execute(comments.values(withdraw_hash=None).execution_options(**_QUIETLY))


def _forget_rare_languages_of_comments(campaign: Campaign) -> None:
    """Mark as the usual language what few wrote in another form: the mark would tell who wrote.

    The words stay as they are; somebody may have written Dutch in an English form.
    """
    used = (
        select(Response.lang, func.count())
        .where(Response.campaign_id == campaign.id, Response.lang.is_not(None))
        .group_by(Response.lang)
        .order_by(func.count().desc(), Response.lang)
    )
    usual, *others = [*db.session.execute(used), (None, 0)]
    if rare := [lang for lang, people in others if lang and people < campaign.k_score]:
        few = (Comment.campaign_id == campaign.id, Comment.lang.in_(rare))
        forget = update(Comment).where(*few).values(lang=usual[0])
        db.session.execute(forget.execution_options(**_QUIETLY))


def _groups_of_rare_languages(campaign: Campaign) -> Iterator[dict[str, object]]:
    """Yield unit and role of each group in which fewer than ``k_score`` used one language."""
    sizes = (
        select(Response.unit_id, Response.role_group, func.count().label("size"))
        .where(Response.campaign_id == campaign.id)
        .group_by(Response.unit_id, Response.role_group, Response.lang)
        .subquery()
    )
    rare = (
        select(sizes.c.unit_id, sizes.c.role_group)
        .where(sizes.c.size < campaign.k_score)
        .distinct()
    )
    for unit, role in db.session.execute(rare):
        yield {"unit": unit, "role": role}
