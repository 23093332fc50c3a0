"""What the teams of the practice network did with the lesson kits: taken along, used, told.

Who used what is made up from the number of the team, so that every practice network is the same.
Two kits stay without a use: somebody has to ask why. Nothing is mailed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from zlib import crc32

from portal.adoption import services
from portal.adoption.asking import note_asked
from portal.adoption.models import Again, Answer, Felt
from portal.adoption.services import Told, Used, Writer
from portal.adoption.suggesting import suggestion_for
from portal.moi.models import DownloadFormat
from portal.moi.queries import KitCard, library
from portal.moi.services import keep_download
from portal.network.models import Post, Team
from portal.network.queries import current_posts
from portal.policy.table import Role

UNUSED: Final = frozenset({"van-poster-naar-praktijk", "kringen-in-het-water"})
DOWNLOADED: Final = 95  # of a hundred teams that lead somebody
USED: Final = 66
TWICE: Final = 25
BY_CODE: Final = 30
WITH_WORDS: Final = 36
SHARED: Final = 60
DAYS_TO_USE: Final = 20


@dataclass(frozen=True)
class Word:
    """What a team says of a use, and what it did differently."""

    felt: Felt
    words: str
    changed: str = ""


WORDS: Final = (
    Word(
        Felt.WELL,
        "We deden het tijdens de overdracht. Ook wie anders zwijgt, vertelde iets.",
        "We namen alleen de eerste opdracht. De tweede volgt in december.",
    ),
    Word(Felt.WELL, "De tekening hangt nu aan het onthaal. Familie vraagt ernaar."),
    Word(
        Felt.SO_SO,
        "Een goed gesprek, maar een kwartier was te kort voor acht mensen.",
        "Volgende keer doen we het in twee groepen.",
    ),
    Word(
        Felt.WELL,
        "De nachtdienst deed de versie van vijf minuten. Dat lukt met twee.",
        "Wij lazen het verhaal hardop voor in plaats van het uit te delen.",
    ),
    Word(
        Felt.FELL_FLAT,
        "Er kwam een opname tussen. We waren met drie en het bleef stil.",
        "We plannen het nu op donderdag, na de middag.",
    ),
    Word(Felt.WELL, "Een stagiair leidde het. Zij vond de handleiding duidelijk."),
    Word(
        Felt.SO_SO,
        "Sommigen vonden het vanzelfsprekend. Het voorbeeld maakte het concreet.",
    ),
    Word(
        Felt.WELL,
        "Een bewoner zat mee aan tafel en zei wat voor haar telt. Dat vergeten we niet.",
        "We vroegen er twee bewoners en hun familie bij.",
    ),
    Word(Felt.WELL, "Het onderhoudsteam deed mee. Zij zien dingen die wij missen."),
    Word(
        Felt.SO_SO,
        "De opdracht per twee werkte, de bespreking achteraf liep uit.",
        "Wij schreven de antwoorden op een bord en stopten na tien minuten.",
    ),
)
WHY_NOT: Final = ("We willen eerst het vorige afronden.", "", "Dit deden we vorig jaar al zelf.")


def fill_adoption(*, today: date) -> None:
    """Let teams take kits along, tell of most of them, and answer about the next one."""
    cards = [card for card in library(today) if card.slug not in UNUSED]
    if cards:
        for lead in _leads(today):
            _fill_team(lead, cards, today=today)
        for place, lead in enumerate(_leads(today)):
            _answer(place, lead, today=today)
        note_asked(today)


def _leads(day: date) -> Sequence[Post]:
    """Return who leads a team that day, one for each team, by the number of the team."""
    by_team = {post.team_id or 0: post for post in current_posts(Role.TEAM_LEAD, day)}
    return [by_team[team_id] for team_id in sorted(by_team)]


def _fill_team(lead: Post, cards: Sequence[KitCard], *, today: date) -> None:
    team = lead.team
    if team is None or not _drawn(team, "download", DOWNLOADED):
        return
    fitting = [card for card in cards if team.organisation.sector in card.version.moi["settings"]]
    for turn in range(1 + _drawn(team, "twice", TWICE)):
        card = fitting[_lot(team, f"kit{turn}") % len(fitting)]
        taken_on = _taken_on(team, card, turn, today)
        keep_download(
            card.version,
            team_ids=[team.id],
            wanted=(DownloadFormat.KIT, DownloadFormat.HANDOUT)[turn],
            lang="nl",
            on=taken_on,
        )
        used_on = taken_on + timedelta(days=_lot(team, f"day{turn}") % DAYS_TO_USE)
        if _drawn(team, f"use{turn}", USED) and used_on <= today:
            _tell(lead, card, used_on, turn)


def _taken_on(team: Team, card: KitCard, turn: int, today: date) -> date:
    """Return a day between the publication of the kit and today, in the life of the team."""
    first = max(card.version.published_on, team.valid_from)
    return first + timedelta(days=_lot(team, f"taken{turn}") % max(1, (today - first).days))


def _tell(lead: Post, card: KitCard, used_on: date, turn: int) -> None:
    team = lead.team
    if team is None:
        return
    by_code = _drawn(team, f"code{turn}", BY_CODE)
    person_id = None if by_code else lead.person_id
    used = Used(kit_id=card.version.kit_id, version_id=card.version.id)
    writer = Writer(on=used_on, person_id=person_id)
    services.tell_use(team.id, used, _told(team, used_on, turn), based_on=0, writer=writer)


def _told(team: Team, used_on: date, turn: int) -> Told:
    word = WORDS[_lot(team, f"word{turn}") % len(WORDS)]
    has_words = _drawn(team, f"words{turn}", WITH_WORDS)
    tells_more = _drawn(team, f"more{turn}", 60)
    return Told(
        used_on=used_on,
        felt=word.felt,
        words=word.words if has_words else "",
        changed=word.changed if has_words else "",
        again=(Again.YES, Again.YES, Again.MAYBE)[team.id % 3] if tells_more else None,
        minutes=(15, 20, 30, 60)[team.id % 4] if tells_more else None,
        patients=team.id % 5 if tells_more and team.id % 2 else None,
        relatives=team.id % 3 if tells_more and team.id % 3 else None,
        colleagues=4 + team.id % 7 if tells_more else None,
        share=has_words and _drawn(team, f"share{turn}", SHARED),
    )


def _answer(place: int, lead: Post, *, today: date) -> None:
    """Let some teams take the kit that is suggested, and some say no, with or without why."""
    team, choice = lead.team, place % 7
    suggestion = suggestion_for(team, today) if team and choice in (2, 5) else None
    if team is None or suggestion is None:
        return
    writer = Writer(on=today, person_id=lead.person_id)
    accepts = choice == 2  # noqa: PLR2004 -- every seventh team takes it
    answer = Answer.ACCEPTED if accepts else Answer.DECLINED
    why = "" if accepts else WHY_NOT[place % len(WHY_NOT)]
    services.answer_next_kit(team.id, suggestion.kit_id, answer, writer=writer, why=why)


def _drawn(team: Team, what: str, of_a_hundred: int) -> bool:
    return _lot(team, what) % 100 < of_a_hundred


def _lot(team: Team, what: str) -> int:
    """Return a number that looks drawn, and is the same every time."""
    return crc32(f"adoption/{team.id}/{what}".encode())
