"""Who vouches for the sender: our own mail server, in the header that it puts on top (RFC 8601).

Whoever sends a mail may write such headers too. A server adds its own above what it received, so
only the topmost one counts, and only when it bears the name of ours.
"""

import re
from typing import Final

from portal.mailbox.message import Mail

_COMMENT: Final = re.compile(r"\([^()]*\)")
_QUOTED: Final = re.compile(r'"[^"]*"')
_RESULT: Final = re.compile(r"^\s*(dmarc|dkim)\s*=\s*pass\b(.*)$", re.IGNORECASE)
_PROPERTY: Final = re.compile(r"\b(header\.(?:from|d|i))\s*=\s*([^\s;]+)", re.IGNORECASE)


def vouched_sender(mail: Mail, authserv: str | None) -> str | None:
    """Return the address in From if our server says that its domain sent it; else nothing."""
    senders = mail.addresses("from")
    headers = mail.all("authentication-results")
    if not authserv or not headers or len(mail.all("from")) != 1 or len(senders) != 1:
        return None
    (sender,) = senders
    domain = sender.rpartition("@")[2]
    return sender if _vouches(headers[0], authserv, domain) else None


def _vouches(header: str, authserv: str, domain: str) -> bool:
    who, *results = _bare(header).split(";")
    if who.split()[:1] != [authserv.lower()]:
        return False
    return any(_is_pass(result, domain) for result in results)


def _bare(header: str) -> str:
    """Return the header in lower case without what people may have had a word in."""
    bare, before = header, ""
    while bare != before:
        before, bare = bare, _COMMENT.sub(" ", bare)
    return _QUOTED.sub(" ", bare).lower()


def _is_pass(result: str, domain: str) -> bool:
    """Tell whether DMARC passed for this domain, or a signature of it or of one above it did."""
    match = _RESULT.match(result)
    if match is None:
        return False
    known = {name: value.rpartition("@")[2] for name, value in _PROPERTY.findall(match[2])}
    if match[1] == "dmarc":
        return known.get("header.from") == domain
    signed = known.get("header.d") or known.get("header.i", "")
    return "." in signed and (domain == signed or domain.endswith(f".{signed}"))
