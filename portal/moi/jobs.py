"""Work on kits that nobody waits for."""

from threading import Event

from flask import current_app

from portal.clock import today
from portal.config import settings_of
from portal.moi import queries
from portal.moi.downloads.store import BUILDERS, artefact, ensure_built


def build_missing_files(stop: Event) -> int:
    """Build the downloads of public kits that are not there yet; return how many were built."""
    built = 0
    for card in queries.library(today()):
        for lang in card.version.languages:
            if stop.is_set():
                return built
            built += sum(_build(card, lang))
    return built


def _build(card: queries.KitCard, lang: str) -> list[bool]:
    files, version = settings_of(current_app).files, card.version
    missing = []
    for wanted in BUILDERS:
        place = artefact(
            files,
            wanted,
            slug=card.slug,
            number=version.number,
            sha256=version.content_sha256,
            lang=lang,
        )
        missing.append(place.size is None)
        ensure_built(place, wanted, lambda: queries.contents_of(card, lang, pictures=True))
    return missing
