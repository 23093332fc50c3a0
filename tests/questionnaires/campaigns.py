"""Campaigns for tests: people, an open campaign, answers that differ."""

import secrets
from datetime import date, timedelta

from portal.db import db, transaction
from portal.network.models import Person
from portal.policy.table import Role
from portal.questionnaires.campaigns.codes import hash_code, make_codes
from portal.questionnaires.campaigns.models import Campaign
from portal.questionnaires.campaigns.services import add_codes, open_campaign
from portal.questionnaires.filling.answers import Given
from portal.questionnaires.filling.services import Submission, submit
from portal.questionnaires.instruments.importing import import_instrument
from portal.questionnaires.kinds import Length
from portal.questionnaires.results.services import release
from tests.questionnaires.instruments import PROCESS_EVALUATION

OPENS = date(2022, 10, 13)
CLOSES = date(2022, 10, 23)
SECRET = "a key for tests"


def make_people(count: int) -> list[int]:
    with transaction():
        batch = secrets.token_hex(4)
        people = [
            Person(name=f"Person {n}", email=f"p{n}.{batch}@demo.example") for n in range(count)
        ]
        db.session.add_all(people)
        db.session.flush()
        return [person.id for person in people]


def make_campaign(
    people: list[int], *, role: Role = Role.AMBASSADOR, length: Length = Length.FULL
) -> int:
    with transaction():
        version = import_instrument(PROCESS_EVALUATION, on=OPENS)
        campaign = open_campaign(
            version,
            length=length,
            opens_on=OPENS,
            closes_on=CLOSES,
            invited=dict.fromkeys(people, role),
        )
        return campaign.id


def make_codes_for(campaign_id: int, count: int) -> list[bytes]:
    codes = make_codes(secrets.token_hex(8), count, secret=SECRET)
    hashes = [hash_code(code, secret=SECRET) for code in codes]
    with transaction():
        add_codes(db.session.get_one(Campaign, campaign_id), hashes, on=OPENS)
    return hashes


def filled(n: int) -> Given:
    """Return the answers of the n-th person: they differ from one to the next."""
    return {
        "P04": [str(n % 3 + 1)],
        "P08": [str(n % 5 + 1)],
        "P13a": [str(n % 5)],
        "P15": [str(n % 2)],
        "P15n": ["te druk"],
        "P16": [f"note {n}"],
    }


def send(
    campaign_id: int,
    person_id: int,
    n: int = 0,
    *,
    withdraw_code_hash: bytes | None = None,
    **changes: str,
) -> None:
    """Answer as one person, in a transaction of its own as a request does."""
    submission = Submission(
        submit_key=changes.get("key") or secrets.token_hex(16),
        given=filled(n),
        lang=changes.get("lang", "nl"),
        person_id=person_id,
        withdraw_code_hash=withdraw_code_hash,
    )
    with transaction():
        submit(campaign_id, submission, on=OPENS)


def send_by_code(campaign_id: int, code_hash: bytes, n: int = 0, *, key: str = "k") -> None:
    submission = Submission(submit_key=key, given=filled(n), lang="nl", code_hash=code_hash)
    with transaction():
        submit(campaign_id, submission, on=OPENS)


def invite_by_role(sizes: dict[Role, int]) -> int:
    people = iter(make_people(sum(sizes.values())))
    invited = {next(people): role for role, size in sizes.items() for _ in range(size)}
    with transaction():
        version = import_instrument(PROCESS_EVALUATION, on=OPENS)
        return open_campaign(
            version, length=Length.SHORT, opens_on=OPENS, closes_on=CLOSES, invited=invited
        ).id


def close(campaign_id: int) -> None:
    with transaction():
        release(campaign_id, on=CLOSES + timedelta(days=1))
