"""Built files: made once per content and builder, found again by address, safe to ask for twice."""

import fcntl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from portal.moi.downloads.archive import kit_zip, names_for
from portal.moi.downloads.documents import handout_pdf, teaching_note_pdf
from portal.moi.models import DownloadFormat
from portal.moi.queries import KitContents

BUILDER: Final = "1"  # raise it when the same content is to give other bytes
BUILDERS: Final[Mapping[DownloadFormat, Callable[[KitContents], bytes]]] = {
    DownloadFormat.KIT: kit_zip,
    DownloadFormat.HANDOUT: handout_pdf,
    DownloadFormat.TEACHING_NOTE: teaching_note_pdf,
}


@dataclass(frozen=True, kw_only=True)
class Artefact:
    """Where a download of one version is, or will be, kept; and what it is called."""

    path: Path
    etag: str
    name: str
    media_type: str

    @property
    def size(self) -> int | None:
        """Return the size in bytes, or nothing while it is not built."""
        return self.path.stat().st_size if self.path.exists() else None


def artefact(
    files: Path, wanted: DownloadFormat, *, slug: str, number: str, sha256: str, lang: str
) -> Artefact:
    """Return the place of one download under ``files``."""
    is_zip = wanted is DownloadFormat.KIT
    suffix = "zip" if is_zip else "pdf"
    handout, note = names_for(lang)
    words = {DownloadFormat.HANDOUT: f"-{handout}", DownloadFormat.TEACHING_NOTE: f"-{note}"}
    return Artefact(
        path=files / "moi" / sha256 / BUILDER / f"{wanted}.{lang}.{suffix}",
        etag=f"{sha256[:20]}-{BUILDER}-{wanted}-{lang}",
        name=f"{slug}-{number}{words.get(wanted, '')}.{lang}.{suffix}",
        media_type="application/zip" if is_zip else "application/pdf",
    )


def ensure_built(
    place: Artefact, wanted: DownloadFormat, contents: Callable[[], KitContents]
) -> Path:
    """Return the path of a download, built now if it was missing; two askers build it once."""
    if not place.path.exists():
        place.path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(place.path.with_suffix(".lock")):
            if not place.path.exists():
                _write_whole(place.path, BUILDERS[wanted](contents()))
    return place.path


def _write_whole(path: Path, content: bytes) -> None:
    """Write so that a reader sees the whole file or none."""
    half = path.with_suffix(".part")
    half.write_bytes(content)
    half.replace(path)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
