"""The acts of answering: take in an answer, change one, take one back."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

from sqlalchemy import CursorResult, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from portal.db import db
from portal.policy.table import Role
from portal.questionnaires.campaigns import rules
from portal.questionnaires.campaigns.codes import hash_withdrawal, mark_of_comment, mark_of_response
from portal.questionnaires.campaigns.models import AccessCode, Campaign, CampaignInvitation
from portal.questionnaires.campaigns.response_models import Answer, Comment, Response
from portal.questionnaires.campaigns.services import hold
from portal.questionnaires.filling.answers import Given, answer_rows, texts
from portal.questionnaires.filling.drafts import drop_draft
from portal.questionnaires.instruments.versions import LoadedVersion, load_version
from portal.questionnaires.kinds import Mode
from portal.rules import N_, RuleBroken

_QUIETLY: Final = {"synchronize_session": False}


@dataclass(frozen=True, kw_only=True)
class Submission:
    """One filled-in form: by an invited person, or by whoever holds the code with this hash.

    ``withdraw_code_hash`` is what ``codes.hash_withdrawal`` makes of the code that its writer is
    shown; it is not kept itself, only what can be checked against it.
    """

    submit_key: str
    given: Given
    lang: str
    person_id: int | None = None
    code_hash: bytes | None = None
    withdraw_code_hash: bytes | None = None

    @property
    def key_hash(self) -> bytes:
        """Return the hash by which a repeated submission is known."""
        return sha256(self.submit_key.encode()).digest()


@dataclass(frozen=True, kw_only=True)
class _Receipt:
    """What an invitation or a code says about the answer that uses it up."""

    unit_id: int | None = None
    role: Role | None = None


def submit(campaign_id: int, submission: Submission, *, on: date) -> None:
    """Keep one response; the same submission key again changes nothing.

    The receipt is set in the transaction of the response, and must be set exactly once. Where a
    campaign is anonymous, nothing is written that holds both a person or a moment and an answer;
    where it is not, a later answer replaces the earlier one. Nothing is audited.
    """
    campaign = hold(campaign_id, shared=True)
    rules.check_is_open(campaign, on)
    loaded = load_version(campaign.version)
    receipt = _take_receipt(campaign_id, submission)
    if receipt is not None:
        _keep(campaign, loaded, submission, receipt)
    elif campaign.mode is Mode.IDENTIFIED and submission.person_id is not None:
        _replace(campaign, loaded, submission)
    else:
        _check_is_repeat(campaign_id, submission.key_hash)


def _take_receipt(campaign_id: int, submission: Submission) -> _Receipt | None:
    """Mark the invitation or the code as used; nothing when it was used before."""
    if submission.code_hash is not None:
        marked = (
            update(AccessCode)
            .where(
                AccessCode.campaign_id == campaign_id,
                AccessCode.code_hash == submission.code_hash,
                AccessCode.used.is_(False),
            )
            .values(used=True)
            .returning(AccessCode.unit_id)
        )
        row = db.session.execute(marked.execution_options(**_QUIETLY)).one_or_none()
        return _Receipt(unit_id=row.unit_id) if row else None
    taken = (
        update(CampaignInvitation)
        .where(
            CampaignInvitation.campaign_id == campaign_id,
            CampaignInvitation.person_id == submission.person_id,
            CampaignInvitation.done.is_(False),
        )
        .values(done=True)
        .returning(CampaignInvitation.unit_id, CampaignInvitation.role_group)
    )
    found = db.session.execute(taken.execution_options(**_QUIETLY)).one_or_none()
    return _Receipt(unit_id=found.unit_id, role=found.role_group) if found else None


def _check_is_repeat(campaign_id: int, key_hash: bytes) -> None:
    """Let a retry pass; refuse a second answer."""
    same = select(Response.id).where(
        Response.campaign_id == campaign_id, Response.submit_key_hash == key_hash
    )
    if db.session.scalar(select(same.exists())) is not True:
        raise RuleBroken(N_("There is an answer already. One person answers once."))


def _keep(
    campaign: Campaign, loaded: LoadedVersion, submission: Submission, receipt: _Receipt
) -> None:
    """Write the response with its choices, and the texts on their own under ids of their own."""
    is_named = campaign.mode is Mode.IDENTIFIED
    code = submission.withdraw_code_hash
    response_id = secrets.token_bytes(16)
    row = {
        "id": response_id,
        "campaign_id": campaign.id,
        "version_id": campaign.version_id,
        "unit_id": receipt.unit_id,
        "role_group": receipt.role,
        "lang": submission.lang,
        "submit_key_hash": submission.key_hash,
        "withdraw_hash": mark_of_response(code) if code and not is_named else None,
        "person_id": submission.person_id if is_named else None,
    }
    _insert(row)
    _write(campaign, loaded, submission, response_id)


def _insert(row: dict[str, object]) -> None:
    """Write a response; a form that somebody else sent before, as on a shared screen, is refused.

    The refusal undoes the receipt: who comes after may still answer for themselves.
    """
    try:
        db.session.execute(insert(Response).execution_options(render_nulls=True), [row])
    except IntegrityError as error:
        if "submit_key_hash" not in str(error.orig):
            raise
        raise RuleBroken(
            N_("This form was sent before. Begin again on a page of your own.")
        ) from None


def _write(
    campaign: Campaign, loaded: LoadedVersion, submission: Submission, response_id: bytes
) -> None:
    answers = _answers(campaign, loaded, submission.given)
    if rows := [{"response_id": response_id, **row} for row in answers]:
        db.session.execute(insert(Answer).execution_options(render_nulls=True), rows)
    is_named = campaign.mode is Mode.IDENTIFIED
    known_by = response_id if is_named else submission.withdraw_code_hash
    if comments := list(_comments(campaign, loaded, submission, known_by)):
        db.session.execute(insert(Comment).execution_options(render_nulls=True), comments)
    if is_named and submission.person_id is not None:
        drop_draft(campaign.id, submission.person_id)


def _answers(
    campaign: Campaign, loaded: LoadedVersion, given: Given
) -> Iterator[dict[str, object]]:
    for row in answer_rows(loaded.definition, campaign.length, given):
        yield {
            "item_id": loaded.item_ids[row.code],
            "option_ord": row.option_ord,
            "version_id": campaign.version_id,
            "value": row.value,
            "missing": row.missing,
        }


def _comments(
    campaign: Campaign, loaded: LoadedVersion, submission: Submission, known_by: bytes | None
) -> Iterator[dict[str, object]]:
    """Yield each text under an id of its own; only who has the code can tell whose it is."""
    for code, body in texts(loaded.definition, campaign.length, submission.given):
        item_id = loaded.item_ids[code]
        yield {
            "id": secrets.token_bytes(16),
            "campaign_id": campaign.id,
            "version_id": campaign.version_id,
            "item_id": item_id,
            "lang": submission.lang,
            "body": body,
            "withdraw_hash": mark_of_comment(known_by, item_id) if known_by else None,
        }


def _replace(campaign: Campaign, loaded: LoadedVersion, submission: Submission) -> None:
    """Put what a named person says now in place of what they said before."""
    mine = (
        select(Response)
        .where(Response.campaign_id == campaign.id, Response.person_id == submission.person_id)
        .with_for_update()
    )
    response = db.session.scalar(mine)
    if response is None:
        raise RuleBroken(N_("There is an answer already. One person answers once."))
    if response.submit_key_hash == submission.key_hash:
        return
    forget_answers(campaign.id, response.id, loaded, known_by=response.id)
    response.lang, response.submit_key_hash = submission.lang, submission.key_hash
    db.session.flush()
    _write(campaign, loaded, submission, response.id)


def forget_answers(
    campaign_id: int, response_id: bytes, loaded: LoadedVersion, *, known_by: bytes
) -> None:
    """Erase the choices of a response, and the texts that carry its mark."""
    marks = [mark_of_comment(known_by, item_id) for item_id in loaded.item_ids.values()]
    for erase in (
        delete(Comment).where(Comment.campaign_id == campaign_id, Comment.withdraw_hash.in_(marks)),
        delete(Answer).where(Answer.response_id == response_id),
    ):
        db.session.execute(erase.execution_options(**_QUIETLY))


def erase_named(campaign: Campaign, person_id: int) -> bool:
    """Erase what somebody sent or typed under their name, also after the close; tell if any was.

    The receipt stays, as with a code: nobody can be made to answer a second time.
    """
    drop_draft(campaign.id, person_id)
    mine = Response.campaign_id == campaign.id, Response.person_id == person_id
    response = db.session.scalar(select(Response).where(*mine).with_for_update())
    if campaign.mode is not Mode.IDENTIFIED or response is None:
        return False
    loaded = load_version(campaign.version)
    forget_answers(campaign.id, response.id, loaded, known_by=response.id)
    db.session.delete(response)
    db.session.flush()
    return True


def withdraw(code: str, *, secret: str, on: date) -> bool:
    """Erase the answer that belongs to a withdrawal code, its texts too; tell whether one did.

    The receipt stays: what was taken back cannot be given again, so nobody can be made to answer
    a second time, and no number goes down to tell that somebody withdrew. Raises ``RuleBroken``
    when its campaign takes no more; of one that is closed, nothing leads to an answer any more.
    """
    key = hash_withdrawal(code, secret=secret)
    found = _withdrawable(mark_of_response(key))
    if found is None:
        return False
    campaign = hold(found.campaign_id, shared=True)
    rules.check_may_withdraw(campaign, on)
    forget_answers(campaign.id, found.id, load_version(campaign.version), known_by=key)
    gone = delete(Response).where(Response.id == found.id).execution_options(**_QUIETLY)
    done = db.session.execute(gone)
    return isinstance(done, CursorResult) and done.rowcount == 1


def _withdrawable(mark: bytes) -> Response | None:
    return db.session.scalar(select(Response).where(Response.withdraw_hash == mark))
