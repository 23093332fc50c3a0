"""Who asks to a meeting: the network, at an address that knows whose reply comes back to it.

With ``MAIL_TAGS`` the address carries a tag, ``netwerk+<tag>@…``: a keyed hash over the invitation
and its person. Only who got this invitation knows it, so a reply that names it proves that much.
The same invitation always has the same organiser: an update or a CANCEL from another one is ignored
by calendars.
"""

import base64
import hmac
from dataclasses import replace
from email.utils import parseaddr
from hashlib import sha256
from typing import Final

from flask import current_app

from portal.config import settings_of
from portal.meetings.ics import Party
from portal.meetings.models import Invitation
from portal.outbox.addresses import sender

PURPOSE: Final = b"portal/meetings/organiser"
TAG_BYTES: Final = 10  # 80 bits, which are sixteen letters and digits
SEPARATOR: Final = "+"


def reply_address() -> str:
    """Return where replies of calendars go: ``MAIL_REPLIES``, or else the sender's address."""
    settings = settings_of(current_app)
    return settings.mail_replies or parseaddr(settings.mail_from)[1]


def the_network() -> Party:
    """Return the network as organiser of what asks nobody for an answer: a file, a feed."""
    address = reply_address()
    return Party(name=sender().display_name or address, address=address)


def organiser_of(invitation: Invitation) -> Party:
    """Return who asks for an answer to ``invitation``, the same for every mail about it."""
    network = the_network()
    if not settings_of(current_app).mail_tags:
        return network
    name, _, domain = network.address.rpartition("@")
    return replace(network, address=f"{name}{SEPARATOR}{tag_of(invitation)}@{domain}")


def tag_of(invitation: Invitation) -> str:
    """Return the tag of ``invitation``: lower case, since mail servers may change the case."""
    secret = settings_of(current_app).secret_key.encode()
    key = hmac.digest(secret, PURPOSE, sha256)
    subject = f"{invitation.id}/{invitation.person_id}".encode()
    return base64.b32encode(hmac.digest(key, subject, sha256)[:TAG_BYTES]).decode().lower()


def tag_in(address: str) -> str | None:
    """Return the tag in an address of ours; ``""`` when it has none, ``None`` for another one."""
    ours, _, our_domain = reply_address().lower().rpartition("@")
    name, _, domain = address.lower().rpartition("@")
    if domain != our_domain or not (name == ours or name.startswith(ours + SEPARATOR)):
        return None
    return name[len(ours) + len(SEPARATOR) :]


def is_tag_of(invitation: Invitation, tag: str) -> bool:
    """Tell whether ``tag`` is the one of ``invitation``, in the same time for every wrong one."""
    return hmac.compare_digest(tag_of(invitation).encode(), tag.encode())
