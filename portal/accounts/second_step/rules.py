"""What holds for the second step: who needs it, how long a proof lasts, what is the last way in."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from portal.accounts.rules import Limit
from portal.accounts.second_step.models import Purpose
from portal.policy.table import Role
from portal.rules import N_, RuleBroken

OBLIGED: Final = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.RESEARCHER)
BEGUN_LASTS: Final[Mapping[Purpose, timedelta]] = {
    Purpose.SIGN_IN: timedelta(minutes=10),
    Purpose.APP: timedelta(minutes=30),
    Purpose.PASSKEY: timedelta(minutes=10),
    Purpose.PROOF: timedelta(minutes=10),
    Purpose.ALONE: timedelta(minutes=10),
}
TRIES: Final = Limit(free=5, first_wait=timedelta(minutes=1), longest_wait=timedelta(hours=1))
FRESH_TO_LOOK: Final = timedelta(minutes=15)
FRESH_TO_SEND: Final = timedelta(minutes=45)
CODES_AT_ONCE: Final = 10
FEW_CODES: Final = 3
MOST_PASSKEYS: Final = 10
LETTERS: Final = "0123456789abcdefghjkmnpqrstvwxyz"  # nothing that looks like something else
CODE_LENGTH: Final = 16  # 80 random bits: too many to try, even with the hashes at hand
_LOOKS_LIKE = str.maketrans("oil", "011")

WRONG_CODE: Final = N_("This code is not right, or it was used before. Take the next one.")
WRONG_RECOVERY_CODE: Final = N_("This recovery code is not right, or it was used before.")
WRONG_PASSKEY: Final = N_("This passkey did not work here. Try again, or choose another way.")
NO_ACCOUNT: Final = N_("There is no account with this address.")
OVER: Final = N_("That took too long, or it was done before. Start again.")


def minute_of(now: datetime) -> int:
    """Return the minute that a browser remembers as the last proof; the database keeps none."""
    return int(now.timestamp()) // 60


def is_fresh(proved: object, *, now: datetime, is_sending: bool) -> bool:
    """Tell whether somebody proved who they are a short while ago.

    Sending a form may come later than opening it: what was typed meanwhile is not lost.
    """
    if not isinstance(proved, int):
        return False
    lasts = FRESH_TO_SEND if is_sending else FRESH_TO_LOOK
    return 0 <= minute_of(now) - proved <= lasts // timedelta(minutes=1)


def check_may_remove(*, left: int, is_obliged: bool) -> None:
    """Refuse to take the last way away from somebody whose work asks for a second step."""
    if is_obliged and left == 0:
        raise RuleBroken(N_("Your work in the network asks for a second step. Add another first."))


def check_may_add_passkey(held: int) -> None:
    """Refuse more passkeys than anybody can tell apart."""
    if held >= MOST_PASSKEYS:
        raise RuleBroken(N_("You have %(count)s passkeys. Remove one first."), count=held)


def check_may_make_codes(*, has_second_step: bool) -> None:
    """Refuse recovery codes where there is nothing to recover."""
    if not has_second_step:
        raise RuleBroken(N_("Recovery codes come with a second step. Add an app or a passkey."))


def check_may_reset(*, is_own: bool, has_second_step: bool) -> None:
    """Refuse to reset one's own second step, or one that is not there."""
    if is_own:
        raise RuleBroken(N_("You change your own second step on the page of your account."))
    if not has_second_step:
        raise RuleBroken(N_("There is no second step to reset."))


def check_taken(rows: int, otherwise: str) -> None:
    """Refuse the second of two who use one thing at the same moment."""
    if rows != 1:
        raise RuleBroken(otherwise)


def read_recovery_code(typed: str) -> str:
    """Return a recovery code as it was made, however it was copied from paper."""
    letters = "".join(c for c in typed.casefold() if c.isalnum())
    return letters.translate(_LOOKS_LIKE)


def spell_recovery_code(code: str) -> str:
    """Write a recovery code in fours, as it is read aloud and copied."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def recovery_fingerprint(account_id: int, code: str) -> str:
    """Return what is kept of a recovery code: it differs for each account."""
    return hashlib.sha256(f"recovery/{account_id}/{code}".encode()).hexdigest()


def used_fingerprint(secret: str, counter: int) -> str:
    """Return what is kept of a used code: without the secret it tells neither whose nor when."""
    return hashlib.sha256(f"used/{secret}/{counter}".encode()).hexdigest()
