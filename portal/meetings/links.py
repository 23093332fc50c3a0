"""The link in a mail about a meeting: signed, for one invitation of one person, without a row.

Who reads the database cannot make one: that takes the secret of the portal. A link opens nothing
any more once the invitation is another's, and once its person left the network.
"""

from typing import Any, Final

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from portal.clock import today
from portal.config import settings_of
from portal.db import db
from portal.meetings.models import Invitation
from portal.network.as_of import is_still_there

SALT: Final = "answer an invitation"


def token_of(invitation: Invitation) -> str:
    """Return what stands in the link of this invitation, as long as it is this person's."""
    return seal(SALT, [invitation.id, invitation.meeting_id, invitation.person_id])


def invitation_of(token: str) -> Invitation | None:
    """Return the invitation behind a link, with its meeting and person; nothing for a dead one."""
    match opened(SALT, token):
        case [int(invitation_id), int(meeting_id), int(person_id)]:
            return _found(invitation_id, meeting_id, person_id)
    return None


def seal(salt: str, known: list[Any]) -> str:
    """Return ``known`` signed for one purpose, fit to stand in an address."""
    return _signer(salt).dumps(known)


def opened(salt: str, token: str) -> Any:  # noqa: ANN401 -- what was signed, to be looked at
    """Return what was signed for this purpose, or nothing for what we did not sign."""
    try:
        return _signer(salt).loads(token)
    except BadData:
        return None


def _found(invitation_id: int, meeting_id: int, person_id: int) -> Invitation | None:
    """Return the invitation if it is still of this person, who still holds a post or will."""
    return db.session.scalar(
        select(Invitation)
        .join(Invitation.person)
        .where(
            Invitation.id == invitation_id,
            Invitation.meeting_id == meeting_id,
            Invitation.person_id == person_id,
            is_still_there(person_id, today()),
        )
        .options(contains_eager(Invitation.person), joinedload(Invitation.meeting))
    )


def _signer(salt: str) -> URLSafeSerializer:
    return URLSafeSerializer(settings_of(current_app).secret_key, salt=salt)
