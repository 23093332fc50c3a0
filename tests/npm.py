"""What npm put beside the tests; without it they fail and say what to do."""

from pathlib import Path
from typing import Final

HOME: Final = Path(__file__).parents[1]


def installed(path: str) -> Path:
    """Return a file or folder of an installed package."""
    found = HOME / "node_modules" / path
    if not found.exists():
        raise RuntimeError(
            f"This test needs {path} of npm. Install Node with npm, then run `make setup`."
        )
    return found
