"""The list of people as a table to take along."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext

from portal.network.labels import role_label
from portal.people.queries.listing import Line
from portal.people.words import STANDINGS
from portal.tables.files import Column, Table


def people_table(lines: Sequence[Line], on: date) -> Table:
    """Return one row for each post of each person, so that a spreadsheet can filter on it."""
    return Table(
        name="people",
        on=on,
        columns=[
            Column(key="name", label=gettext("Name")),
            Column(key="email", label=gettext("E-mail address")),
            Column(key="role", label=gettext("Role")),
            Column(key="organisation", label=gettext("Organisation")),
            Column(key="team", label=gettext("Team")),
            Column(key="state", label=gettext("Account")),
        ],
        rows=[
            {
                "name": line.name,
                "email": line.email,
                "role": role_label(post.role) if post else None,
                "organisation": post.organisation.name if post and post.organisation else None,
                "team": post.team.name if post and post.team else None,
                "state": str(STANDINGS[line.standing]) if line.standing else None,
            }
            for line in lines
            for post in (*line.posts, *([] if line.posts else [None]))
        ],
    )
