"""``flask create-admin``: the first account of a network."""

import click
from flask import current_app

from portal import clock
from portal.accounts import services
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
