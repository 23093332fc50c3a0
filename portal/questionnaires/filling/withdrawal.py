"""The code with which its writer takes an anonymous answer back, until the close.

It follows from the key that travels in the form alone, so that a page that is sent again shows the
same code. The portal keeps no such key, and of the code only a hash: with some 79 bits nobody finds
the code back from it, not with all that is on the server.
"""

import hmac
from hashlib import sha256
from typing import Final

from portal.questionnaires.campaigns.codes import ALPHABET

LENGTH: Final = 16
GROUP: Final = 4


def code_of(submit_key: str) -> str:
    """Return the code that belongs to one submission, in groups of four."""
    number = int.from_bytes(hmac.digest(submit_key.encode(), b"withdraw", sha256), "big")
    letters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    groups = ("".join(letters[at : at + GROUP]) for at in range(0, LENGTH, GROUP))
    return "-".join(groups)
