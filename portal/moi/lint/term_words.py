"""What ``terms.yaml`` says in sentences, for the catalogues: why, and how to choose a word."""

from typing import Final

from portal.rules import N_, Phrase

_REASONS: Final = frozenset(
    {
        N_("Dutch, and plain"),
        N_("a team is people"),
        N_("an abbreviation shuts out who is new"),
        N_("compounds are written closed"),
        N_("follow the sector"),
        N_("in Flanders a sponsor gives money"),
        N_("it is a measurement with rules"),
        N_("it is a name"),
        N_("it is one word"),
        N_("it is read at any hour"),
        N_("it may mean either"),
        N_("it sounds like an audit"),
        N_("no blame"),
        N_("one word for one role"),
        N_("one word for one thing"),
        N_("patients are no customers"),
        N_("people first"),
        N_("plain words"),
        N_("the Flemish word"),
        N_("the Flemish word of today"),
        N_("the board of directors are other people"),
        N_("the network's own word"),
        N_("the question has one wording"),
        N_("the role has a name"),
        N_("the word people know"),
        N_("the zone is something else in Flanders"),
        N_("warm is not chatty"),
        N_("whoever runs a session need not be a teacher"),
    }
)
# A choice or an explanation; what is only a word to use is the same for every reader.
_CHOICES: Final = frozenset(
    {
        N_("Mangomoment, with a capital"),
        N_("ambassadeur for the role, pleitbezorger for the result"),
        N_("beeldmateriaal or tekening"),
        N_("behoefte or probleem"),
        N_("bijeenkomst, or reflectiemoment where it is that"),
        N_("contactpersoon or directieverantwoordelijke"),
        N_("directors or senior management"),
        N_("healthcare professional, or family where that is meant"),
        N_("healthcare professional, or staff member where the kitchen is meant too"),
        N_("nog niet, with the name of the step"),
        N_("one word, such as Mangomomentcultuur"),
        N_("patient, resident, client or person"),
        N_("patiënt, bewoner, cliënt or persoon"),
        N_("team, or the word that the team uses, such as dienst, afdeling or leefgroep"),
        N_("teamverantwoordelijke or hoofdverpleegkundige"),
        N_("toestemming or geïnformeerde toestemming"),
        N_("what it does to people, in plain words"),
        N_("zorgorganisatie or organisatie"),
        N_("zorgverlener, or medewerker where the kitchen is meant too"),
    }
)


def check_reason(why: str) -> str:
    """Return the reason; ``ValueError`` for one that no catalogue could have."""
    if why not in _REASONS:
        raise ValueError("is not among the reasons of term_words.py")
    return why


def said_of(use: str) -> Phrase | str:
    """Return what to use: as a phrase where it is a sentence, else the word itself."""
    return Phrase(use) if use in _CHOICES else use
