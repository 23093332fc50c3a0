"""Made-up Flemish names for the practice network: the n-th person always has the same one."""

from typing import Final

_FIRST: Final = (
    "Hilde", "Karim", "Ann", "Pieter", "Fatima", "Joke", "Wouter", "Greet", "Bram", "Leen",
    "Yusuf", "Katrien", "Stijn", "Nele", "Marleen", "Tom", "Aïcha", "Griet", "Jeroen", "Lies",
    "Dirk", "Sofie", "Maarten", "Els", "Samira", "Koen", "Veerle", "Jan", "Ilse", "Mehmet",
    "Tine", "Luc", "Hanne", "Filip", "Mieke", "Ruben", "Nadia", "Evelien", "Bart", "Lotte",
    "Geert", "Saartje", "Omar", "Inge", "Kris", "Annelies", "Joris",
)  # fmt: skip
_LAST: Final = (
    "Vermeulen", "Peeters", "De Smedt", "Claes", "Aerts", "Goossens", "El Amrani", "Wouters",
    "De Backer", "Hermans", "Verbeke", "Lambrechts", "Van Damme", "Yilmaz", "Coppens", "Michiels",
    "Van den Broeck", "Bogaerts", "Martens", "De Clercq", "Segers", "Pauwels", "Desmet", "Baert",
    "Van Acker", "Smets", "Benali", "Thys", "Dewulf", "Roels", "Moons", "Cools", "Vandamme",
    "Geerts", "Mertens", "Stevens", "De Wit", "Buyse", "Lenaerts", "Nijs", "Van Hove",
)  # fmt: skip
ALL_DIFFERENT: Final = len(_FIRST) * len(_LAST)  # both lengths are prime


def name_of(number: int) -> str:
    """Return the name of person ``number``; the first ``ALL_DIFFERENT`` persons share none."""
    return f"{_FIRST[number % len(_FIRST)]} {_LAST[number % len(_LAST)]}"
