"""``flask content ...``: begin, check and publish lesson kits."""

from collections import defaultdict
from collections.abc import Sequence

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from portal.clock import today
from portal.db import db, is_at_head, transaction
from portal.moi import services
from portal.moi.lint.library import Checked, Known, check_library, kit_folders
from portal.moi.lint.spelling import NoDictionary, check_spelling, hunspell
from portal.moi.models import Kit, KitVersion
from portal.moi.source.findings import errors_in
from portal.moi.source.folder import CONTENT, read_kit
from portal.moi.source.new_kit import begin_kit
from portal.rules import RuleBroken

content = AppGroup("content", help="Begin, check and publish lesson kits.")


@content.command("new")
@click.argument("slug")
@click.option("--id", "moi_id", help="MOI-0NN; the next free one when left out.")
def new(slug: str, moi_id: str | None) -> None:
    """Make a folder with every file of a kit, and in each what to write there."""
    try:
        folder = begin_kit(CONTENT, slug, on=today(), moi_id=moi_id)
    except RuleBroken as reason:
        click.echo(str(reason), err=True)
        raise SystemExit(1) from reason
    click.echo(f"{folder.name} is made; `flask content check {slug}` tells what to fill in")


@content.command("check")
@click.argument("slug", required=False)
def check(slug: str | None) -> None:
    """Tell what is wrong, line by line; exit 1 when a kit may not be published."""
    known = _published()
    if known is None:
        click.echo("K04 not checked: no database")
    checked = check_library(CONTENT, slug, known=known)
    _tell(checked)
    if any(not one.is_sound for one in checked):
        raise SystemExit(1)


@content.command("spelling")
@click.option("--if-hunspell-is-here", "may_be_left", is_flag=True, help="Say so, and go on.")
def spelling(*, may_be_left: bool) -> None:
    """Tell each word that neither the dictionary nor content/spelling has; exit 1 for one."""
    kits = [read_kit(folder)[0] for folder in kit_folders(CONTENT)]
    try:
        told = list(check_spelling(kits, hunspell))
    except NoDictionary as reason:
        hint = "apt-get install hunspell hunspell-nl hunspell-en-gb"
        click.echo(f"spelling not checked: {reason} — {hint}", err=True)
        raise SystemExit(0 if may_be_left else 1) from reason
    for slug, finding in told:
        click.echo(f"{slug}/{finding}")
    click.echo(f"{len(kits)} kits, {len(told)} words to look at")
    if told:
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


def _published() -> Known | None:
    """Return the content hash of every published number, or nothing without a database at head."""
    query = select(Kit.slug, KitVersion.number, KitVersion.content_sha256).join(Kit.versions)
    known: defaultdict[str, dict[str, str]] = defaultdict(dict)
    try:
        if not is_at_head(current_app.extensions["head"]):
            return None
        for slug, number, content_sha256 in db.session.execute(query):
            known[slug][number] = content_sha256
    except SQLAlchemyError:
        db.session.rollback()
        return None
    return known


def _tell(checked: Sequence[Checked]) -> None:
    for one in checked:
        for finding in one.findings:
            click.echo(f"{one.kit.folder.name}/{finding}")
    errors = sum(len(errors_in(one.findings)) for one in checked)
    click.echo(f"{len(checked)} kits, {errors} errors")
