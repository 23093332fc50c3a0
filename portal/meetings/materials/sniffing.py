"""What a file is by its own bytes, whatever its name says; and a photo without its secrets."""

import struct
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePath
from typing import Final
from zipfile import BadZipFile, ZipFile
from zlib import error as DamagedStream  # noqa: N812 -- reads as what it says

from portal.meetings.materials.models import LARGEST_FILE, FileKind
from portal.rules import N_, RuleBroken

MB: Final = 1024 * 1024
PDF: Final = b"%PDF-"
PNG: Final = b"\x89PNG\r\n\x1a\n"
JPEG: Final = b"\xff\xd8\xff"
ENDINGS: Final = {
    ".pdf": FileKind.PDF,
    ".pptx": FileKind.PPTX,
    ".docx": FileKind.DOCX,
    ".xlsx": FileKind.XLSX,
    ".png": FileKind.PNG,
    ".jpg": FileKind.JPEG,
    ".jpeg": FileKind.JPEG,
}
OFFICE: Final = {
    "ppt/presentation.xml": FileKind.PPTX,
    "word/document.xml": FileKind.DOCX,
    "xl/workbook.xml": FileKind.XLSX,
}
MOST_PARTS: Final = 5_000
# What a picture may keep beside its pixels: size, colour and transparency; no words, no place.
PNG_KEPT: Final = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT",
     b"pHYs", b"bKGD", b"cICP"}
)  # fmt: skip
APP0, APP1, APP2, APP14, COMMENT, SCAN = 0xE0, 0xE1, 0xE2, 0xEE, 0xFE, 0xDA
JPEG_KEPT: Final = frozenset({APP0, APP2, APP14})  # of what programs add: size, colour
ORIENTATION: Final = 0x0112


def kind_of(name: str, content: bytes) -> FileKind:
    """Return what a file is, by its bytes and its name alike; ``RuleBroken`` says what is wrong."""
    ending = PurePath(name.replace("\\", "/")).suffix.lower()
    if not content:
        raise RuleBroken(N_("This file is empty. Choose another one."))
    if len(content) > LARGEST_FILE:
        raise too_large()
    if ending not in ENDINGS:
        raise RuleBroken(
            N_("Choose a PDF, PowerPoint, Word or Excel file, or a picture in PNG or JPG.")
        )
    found = _sniffed(content)
    if found is not ENDINGS[ending]:
        raise RuleBroken(
            N_("This file is not what its name says. Save it anew as %(kind)s, or choose another."),
            kind=ENDINGS[ending].value.upper(),
        )
    return found


def too_large() -> RuleBroken:
    """Return the refusal of a file that is larger than a meeting needs."""
    return RuleBroken(
        N_("This file is larger than %(most)s MB. Make it smaller, or give a link to it."),
        most=LARGEST_FILE // MB,
    )


def _sniffed(content: bytes) -> FileKind | None:
    if content.startswith(PDF):
        return FileKind.PDF
    if content.startswith(PNG):
        return FileKind.PNG
    if content.startswith(JPEG):
        return FileKind.JPEG
    return _office_kind(content) if content.startswith(b"PK\x03\x04") else None


def _office_kind(content: bytes) -> FileKind | None:
    """Look into the list of contents of an Office file; nothing in it is unpacked."""
    try:
        with ZipFile(BytesIO(content)) as package:
            parts = {entry.filename for entry in package.infolist()[:MOST_PARTS]}
    except (BadZipFile, DamagedStream, ValueError, NotImplementedError) as error:
        raise RuleBroken(N_("This file is damaged. Save it anew and choose it again.")) from error
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        raise RuleBroken(N_("This file holds macros, which can do harm. Save it without them."))
    found = [kind for part, kind in OFFICE.items() if part in parts]
    return found[0] if len(found) == 1 and "[Content_Types].xml" in parts else None


def without_secrets(kind: FileKind, content: bytes) -> bytes:
    """Return a picture without what its camera wrote in it, save how it is held; others as is."""
    try:
        if kind is FileKind.PNG:
            return PNG + b"".join(_png_chunks(content))
        if kind is FileKind.JPEG:
            return b"".join(_jpeg_parts(content))
    except (struct.error, IndexError) as error:
        raise RuleBroken(
            N_("This picture is damaged. Save it anew and choose it again.")
        ) from error
    return content


def _png_chunks(content: bytes) -> Iterator[bytes]:
    place = len(PNG)
    while True:
        length, kind = struct.unpack_from(">I4s", content, place)
        whole = content[place : place + length + 12]
        if len(whole) != length + 12:
            raise IndexError(place)
        if kind in PNG_KEPT:
            yield whole
        if kind == b"IEND":
            return  # what hangs behind the picture is no picture
        place += length + 12


def _jpeg_parts(content: bytes) -> Iterator[bytes]:
    """Yield the picture with its size and colour; the turn of the camera is written anew."""
    yield content[:2]
    place, turn, rest = 2, 1, []
    while True:
        marker, length = struct.unpack_from(">xBH", content, place)
        if content[place] != 0xFF:  # noqa: PLR2004 -- every segment starts so
            raise IndexError(place)
        segment = content[place : place + 2 + length]
        if marker == APP1 and segment[4:10] == b"Exif\0\0":
            turn = turn_in(segment[10:])
        if not (marker == COMMENT or APP0 <= marker <= 0xEF) or marker in JPEG_KEPT:  # noqa: PLR2004 -- APP0 to APP15
            rest.append(segment)
        if marker == SCAN:
            break
        place += 2 + length
    if turn != 1:
        yield _exif_that_turns(turn)
    yield from rest
    yield content[place + 2 + length : content.rfind(b"\xff\xd9") + 2 or None]


def turn_in(tiff: bytes) -> int:
    """Return which way up a photo is held (1 to 8), 1 when it is not said."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (place,) = struct.unpack_from(f"{order}I", tiff, 4)
        (many,) = struct.unpack_from(f"{order}H", tiff, place)
        for number in range(min(many, 100)):
            tag, _kind, _count, value = struct.unpack_from(
                f"{order}HHIH", tiff, place + 2 + 12 * number
            )
            if tag == ORIENTATION and 1 <= value <= 8:  # noqa: PLR2004 -- the eight of the standard
                return int(value)
    except struct.error:
        return 1
    return 1


def _exif_that_turns(turn: int) -> bytes:
    tiff = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, ORIENTATION, 3, 1, turn, 0, 0)
    return struct.pack(">BBH", 0xFF, APP1, 2 + 6 + len(tiff)) + b"Exif\0\0" + tiff
