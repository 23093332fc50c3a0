"""Built files: made once per content and builder, found again by address, safe to ask for twice."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from portal.moi.downloads import telling
from portal.moi.downloads.formats import KINDS, name_in
from portal.moi.models import DownloadFormat
from portal.moi.queries import KitContents

BUILDER: Final = "4"  # raise it when the same content is to give other bytes


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
    files: Path,
    wanted: DownloadFormat,
    *,
    slug: str,
    number: str,
    sha256: str,
    lang: str,
    use_address: str = "",
) -> Artefact:
    """Return the place of one download under ``files``; each address it carries has its own."""
    kind = KINDS[wanted]
    carries = bool(use_address) and wanted in telling.CARRIES
    mark = f".{telling.mark_of(use_address)}" if carries else ""
    called = f"-{name_in(kind.names, lang)}" if kind.names else ""
    return Artefact(
        path=files / "moi" / sha256 / BUILDER / f"{wanted}.{lang}{mark}.{kind.suffix}",
        etag=f"{sha256[:20]}-{BUILDER}-{wanted}-{lang}{mark}",
        name=f"{slug}-{number}{called}.{lang}.{kind.suffix}",
        media_type=kind.media_type,
    )


def ensure_built(
    place: Artefact, wanted: DownloadFormat, contents: Callable[[], KitContents]
) -> Path:
    """Return the path of a download, built now if it was missing; two askers build it once."""
    write_once(place.path, lambda: KINDS[wanted].build(contents()))
    return place.path


def write_once(path: Path, build: Callable[[], bytes]) -> None:
    """Write what ``build()`` returns, unless it is there; two askers build it once."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(path.with_name(f"{path.name}.lock")):
            if not path.exists():
                _write_whole(path, build())


def _write_whole(path: Path, content: bytes) -> None:
    """Write so that a reader sees the whole file or none."""
    half = path.with_name(f"{path.name}.part")
    half.write_bytes(content)
    half.replace(path)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
