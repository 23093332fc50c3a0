"""Codes of open answers, kept and read: each coder's own, and all of them together."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import joinedload, selectinload

from portal.audit.services import record
from portal.db import db
from portal.evaluation.coding import rules
from portal.evaluation.coding.models import Coding, CommentCode, CommentMemo
from portal.evaluation.coding.rules import CodeCount, Coded, Noted, Place
from portal.evaluation.models import Evaluation
from portal.questionnaires.campaigns.models import Campaign
from portal.questionnaires.results.snapshots import released_results
from portal.web.stale import check_not_stale


@dataclass(frozen=True, kw_only=True)
class CodedEvaluation:
    """The released comments of one evaluation with the codes of every coder."""

    evaluation: Evaluation
    comments: Sequence[Noted]
    codings: Sequence[Coding]

    @property
    def answers(self) -> int:
        """How many comments were given, equal words as often as they were."""
        return sum(one.times for one in self.comments)

    @property
    def coded(self) -> int:
        """How many of them got a code from somebody."""
        places = {
            place for one in self.codings for place, said in said_in(one).items() if said.codes
        }
        return sum(one.times for one in self.comments if (one.item_code, one.key) in places)

    @property
    def counts(self) -> Sequence[CodeCount]:
        """How many answers got each code."""
        return rules.count_codes(self.comments, [said_in(one) for one in self.codings])


def said_in(coding: Coding) -> Mapping[Place, Coded]:
    """Return what one coder made of each comment."""
    codes: dict[Place, dict[str, object]] = {}
    for code in coding.codes:
        codes.setdefault((code.item_code, code.comment_key), {})[code.construct] = code.leaning
    memos = {(memo.item_code, memo.comment_key): memo.words for memo in coding.memos}
    return {
        place: Coded(codes=codes.get(place, {}), memo=memos.get(place, ""))  # type: ignore[arg-type]  # a leaning each
        for place in codes.keys() | memos.keys()
    }


def coded_evaluations(evaluations: Sequence[Evaluation]) -> Sequence[CodedEvaluation]:
    """Return released evaluations with comments and codes, in four statements."""
    campaigns = [one.campaign_id for one in evaluations]
    results = released_results(campaigns)
    codings = _codings(campaigns)
    return [
        CodedEvaluation(
            evaluation=one,
            comments=rules.comments_of(results[one.campaign_id]),
            codings=[coding for coding in codings if coding.campaign_id == one.campaign_id],
        )
        for one in evaluations
        if one.campaign_id in results
    ]


def _codings(campaign_ids: Collection[int]) -> Sequence[Coding]:
    return db.session.scalars(
        select(Coding)
        .where(Coding.campaign_id.in_(campaign_ids))
        .order_by(Coding.id)
        .options(joinedload(Coding.coder), selectinload(Coding.codes), selectinload(Coding.memos))
    ).all()


def save_codes(
    evaluation: Evaluation,
    given: Mapping[Place, Coded],
    *,
    based_on: int,
    by: int,
    on: date,
) -> Coding:
    """Keep what a coder made of the comments, in place of what they made of them before.

    ``based_on`` is the revision of their own coding that they saw, 0 before the first.
    """
    db.session.execute(
        select(Campaign.id).where(Campaign.id == evaluation.campaign_id).with_for_update()
    )
    rules.check_may_code(released=evaluation.campaign.released)
    coding = _own(evaluation.campaign_id, by)
    results = released_results([evaluation.campaign_id])
    rules.check_codes(given, rules.comments_of(results[evaluation.campaign_id]))
    if coding is None:
        coding = Coding(campaign_id=evaluation.campaign_id, coder_id=by, revision=1)
        db.session.add(coding)
    else:
        check_not_stale(coding, based_on)
        coding.revision += 1
        _clear(coding)
    db.session.flush()
    _write(coding, given)
    record("answers_coded", by=by, on=on, object_kind="meeting", object_id=evaluation.meeting_id)
    return coding


def _own(campaign_id: int, coder_id: int) -> Coding | None:
    return db.session.scalar(
        select(Coding)
        .where(Coding.campaign_id == campaign_id, Coding.coder_id == coder_id)
        .execution_options(populate_existing=True)
    )


def _clear(coding: Coding) -> None:
    for model in (CommentCode, CommentMemo):
        db.session.execute(delete(model).where(model.coding_id == coding.id))


def _write(coding: Coding, given: Mapping[Place, Coded]) -> None:
    for (item_code, key), said in given.items():
        where = {"coding_id": coding.id, "item_code": item_code, "comment_key": key}
        db.session.add_all(
            CommentCode(**where, construct=construct, leaning=leaning)
            for construct, leaning in said.codes.items()
        )
        if said.memo:
            db.session.add(CommentMemo(**where, words=said.memo))
    db.session.flush()
    db.session.expire(coding, ["codes", "memos"])


def coded_by(person_id: int) -> Iterable[tuple[int, int, int]]:
    """Return of each evaluation that a person coded the campaign, codes and memos, as counts."""
    codes = select(func.count()).where(CommentCode.coding_id == Coding.id).scalar_subquery()
    memos = select(func.count()).where(CommentMemo.coding_id == Coding.id).scalar_subquery()
    found = db.session.execute(
        select(Coding.campaign_id, codes, memos)
        .where(Coding.coder_id == person_id)
        .order_by(Coding.campaign_id)
    )
    return [(campaign_id, many, noted) for campaign_id, many, noted in found]


def memos_of(person_id: int) -> Sequence[str]:
    """Return what a person noted beside comments."""
    return db.session.scalars(
        select(CommentMemo.words)
        .join(Coding, Coding.id == CommentMemo.coding_id)
        .where(Coding.coder_id == person_id)
        .order_by(Coding.campaign_id, CommentMemo.item_code, CommentMemo.comment_key)
    ).all()


def forget_coder(person_id: int) -> None:
    """Take a person's name off their codes: what the answers say stays."""
    mine = update(Coding).where(Coding.coder_id == person_id)
    db.session.execute(mine.values(coder_id=None))


def merge_coders(*, kept_id: int, gone_id: int) -> None:
    """Leave the second coding of one evaluation by one person without a name, so none is lost."""
    kept = select(Coding.campaign_id).where(Coding.coder_id == kept_id)
    twice = update(Coding).where(Coding.coder_id == gone_id, Coding.campaign_id.in_(kept))
    db.session.execute(
        twice.values(coder_id=None), execution_options={"synchronize_session": False}
    )
