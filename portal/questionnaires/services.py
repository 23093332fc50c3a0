"""The acts of asking: import a version, open a campaign, take in an answer, close and release."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy import CursorResult, func, insert, select, update
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.policy.table import Role
from portal.questionnaires import rules
from portal.questionnaires.answers import Given, answer_rows, texts
from portal.questionnaires.campaign_models import AccessCode, Campaign, CampaignInvitation
from portal.questionnaires.kinds import Length
from portal.questionnaires.models import InstrumentVersion
from portal.questionnaires.response_models import Answer, Comment, Response, ResultSnapshot
from portal.questionnaires.snapshots import ITEMS_TABLE, tally_of
from portal.questionnaires.suppression import (
    RULE_VERSION,
    Thresholds,
    groups_to_keep,
    tabulate,
)
from portal.questionnaires.versions import LoadedVersion, load_version
from portal.rules import N_, RuleBroken


@dataclass(frozen=True, kw_only=True)
class Submission:
    """One filled-in form: by an invited person, or by whoever holds the code with this hash."""

    submit_key: str
    given: Given
    lang: str
    person_id: int | None = None
    code_hash: bytes | None = None


def open_campaign(
    version: InstrumentVersion,
    *,
    length: Length,
    opens_on: date,
    closes_on: date,
    invited: Mapping[int, Role],
    simulated: bool = False,
) -> Campaign:
    """Open a campaign and freeze whom it asks: the invitations exist before the first answer."""
    rules.check_may_open(opens_on, closes_on, invited)
    campaign = Campaign(
        version_id=version.id,
        length=length,
        opens_on=opens_on,
        closes_on=closes_on,
        simulated=simulated,
        opened_on=opens_on,
    )
    db.session.add(campaign)
    db.session.flush()
    named = _groups(invited, least=campaign.k_score)
    db.session.execute(
        insert(CampaignInvitation).execution_options(render_nulls=True),
        [
            {
                "campaign_id": campaign.id,
                "person_id": person_id,
                "role_group": role if role in named else None,
                "done": False,
            }
            for person_id, role in sorted(invited.items())
        ],
    )
    return campaign


def _groups(invited: Mapping[int, Role], *, least: int) -> frozenset[str]:
    sizes: dict[str, int] = {}
    for role in invited.values():
        sizes[role] = sizes.get(role, 0) + 1
    return groups_to_keep(sizes, 0, least=least)


def add_codes(campaign: Campaign, hashes: Sequence[bytes], *, on: date) -> int:
    """Keep the hashes of one-time codes; those that exist already stay as they are.

    Returns how many were new: none when a list is asked for again.
    """
    rules.check_may_add_codes(campaign, len(hashes), on)
    known = set(
        db.session.scalars(select(AccessCode.code_hash).where(AccessCode.code_hash.in_(hashes)))
    )
    new = [value for value in hashes if value not in known]
    if new:
        rows = [{"campaign_id": campaign.id, "code_hash": value, "used": False} for value in new]
        db.session.execute(insert(AccessCode), rows)
    return len(new)


def submit(campaign_id: int, submission: Submission, *, on: date) -> None:
    """Keep one response, anonymously; the same submission key again changes nothing.

    The receipt is set in the transaction of the response, and must be set exactly once. Nothing is
    written that holds both a person or a moment and an answer; nothing is audited.
    """
    campaign = _hold(campaign_id, {"read": True, "of": Campaign})
    rules.check_is_open(campaign, on)
    key_hash = sha256(submission.submit_key.encode()).digest()
    receipt = _take_receipt(campaign_id, submission)
    if receipt is None:
        _check_is_repeat(campaign_id, key_hash)
        return
    _keep(campaign, load_version(campaign.version), submission, (key_hash, receipt[0]))


def _hold(campaign_id: int, lock: dict[str, object]) -> Campaign:
    """Read the campaign and hold it: nobody closes it under an answer on its way in."""
    with_version = joinedload(Campaign.version, innerjoin=True)
    return db.session.get_one(
        Campaign, campaign_id, options=[with_version], with_for_update=lock, populate_existing=True
    )


def _take_receipt(campaign_id: int, submission: Submission) -> tuple[Role | None] | None:
    """Mark the invitation or the code as used; nothing when it was used before."""
    if submission.code_hash is not None:
        redeemed = update(AccessCode).where(
            AccessCode.campaign_id == campaign_id,
            AccessCode.code_hash == submission.code_hash,
            AccessCode.used.is_(False),
        )
        done = db.session.execute(
            redeemed.values(used=True).execution_options(synchronize_session=False)
        )
        return (None,) if isinstance(done, CursorResult) and done.rowcount == 1 else None
    marked = (
        update(CampaignInvitation)
        .where(
            CampaignInvitation.campaign_id == campaign_id,
            CampaignInvitation.person_id == submission.person_id,
            CampaignInvitation.done.is_(False),
        )
        .values(done=True)
        .returning(CampaignInvitation.role_group)
        .execution_options(synchronize_session=False)
    )
    row = db.session.execute(marked).one_or_none()
    return (row[0],) if row is not None else None


def _check_is_repeat(campaign_id: int, key_hash: bytes) -> None:
    """Let a retry pass; refuse a second answer."""
    same = select(Response.id).where(
        Response.campaign_id == campaign_id, Response.submit_key_hash == key_hash
    )
    if db.session.scalar(select(same.exists())) is not True:
        raise RuleBroken(N_("There is an answer already. One person answers once."))


def _keep(
    campaign: Campaign,
    loaded: LoadedVersion,
    submission: Submission,
    marks: tuple[bytes, Role | None],
) -> None:
    """Write the response with its choices, and the texts on their own under ids of their own."""
    response = {
        "id": secrets.token_bytes(16),
        "campaign_id": campaign.id,
        "version_id": campaign.version_id,
        "role_group": marks[1],
        "lang": submission.lang,
        "submit_key_hash": marks[0],
    }
    db.session.execute(insert(Response), response)
    answers = _answers(campaign, loaded, submission.given)
    db.session.execute(
        insert(Answer).execution_options(render_nulls=True),
        [{"response_id": response["id"], **row} for row in answers],
    )
    if comments := list(_comments(campaign, loaded, submission)):
        db.session.execute(insert(Comment), comments)


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
    campaign: Campaign, loaded: LoadedVersion, submission: Submission
) -> Iterator[dict[str, object]]:
    for code, body in texts(loaded.definition, campaign.length, submission.given):
        yield {
            "id": secrets.token_bytes(16),
            "campaign_id": campaign.id,
            "version_id": campaign.version_id,
            "item_id": loaded.item_ids[code],
            "lang": submission.lang,
            "body": body,
        }


def release(campaign_id: int, *, on: date) -> Campaign:
    """Close a campaign for good, and write once what is shown of it.

    What only an open campaign needs is forgotten: submission keys, and the language of a response
    unless every language was used by enough people.
    """
    campaign = _hold(campaign_id, {"of": Campaign})
    rules.check_may_release(campaign)
    if campaign.closed_on is None:
        campaign.closes_on = max(campaign.opens_on, min(campaign.closes_on, on))
    campaign.closed_on = campaign.closed_on or max(campaign.opens_on, on)
    campaign.released_on = max(campaign.closed_on, on)
    db.session.flush()
    loaded = load_version(campaign.version)
    results = tabulate(
        loaded.definition,
        campaign.length,
        tally_of(campaign, loaded.item_ids),
        Thresholds(score=campaign.k_score, comment=campaign.k_comment),
    )
    db.session.add(
        ResultSnapshot(
            campaign_id=campaign.id,
            table_code=ITEMS_TABLE,
            json=results.model_dump(mode="json"),
            rule_version=RULE_VERSION,
            released_on=on,
        )
    )
    db.session.flush()
    _forget_marks(campaign)
    return campaign


def _forget_marks(campaign: Campaign) -> None:
    """Drop what could single out a response: its key, and a language that few answered in."""
    mine = Response.campaign_id == campaign.id
    sizes = db.session.scalars(select(func.count()).where(mine).group_by(Response.lang)).all()
    forgotten: dict[str, object] = {"submit_key_hash": None, "withdraw_hash": None}
    if min(sizes, default=0) < campaign.k_score:
        forgotten["lang"] = None
    db.session.execute(
        update(Response).where(mine).values(forgotten).execution_options(synchronize_session=False)
    )
