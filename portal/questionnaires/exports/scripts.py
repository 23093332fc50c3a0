"""Scripts beside the answers: what R and SPSS call each value, and which numbers are no value."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from portal.questionnaires.exports.codebook import REASON_WORDS, REASONS, Variable
from portal.questionnaires.instruments.definition import Definition, Words

SIMULATED: Final = "SIMULATED ANSWERS: nobody gave them."
LONGEST_LABEL: Final = 250  # bytes; SPSS takes 256 for a variable
LONGEST_VALUE: Final = 118  # bytes; SPSS takes 120 for a value
LONGEST_LINE: Final = 200


def sps_of(
    variables: Sequence[Variable], places: Iterable[str], *, lang: str, simulated: bool
) -> bytes:
    """Return SPSS syntax that reads answers.csv beside it, with labels and missing values."""
    texts = [f"{name} A200" for name in places]
    lines = [
        "* Encoding: UTF-8.",
        *([f"* {SIMULATED}"] if simulated else []),
        "* Start this where answers.csv is.",
        "GET DATA /TYPE=TXT /FILE='answers.csv' /ENCODING='UTF8' /ARRANGEMENT=DELIMITED",
        "  /DELIMITERS=';' /QUALIFIER='\"' /FIRSTCASE=2 /VARIABLES=",
        "  number F8.0",
        *(f"  {one}" for one in texts),
        *(f"  {one.name} F8.0" for one in variables),
        "  .",
        "VARIABLE LABELS",
        *(f"  {one.name} {_quoted(one.wording[lang], LONGEST_LABEL)}" for one in variables),
        "  .",
        *(line for one in variables for line in _sps_values(one, lang)),
    ]
    if variables:
        names = [one.name for one in variables]
        lines += [f"MISSING VALUES {name} (-99 THRU -96)." for name in names]
        lines += [f"VARIABLE LEVEL {one.name} ({one.level.upper()})." for one in variables]
    return _as_file([*lines, "EXECUTE.", ""])


def _sps_values(one: Variable, lang: str) -> list[str]:
    labels = {**one.labels, **{REASONS[why]: text for why, text in REASON_WORDS.items()}}
    said = [
        f"  {value} {_quoted(words.get(lang) or words['en'], LONGEST_VALUE)}"
        for value, words in labels.items()
    ]
    return [f"VALUE LABELS {one.name}", *said, "  ."]


def _quoted(words: str, longest: int) -> str:
    """Return words as SPSS reads them: one line, apostrophes doubled, cut at whole letters."""
    line = " ".join(words.split())
    cut = line.encode()[:longest].decode(errors="ignore")
    return "'" + cut.replace("'", "''") + "'"


def r_of(
    definition: Definition, variables: Sequence[Variable], *, lang: str, simulated: bool
) -> bytes:
    """Return an R script that reads answers.csv beside it: numbers, reasons and factors."""
    none = {REASONS[why]: text for why, text in REASON_WORDS.items()}
    turned = [one for one in variables if one.item.reverse and definition.scale_of(one.item).values]
    lines = [
        *([f"# {SIMULATED}"] if simulated else []),
        "# Start this where answers.csv is. It leaves four data frames: answers (numbers, NA where",
        "# there is no value), reasons (why there is none), labelled (factors), and turned (as",
        "# answers, reversed items turned round).",
        'raw <- read.csv2("answers.csv", fileEncoding = "UTF-8-BOM", stringsAsFactors = FALSE)',
        f"variables <- {_r_names(one.name for one in variables)}",
        f"reason_of <- {_r_labels(none, lang)}",
        "answers <- raw",
        "reasons <- raw[variables]",
        "for (name in variables) {",
        "  none <- raw[[name]] %in% as.integer(names(reason_of))",
        "  answers[[name]][none] <- NA",
        "  reasons[[name]] <- unname(reason_of[as.character(raw[[name]])])",
        "}",
        "labelled <- answers",
        *(_r_factor(one, lang) for one in variables),
        "wording <- c(",
        ",\n".join(f"  {one.name} = {_r_text(one.wording[lang])}" for one in variables),
        ")",
        "turned <- answers",
        *(_r_turn(definition, one) for one in turned),
        "",
    ]
    return _as_file(lines)


def _r_factor(one: Variable, lang: str) -> str:
    levels = ", ".join(str(value) for value in one.labels)
    words = ", ".join(_r_text(text.get(lang) or text["en"]) for text in one.labels.values())
    ordered = "TRUE" if one.level == "ordinal" else "FALSE"
    return (
        f"labelled${one.name} <- factor(answers${one.name}, levels = c({levels}),\n"
        f"  labels = c({words}), ordered = {ordered})"
    )


def _r_turn(definition: Definition, one: Variable) -> str:
    values = definition.scale_of(one.item).values
    return f"turned${one.name} <- {values[0] + values[-1]} - turned${one.name}"


def _r_names(names: Iterable[str]) -> str:
    return f"c({', '.join(_r_text(name) for name in names)})"


def _r_labels(labels: Mapping[int, Words], lang: str) -> str:
    pairs = (
        f"`{value}` = {_r_text(text.get(lang) or text['en'])}" for value, text in labels.items()
    )
    return f"c({', '.join(pairs)})"


def _r_text(words: str) -> str:
    line = " ".join(words.split())
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _as_file(lines: Iterable[str]) -> bytes:
    return "\n".join(lines).encode()
