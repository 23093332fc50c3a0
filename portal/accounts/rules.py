"""What holds for passwords, links, sessions, tries, and where a sign-in may lead on to."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import unquote

from portal.accounts.models import LinkPurpose
from portal.accounts.weak_words import WEAK_PASSWORDS, WEAK_WORDS, common_passwords
from portal.rules import N_, RuleBroken

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 128
SHORTEST_CLUE = 4
LONGEST_UNIT = 6
SHORTEST_RUN = 5
FIRST_PAGE = "/today"
LINK_IS_OVER = N_("This link has just been used.")

SESSION_IDLE = timedelta(hours=2)
SESSION_LASTS = timedelta(hours=12)
LINK_LASTS = {LinkPurpose.INVITATION: timedelta(days=14), LinkPurpose.RESET: timedelta(hours=2)}
LINK_IS_NEW = timedelta(minutes=10)
REQUEST_LASTS = timedelta(hours=1)

_LOOKS_LIKE = str.maketrans("013457@$€", "oieastase")
_ADORNS = "0123456789!?.,;:#$€&*@+-_ "
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn",
    "1q2w3e4r5t6y7u8i9o0p",
    "1a2z3e4r5t6y7u8i9o0p",
    "!@#$%^&*()",
)


def check_may_use_password(password: str, *, name: str, address: str) -> None:
    """Refuse a password that is too short, too long, well known, a pattern, or about its owner."""
    if len(password) < SHORTEST_PASSWORD:
        raise RuleBroken(
            N_("Use at least %(count)s characters. Four ordinary words make a strong password."),
            count=SHORTEST_PASSWORD,
        )
    if len(password) > LONGEST_PASSWORD:
        raise RuleBroken(N_("Use at most %(count)s characters."), count=LONGEST_PASSWORD)
    plain = _plain(password)
    if "mangomoment" in _letters(plain) or any(clue in plain for clue in _clues(name, address)):
        raise RuleBroken(
            N_("This password is easy to guess for who knows you. Leave names and Mangomoment out.")
        )
    if _is_well_known(plain) or _is_pattern(plain):
        raise RuleBroken(
            N_("This password is on the lists that attackers try first. Choose another one.")
        )


def _plain(password: str) -> str:
    return unicodedata.normalize("NFKC", password).casefold()


def _letters(plain: str) -> str:
    return re.sub(r"[\W\d_]", "", plain.translate(_LOOKS_LIKE))


def _clues(name: str, address: str) -> set[str]:
    clues = {*re.split(r"[\W_]+", _plain(name)), _plain(address), _plain(address).split("@")[0]}
    return {clue for clue in clues if len(clue) >= SHORTEST_CLUE}


def _is_well_known(plain: str) -> bool:
    """Tell whether one or two well-known words or passwords are all that is there.

    They are looked for as typed, without digits and signs at its ends, in its letters alone, and
    in its letters with 4 for a, 0 for o and the like.
    """
    bare = plain.strip(_ADORNS)
    unadorned = re.sub(r"[\W\d_]", "", plain)
    spellings = {plain, bare, unadorned, _letters(plain), _letters(plain.rstrip(_ADORNS))}
    return plain in WEAK_PASSWORDS or any(map(_is_made_of_known, spellings))


def _is_made_of_known(spelling: str) -> bool:
    return _is_known(spelling) or any(
        _is_known(spelling[:cut]) and _is_known(spelling[cut:]) for cut in range(1, len(spelling))
    )


def _is_known(piece: str) -> bool:
    return piece in WEAK_WORDS or piece in common_passwords()


def _is_pattern(plain: str) -> bool:
    """Tell whether a short piece repeats, or whether rows of the keyboard are all there is."""
    for size in range(1, LONGEST_UNIT + 1):
        unit = plain[:size]
        if (unit * (len(plain) // size + 1))[: len(plain)] == plain:
            return True
    return len(_without_runs(plain)) < SHORTEST_RUN


def _without_runs(plain: str) -> str:
    """Return what is left when every run of five or more along a row is taken out."""
    rest, at = "", 0
    while at < len(plain):
        length = _run_at(plain, at)
        rest += "" if length >= SHORTEST_RUN else plain[at]
        at += length if length >= SHORTEST_RUN else 1
    return rest


def _run_at(plain: str, at: int) -> int:
    longest = 0
    for row in (*_ROWS, *(row[::-1] for row in _ROWS)):
        length = 0
        while at + length < len(plain) and plain[at : at + length + 1] in row:
            length += 1
        longest = max(longest, length)
    return longest


def safe_next(target: str | None) -> str:
    """Return ``target`` when it is an address of this site, else the first page after sign-in."""
    if not target or len(target) > 2000:  # noqa: PLR2004 -- what browsers agree on
        return FIRST_PAGE
    for reading in (target, unquote(target), unquote(unquote(target))):
        if not reading.startswith("/") or reading[1:2] in {"/", "\\"} or "\\" in reading:
            return FIRST_PAGE
        if not reading.isprintable():  # no line ends, no tabs, nothing that a browser drops
            return FIRST_PAGE
    return FIRST_PAGE if target.startswith("/sign-") else target


def check_may_invite(*, address: str | None, is_active: bool, has_password: bool) -> None:
    """Refuse to invite who has no address, who is in already, or whose account is closed."""
    if not address:
        raise RuleBroken(N_("There is no e-mail address to send the invitation to."))
    if not is_active:
        raise RuleBroken(N_("This account is closed. Open it again before you invite."))
    if has_password:
        raise RuleBroken(N_("This person can sign in already."))


def check_may_close(*, is_own: bool) -> None:
    """Refuse to close one's own account: nobody would be left inside to undo it."""
    if is_own:
        raise RuleBroken(N_("You cannot close your own account. Ask another administrator."))


def check_link_was_there(rows_taken: int) -> None:
    """Refuse the second of two who use one link at the same moment."""
    if rows_taken != 1:
        raise RuleBroken(LINK_IS_OVER)


def fingerprint(secret: str) -> str:
    """Return what is kept of a key or token of 256 random bits: it can be known, not used."""
    return hashlib.sha256(secret.encode()).hexdigest()


def link_is_new(made_at: datetime, now: datetime) -> bool:
    """Tell whether a link was sent so shortly before that a second press means the same one."""
    return now - made_at < LINK_IS_NEW


def hour_of(now: datetime) -> datetime:
    """Return the start of the hour: sessions keep no finer time."""
    return now.replace(minute=0, second=0, microsecond=0)


def oldest_awake(now: datetime) -> datetime:
    """Return the hour in which a session must have been seen, so that idling takes two to three."""
    return hour_of(now) - SESSION_IDLE


@dataclass(frozen=True, kw_only=True)
class Limit:
    """How many tries are free, and how the wait after each further one grows."""

    free: int
    first_wait: timedelta
    longest_wait: timedelta


SIGN_IN_ACCOUNT = Limit(free=5, first_wait=timedelta(minutes=1), longest_wait=timedelta(hours=1))
SIGN_IN_ADDRESS = Limit(
    free=40, first_wait=timedelta(minutes=1), longest_wait=timedelta(minutes=15)
)
RESET_ACCOUNT = Limit(free=3, first_wait=timedelta(minutes=10), longest_wait=timedelta(hours=6))
RESET_ADDRESS = Limit(free=20, first_wait=timedelta(minutes=1), longest_wait=timedelta(hours=1))
TRIES_REMEMBERED = timedelta(hours=24)


def wait_after(limit: Limit, count: int) -> timedelta:
    """Return the wait that the try number ``count`` (from 1) brings: none, then doubling."""
    beyond = count - limit.free
    if beyond < 0:
        return timedelta(0)
    doublings = min(beyond, 16)
    grown: timedelta = limit.first_wait * 2**doublings
    return min(grown, limit.longest_wait)
