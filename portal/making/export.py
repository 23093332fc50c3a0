"""What is in the making as a table to take along."""

from collections.abc import Iterable

from flask_babel import gettext

from portal.making import labels
from portal.making.models import Draft
from portal.tables.files import Column, Kind, Table
from portal.taxonomy.model import known_constructs
from portal.taxonomy.sectors import Sector, setting_label


def drafts_table(drafts: Iterable[Draft]) -> Table:
    """Return one row for each kit in the making: what everybody in the network may know of it."""
    return Table(
        name="in-the-making",
        columns=[
            Column(key="title", label=gettext("Lesson kit")),
            Column(key="number", label=gettext("Number")),
            Column(key="step", label=gettext("Where it is")),
            Column(key="since", label=gettext("Since"), kind=Kind.DATE),
            Column(key="able_to", label=gettext("What a team can do after it")),
            Column(key="why", label=gettext("Why")),
            Column(key="constructs", label=gettext("Parts of the model")),
            Column(key="sectors", label=gettext("Kinds of care")),
            Column(key="teams", label=gettext("Teams that write it")),
        ],
        rows=[
            {
                "title": draft.title,
                "number": draft.moi_id or "",
                "step": str(labels.STEPS[draft.step]),
                "since": draft.since,
                "able_to": draft.able_to,
                "why": draft.why,
                "constructs": "; ".join(
                    str(one.label) for one in known_constructs(draft.constructs)
                ),
                "sectors": "; ".join(setting_label(Sector(one)) for one in draft.sectors),
                "teams": "; ".join(
                    f"{team.name}, {team.organisation.name}" for team in draft.teams
                ),
            }
            for draft in drafts
        ],
    )
