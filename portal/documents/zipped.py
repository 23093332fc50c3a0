"""ZIP files without a moment in them: the same bytes for the same content."""

from collections.abc import Iterable
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)  # the day on which ZIP's calendar begins
READABLE: Final = 0o644 << 16
UNIX: Final = 3


def zipped(files: Iterable[tuple[str, bytes]], *, bare: str = "") -> bytes:
    """Return a ZIP of (name, content) in their order; the file named ``bare`` is not compressed."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, content in files:
            entry = ZipInfo(name, FIRST_DAY)
            entry.compress_type = ZIP_STORED if name == bare else ZIP_DEFLATED
            entry.external_attr = READABLE
            entry.create_system = UNIX
            archive.writestr(entry, content)
    return packed.getvalue()


def undated(saved: BytesIO) -> bytes:
    """Return a ZIP that a library wrote, its files in the same order and without their moment."""
    with ZipFile(saved) as source:
        return zipped((name, source.read(name)) for name in source.namelist())
