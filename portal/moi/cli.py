"""``flask content ...``: check and publish lesson kits."""

from collections.abc import Sequence

import click
from flask.cli import AppGroup

from portal.clock import today
from portal.db import transaction
from portal.moi import services
from portal.moi.lint.library import Checked, check_library
from portal.moi.source.findings import errors_in
from portal.moi.source.folder import CONTENT
from portal.rules import RuleBroken

content = AppGroup("content", help="Check and publish lesson kits.")


@content.command("check")
@click.argument("slug", required=False)
def check(slug: str | None) -> None:
    """Tell what is wrong, line by line; exit 1 when a kit may not be published."""
    checked = check_library(CONTENT, slug)
    _tell(checked)
    if any(not one.is_sound for one in checked):
        raise SystemExit(1)


@content.command("publish")
@click.argument("slug", required=False)
def publish(slug: str | None) -> None:
    """Keep the kits as immutable versions: all of them, or none."""
    checked = check_library(CONTENT, slug)
    if any(not one.is_sound for one in checked):
        _tell(checked)
        raise SystemExit(1)
    try:
        with transaction():
            for one in checked:
                version = services.publish_kit(one, on=today(), by=None)
                click.echo(f"{version.kit.slug} {version.number}")
    except RuleBroken as reason:
        click.echo(str(reason), err=True)
        raise SystemExit(1) from reason


def _tell(checked: Sequence[Checked]) -> None:
    for one in checked:
        for finding in one.findings:
            click.echo(f"{one.kit.folder.name}/{finding}")
    errors = sum(len(errors_in(one.findings)) for one in checked)
    click.echo(f"{len(checked)} kits, {errors} errors")
