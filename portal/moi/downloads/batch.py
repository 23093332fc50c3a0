"""Every kit of a language in one ZIP, put together from the ZIPs of the kits."""

import hashlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

from portal.moi.downloads.store import BUILDER, Artefact, artefact, write_once
from portal.moi.downloads.telling import address_of
from portal.moi.models import DownloadFormat
from portal.moi.queries import KitCard

NAMES: Final = {"nl": "alle-lespakketten", "en": "all-lesson-kits"}


def kits_in(cards: Sequence[KitCard], lang: str) -> Sequence[KitCard]:
    """Return the kits that are written in a language."""
    return [card for card in cards if lang in card.version.languages]


def kit_files(files: Path, cards: Sequence[KitCard], lang: str) -> Sequence[Path]:
    """Return where the ZIP of each kit is, or will be."""
    return [
        artefact(
            files,
            DownloadFormat.KIT,
            slug=card.slug,
            number=card.version.number,
            sha256=card.version.content_sha256,
            lang=lang,
            use_address=address_of(card.slug),
        ).path
        for card in cards
    ]


def batch_of(files: Path, cards: Sequence[KitCard], lang: str) -> Artefact:
    """Return the place of the ZIP that holds exactly these versions."""
    hashes = "".join(card.version.content_sha256 for card in cards)
    sha256 = hashlib.sha256(hashes.encode()).hexdigest()
    return Artefact(
        path=files / "moi" / "all" / sha256 / BUILDER / f"kits.{lang}.zip",
        etag=f"{sha256[:20]}-{BUILDER}-all-{lang}",
        name=f"{NAMES.get(lang, NAMES['en'])}.{lang}.zip",
        media_type="application/zip",
    )


def ensure_batch(files: Path, cards: Sequence[KitCard], lang: str) -> bool:
    """Build the ZIP when every kit's is there and it is not; tell whether it was built now."""
    place, parts = batch_of(files, cards, lang), kit_files(files, cards, lang)
    if not parts or place.path.exists() or not all(part.exists() for part in parts):
        return False
    write_once(place.path, lambda: joined(parts))
    return True


def joined(parts: Sequence[Path]) -> bytes:
    """Return one ZIP with the folders of several, each file as it was and on its own day."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as whole:
        for part in parts:
            with ZipFile(part) as kit:
                for entry in kit.infolist():
                    whole.writestr(entry, kit.read(entry))
    return packed.getvalue()
