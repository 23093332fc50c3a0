"""The checklist as it is shown: each line with its evidence, and who ticked it off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext
from flask_babel import ngettext as plural

from portal.moi.licences import LICENCES
from portal.rules import RuleBroken, why_not
from portal.stewardship import labels, rules
from portal.stewardship.models import Item, KitCheck, KitPilot, Length
from portal.stewardship.queries import life as queries
from portal.stewardship.queries.life import Life
from portal.web.words import reader_locale, short_day


def _(message: str, **named: object) -> str:
    return str(gettext(message, **named))


def ngettext(one: str, many: str, number: int) -> str:
    """Return the words for a number in the language of the reader, as a plain text."""
    return str(plural(one, many, number))


@dataclass(frozen=True, kw_only=True)
class Computed:
    """A line that follows from what is there."""

    what: str
    evidence: str
    why: RuleBroken | None = None


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A line that somebody ticks off."""

    item: Item
    what: str
    evidence: str
    check: KitCheck | None
    who: str


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """What one length was said to take, and what it took: enough reports for a median, or all."""

    length: str
    stated: int | None
    real: Sequence[int]
    middle: float | None


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """All lines, and why the kit cannot be approved yet."""

    computed: Sequence[Computed]
    judged: Sequence[Judged]
    minutes: Sequence[Minutes]
    waiting: Sequence[KitPilot]
    why: RuleBroken | None
    may_tick: RuleBroken | None


def checklist_of(life: Life) -> Checklist:
    """Return the checklist of the newest version."""
    pilots = [p for p in queries.pilots_of(life.kit.id) if p.version_id == life.version.id]
    checks = {check.item: check for check in queries.checks_of(life.version.id)}
    names = queries.names_in(life, *(check.by_person_id for check in checks.values()))
    known = queries.evidence_of(life.version, pilots, list(checks.values()))
    return Checklist(
        computed=_computed(life, known),
        judged=[_judged(life, item, checks.get(item), names) for item in Item],
        minutes=minutes_of(pilots),
        waiting=[one for one in pilots if one.feedback and one.is_in],
        why=why_not(rules.check_may_validate, life.at, known),
        may_tick=why_not(rules.check_may_tick, life.at, Item.MINUTES, ""),
    )


def _computed(life: Life, known: rules.Evidence) -> Sequence[Computed]:
    tested = ngettext(
        "%(num)s team that did not write it sent its feedback.",
        "%(num)s teams that did not write it sent their feedback.",
        known.tested_by,
    )
    answered = _(
        "%(answered)s of %(sent)s answered.",
        answered=known.tested_by - known.unanswered,
        sent=known.tested_by,
    )
    taken = _(
        "Version %(number)s came in on %(day)s. What has errors is not taken in.",
        number=life.version.number,
        day=short_day(life.version.published_on),
    )
    there = _("Written in: %(languages)s.", languages=", ".join(life.version.languages))
    return [
        Computed(
            what=_("Another team tested it and sent its feedback"),
            evidence=tested,
            why=why_not(rules.check_was_tested, known),
        ),
        Computed(
            what=_("All feedback was read and answered"),
            evidence=answered,
            why=why_not(rules.check_was_answered, known),
        ),
        Computed(what=_("The checks find no error in this version"), evidence=taken),
        Computed(
            what=_("Both languages are there and say the same"),
            evidence=there,
            why=why_not(rules.check_is_in_both_languages, known),
        ),
    ]


def _judged(life: Life, item: Item, check: KitCheck | None, names: Mapping[int, str]) -> Judged:
    who = names.get(check.by_person_id or 0, "") if check else ""
    return Judged(
        item=item,
        what=str(labels.ITEMS[item]),
        evidence=_EVIDENCE[item](life),
        check=check,
        who=who,
    )


def _of_minutes(life: Life) -> str:
    return _(
        "Stated: %(minutes)s minutes for all assignments. Above stands what teams say.",
        minutes=life.version.moi["duration"]["assignments"],
    )


def _of_pictures(life: Life) -> str:
    many = queries.count_pictures(life.version.id)
    return ngettext(
        "%(num)s picture, with a description in each language: without it, it is not taken in.",
        "%(num)s pictures, with a description in each language: without it, they are not taken in.",
        many,
    )


def _of_licence(life: Life) -> str:
    name = str(life.version.moi["licence"])
    licence = LICENCES.get(name)
    return _("Licence: %(licence)s.", licence=licence.name if licence else name)


def _of_clinical(_life: Life) -> str:
    return _("Read aloud or in silence, by a nurse, a doctor, a therapist: not by who wrote it.")


def _of_reading(life: Life) -> str:
    title = life.version.words("nl" if "nl" in life.version.languages else reader_locale())["title"]
    return _("What stumbles in the mouth, stumbles in the session: “%(title)s”.", title=title)


_EVIDENCE: Final = {
    Item.MINUTES: _of_minutes,
    Item.PICTURES: _of_pictures,
    Item.LICENCE: _of_licence,
    Item.CLINICAL: _of_clinical,
    Item.READ_ALOUD: _of_reading,
}


def minutes_of(pilots: Sequence[KitPilot]) -> Sequence[Minutes]:
    """Return what each used length took, beside what it was said to take."""
    real: dict[Length, list[int]] = {}
    for pilot in pilots:
        found = pilot.feedback
        if pilot.is_in and found and found.length_used and found.minutes:
            real.setdefault(found.length_used, []).append(found.minutes)
    return [
        Minutes(
            length=str(labels.LENGTHS[length]),
            stated=rules.STATED.get(length),
            real=sorted(real[length]),
            middle=rules.median_minutes(real[length]),
        )
        for length in Length
        if length in real
    ]
