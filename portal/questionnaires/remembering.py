"""What questionnaires add when two people become one, one is forgotten, or asks for their data.

Of an anonymous form only who was asked is known, and whether they answered: an answer belongs to
nobody. What was said under a name is that person's: they get it, and it is erased with them; the
figures that were released stay, as they name nobody.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Flask
from sqlalchemy import delete, insert, select, update

from portal.db import db
from portal.questionnaires.campaigns.codes import mark_of_comment
from portal.questionnaires.campaigns.models import Campaign, CampaignDraft, CampaignInvitation
from portal.questionnaires.campaigns.response_models import Answer, Comment, Response
from portal.questionnaires.filling.services import forget_answers
from portal.questionnaires.instruments.models import Item
from portal.questionnaires.instruments.versions import load_version
from portal.web.hooks import Act, on


def merge(*, kept_id: int, gone_id: int) -> None:
    """Leave one receipt a form: it is set when either of the two was, and never changes owner.

    Of two answers under a name, the one of the row that stays is kept.
    """
    rows = _invitations(kept_id, gone_id)
    mine = {one.campaign_id: one for one in rows if one.person_id == kept_id}
    for other in [one for one in rows if one.person_id == gone_id]:
        one = mine.get(other.campaign_id)
        if one is None:
            db.session.execute(insert(CampaignInvitation).values(_copied(other, kept_id)))
        elif other.done:
            one.done = True
    db.session.flush()
    _join_drafts(kept_id, gone_id)
    _join_responses(kept_id, gone_id)
    theirs = delete(CampaignInvitation).where(CampaignInvitation.person_id == gone_id)
    db.session.execute(theirs)


def _invitations(*people: int) -> Sequence[CampaignInvitation]:
    both = select(CampaignInvitation).where(CampaignInvitation.person_id.in_(people))
    return db.session.scalars(both).all()


def _copied(other: CampaignInvitation, person_id: int) -> dict[str, object]:
    kept = ("campaign_id", "unit_id", "role_group", "done", "reminders", "last_reminded_on")
    return {name: getattr(other, name) for name in kept} | {"person_id": person_id}


def _join_drafts(kept_id: int, gone_id: int) -> None:
    mine = select(CampaignDraft.campaign_id).where(CampaignDraft.person_id == kept_id)
    theirs = CampaignDraft.person_id == gone_id
    quietly = {"synchronize_session": False}
    doubled = delete(CampaignDraft).where(theirs, CampaignDraft.campaign_id.in_(mine))
    db.session.execute(doubled.execution_options(**quietly))
    moved = update(CampaignDraft).where(theirs).values(person_id=kept_id)
    db.session.execute(moved.execution_options(**quietly))


def _join_responses(kept_id: int, gone_id: int) -> None:
    mine = select(Response.campaign_id).where(Response.person_id == kept_id)
    doubled = Response.person_id == gone_id, Response.campaign_id.in_(mine)
    for response in db.session.scalars(select(Response).where(*doubled)).all():
        _erase(response)
    moved = update(Response).where(Response.person_id == gone_id).values(person_id=kept_id)
    db.session.execute(moved.execution_options(synchronize_session=False))


def forget(*, person_id: int) -> None:
    """Erase what somebody said under their name, and what they had typed so far."""
    drafts = delete(CampaignDraft).where(CampaignDraft.person_id == person_id)
    db.session.execute(drafts.execution_options(synchronize_session=False))
    for response in db.session.scalars(_named(person_id)).all():
        _erase(response)


def _named(person_id: int) -> Any:  # noqa: ANN401 -- a statement
    return select(Response).where(Response.person_id == person_id).order_by(Response.campaign_id)


def _erase(response: Response) -> None:
    campaign = db.session.get_one(Campaign, response.campaign_id)
    loaded = load_version(campaign.version)
    forget_answers(campaign.id, response.id, loaded, known_by=response.id)
    db.session.delete(response)
    db.session.flush()


def person_data(*, person_id: int) -> dict[str, Any]:
    """Return for which forms somebody was asked, whether they sent one in, and what they named."""
    asked = (
        select(Campaign.opens_on, CampaignInvitation.done)
        .join(Campaign, Campaign.id == CampaignInvitation.campaign_id)
        .where(CampaignInvitation.person_id == person_id)
        .order_by(Campaign.opens_on, Campaign.id)
    )
    drafts = select(CampaignDraft).where(CampaignDraft.person_id == person_id)
    return {
        "evaluations": [
            {"opened_on": day.isoformat(), "sent_in": done}
            for day, done in db.session.execute(asked)
        ],
        "answers_under_your_name": [
            _said(response) for response in db.session.scalars(_named(person_id))
        ],
        "unfinished_answers": [
            draft.given for draft in db.session.scalars(drafts.order_by(CampaignDraft.campaign_id))
        ],
    }


def _said(response: Response) -> dict[str, Any]:
    campaign = db.session.get_one(Campaign, response.campaign_id)
    return {
        "opened_on": campaign.opens_on.isoformat(),
        "language": response.lang,
        "answers": [*_choices(response), *_words(response)],
    }


def _choices(response: Response) -> Iterator[dict[str, object]]:
    rows = db.session.execute(
        select(Item.code, Answer.value, Answer.missing)
        .join(Answer, Answer.item_id == Item.id)
        .where(Answer.response_id == response.id)
        .order_by(Item.ord, Item.code, Answer.option_ord)
    )
    for code, value, missing in rows:
        yield {"question": code, "answer": missing.value if missing else value}


def _words(response: Response) -> Iterator[dict[str, object]]:
    loaded = load_version(db.session.get_one(Campaign, response.campaign_id).version)
    of_mark = {mark_of_comment(response.id, one): code for code, one in loaded.item_ids.items()}
    mine = Comment.campaign_id == response.campaign_id, Comment.withdraw_hash.in_(of_mark)
    for comment in db.session.scalars(select(Comment).where(*mine).order_by(Comment.item_id)):
        yield {"question": of_mark[comment.withdraw_hash or b""], "answer": comment.body}


def init_app(app: Flask) -> None:
    """Take part in the acts of the room that keeps people."""
    on(app, Act.MERGE, merge)
    on(app, Act.ERASE, forget)
    on(app, Act.PERSON_DATA, person_data)
