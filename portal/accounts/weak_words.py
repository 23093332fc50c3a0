"""What bad passwords are made of: our own words, leaked passwords, and the longest known ones."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


def _words_in(name: str) -> Iterator[str]:
    with (_HERE / name).open(encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("# "):
                yield from line.split()


WEAK_WORDS = frozenset(_words_in("weak_words.txt"))


@cache
def common_passwords() -> frozenset[str]:
    """Return the leaked passwords; read when somebody chooses one: few processes hold them."""
    return frozenset(_words_in("common_passwords.txt"))


# Well known, long enough, and neither one or two words nor a row of keys.
WEAK_PASSWORDS = frozenset(
    {
        "correcthorsebatterystaple",
        "correct horse battery staple",
        "thequickbrownfox",
        "thequickbrownfoxjumpsoverthelazydog",
        "tobeornottobe",
        "maytheforcebewithyou",
        "imgonnamakehimanofferhecantrefuse",
        "youshallnotpass",
        "winteriscoming",
        "inthebeginning",
        "ilovemyfamily",
        "ilovemyhusband",
        "ilovemychildren",
        "ikhouvanmijnkinderen",
        "ditismijnwachtwoord",
        "thisismypassword",
        "ihatepasswords",
        "iforgotmypassword",
        "wachtwoordvergeten",
        "incorrectpassword",
        "passwordispassword",
        "a1b2c3d4e5f6",
        "a1b2c3d4e5f6g7",
        "1a2b3c4d5e6f",
        "aa12345678bb",
        "zaq12wsxcde3",
        "zaq1xsw2cde3",
        "1qazxsw23edc",
        "qwer1234asdf",
        "asdf1234qwer",
        "q1w2e3r4t5y6",
        "a1z2e3r4t5y6",
        "147258369000",
        "147852369000",
        "159753159753",
        "112233445566",
        "11223344556677",
        "1122334455667788",
        "123123123456",
        "123321123321",
        "314159265358",
        "3141592653589",
        "271828182845",
        "002244668800",
        "qwerty123456",
        "azerty123456",
    }
)
