"""What the pages of this room show: counts with their names, and what a reader sees of a use."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import get_locale

from portal.adoption import counting, queries
from portal.adoption.counting import By, Group, Sums
from portal.adoption.forms import UseListForm
from portal.adoption.models import KitUse
from portal.moi.library import Filters, every_card, shelf
from portal.moi.queries import KitCard, find_kit
from portal.network.models import Organisation, Team
from portal.policy.decide import Actor
from portal.taxonomy.sectors import Sector, sector_label
from portal.web.paging import Page


@dataclass(frozen=True, kw_only=True)
class CountLine:
    """One line of the counts, its name, its page, and what narrows the list to what it counts."""

    name: str
    href: str
    group: Group
    beside: str = ""
    told_with: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What uses come to in all and line by line; every count of teams is of ``teams``."""

    teams: int
    in_all: Sums
    page: Page[CountLine]
    kit: KitCard | None = None


@dataclass(frozen=True, kw_only=True)
class UseLine:
    """A use, and whether its reader may see the words."""

    use: KitUse
    reads_words: bool

    @property
    def title(self) -> str:
        """The title of the kit, in the language of the reader."""
        return str(self.use.version.words(str(get_locale()))["title"])


def counts_of(actor: Actor, form: UseListForm, day: date, *, number: int | None) -> Counts:
    """Return the counts that are asked for; one page of them, or all without a number."""
    filters = form.filters()
    teams = counting.teams_within(actor, day, filters.sector)
    return Counts(
        teams=teams,
        in_all=counting.sums_in_all(actor, day, filters.clauses()),
        page=_page(actor, form, day, teams=teams, number=number),
        kit=find_kit(filters.kit, day) if filters.kit else None,
    )


def lines_of(uses: Sequence[KitUse], actor: Actor) -> Sequence[UseLine]:
    """Return uses with what this reader sees of them."""
    return [UseLine(use=use, reads_words=queries.reads_words(actor, use)) for use in uses]


def _page(
    actor: Actor, form: UseListForm, day: date, *, teams: int, number: int | None
) -> Page[CountLine]:
    filters, sector = form.filters(), form.filters().sector
    clauses = filters.clauses()
    match form.grouping:
        case By.KIT:
            sums = counting.sums_by_kit(actor, day, clauses)
            cards = _cards(form, day, number)
            lines = [_of_kit(card, sums, teams) for card in cards.rows]
            return Page(rows=lines, number=cards.number, total=cards.total)
        case By.SECTOR:
            groups = counting.by_sector(actor, day, clauses)
            lines = [_named(one) for one in groups if sector in (None, one.key)]
            return Page(rows=lines, number=1, total=len(lines))
        case By.ORGANISATION:
            page = counting.by_organisation(actor, day, clauses, sector=sector, number=number)
        case By.TEAM:
            page = counting.by_team(actor, day, clauses, number=number)
    return Page(rows=[_named(one) for one in page.rows], number=page.number, total=page.total)


def _cards(form: UseListForm, day: date, number: int | None) -> Page[KitCard]:
    """Return the kits that stand in the counts, also those that nobody used."""
    wanted, lang = form.filters(), str(get_locale())
    if wanted.kit:
        card = find_kit(wanted.kit, day)
        return Page(rows=[card] if card else [], number=1, total=1 if card else 0)
    asked = Filters(construct=wanted.construct, page=number or 1)
    if number is not None:
        return shelf(asked, day, lang).page
    cards = list(every_card(asked, day, lang))
    return Page(rows=cards, number=1, total=len(cards))


def _of_kit(card: KitCard, sums: Mapping[int, Sums], teams: int) -> CountLine:
    found = sums.get(card.version.kit_id, Sums())
    return CountLine(
        name=str(card.version.words(str(get_locale()))["title"]),
        href=f"/moi/{card.slug}/",
        group=Group(key=card.slug, sums=found, teams=teams),
        told_with={"kit": card.slug},
    )


def _named(group: Group) -> CountLine:
    match group.thing:
        case Organisation() as home:
            return CountLine(name=home.name, href=f"/organisations/{home.slug}/", group=group)
        case Team() as team:
            place = team.organisation.name
            href = f"/teams/{team.id}/"
            return CountLine(name=team.name, href=href, group=group, beside=place)
        case _:
            sector = Sector(group.key)
            narrowed = {"sector": sector.value}
            return CountLine(name=sector_label(sector), href="", group=group, told_with=narrowed)


@dataclass(frozen=True, kw_only=True)
class UsedKit:
    """A kit that teams of one organisation used, with how often each of them did."""

    slug: str
    title: str
    teams: Sequence[tuple[Team, int]]


def used_by_kit(uses: Sequence[KitUse]) -> Sequence[UsedKit]:
    """Return the kits that these uses are of, in the order of the library, each with its teams."""
    lang = str(get_locale())
    found: dict[str, tuple[KitUse, Counter[int]]] = {}
    teams = {use.team_id: use.team for use in uses}
    for use in uses:
        found.setdefault(use.version.kit.moi_id, (use, Counter()))[1][use.team_id] += 1
    return [
        UsedKit(
            slug=use.version.kit.slug,
            title=str(use.version.words(lang)["title"]),
            teams=[(teams[team_id], count) for team_id, count in sorted(counts.items())],
        )
        for _, (use, counts) in sorted(found.items())
    ]
