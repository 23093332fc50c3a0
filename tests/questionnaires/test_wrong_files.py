"""A wrong file that comes in by the page is told by line, in Dutch, and never breaks the page."""

from collections.abc import Mapping
from html import unescape
from io import BytesIO
from pathlib import Path

from tests.cast import Cast
from tests.conftest import Visitor

WRONG = Path(__file__).parent / "instruments_wrong"
JUNK = {
    "latin": "slug: café".encode("latin-1"),
    "utf-16": "slug: wrong".encode("utf-16"),
    "nothing but comments": b"# not yet\n",
    "list": b"- a\n- b\n",
    "word": b"hello",
    "laughs": b"a: &a [x,x]\nb: &b [*a,*a]\nsections: &s [*b,*b]\nitems: [*s, *s"
    + b", *s" * 9_000
    + b"]",
    "circle": b"sections: &a [{items: *a}]\n",
    "deep": b"a: " + b"[" * 9_000,
    "long number": b"number: " + b"9" * 9_000,
    "half a sign": (
        rb'{slug: wrong, kind: process, sections: [{items: [{code: "\ud800", scale: "\ud83d"}]}]}'
    ),
    "no sign": b'slug: "\\UFFFFFFFF"\n',
    "percent": b'slug: "%(code)s %d"\n"%s": 100%\n',
}


FILES = ("I01-tab", "I01-escape", "I02-words", "I05-large", "I11-itself", "I21-itself")


def _files() -> Mapping[str, bytes]:
    return JUNK | {name: (WRONG / f"{name}.yaml").read_bytes() for name in FILES}


def test_every_wrong_file_comes_back_by_line_in_dutch(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    told = {}
    for name, content in _files().items():
        sent: dict[str, object] = {"file": (BytesIO(content), "wrong.yaml")}
        answer = client.submit("/instruments/upload", sent)
        page = unescape(answer.text)
        told[name] = (answer.status_code, "Wat te herstellen is" in page)
        assert "wrong.yaml, regel" in page
    assert told == dict.fromkeys(told, (400, True))


def test_a_wrong_file_is_taken_in_with_its_faults_or_refused(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    taken = {}
    for number, (name, content) in enumerate(_files().items()):
        own = content.replace(b"slug: wrong", b"slug: wrong-%d" % number)
        sent: dict[str, object] = {"file": (BytesIO(own), "wrong.yaml"), "as_it_is": "y"}
        answer = client.submit("/instruments/upload", sent)
        page = client.get(answer.location) if answer.status_code == 303 else answer
        taken[name] = (answer.status_code, page.status_code)
    assert set(taken.values()) == {(303, 200), (400, 400)}
    assert {name for name, came in taken.items() if came[0] == 303} == {
        "half a sign",
        "I02-words",
        "I05-large",
        "I11-itself",
        "I21-itself",
    }


def test_a_file_that_is_no_text_is_said_to_be_none(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    answer = client.submit("/instruments/upload", {"file": (BytesIO(JUNK["latin"]), "latin.yaml")})
    assert "I01: dit is geen tekst in UTF-8 — bewaar het als UTF-8" in answer.text
