"""Work on kits that nobody waits for."""

from functools import partial
from threading import Event

from flask import current_app

from portal.clock import today
from portal.config import LOCALES, settings_of
from portal.moi import queries
from portal.moi.downloads.batch import ensure_batch, kits_in
from portal.moi.downloads.formats import formats_of
from portal.moi.downloads.store import artefact, ensure_built
from portal.moi.downloads.telling import address_of, whole


def build_missing_files(stop: Event) -> int:
    """Build the downloads of public kits that are not there yet; return how many were built."""
    built, cards = 0, queries.library(today())
    for card in cards:
        for lang in card.version.languages:
            if stop.is_set():
                return built
            built += sum(_build(card, lang))
    files = settings_of(current_app).files
    return built + sum(ensure_batch(files, kits_in(cards, lang), lang) for lang in LOCALES)


def _build(card: queries.KitCard, lang: str) -> list[bool]:
    files, version = settings_of(current_app).files, card.version
    missing, address = [], address_of(card.slug)
    for wanted in formats_of(version, lang):
        place = artefact(
            files,
            wanted,
            slug=card.slug,
            number=version.number,
            sha256=version.content_sha256,
            lang=lang,
            use_address=address,
        )
        missing.append(place.size is None)
        ensure_built(place, wanted, partial(whole, card, wanted, lang, address))
    return missing
