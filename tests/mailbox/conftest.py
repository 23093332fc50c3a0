"""What the tests of the mailbox start from: an invitation, and addresses that carry tags."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.db import db, transaction
from portal.meetings import inviting
from portal.meetings.models import Invitation
from portal.meetings.organiser import organiser_of
from tests.cast import Cast
from tests.meetings.planned import NOW, ON, meeting_by, plan

Known = dict[str, Any]


@pytest.fixture
def settings(app: Flask) -> Iterator[None]:
    """Replies come back to tagged addresses, and no server vouches for anybody."""
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(
        before, mail_from="Mangomoment-netwerk <netwerk@example.org>", mail_tags=True
    )
    yield
    app.extensions["settings"] = before


def choose(app: Flask, **settings: object) -> None:
    """Change settings for the rest of the test."""
    app.extensions["settings"] = replace(app.extensions["settings"], **settings)


@pytest.fixture
def invited(settings: None, cast: Cast) -> int:
    """The id of a reflection moment on 8 December 2022, after the invitations went out."""
    assert settings is None
    meeting_id = plan(by=cast.coordinator.person_id)
    with transaction():
        inviting.invite(meeting_by(meeting_id), on=ON, now=NOW, by=cast.coordinator.person_id)
    return meeting_id


def invitation_of(person_id: int) -> Invitation:
    """Return the one invitation of somebody, as it stands now."""
    db.session.expire_all()
    return db.session.scalars(select(Invitation).where(Invitation.person_id == person_id)).one()


@pytest.fixture
def known(cast: Cast, invited: int) -> Known:
    """What a calendar of the contact person knows of the invitation."""
    assert invited
    invitation = invitation_of(cast.contact.person_id)
    return {
        "uid": invitation.meeting.uid,
        "attendee": cast.contact.email,
        "organiser": organiser_of(invitation).address,
    }
