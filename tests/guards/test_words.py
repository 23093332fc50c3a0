"""Promises about the words: none is missing, none is said in two ways."""

from portal.web import catalogues


def test_every_word_is_in_every_language() -> None:
    assert catalogues.problems() == []


def test_one_message_has_one_translation() -> None:
    """The rooms' catalogues are merged: two ways to say one message would hide each other."""
    said: dict[tuple[str, str | None], set[str]] = {}
    for room in catalogues.rooms():
        for message in catalogues.read(catalogues.catalogue_of(room, "nl"), "nl"):
            if message.id:
                key = (str(message.id), message.context)
                said.setdefault(key, set()).add(str(message.string))
    assert {key: ways for key, ways in said.items() if len(ways) > 1} == {}
