"""Checks on the words a kit chooses: G01, the network's own word instead of one to avoid."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, Field, TypeAdapter

from portal.moi.lint.reading import Passage, passages
from portal.moi.lint.term_words import check_reason, said_of
from portal.moi.source.findings import Finding
from portal.moi.source.folder import KitFolder
from portal.moi.source.shapes import Shape, Words
from portal.moi.source.yaml_lines import read_mapping
from portal.rules import N_, Phrase

TERMS: Final = Path(__file__).with_name("terms.yaml")
QUOTED: Final = re.compile(r"“[^”]*”|«[^»]*»|\"[^\"]*\"")


class Term(Shape):
    """Words to avoid in every form they have, the word to use, and why."""

    avoid: list[Words] = Field(min_length=1)
    use: Words
    why: Annotated[Words, AfterValidator(check_reason)]
    exact: bool = False

    @property
    def pattern(self) -> re.Pattern[str]:
        """Return what finds any of the forms as whole words."""
        forms = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in self.avoid)
        return re.compile(rf"(?<![\w-])(?:{forms})(?![\w-])", 0 if self.exact else re.IGNORECASE)


@cache
def terms() -> Mapping[str, Sequence[tuple[Term, re.Pattern[str]]]]:
    """Return the terms of each language, with what finds them."""
    read = TypeAdapter(dict[str, list[Term]]).validate_python(
        read_mapping(TERMS.read_text(encoding="utf-8")).values
    )
    return {lang: [(term, term.pattern) for term in told] for lang, told in read.items()}


def check_terms(kit: KitFolder) -> Iterator[Finding]:
    """G01: no word to avoid, but in what somebody says."""
    for passage in passages(kit):
        yield from _avoided(passage)


CHECKS: Final = (check_terms,)


def _avoided(passage: Passage) -> Iterator[Finding]:
    own = QUOTED.sub(lambda quoted: " " * len(quoted[0]), passage.words)
    for term, pattern in terms().get(passage.lang, ()):
        for match in pattern.finditer(own):
            yield passage.finding(
                match.start(),
                code="G01",
                message=Phrase(
                    N_("“%(word)s” is a word to avoid: %(why)s"),
                    word=match[0],
                    why=Phrase(term.why),
                ),
                hint=Phrase(N_("use %(words)s"), words=said_of(term.use)),
            )
