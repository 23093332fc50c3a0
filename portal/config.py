"""Settings: read once from the environment, checked, then never changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from email.errors import MessageError
from email.headerregistry import Address
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import Flask

LOCALES = ("nl", "en")
INSTANCE = Path(__file__).parents[1] / "instance"
SHORTEST_KEY = 32
LONGEST_BEFORE_TAG = 40  # of the 64 characters before the @ (RFC 5321, 4.5.3.1.1)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class ConfigError(Exception):
    """A setting is missing or cannot be understood; the text names it and gives an example."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything the portal can be told from outside."""

    secret_key: str
    database_url: str = f"sqlite:///{INSTANCE / 'portal.sqlite'}"
    base_url: str = "http://localhost:5000"
    smtp_url: str | None = None
    mail_from: str = "Mangomoment-netwerk <portal@localhost>"
    mail_replies: str | None = None
    mail_tags: bool = False
    mail_trusted_authserv: str | None = None
    mailbox_url: str | None = None
    files: Path = INSTANCE / "files"
    default_locale: str = "nl"
    time_zone: str = "Europe/Brussels"
    today: date | None = None
    require_mfa: bool = True
    demo_password: str | None = None

    @property
    def is_https(self) -> bool:
        """Tell whether visitors reach the portal over https."""
        return self.base_url.startswith("https://")

    @property
    def is_demo(self) -> bool:
        """Tell whether the clock is pinned, as only a practice network does."""
        return self.today is not None

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """Read and check the environment; raise one ``ConfigError`` that names every problem."""
        values: dict[str, object] = {}
        problems = []
        for name, (field, parse, example) in _SETTINGS.items():
            raw = env.get(name, "").strip()
            if not raw:
                continue
            try:
                values[field] = parse(raw)
            except ValueError as error:
                problems.append(f"{name} {error}. Example: {name}={example}")
        if not env.get("SECRET_KEY", "").strip():
            problems.append(f"SECRET_KEY is missing. Example: SECRET_KEY={_KEY_EXAMPLE}")
        if problems:
            raise ConfigError("\n".join(problems))
        return cls(**values)  # type: ignore[arg-type]


def _secret(raw: str) -> str:
    if len(raw) < SHORTEST_KEY:
        raise ValueError(f"needs at least {SHORTEST_KEY} characters")
    return raw


def _database(raw: str) -> str:
    if not raw.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("must start with sqlite:/// or postgresql+psycopg://")
    return raw


def _base_url(raw: str) -> str:
    parts = urlsplit(raw)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path.strip("/"):
        raise ValueError("must be http(s)://host without a path")
    return raw.rstrip("/")


def _smtp(raw: str) -> str:
    parts = urlsplit(raw)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("must be smtp://host:port or smtps://host:port")
    return raw


def _sender(raw: str) -> str:
    if "@" not in raw or "\n" in raw or "\r" in raw:
        raise ValueError("must hold an address")
    return raw


def _replies(raw: str) -> str:
    try:
        address = Address(addr_spec=raw)
    except (ValueError, IndexError, MessageError) as error:
        raise ValueError("must be one address without a name") from error
    if not raw.isascii() or not address.domain or len(address.username) > LONGEST_BEFORE_TAG:
        raise ValueError(f"needs at most {LONGEST_BEFORE_TAG} plain characters before the @")
    return raw


def _mailbox(raw: str) -> str:
    parts = urlsplit(raw)
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname or not parts.username:
        raise ValueError("must be imaps://user:password@host/folder")
    if parts.scheme == "imap" and parts.hostname not in LOOPBACK:
        raise ValueError("sends a password in the clear: use imaps://")
    return raw


def _folder(raw: str) -> Path:
    if "://" in raw and not raw.startswith("file://"):
        raise ValueError("must be a folder")
    return Path(raw.removeprefix("file://"))


def _locale(raw: str) -> str:
    if raw not in LOCALES:
        raise ValueError(f"must be one of {', '.join(LOCALES)}")
    return raw


def _zone(raw: str) -> str:
    try:
        return ZoneInfo(raw).key
    except (OSError, KeyError) as error:
        raise ValueError("is not a known time zone") from error


def _day(raw: str) -> date:
    try:
        return date.fromisoformat(raw)
    except ValueError as error:
        raise ValueError("is not a date") from error


def _yes_no(raw: str) -> bool:
    if raw.lower() not in {"true", "false"}:
        raise ValueError("must be true or false")
    return raw.lower() == "true"


_KEY_EXAMPLE = "$(python3 -c 'import secrets; print(secrets.token_hex(32))')"
_Parse = Callable[[str], object]
_SETTINGS: Mapping[str, tuple[str, _Parse, str]] = {
    "SECRET_KEY": ("secret_key", _secret, _KEY_EXAMPLE),
    "DATABASE_URL": ("database_url", _database, "postgresql+psycopg://portal@localhost/portal"),
    "BASE_URL": ("base_url", _base_url, "https://portal.example.org"),
    "SMTP_URL": ("smtp_url", _smtp, "smtp://user:password@mail.example.org:587"),
    "MAIL_FROM": ("mail_from", _sender, "Mangomoment-netwerk <netwerk@example.org>"),
    "MAIL_REPLIES": ("mail_replies", _replies, "netwerk@example.org"),
    "MAIL_TAGS": ("mail_tags", _yes_no, "true"),
    "MAIL_TRUSTED_AUTHSERV": ("mail_trusted_authserv", str, "mx.example.org"),
    "MAILBOX_URL": ("mailbox_url", _mailbox, "imaps://user:password@mail.example.org/INBOX"),
    "FILES_URL": ("files", _folder, "/var/lib/portal/files"),
    "DEFAULT_LOCALE": ("default_locale", _locale, "nl"),
    "TIME_ZONE": ("time_zone", _zone, "Europe/Brussels"),
    "TODAY": ("today", _day, "2022-11-15"),
    "REQUIRE_MFA": ("require_mfa", _yes_no, "true"),
    "DEMO_PASSWORD": ("demo_password", str, "mangomoment-demo"),
}


def settings_of(app: Flask) -> Settings:
    """Return the settings that the app was made with."""
    settings: Settings = app.extensions["settings"]
    return settings
