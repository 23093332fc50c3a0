"""What a draft may hold: which files, how large, and nothing that can run."""

import re
from collections.abc import Mapping
from typing import Final

from portal.moi.source.folder import belongs
from portal.moi.source.svg import SvgProblem, parse_svg, running_parts
from portal.rules import N_, RuleBroken

MB: Final = 1024 * 1024
LARGEST_ZIP: Final = 20 * MB
LARGEST_FILE: Final = 5 * MB
MOST_BYTES: Final = 40 * MB
MOST_FILES: Final = 300
LONGEST_TEXT: Final = 100_000
LONGEST_LINE: Final = 2_000  # longer ones are no words, and slow to judge
SAFE: Final = re.compile(r"([A-Za-z0-9-]+/)?[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
NO_LETTERS: Final = bytes({*range(32)} - {*b"\t\n\r"})
RUNS: Final = re.compile(rb"<\s*script|javascript:|<!entity", re.IGNORECASE)
TEXTS: Final = (".md", ".yaml", ".svg")
MANIFEST: Final = "moi.yaml"


def may_hold(path: str) -> bool:
    """Tell whether a kit has a place for a file with this path and name."""
    return bool(SAFE.fullmatch(path)) and belongs(path)


def is_text(path: str) -> bool:
    """Tell whether a file is written in letters, so that it can be changed in the page."""
    return path.endswith(TEXTS)


def is_editable(path: str, content: bytes) -> bool:
    """Tell whether a file can be changed in the page without harm: short, and in UTF-8."""
    try:
        return is_text(path) and len(content.decode("utf-8")) <= LONGEST_TEXT
    except UnicodeDecodeError:
        return False


def check_path(path: str) -> None:
    """Refuse a file for which a kit has no place."""
    if not may_hold(path):
        raise RuleBroken(
            N_(
                "A lesson kit has no place for “%(name)s”. "
                "Name it like assignments/02-samen.nl.md or visuals/foto.jpg."
            ),
            name=path,
        )


def check_content(path: str, content: bytes) -> None:
    """Refuse a file that is too large, and a drawing that could run something."""
    if len(content) > LARGEST_FILE:
        raise file_too_large(path)
    if path.endswith(".svg"):
        _check_runs_nothing(path, content)
    elif is_text(path):
        _check_reads(path, content)


def _check_reads(path: str, content: bytes) -> None:
    """Refuse a text that nobody would read to its end."""
    if len(content) > LONGEST_TEXT:
        raise RuleBroken(
            N_("“%(name)s” is too long: %(most)s signs at most."), name=path, most=LONGEST_TEXT
        )
    if content.translate(None, NO_LETTERS) != content:
        raise RuleBroken(
            N_("“%(name)s” holds signs that are no letters. Save it as plain text in UTF-8."),
            name=path,
        )
    for number, line in enumerate(content.splitlines(), start=1):
        if len(line) > LONGEST_LINE:
            raise RuleBroken(
                N_("Line %(line)s of “%(name)s” is too long. Break it up."), line=number, name=path
            )


def too_large(most: int) -> RuleBroken:
    """Return the refusal of what is larger than ``most`` bytes, as it comes in."""
    return RuleBroken(
        N_(
            "This file is larger than %(most)s MB. "
            "A lesson kit is a few MB: make its photos smaller."
        ),
        most=most // MB,
    )


def file_too_large(path: str) -> RuleBroken:
    """Return the refusal of one file that no kit needs that large."""
    return RuleBroken(
        N_("“%(name)s” is larger than %(most)s MB. Make it smaller."),
        name=path,
        most=LARGEST_FILE // MB,
    )


def _check_runs_nothing(path: str, content: bytes) -> None:
    line = _running_line(content)
    if line is not None:
        raise RuleBroken(
            N_(
                "“%(name)s” holds a script on line %(line)s. "
                "A drawing is shapes and words only: take it out."
            ),
            name=path,
            line=line,
        )


def _running_line(content: bytes) -> int | None:
    """Return the first line of a drawing that could run; of broken XML what looks like it."""
    try:
        root = parse_svg(content)
    except SvgProblem:
        found = RUNS.search(content)
        return content[: found.start()].count(b"\n") + 1 if found else None
    return next((fault.line for fault in running_parts(root)), None)


def check_files(files: Mapping[str, bytes]) -> None:
    """Refuse files that together are no draft: the wrong names, too many, too large, a script."""
    if len(files) > MOST_FILES:
        raise too_many_files()
    if sum(map(len, files.values())) > MOST_BYTES:
        raise unpacks_too_far()
    for path, content in files.items():
        check_path(path)
        check_content(path, content)


def too_many_files() -> RuleBroken:
    """Return the refusal of more files than a kit has."""
    return RuleBroken(
        N_("This is more than %(most)s files. Send the folder of one lesson kit only."),
        most=MOST_FILES,
    )


def unpacks_too_far() -> RuleBroken:
    """Return the refusal of more than a kit can hold."""
    return RuleBroken(
        N_("This unpacks to far more than a lesson kit can hold. We stopped opening it.")
    )
