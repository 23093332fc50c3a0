"""Size and EXIF of PNG and JPEG files, read from their headers alone."""

import struct
from collections.abc import Iterator
from typing import Final

PNG: Final = b"\x89PNG\r\n\x1a\n"
JPEG: Final = b"\xff\xd8"
IHDR_END: Final = 24
FRAMES: Final = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB})
APP1: Final = 0xE1
SCAN: Final = 0xDA


def size_of(content: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels, or nothing when it is neither PNG nor JPEG."""
    if content.startswith(PNG) and len(content) >= IHDR_END:
        width, height = struct.unpack(">II", content[16:IHDR_END])
        return width, height
    for marker, segment in _segments(content):
        if marker in FRAMES and len(segment) >= struct.calcsize(">BHH"):
            _, height, width = struct.unpack(">BHH", segment[:5])
            return width, height
    return None


def has_exif(content: bytes) -> bool:
    """Tell whether the picture carries EXIF data, which may hold a place."""
    if content.startswith(PNG):
        return b"eXIf" in content
    return any(m == APP1 and s.startswith(b"Exif") for m, s in _segments(content))


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the marker and content of each JPEG segment before the picture itself."""
    place = len(JPEG)
    while content.startswith(JPEG) and place + 4 <= len(content) and content[place] == 0xFF:  # noqa: PLR2004
        marker = content[place + 1]
        (length,) = struct.unpack(">H", content[place + 2 : place + 4])
        if marker == SCAN:
            return
        yield marker, content[place + 4 : place + 2 + length]
        place += 2 + length
