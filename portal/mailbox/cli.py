"""Commands of this room."""

import os
import sys
from pathlib import Path
from threading import Event

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError

from portal.config import settings_of
from portal.mailbox.imap import MailboxTrouble
from portal.mailbox.message import LARGEST
from portal.mailbox.receiving import receive_mailbox, receive_one

group = AppGroup("mail", short_help="Mail that comes back to the portal.")


@group.command("receive")
@click.option(
    "--file",
    "path",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="Read one message from this file; - is what is piped in.",
)
def receive(path: Path | None) -> None:
    """Read replies of calendars and delivery reports: a piped message, or the mailbox.

    Prints what became of them. When the database does not answer, a piped message is asked for
    once more later (exit code 75), so that the mail server keeps it.
    """
    raw = _piped() if path is None or str(path) == "-" else path.read_bytes()
    url = settings_of(current_app).mailbox_url
    if raw:
        _tell_one(raw)
    elif url:
        _tell_all(url)
    else:
        raise click.UsageError("Pipe a message in, name a --file, or set MAILBOX_URL.")


def _piped() -> bytes:
    """Return what is piped in, of a larger message one byte more than is read."""
    return b"" if sys.stdin.isatty() else sys.stdin.buffer.read(LARGEST + 1)


def _tell_one(raw: bytes) -> None:
    try:
        outcome = receive_one(raw)
    except OperationalError:
        click.echo("The database does not answer; try again later.", err=True)
        sys.exit(os.EX_TEMPFAIL)
    click.echo(outcome.value)


def _tell_all(url: str) -> None:
    try:
        outcomes = receive_mailbox(url, Event())
    except MailboxTrouble as trouble:
        raise click.ClickException(f"The mailbox cannot be read: {trouble}.") from trouble
    for outcome, count in sorted(outcomes.items()):
        click.echo(f"{outcome.value}: {count}")
    click.echo(f"{outcomes.total()} read")
