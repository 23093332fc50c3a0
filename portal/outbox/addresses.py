"""Addresses that leave the house: links on the configured host, and mail addresses."""

from email.errors import MessageError
from email.headerregistry import Address
from email.utils import parseaddr
from urllib.parse import urlsplit

from flask import current_app

from portal.config import settings_of


def link_to(endpoint: str, *, _external: bool = True, **values: object) -> str:
    """Return the absolute address of a page on ``BASE_URL``, whatever host the request names."""
    base = settings_of(current_app).base_url
    parts = urlsplit(base)
    adapter = current_app.url_map.bind(parts.netloc, url_scheme=parts.scheme)
    current_app.inject_url_defaults(endpoint, values)
    return (base if _external else "") + adapter.build(endpoint, values)


def one_address(raw: str) -> str:
    """Return ``raw`` when it is exactly one plain mail address; else raise ``ValueError``."""
    try:
        address = Address(addr_spec=raw)
    except (ValueError, IndexError, MessageError) as error:
        raise ValueError("A mail goes to one address, and this is none") from error
    if not address.username or not address.domain or not raw.isprintable():
        raise ValueError("A mail goes to one address, and this is none")
    return raw


def sender() -> Address:
    """Return who the portal writes as: ``MAIL_FROM``, name and address apart."""
    name, address = parseaddr(settings_of(current_app).mail_from)
    return Address(display_name=name, addr_spec=address)
