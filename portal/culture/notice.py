"""The notice to staff in words: the same for the page, and for the PDF that is hung up."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import get_locale, gettext

from portal.culture.hosting import title_of
from portal.culture.models import Measurement
from portal.culture.validation.queries import is_pilot
from portal.documents.pdf import render_pdf
from portal.documents.tree import Node, Nodes
from portal.outbox.addresses import link_to
from portal.questionnaires.instruments.definition import minutes_asked
from portal.questionnaires.instruments.versions import load_version
from portal.web.words import short_day


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """A heading with its sentences."""

    title: str
    lines: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Notice:
    """All that staff reads before anybody is asked."""

    title: str
    chapters: Sequence[Chapter]
    dated: str
    made_up: str


def notice_of(measurement: Measurement) -> Notice:
    """Return the notice of a measurement, in the language of the reader."""
    return Notice(
        title=title_of(measurement.number),
        chapters=[
            _why(measurement),
            _what(measurement),
            _kept(),
            _shown(measurement),
            _never(),
            _who(measurement),
        ],
        dated=_dated(measurement),
        made_up=gettext("Made-up answers.") if measurement.campaign.simulated else "",
    )


def _why(measurement: Measurement) -> Chapter:
    return Chapter(
        title=gettext("Why this is asked"),
        lines=[
            gettext(
                "Teams want to know what makes room for a small gesture in their care, and what "
                "it sets in motion. With the answers they choose what to work on."
            ),
            gettext(
                "The questionnaire is a pilot: its wording is still being tried. A figure is a "
                "reason to talk, no more."
            )
            if is_pilot(measurement.campaign.version)
            else gettext("A figure is a reason to talk, no more."),
        ],
    )


def _what(measurement: Measurement) -> Chapter:
    campaign = measurement.campaign
    definition = load_version(campaign.version).definition
    minutes = minutes_asked(definition, campaign.length)
    return Chapter(
        title=gettext("What is asked, and when"),
        lines=[
            gettext(
                "%(count)s statements, about %(minutes)s minutes, from %(first)s up to and "
                "including %(last)s.",
                count=len(definition.asked(campaign.length)),
                minutes=minutes,
                first=short_day(campaign.opens_on),
                last=short_day(campaign.closes_on),
            ),
            gettext(
                "Everybody of the team may answer, nobody has to. You answer with a code on paper "
                "that works once. Draw one: then nobody knows who holds which."
            ),
        ],
    )


def _kept() -> Chapter:
    return Chapter(
        title=gettext("What is kept, and what is not"),
        lines=[
            gettext("Kept: your answers, and the team whose code you used."),
            gettext("Not kept: your name, your function, the time, your device or its address."),
            gettext(
                "Teams with few people are added up with other small teams of the organisation. "
                "Where that is still too few, answers count for the network only."
            ),
            gettext(
                "Nobody can find your answers again. With the code you get after sending you can "
                "take them back, until the measurement closes."
            ),
            gettext(
                "While the measurement is open, who may read the disk of the server itself could "
                "see in which order answers came. At the close that order is destroyed."
            ),
        ],
    )


def _shown(measurement: Measurement) -> Chapter:
    campaign = measurement.campaign
    return Chapter(
        title=gettext("Who sees what, and when"),
        lines=[
            gettext("Nobody sees results before the measurement is closed."),
            gettext("The team itself is the first to see its results."),
            gettext(
                "The organisation follows two weeks later: its figures as a whole, and those of "
                "its teams that are large enough."
            ),
            gettext("The project team and researchers see the network, the sectors and the same."),
            gettext(
                "Averages show from %(means)s answers on, the spread of answers from %(spread)s "
                "on. What is left out cannot be worked out from what is shown.",
                means=campaign.k_score,
                spread=campaign.k_comment,
            ),
            gettext(
                "Statements about one person or the mood of a few are only shown for a whole "
                "organisation, from ten answers on."
            ),
        ],
    )


def _never() -> Chapter:
    return Chapter(
        title=gettext("What it is never used for"),
        lines=[
            gettext("Never for appraisal of people or teams, and never for a ranking."),
            gettext("No team is laid beside a team of another organisation."),
        ],
    )


def _who(measurement: Measurement) -> Chapter:
    return Chapter(
        title=gettext("Who is responsible, and whom to ask"),
        lines=[
            gettext(
                "The project team of the Mangomoment network is responsible for these data, "
                "together with your organisation. The privacy page says what your rights are."
            ),
            gettext("Questions: %(contact)s", contact=measurement.contact),
        ],
    )


def _dated(measurement: Measurement) -> str:
    informed = measurement.campaign.staff_informed_on
    if informed is None:
        return str(gettext("Nobody is asked before the representatives of staff were informed."))
    return str(
        gettext(
            "The representatives of staff were informed, at the latest on %(day)s.",
            day=short_day(informed),
        )
    )


def notice_pdf_of(measurement: Measurement) -> bytes:
    """Return the notice as an accessible PDF."""
    notice = notice_of(measurement)
    privacy = link_to("culture.notice", number=measurement.number)
    body: Nodes = [_par(notice.made_up)] if notice.made_up else []
    for chapter in notice.chapters:
        body.append({"kind": "heading", "level": 2, "body": [_text(chapter.title)]})
        body += [_par(line) for line in chapter.lines]
    body += [_par(notice.dated), _par(privacy)]
    data = {
        "heading": notice.title,
        "body": body,
        "authors": [gettext("Mangomoment network")],
        "running": notice.title,
        "imprint": gettext("Mangomoment network"),
    }
    return render_pdf("notice", data, lang=str(get_locale()), title=notice.title)


def _par(words: str) -> Node:
    return {"kind": "par", "body": [_text(words)]}


def _text(words: str) -> Node:
    return {"kind": "text", "text": words}
