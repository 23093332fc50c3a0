"""``flask demo``: fill an empty database with the practice network, through the services."""

import json
from datetime import date
from pathlib import Path

import click
from flask import current_app
from flask_migrate import upgrade

from portal.clock import today
from portal.config import settings_of
from portal.db import transaction
from portal.demo.accounts import fill_accounts
from portal.demo.adjustments import fill_adjustments
from portal.demo.adoption import fill_adoption
from portal.demo.agenda import fill_agenda
from portal.demo.attendance import fill_attendance
from portal.demo.cards import fill_cards
from portal.demo.care import fill_care
from portal.demo.culture import fill_culture
from portal.demo.draft_files import fill_draft_files
from portal.demo.editions import fill_editions
from portal.demo.evaluation import fill_evaluation
from portal.demo.events import fill_events
from portal.demo.mailbox import fill_mailbox
from portal.demo.making import fill_making
from portal.demo.materials import fill_materials
from portal.demo.meetings import fill_meetings
from portal.demo.minutes import fill_minutes
from portal.demo.needs import fill_needs
from portal.demo.organisation_accounts import fill_organisation_accounts
from portal.demo.people import fill_people
from portal.demo.polls import fill_polls
from portal.demo.roster import fill_roster, is_filled
from portal.demo.scale import fill_scale
from portal.demo.stewardship import fill_stewardship
from portal.demo.support import fill_support
from portal.demo.trials import fill_trials
from portal.search.services import rebuild
from portal.web.catalogues import compile_changed

DATA = Path(__file__).with_name("network.json")
KITS_SINCE = date(2022, 10, 3)  # the day of their changelogs
PASSWORD = "mangomoment-demo"  # noqa: S105 -- printed for everybody: the practice network is open


@click.command("demo")
@click.option(
    "--scale", default=1, type=click.IntRange(1, 200), help="Thirty organisations so many times."
)
def demo(scale: int) -> None:
    """Bring the database up to date and fill it with the practice network, if it is empty."""
    compile_changed()
    upgrade()
    if is_filled():
        click.echo("The practice network is there already.")
        return
    data = json.loads(DATA.read_text())
    with transaction():
        fill_roster(data)
        fill_accounts(settings_of(current_app).demo_password or PASSWORD)
        fill_organisation_accounts()
        fill_editions(on=KITS_SINCE)
        fill_meetings(data, today=today())
        _fill_around_meetings()
        _fill_questionnaires()
        fill_cards(today=today())
        fill_support(today=today())
        fill_people()
        fill_trials(today=today())
        _fill_kits()
        _fill_beside_moments()
        organisations = fill_scale(scale)
    if scale > 1:
        rebuild()  # of the search: rows in bulk pass it by
        click.echo(f"{organisations} organisations are there.")
    click.echo("The practice network is ready.")


def _fill_around_meetings() -> None:
    """Fill what is kept of the meetings that there are."""
    fill_minutes(today=today())
    fill_attendance(today=today())
    fill_mailbox(today=today())


def _fill_questionnaires() -> None:
    """Fill what people answered, what culture measurements gave, and what was done with it."""
    fill_evaluation(today=today())
    fill_culture(today=today())
    fill_adjustments(today=today())
    fill_care(today=today())


def _fill_beside_moments() -> None:
    """Fill the workshop and the event, the polls that find a day, and what there is to read."""
    fill_events(today=today())
    fill_polls(today=today())
    fill_materials(today=today())


def _fill_kits() -> None:
    """Fill what happens around the lesson kits, each part on the one before."""
    fill_needs(today=today())
    fill_making(today=today())
    fill_draft_files(today=today())
    fill_stewardship(today=today())
    fill_adoption(today=today())
    fill_agenda(today=today())
