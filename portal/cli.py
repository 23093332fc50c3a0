"""``flask ...``: what an operator can do."""

import click
from flask import Flask

from portal.policy.table import COLUMNS, TABLE
from portal.web.catalogues import catalogues


@click.command("policy")
def show_policy() -> None:
    """Print the table of rights: permission by role, and how far each reaches."""
    width = max(map(len, TABLE)) + 2
    for role in COLUMNS:
        click.echo(f"{role}:")
        for permission, row in TABLE.items():
            if row[role]:
                click.echo(f"  {permission.ljust(width)}{row[role].name.lower()}")


def init_app(app: Flask) -> None:
    """Give the app its commands."""
    for command in (show_policy, catalogues):
        app.cli.add_command(command)
