"""A visitor with a cookie jar on one kept connection, who refuses any answer but the expected."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode

from bench.servers import BenchError

OK = 200
SEE_OTHER = 303
TIMEOUT = 30.0


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back: the body as it travelled, and the bytes of the whole answer."""

    body: bytes
    encoding: str
    kind: str
    wire_bytes: int

    @property
    def text(self) -> str:
        """Return the body as the browser reads it."""
        plain = gzip.decompress(self.body) if self.encoding == "gzip" else self.body
        return plain.decode()


class Visitor:
    """One browser: asks for gzip, keeps its connection and its cookies."""

    def __init__(self, port: int, cookies: Mapping[str, str] | None = None) -> None:
        """Connect to this port of this machine, with these cookies to start with."""
        self.connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        self.cookies = dict(cookies or {})

    def get(self, path: str) -> Answer:
        """Fetch a page; raise unless it is there."""
        return self._send("GET", path, None, OK)

    def post(self, path: str, form: Mapping[str, object], *, expected: int = SEE_OTHER) -> Answer:
        """Send a form; raise unless it is accepted, and leads on or to the form's next part."""
        return self._send("POST", path, urlencode(form, doseq=True), expected)

    def reconnect(self) -> None:
        """Drop the connection, so that the next request may reach another worker."""
        self.connection.close()

    def _send(self, method: str, path: str, body: str | None, expected: int) -> Answer:
        headers = {"Accept-Encoding": "gzip", "Accept-Language": "nl"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{key}={value}" for key, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        if response.status != expected:
            raise BenchError(f"{method} {path}: {response.status}, expected {expected}")
        self._keep_cookies(response)
        return Answer(
            body=content,
            encoding=response.headers.get("Content-Encoding", ""),
            kind=response.headers.get_content_type(),
            wire_bytes=_head_size(response) + len(content),
        )

    def _keep_cookies(self, response: HTTPResponse) -> None:
        for line in response.headers.get_all("Set-Cookie") or ():
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value


def _head_size(response: HTTPResponse) -> int:
    """Return the bytes of the status line and the headers."""
    status = len(f"HTTP/1.1 {response.status} {response.reason}\r\n")
    return status + sum(len(f"{key}: {value}\r\n") for key, value in response.getheaders()) + 2
