"""Where things stand in an instrument, and how a message speaks of what could stand there."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from portal.questionnaires.instruments.lint.tree import Node
from portal.questionnaires.kinds import ItemType
from portal.rules import N_, Phrase


def items_in(root: Node) -> Iterator[Node]:
    """Return the items of all sections, in the order of the form."""
    for section in root.each("sections"):
        yield from section.each("items")


def scales_by_code(root: Node) -> Mapping[str, Node]:
    """Return the scales by code; of two with one code, the last."""
    return {scale.text("code"): scale for scale in root.each("scales")}


def constructs_by_code(root: Node) -> Mapping[str, Node]:
    """Return the constructs by code; of two with one code, the last."""
    return {construct.text("code"): construct for construct in root.each("constructs")}


def kind_of(item: Node) -> ItemType | None:
    """Return the type of an item, or nothing where it is no type."""
    try:
        return ItemType(item.text("type"))
    except ValueError:
        return None


def list_of(words: Iterable[str]) -> Phrase | str:
    """Return words as a list to choose from."""
    return ", ".join(word for word in words if word) or Phrase(N_("there is none yet"))


def like(word: str, known: Iterable[str]) -> Phrase:
    """Return a hint that names the known word that looks like this one, or all of them."""
    choices = [one for one in known if one]
    close = get_close_matches(word, choices, n=1)
    if close:
        return Phrase(N_("did you mean %(word)s?"), word=close[0])
    return Phrase(N_("choose from: %(words)s"), words=list_of(choices))
