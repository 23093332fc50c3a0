"""``python -m bench.mail_server PORT FILE``: a mail server that notes what arrives, a line a mail.

It runs in a process of its own, so that its work is not in anybody's figures.
"""

import asyncio
import re
import sys
from pathlib import Path
from typing import Final, TextIO

from aiosmtpd.smtp import SMTP, Envelope, Session

_MESSAGE_ID: Final = re.compile(rb"^message-id:\s*(<[^>]+>)", re.IGNORECASE | re.MULTILINE)


class Notes:
    """Writes down the Message-ID and the recipient of each mail, before it says that it has it."""

    def __init__(self, file: TextIO) -> None:
        """Take where to write."""
        self.file = file

    async def handle_DATA(  # noqa: N802 -- aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Note one mail."""
        found = _MESSAGE_ID.search(envelope.original_content or b"")
        if found is None:
            return "554 5.6.0 a mail without Message-ID"
        self.file.write(f"{found[1].decode()} {' '.join(envelope.rcpt_tos)}\n")
        return "250 OK"


async def serve(port: int, path: Path) -> None:
    """Take mails until the process ends."""
    with path.open("a", buffering=1) as file:
        notes = Notes(file)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(notes, hostname="localhost", loop=loop), "127.0.0.1", port
        )
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
