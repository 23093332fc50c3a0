"""What holds for addresses of calendars."""

from datetime import timedelta
from typing import Final

from portal.accounts.rules import Limit

# Old addresses are asked for by programs every few hours, from one network for many people.
WRONG_ADDRESSES: Final = Limit(
    free=200, first_wait=timedelta(minutes=1), longest_wait=timedelta(hours=1)
)
