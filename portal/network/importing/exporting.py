"""The roster of this moment in the shape of a file that can be read back."""

from collections.abc import Iterator, Mapping

from portal.network.importing.queries import load_known
from portal.network.importing.shape import LISTED_KEYS, Sheet, options_of
from portal.network.importing.state import Home
from portal.network.importing.workbook import Cell, make_workbook

Names = Mapping[str, Mapping[str, str]]


def roster_workbook() -> bytes:
    """Return the whole roster as XLSX, in the words of the reader; read back it changes nothing."""
    homes = load_known().homes
    names = {key: options_of(key) for key in LISTED_KEYS}
    return make_workbook(
        {
            Sheet.ORGANISATIONS: (_organisation(home, names) for home in homes),
            Sheet.TEAMS: (row for home in homes for row in _teams(home, names)),
            Sheet.PEOPLE: (row for home in homes for row in _posts(home, names)),
        }
    )


def _organisation(home: Home, names: Names) -> Mapping[str, Cell]:
    since, status, reason = home.statuses[-1]
    return {
        "name": home.name,
        "slug": home.slug,
        "sector": names["sector"][home.sector],
        "province": names["province"][home.province],
        "wave": home.wave,
        "status": names["status"][status],
        "since": since,
        "reason": reason,
    }


def _teams(home: Home, names: Names) -> Iterator[Mapping[str, Cell]]:
    for crew in home.crews:
        yield {
            "organisation": home.name,
            "place": crew.slot,
            "name": crew.name,
            "own_word": crew.own_word,
            "care_context": names["care_context"][crew.care_context],
            "care_context_reason": crew.care_context_reason,
            "start": crew.start,
            "end": crew.end,
        }


def _posts(home: Home, names: Names) -> Iterator[Mapping[str, Cell]]:
    """Yield who holds which post; why somebody stopped stays in the portal."""
    for post in home.posts:
        yield {
            "organisation": home.name,
            "team": post.crew.name if post.crew else None,
            "role": names["role"][post.role],
            "name": post.human.name,
            "email": post.human.email,
            "locale": names["locale"][post.human.locale],
            "start": post.start,
            "end": post.end,
            "end_reason": None,
        }
