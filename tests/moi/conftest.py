"""A small good kit, and the ways in which the tests spoil or publish it."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from portal.db import transaction
from portal.moi import queries, services
from portal.moi.lint.library import check_kit
from portal.moi.queries import KitCard, KitContents

GOOD = Path(__file__).parent / "kits" / "een-klein-gebaar"
DAY = date(2022, 10, 3)
NOW = date(2022, 11, 15)

Spoil = Callable[[Path], object]


def replace(name: str, old: str, new: str) -> Spoil:
    """Return a way to change one text of a folder; the old text must be there."""

    def spoil(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")

    return spoil


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the good kit, to spoil."""
    copy = tmp_path / GOOD.name
    shutil.copytree(GOOD, copy)
    return copy


@pytest.fixture
def card(app: Flask) -> KitCard:
    """The good kit, published and in its pilot."""
    assert app
    with transaction():
        services.publish_kit(check_kit(GOOD), on=DAY, by=None)
    found = queries.find_kit(GOOD.name, NOW)
    assert found is not None
    return found


@pytest.fixture
def contents(card: KitCard) -> KitContents:
    """All of the good kit in Dutch."""
    return queries.contents_of(card, "nl", pictures=True)
