"""A kit's SCORM package played in a browser: by a platform in small, by a poor one, by none."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from threading import Thread
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from portal.db import transaction
from portal.moi import queries, services
from portal.moi.downloads.scorm import scorm12_zip
from portal.moi.lint.library import check_kit
from tests.journeys.looking import findings
from tests.moi.conftest import DAY, GOOD, NOW
from tests.npm import installed

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)  # a file is a file

HOST = """<!doctype html><html lang="nl"><title>Leerplatform</title>
<script src="/scorm12.js"></script>
<script>
const heard = [];
window.API = new Scorm12API({autocommit: false, lmsCommitUrl: false});
for (const act of ["LMSInitialize", "LMSSetValue", "LMSCommit", "LMSFinish"]) {
  const own = API[act];
  API[act] = (...words) => {
    heard.push(words[1] || act);
    return own.apply(API, words);
  };
}
if (location.hash) API.loadFromJSON({core: {lesson_status: location.hash.slice(1)}});
</script>
<body><iframe src="/index.html" title="MOI"></iframe>"""
POOR = """<!doctype html><html lang="nl"><title>Leerplatform</title>
<script>
const heard = [];
let willKeep = false;
window.API = {
  LMSInitialize: () => heard.push("LMSInitialize") === 1 ? "true" : "false",
  LMSGetValue: () => "not attempted",
  LMSSetValue: () => true,
  LMSCommit: () => { if (!willKeep) throw new Error("gone"); return true; },
  LMSFinish: () => "true",
};
</script>
<body><iframe src="/index.html" title="MOI"></iframe>"""
DEAF = POOR.replace('heard.push("LMSInitialize") === 1', 'heard.push("LMSInitialize") > 1')

ALONE = "buiten een leerplatform geopend"
OPEN = "Dan onthoudt je leerplatform"
DONE = "Je mag deze pagina sluiten."
FAILED = "Je leerplatform antwoordt niet."


class _Handler(BaseHTTPRequestHandler):
    """Sends what it was given, and keeps quiet about it."""

    def __init__(self, files: dict[str, bytes], *args: Any) -> None:
        self.files = files
        super().__init__(*args)

    def do_GET(self) -> None:
        content = self.files.get(self.path)
        self.send_response(200 if content is not None else 404)
        kind = "text/javascript" if self.path.endswith(".js") else "text/html"
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


@dataclass
class Learner:
    """Somebody at a platform: what the page says, and what the platform heard of it."""

    page: Page
    url: str
    asked: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def visit(self, path: str) -> "Learner":
        """Open an address."""
        self.page.goto(self.url + path, wait_until="load")
        return self

    def sees(self) -> str:
        """Return what stands under the page, where the button is."""
        return self.page.frames[-1].inner_text(".done")

    def clicks(self) -> "Learner":
        """Say to be done."""
        self.page.frame_locator("iframe").get_by_role("button", name="Ja, ik ben klaar").click()
        return self

    def leaves(self) -> "Learner":
        """Let the platform close the page."""
        self.page.locator("iframe").evaluate("frame => frame.remove()")
        return self

    def knows(self, expression: str) -> Any:
        """Return something of the platform."""
        return self.page.evaluate(expression)


@pytest.fixture
def package(app: Flask) -> dict[str, bytes]:
    """The files of a small kit's package."""
    assert app
    with transaction():
        services.publish_kit(check_kit(GOOD), on=DAY, by=None)
    card = queries.find_kit(GOOD.name, NOW)
    assert card is not None
    packed = scorm12_zip(queries.contents_of(card, "nl", pictures=True))
    with ZipFile(BytesIO(packed)) as archive:
        return {f"/{name}": archive.read(name) for name in archive.namelist()}


@pytest.fixture
def learner(browser: Browser, package: dict[str, bytes]) -> Iterator[Learner]:
    """A learner in front of the platforms; nothing may be asked of another host."""
    hosts = {"/host": HOST.encode(), "/poor": POOR.encode(), "/deaf": DEAF.encode()}
    player = {"/scorm12.js": installed("scorm-again/dist/scorm12.js").read_bytes()}
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, package | player | hosts))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    page = browser.new_page()
    page.set_default_timeout(10_000)
    learner = Learner(page, f"http://127.0.0.1:{server.server_port}")
    page.on("request", lambda request: learner.asked.append(request.url))
    page.on("pageerror", lambda error: learner.broken.append(error.message))
    yield learner
    page.close()
    server.shutdown()
    server.server_close()
    thread.join()
    assert learner.broken == []
    assert [url for url in learner.asked if not url.startswith(learner.url)] == []


def test_a_platform_hears_once_that_somebody_is_done(learner: Learner) -> None:
    learner.visit("/host")
    assert OPEN in learner.sees()
    assert learner.knows("heard") == ["LMSInitialize", "incomplete"]
    learner.clicks()
    assert DONE in learner.sees()
    assert "Ja, ik ben klaar" not in learner.sees()
    assert learner.knows("API.cmi.core.lesson_status") == "completed"
    assert learner.knows("heard.slice(2)") == ["completed", "LMSCommit"]
    learner.leaves()
    assert learner.knows("heard.slice(4)") == ["LMSFinish"]
    assert learner.knows("[API.cmi.core.lesson_status, API.LMSGetLastError()]") == [
        "completed",
        "0",
    ]


def test_who_leaves_without_the_button_is_not_done(learner: Learner) -> None:
    learner.visit("/host").leaves()
    assert learner.knows("heard.at(-1)") == "LMSFinish"
    assert learner.knows("API.cmi.core.lesson_status") == "incomplete"


def test_who_was_done_before_is_told_so(learner: Learner) -> None:
    learner.visit("/host#completed")
    assert DONE in learner.sees()
    learner.leaves()
    assert learner.knows("API.cmi.core.lesson_status") == "completed"


def test_a_platform_that_keeps_nothing_can_be_asked_again(learner: Learner) -> None:
    learner.visit("/poor").clicks()
    assert FAILED in learner.sees()
    learner.knows("willKeep = true")
    learner.clicks()
    assert DONE in learner.sees()
    assert learner.knows("heard") == ["LMSInitialize"]


def test_a_platform_that_does_not_open_is_asked_again_at_the_click(learner: Learner) -> None:
    learner.visit("/deaf")
    assert FAILED in learner.sees()
    learner.knows("willKeep = true")
    learner.clicks()
    assert DONE in learner.sees()


def test_without_a_platform_all_can_be_read_and_the_page_says_so(learner: Learner) -> None:
    learner.visit("/index.html")
    assert ALONE in learner.sees()
    assert "Ja, ik ben klaar" not in learner.sees()
    assert "Kijk tien minuten rond." in learner.page.inner_text("main")
    assert learner.asked == [f"{learner.url}/index.html"]
    assert findings(learner.page) == []
