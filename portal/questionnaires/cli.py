"""``flask instruments``: check the questionnaires in ``content/`` and publish their versions."""

from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext

from portal.clock import today
from portal.db import transaction
from portal.questionnaires.importing import import_instrument
from portal.questionnaires.loader import INSTRUMENTS, InstrumentBroken, load_instrument
from portal.rules import RuleBroken

instruments = AppGroup("instruments", help="The questionnaires, as data.")


@instruments.command("check")
def check() -> None:
    """Fail with a line for every fault in an instrument file."""
    faults = [fault for path in _files() if (fault := _fault(path))]
    click.echo("\n".join(faults) or "Every instrument can be published.")
    if faults:
        raise SystemExit(1)


@instruments.command("publish")
def publish() -> None:
    """Publish every instrument file; a version that exists already stays as it is."""
    for path in _files():
        try:
            definition = load_instrument(path)
            with transaction():
                import_instrument(definition, on=today())
        except InstrumentBroken as error:
            raise click.ClickException(str(error)) from error
        except RuleBroken as refused:
            said = gettext(refused.message, **refused.params)
            raise click.ClickException(f"{path}: {said}") from refused
        click.echo(f"{definition.slug} {definition.number}")


def _files() -> list[Path]:
    return sorted(INSTRUMENTS.glob("*.yaml"))


def _fault(path: Path) -> str | None:
    try:
        load_instrument(path)
    except InstrumentBroken as error:
        return str(error)
    return None
