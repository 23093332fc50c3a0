"""Promises of what accounts tell somebody of themselves, and forget with them."""

from sqlalchemy import select

from portal import clock
from portal.accounts.oidc.models import Identity
from portal.accounts.oidc.queries import get_account
from portal.accounts.own.models import AddressChange
from portal.accounts.own.remembering import forget_account
from portal.accounts.own.services import ask_address
from portal.db import db, transaction
from portal.web.hooks import Act, tell
from tests.accounts.conftest import enter
from tests.accounts.provider import Provider, add_provider
from tests.accounts.test_oidc_sign_in import link
from tests.cast import Cast, Member
from tests.conftest import Visitor


def told(member: Member) -> dict[str, object]:
    """Return what all rooms together tell somebody of themselves."""
    parts = tell(Act.PERSON_DATA, person_id=member.person_id)
    return {key: value for part in parts for key, value in part.items()}


def test_people_are_told_days_and_devices(
    client: Visitor, members: Cast, provider: Provider
) -> None:
    link(members.ambassador, add_provider(provider))
    client.environ_base["HTTP_USER_AGENT"] = "Firefox/139.0 (Windows)"
    enter(client, members.ambassador)
    mine = told(members.ambassador)
    day = clock.now().date().isoformat()
    assert mine["sessions"] == [{"since": day, "device": "Firefox/Windows"}]
    assert mine["work_accounts"] == [{"organisation": "Work accounts", "linked_on": "2022-11-15"}]
    assert "subject-1" not in str(mine)
    theirs = told(members.neighbour)
    assert (theirs["sessions"], theirs["work_accounts"]) == ([], [])


def test_what_opens_an_account_goes_with_its_owner(members: Cast, provider: Provider) -> None:
    provider_id = add_provider(provider)
    for subject, member in (("a", members.ambassador), ("b", members.neighbour)):
        link(member, provider_id, subject)
        with transaction():
            account = get_account(member.person_id)
            ask_address(account, f"{subject}@new.example", now=clock.now())
    with transaction():
        forget_account(person_id=members.ambassador.person_id)
    left = db.session.scalars(select(Identity.subject)).all()
    waiting = db.session.scalars(select(AddressChange.address)).all()
    assert (left, waiting) == (["b"], ["b@new.example"])
