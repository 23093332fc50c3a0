"""How often one address may try a code with which answers are taken back."""

from datetime import timedelta
from typing import Final

from portal.accounts.rules import Limit

WITHDRAWAL_TRIES: Final = Limit(
    free=20, first_wait=timedelta(minutes=1), longest_wait=timedelta(minutes=30)
)
