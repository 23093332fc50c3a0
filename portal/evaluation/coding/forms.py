"""The page on which one coder codes all open answers of one evaluation."""

from collections.abc import Mapping
from typing import Final

from werkzeug.datastructures import MultiDict

from portal.evaluation.coding.models import Leaning
from portal.evaluation.coding.rules import MOST_CODES, Coded, Place
from portal.web.forms import tidy
from portal.web.stale import RevisedForm

FEWEST_ROWS: Final = 2
PARTS: Final = 3  # what a field is, the code of a question, the key of a comment
CODE, WAY, MEMO = "code", "way", "memo"


class CodingForm(RevisedForm):
    """Which revision of their own codes the coder saw; the codes themselves are read apart."""


def field_name(what: str, place: Place) -> str:
    """Return the name of a field of one comment."""
    return f"{what}.{place[0]}.{place[1]}"


def read_codes(sent: MultiDict[str, str]) -> Mapping[Place, Coded]:
    """Return what was filled in, comment by comment; what the page does not offer is ignored."""
    found = {}
    for place in sorted({(one[1], one[2]) for one in map(_parts, sent) if len(one) == PARTS}):
        said = _one(sent, place)
        if not said.is_empty:
            found[place] = said
    return found


def _parts(name: str) -> list[str]:
    return name.split(".")


def _one(sent: MultiDict[str, str], place: Place) -> Coded:
    codes = sent.getlist(field_name(CODE, place))
    ways = sent.getlist(field_name(WAY, place))
    pairs = zip(codes, ways, strict=False)
    return Coded(
        codes={code: Leaning(way) for code, way in pairs if code and way in list(Leaning)},
        memo=" ".join(tidy(sent.get(field_name(MEMO, place))).split()),
    )


def rows_for(said: Coded) -> list[tuple[str, str]]:
    """Return the rows of codes to show: those given and room for another, two at least."""
    given = [(construct, way.value) for construct, way in said.codes.items()]
    room = min(max(len(given) + 1, FEWEST_ROWS), max(MOST_CODES, len(given)))
    return [*given, *[("", Leaning.HINDERED.value)] * (room - len(given))]
