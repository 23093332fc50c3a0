"""What is wrong in an instrument: one line that says where, what, and how to mend it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from portal.rules import Phrase

if TYPE_CHECKING:
    from portal.questionnaires.instruments.lint.tree import Node

WARNINGS: Final = frozenset({"I23", "I24", "I25"})

# What a code is about; message and hint of a fault say what is wrong just there.
TITLES: Final[Mapping[str, LazyString]] = {
    "I01": _l("The file cannot be read."),
    "I02": _l("A key is not known here."),
    "I03": _l("A key stands twice."),
    "I04": _l("Something is missing."),
    "I05": _l("A value is not one of the possible values."),
    "I06": _l("A text is missing in one of the languages."),
    "I07": _l("A code is used twice."),
    "I08": _l("A scale does not exist."),
    "I09": _l("The scale does not fit the type of question."),
    "I10": _l("The options of a scale are not right."),
    "I11": _l("A condition can never be met."),
    "I12": _l("The short version does not hold together."),
    "I13": _l("A construct does not exist."),
    "I14": _l("Constructs stand under each other in a circle."),
    "I15": _l("Nothing measures a construct."),
    "I16": _l("A construct does not say whom it is about."),
    "I17": _l("An idea is not in the Mangomoment model, or is measured twice."),
    "I18": _l("A question cannot count for its construct."),
    "I19": _l("A question is for the organisation only, but measures nothing."),
    "I20": _l("A culture instrument measures nothing."),
    "I21": _l("This version is not comparable with the other one."),
    "I22": _l("A page asks nothing."),
    "I23": _l("A text is too long for a phone."),
    "I24": _l("The minutes do not look right."),
    "I25": _l("No question uses this scale."),
    "I26": _l("The file has another name than the instrument."),
    "I27": _l("Only a block of information can offer help."),
    "I28": _l("This number was published with another content."),
    "I29": _l("Two files hold the same version."),
    "I30": _l("The number does not follow the one before it."),
}


class Remark(NamedTuple):
    """Something wrong at one place of a tree, before it is known which file that is."""

    node: "Node"
    code: str
    message: Phrase
    hint: Phrase


@dataclass(frozen=True, order=True, kw_only=True)
class Fault:
    """One remark about one line of one file; ``path`` leads to the same place in the data."""

    file: str
    line: int
    code: str
    message: Phrase
    hint: Phrase
    path: tuple[str | int, ...] = ()

    @property
    def is_error(self) -> bool:
        """Tell whether this keeps the instrument from being published."""
        return self.code not in WARNINGS

    @property
    def title(self) -> str:
        """Return what the fault is about, in the reader's language."""
        return str(TITLES[self.code])

    def __str__(self) -> str:
        """Return ``file:line: CODE message — hint``, in English."""
        return f"{self.file}:{self.line}: {self.code} {self.message} — {self.hint}"


def errors_in(faults: Iterable[Fault]) -> list[Fault]:
    """Return the faults that are more than a warning."""
    return [fault for fault in faults if fault.is_error]
