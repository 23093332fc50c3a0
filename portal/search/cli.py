"""``flask search ...``: make the index anew."""

import click
from flask.cli import AppGroup

from portal.search import services
from portal.search.models import Kind

search = AppGroup("search", help="The index of the search box.")


@search.command("rebuild")
@click.argument("kinds", nargs=-1, type=click.Choice([kind.value for kind in Kind]))
def rebuild(kinds: tuple[str, ...]) -> None:
    """Make every entry anew where it differs: of these kinds, or of all. Safe at any time."""
    written = services.rebuild([Kind(kind) for kind in kinds or Kind])
    click.echo(f"{written} entries were made anew.")
