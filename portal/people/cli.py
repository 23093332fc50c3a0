"""``flask people …``: what an operator does for the people of the network."""

import click
from flask.cli import AppGroup

from portal.db import transaction
from portal.people import ledger
from portal.people.naming import nameless
from portal.people.services.forgetting import forget_again

people = AppGroup("people", help="What an operator does for the people of the network.")


def replay() -> int:
    """Forget again, in a database that was restored, who was forgotten before; return how many."""
    with transaction():
        return forget_again(ledger.read(), name_of=nameless)


@people.command("replay-erasures")
def replay_erasures() -> None:
    """Forget again, after a restore, everybody whom the ledger names; safe to run twice."""
    click.echo(f"{replay()} people were forgotten again.")
