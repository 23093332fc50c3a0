"""Links that stop one kind of mail with one press: signed, for one reader and one topic.

They go on working, as a mail may be read years later; all that they can do is stop a mail.
"""

from dataclasses import dataclass
from typing import Final

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from portal.config import settings_of
from portal.outbox.addresses import link_to
from portal.people.models import MailTopic
from portal.people.queries.choices import reader_of

SALT: Final = "stop mail"


@dataclass(frozen=True, kw_only=True)
class Stop:
    """Whose mails of which topic a link stops."""

    person_id: int
    topic: MailTopic


def stop_link_for(person_id: int, topic: MailTopic) -> str:
    """Return the address that shows the choice, and stops the mails when the button is pressed."""
    return link_to("people.stop_mail", token=_signer().dumps([person_id, topic.value]))


def stop_link(recipient: str, topic: str) -> str | None:
    """Return the same for whoever has this address; nothing when nobody has it any more."""
    person_id = reader_of(recipient)
    return None if person_id is None else stop_link_for(person_id, MailTopic(topic))


def read_stop(token: str) -> Stop | None:
    """Return what a link was made for, or nothing for one that we did not make."""
    try:
        person_id, topic = _signer().loads(token)
        return Stop(person_id=person_id, topic=MailTopic(topic))
    except (BadData, ValueError, TypeError):
        return None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings_of(current_app).secret_key, salt=SALT)
