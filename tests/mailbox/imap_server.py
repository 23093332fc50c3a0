"""A mailbox that speaks as much IMAP as a client asks of it, over a real socket (RFC 3501).

It is no mail server: it knows one user and one folder, and gives each message a number for good.
"""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

USER, PASSWORD = "netwerk", "geheim woord"
_MARK = re.compile(r"STORE (\d+) \+FLAGS\.SILENT \((\S+)\)")
_FETCH = re.compile(r"FETCH (\d+) \((.+)\)")


@dataclass
class Folder:
    """What lies in the folder, by number, with its flags, and which commands were given."""

    messages: dict[int, bytes] = field(default_factory=dict)
    flags: dict[int, set[str]] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    port: int = 0
    breaks_on: str = ""

    def put(self, *messages: bytes) -> None:
        """Deliver messages."""
        for message in messages:
            number = len(self.messages) + 1
            self.messages[number], self.flags[number] = message, set()

    @property
    def url(self) -> str:
        """Where a client finds it; the password holds what an address must escape."""
        return f"imap://{USER}:geheim%20woord@127.0.0.1:{self.port}/INBOX"


class _Line(socketserver.StreamRequestHandler):
    folder: Folder

    def handle(self) -> None:
        self._say("* OK ready")
        while command := self.rfile.readline().decode().strip():
            tag, _, rest = command.partition(" ")
            self.folder.commands.append(rest)
            if self.folder.breaks_on and self.folder.breaks_on in rest:
                return
            self._say(f"{tag} {self._answer(rest)}")
            if rest == "LOGOUT":
                return

    def _answer(self, command: str) -> str:
        if command.startswith("LOGIN"):
            return "OK in" if command == f'LOGIN {USER} "{PASSWORD}"' else "NO not you"
        if command.startswith("SELECT"):
            self._say(f"* {len(self.folder.messages)} EXISTS")
            return "OK [READ-WRITE] open" if command == 'SELECT "INBOX"' else "NO none"
        if command == "CAPABILITY":
            self._say("* CAPABILITY IMAP4rev1")
        elif command == "LOGOUT":
            self._say("* BYE")
        elif command == "UID SEARCH UNSEEN UNFLAGGED":
            new = (str(number) for number, flags in self.folder.flags.items() if not flags)
            self._say("* SEARCH " + " ".join(new))
        elif fetch := _FETCH.search(command):
            self._give(int(fetch[1]), fetch[2])
        elif mark := _MARK.search(command):
            self.folder.flags[int(mark[1])].add(mark[2])
        else:
            return "BAD what"
        return "OK done"

    def _give(self, number: int, what: str) -> None:
        message = self.folder.messages[number]
        if what == "RFC822.SIZE":
            self._say(f"* {number} FETCH (UID {number} RFC822.SIZE {len(message)})")
            return
        assert what == "BODY.PEEK[]"
        self._say(f"* {number} FETCH (UID {number} BODY[] {{{len(message)}}}")
        self.wfile.write(message + b")\r\n")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def serving() -> Iterator[Folder]:
    """Serve an empty folder on a free port until the block ends."""
    folder = Folder()
    line = type("Line", (_Line,), {"folder": folder})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), line) as server:
        server.daemon_threads = True
        folder.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield folder
        finally:
            server.shutdown()
            thread.join()
