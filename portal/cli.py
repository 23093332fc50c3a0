"""``flask ...``: what an operator can do."""

import signal
from threading import Event

import click
from flask import Flask, current_app

from portal.demo.fill import demo
from portal.jobs import run_worker
from portal.policy.table import COLUMNS, TABLE, Reach
from portal.web.catalogues import catalogues

MARKS = {
    Reach.NONE: "·",
    Reach.OWN: "o",
    Reach.TEAM: "T",
    Reach.ORGANISATION: "O",
    Reach.NETWORK: "N",
}


@click.command("policy")
def show_policy() -> None:
    """Print the table of rights: a line a permission, a column a role, a mark for the reach."""
    width = max(map(len, TABLE)) + 2
    click.echo(
        "Reach: " + "  ".join(f"{mark} {reach.name.lower()}" for reach, mark in MARKS.items())
    )
    for number, role in enumerate(COLUMNS, start=1):
        click.echo(f"{number:>3} {role}")
    click.echo(" " * width + "".join(f"{number:>3}" for number in range(1, len(COLUMNS) + 1)))
    for permission, row in TABLE.items():
        click.echo(permission.ljust(width) + "".join(f"{MARKS[row[role]]:>3}" for role in COLUMNS))


@click.command("worker")
def worker() -> None:
    """Deliver mail and run the scheduled jobs until told to stop; any number may run, one leads."""
    stop = Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    run_worker(current_app._get_current_object(), stop)  # type: ignore[attr-defined]  # noqa: SLF001 -- Flask's documented way


def init_app(app: Flask) -> None:
    """Give the app the commands that belong to no room; each room adds its own."""
    for command in (show_policy, worker, demo, catalogues):
        app.cli.add_command(command)
