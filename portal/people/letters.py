"""The invitation as its readers will get it, to look at before it goes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from portal.accounts.models import LinkPurpose
from portal.accounts.rules import LINK_LASTS
from portal.clock import now
from portal.outbox.letters import Letter, compose

NO_LINK: Final = "0" * 12


@dataclass(frozen=True)
class Reader:
    """Who the letter greets."""

    name: str


def invitations_in(languages: Iterable[str], *, reader: str) -> list[tuple[str, Letter]]:
    """Return the invitation once in each language, as if to the reader; its link leads nowhere."""
    ends = now() + LINK_LASTS[LinkPurpose.INVITATION]
    return [
        (
            lang,
            compose(
                "accounts/mail/invitation",
                locale=lang,
                person=Reader(reader),
                token=NO_LINK,
                expires_at=ends,
            ),
        )
        for lang in sorted(languages, reverse=True)
    ]
