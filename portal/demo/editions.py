"""The first version of one lesson kit, as it was before it had slides: an earlier one to read."""

import re
import shutil
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from portal.moi.lint.library import check_kit
from portal.moi.models import ActKind
from portal.moi.services import add_act, publish_kit, publish_library
from portal.moi.source.folder import CONTENT

SLUG: Final = "de-vraag-van-vandaag"
NUMBER: Final = "0.9.0"
SINCE: Final = date(2022, 9, 19)
_VERSION: Final = re.compile(r"^version: .*$", re.MULTILINE)


def fill_editions(*, on: date) -> None:
    """Publish every kit, one of them for the second time: its newest version is tested anew."""
    with TemporaryDirectory(prefix="portal-edition-") as place:
        folder = Path(place) / SLUG
        shutil.copytree(CONTENT / SLUG, folder)
        _take_back(folder)
        publish_kit(check_kit(folder), on=SINCE, by=None)
    for version in publish_library(CONTENT, on=on, by=None):
        if version.kit.slug == SLUG:
            add_act(version.kit, ActKind.PILOT, on=on, by=None, version=version)


def _take_back(folder: Path) -> None:
    """Give the folder its earlier number, without the slides and the changes that came after."""
    for slides in folder.glob("slides.*.md"):
        slides.unlink()
    moi, log = folder / "moi.yaml", folder / "CHANGELOG.md"
    text = _VERSION.sub(f"version: {NUMBER}", moi.read_text(encoding="utf-8"), count=1)
    moi.write_text(text, encoding="utf-8")
    _later, told, first = log.read_text(encoding="utf-8").partition(f"## {NUMBER}")
    log.write_text(told + first, encoding="utf-8")
