"""Open the ZIP of a kit without trusting it: everything is judged while it is read.

What a ZIP says of itself (sizes, counts, names) is only believed where a lie would do no harm.
"""

import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812 -- an exception, whatever its letters

from portal.making.files.rules import (
    LARGEST_FILE,
    LARGEST_ZIP,
    MANIFEST,
    MB,
    MOST_BYTES,
    MOST_FILES,
    check_content,
    file_too_large,
    may_hold,
    too_large,
    too_many_files,
    unpacks_too_far,
)
from portal.rules import N_, RuleBroken

ZIP_STARTS: Final = (b"PK\x03\x04", b"PK\x05\x06")
ENTRY: Final = b"PK\x01\x02"
LOCKED: Final = 0x1
MOST_RATIO: Final = 100  # texts pack ten to one; a bomb a thousand to one
SMALL: Final = MB  # below this a high ratio is only an empty drawing
CHUNK: Final = 64 * 1024
LONGEST_NAME: Final = 200
DRIVE: Final = re.compile(r"[A-Za-z]:")
LITTER: Final = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".git"})
UNREADABLE: Final = (
    BadZipFile, ZlibError, EOFError, OSError, NotImplementedError, RuntimeError, ValueError,
    KeyError, IndexError, OverflowError, MemoryError,
)  # fmt: skip  # what zipfile raises on bytes that only look like a ZIP


@dataclass(frozen=True, kw_only=True)
class Unpacked:
    """The files of one kit by their path in its folder, and the names of what does not belong."""

    files: Mapping[str, bytes]
    left_out: Sequence[str]


def unpack(data: bytes) -> Unpacked:
    """Return the files of the one kit in a ZIP; ``RuleBroken`` says what is wrong with it."""
    _check_whole(data)
    try:
        with ZipFile(BytesIO(data)) as package:
            entries = list(_wanted(package.infolist()))
            top = _top_folder([entry.filename for entry in entries])
            inside = {entry.filename.removeprefix(top): entry for entry in entries}
            mine = {
                path: entry
                for path, entry in inside.items()
                if entry.filename.startswith(top) and may_hold(path)
            }
            files = dict(_read_all(package, mine, packed=len(data)))
    except UNREADABLE as error:
        raise RuleBroken(
            N_("This ZIP file is damaged. Pack the folder anew and send it once more.")
        ) from error
    left_out = sorted({entry.filename for entry in entries if entry not in mine.values()})
    for path, content in files.items():
        check_content(path, content)
    return Unpacked(files=files, left_out=left_out)


def _check_whole(data: bytes) -> None:
    """Refuse what is no ZIP, too large, or a list of contents that would fill the memory."""
    if len(data) > LARGEST_ZIP:
        raise too_large(LARGEST_ZIP)
    if not data.startswith(ZIP_STARTS):
        raise RuleBroken(
            N_(
                "This is not a ZIP file, whatever its name says. "
                "Pack the folder of the lesson kit as ZIP."
            )
        )
    if data.count(ENTRY) > 2 * MOST_FILES:
        raise too_many_files()


def _wanted(entries: Sequence[ZipInfo]) -> Iterator[ZipInfo]:
    """Yield the files, each with a safe name that no other has; litter of file managers goes."""
    if len(entries) > MOST_FILES:
        raise too_many_files()
    for entry in entries:
        _check_entry(entry)
    files = [entry for entry in entries if not entry.is_dir() and not _is_litter(entry.filename)]
    _check_once([entry.filename for entry in files])
    yield from files


def _check_entry(entry: ZipInfo) -> None:
    name, kind = entry.orig_filename, stat.S_IFMT(entry.external_attr >> 16)
    if entry.flag_bits & LOCKED:
        raise RuleBroken(N_("This ZIP has a password. Pack it without one."))
    if not _stays_inside(name):
        raise RuleBroken(
            N_("“%(name)s” would land outside its folder. Pack the folder of the kit anew."),
            name=_shown(name),
        )
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise RuleBroken(
            N_("“%(name)s” is a link to something else. Put the file itself in the folder."),
            name=_shown(name),
        )
    if entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise RuleBroken(
            N_("This ZIP is packed in a way that we do not open. Pack it as an ordinary ZIP.")
        )


def _stays_inside(name: str) -> bool:
    """Tell whether a name leads down into its folder, on every system."""
    parts = name.removesuffix("/").split("/")
    return (
        len(name) <= LONGEST_NAME
        and name.isprintable()
        and "\\" not in name
        and not DRIVE.match(name)
        and not any(part in {"", ".", ".."} for part in parts)
    )


def _shown(name: str) -> str:
    """Return a name that can stand in a sentence."""
    return "".join(sign if sign.isprintable() else "?" for sign in name[:80])


def _is_litter(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(part in LITTER for part in parts) or parts[-1].startswith("._")


def _check_once(names: Sequence[str]) -> None:
    """Refuse a name that is there twice, also in other capitals: some systems see one file."""
    seen = Counter(unicodedata.normalize("NFC", name).casefold() for name in names)
    for name in names:
        if seen[unicodedata.normalize("NFC", name).casefold()] > 1:
            raise RuleBroken(
                N_("“%(name)s” is in this ZIP twice. Keep one of them."), name=_shown(name)
            )


def _top_folder(names: Sequence[str]) -> str:
    """Return the folder of the one kit, with its slash; nothing when it lies on top."""
    homes = [name.removesuffix(MANIFEST) for name in names if _is_manifest(name)]
    if not homes:
        raise RuleBroken(
            N_(
                "There is no moi.yaml in this ZIP, so it is no lesson kit. "
                "Pack the folder in which moi.yaml stands."
            )
        )
    if len(homes) > 1:
        raise RuleBroken(
            N_("This ZIP holds %(count)s lesson kits. Send them one by one."), count=len(homes)
        )
    return homes[0]


def _is_manifest(name: str) -> bool:
    return PurePosixPath(name).name == MANIFEST


def _read_all(
    package: ZipFile, entries: Mapping[str, ZipInfo], *, packed: int
) -> Iterator[tuple[str, bytes]]:
    """Yield each file, and stop as soon as there is more than a kit can hold."""
    before = 0
    for path, entry in entries.items():
        content = bytearray()
        with package.open(entry) as stream:
            while chunk := stream.read(CHUNK):
                content += chunk
                _check_so_far(before + len(content), packed)
                if len(content) > LARGEST_FILE:
                    raise file_too_large(path)
        before += len(content)
        yield path, bytes(content)


def _check_so_far(unpacked: int, packed: int) -> None:
    if unpacked > MOST_BYTES or (unpacked > SMALL and unpacked > MOST_RATIO * packed):
        raise unpacks_too_far()
