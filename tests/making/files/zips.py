"""ZIP files as people send them by mistake or on purpose, made from the small good kit."""

import stat
from collections.abc import Mapping
from io import BytesIO
from random import Random
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile, ZipInfo

from portal.moi.source.folder import files_in
from tests.moi.conftest import GOOD

KIT = dict(files_in(GOOD))
SLUG = GOOD.name
SCRIPT = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">\n<script>alert(1)</script></svg>'
)


def packed(files: Mapping[str, bytes], top: str = "", method: int = ZIP_DEFLATED) -> bytes:
    """Return a ZIP of these files in the folder ``top``."""
    return packed_as(
        [(ZipInfo(f"{top}{path}"), content) for path, content in files.items()], method
    )


def packed_as(entries: list[tuple[ZipInfo, bytes]], method: int = ZIP_DEFLATED) -> bytes:
    """Return a ZIP with each entry exactly as it is given, twice the same name too."""
    whole = BytesIO()
    with ZipFile(whole, "w") as package:
        for entry, content in entries:
            package.writestr(entry, content, compress_type=method)
    return whole.getvalue()


def good(**more: bytes) -> bytes:
    """Return the good kit in a folder, with more files beside moi.yaml."""
    return packed(KIT | more, top="mijn-map/")


def with_entry(name: str, content: bytes = b"x", mode: int = 0) -> bytes:
    """Return the good kit with one more entry, of the kind that ``mode`` says."""
    entry = ZipInfo(name)
    entry.external_attr = mode << 16
    return packed_as(
        [*((ZipInfo(path), content) for path, content in KIT.items()), (entry, content)]
    )


def with_link() -> bytes:
    """Return the good kit with a link to a file of the server."""
    return with_entry("visuals/foto.png", b"/etc/passwd", stat.S_IFLNK | 0o777)


def with_password() -> bytes:
    """Return the good kit with the mark of a password on each file."""
    data = bytearray(good())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def with_false_size() -> bytes:
    """Return a bomb that says of itself that it is a few bytes: 30 MB of nothing."""
    data = bytearray(with_entry("visuals/foto.png", b"\0" * 30 * 1024 * 1024))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (30).to_bytes(4, "little")
    return bytes(data)


def with_broken_byte() -> bytes:
    """Return the good kit with one byte of its first text changed on the way."""
    data = bytearray(good())
    data[80] ^= 0xFF
    return bytes(data)


def noise(megabytes: int) -> bytes:
    """Return bytes that no packing makes smaller."""
    return Random(1).randbytes(megabytes * 1024 * 1024)  # noqa: S311 -- the same on every run


def bomb() -> bytes:
    """Return a good kit with a picture that unpacks to thirty megabytes of nothing."""
    return with_entry("visuals/foto.png", b"\0" * 30 * 1024 * 1024)


def pressed() -> bytes:
    """Return the good kit, packed in a way that hides a memory of any size."""
    return packed(KIT, method=ZIP_LZMA)
