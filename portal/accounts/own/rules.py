"""What holds for one's own account: the name of a device, the end of a session, a new address."""

import re
from datetime import datetime, timedelta
from typing import Final

from portal.accounts.rules import SESSION_IDLE, Limit
from portal.rules import N_, RuleBroken

CHANGE_LASTS: Final = timedelta(hours=24)
CHANGE_IS_OVER: Final = N_("This link does not work any more. Ask for the change again.")
OWN_PASSWORD: Final = Limit(
    free=10, first_wait=timedelta(minutes=1), longest_wait=timedelta(hours=1)
)
NEW_ADDRESS: Final = Limit(
    free=3, first_wait=timedelta(minutes=10), longest_wait=timedelta(hours=6)
)

# The first that fits; many call themselves Safari or Chrome beside their own name.
_BROWSERS: Final = (
    ("Edge", "Edg"),
    ("Opera", "OPR/"),
    ("Samsung Internet", "SamsungBrowser"),
    ("Firefox", "Firefox/|FxiOS"),
    ("Chrome", "Chrome/|Chromium/|CriOS"),
    ("Safari", "Safari/"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac", "Macintosh"),
    ("ChromeOS", "CrOS"),
    ("Linux", "Linux"),
)


def device_name(agent: str) -> str:
    """Return browser and system, such as ``Firefox/Windows``, and nothing finer of a device.

    What is not recognised is left out; an agent that says nothing known gives an empty name.
    """
    known = (_first(names, agent) for names in (_BROWSERS, _SYSTEMS))
    return "/".join(name for name in known if name)


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for name, sign in names if re.search(sign, agent)), "")


def session_ends(*, seen_at: datetime, expires_at: datetime) -> datetime:
    """Return when a session ends that was last seen in this hour: idle, or at its latest."""
    return min(expires_at, seen_at + SESSION_IDLE + timedelta(hours=1))


def check_may_change_address(*, old: str, new: str) -> None:
    """Refuse the address that is there already; whose another one is shows in nothing."""
    if old == new:
        raise RuleBroken(N_("This is the address that we have already."))


def check_change_was_there(rows_taken: int, *, is_free: bool) -> None:
    """Refuse a link that somebody else used first, and an address that is somebody's by now."""
    if rows_taken != 1 or not is_free:
        raise RuleBroken(CHANGE_IS_OVER)
