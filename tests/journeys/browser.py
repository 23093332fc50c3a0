"""The browser of the journeys: the one of the system, else Playwright's own; never none."""

import os
import shutil
from typing import Final

from playwright.sync_api import Browser, Error, Playwright

ON_PATH: Final = ("chromium", "google-chrome")
FLAGS: Final = (
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)


def find_browser() -> str | None:
    """Return the browser that the environment names or the PATH has; nothing when neither."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ON_PATH)), None)


def launch(playwright: Playwright) -> Browser:
    """Start a browser without a window, or say what is missing: journeys are never skipped."""
    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    found = find_browser()
    try:
        return playwright.chromium.launch(executable_path=found, args=flags)
    except Error as error:
        raise RuntimeError(
            f"The journeys need a browser, and {found or 'the one of Playwright'} does not start. "
            "Install Chromium or Chrome, name it in CHROMIUM, or run `playwright install chromium`."
            f"\n{error.message}"
        ) from error
