"""``flask create-admin`` and ``flask reset-second-factor``: for the operator of a network."""

import click
from flask import current_app

from portal import clock
from portal.accounts import services
from portal.accounts.second_step import services as second_step
from portal.config import settings_of
from portal.db import transaction
from portal.outbox.addresses import link_to
from portal.rules import RuleBroken


@click.command("create-admin")
@click.argument("email")
def create_admin(email: str) -> None:
    """Make the owner of EMAIL administrator; print a link to choose a password with, once."""
    locale = settings_of(current_app).default_locale
    try:
        with transaction():
            token = services.create_admin(
                email.strip().lower(), locale=locale, on=clock.today(), now=clock.now()
            )
    except RuleBroken as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo("Open this link within 14 days to choose a password. It works once.")
    click.echo(link_to("accounts.set_password", token=token))


@click.command("reset-second-factor")
@click.argument("email")
def reset_second_factor(email: str) -> None:
    """Take the second step from the account of EMAIL; its owner is told by mail."""
    try:
        with transaction():
            second_step.reset_by_address(email.strip().lower(), now=clock.now())
    except RuleBroken as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo("The second step is reset. The owner signs in with the password and chooses anew.")
