"""``flask instruments``: check the questionnaires in ``content/``, publish and exchange them."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext
from sqlalchemy.exc import SQLAlchemyError

from portal.clock import today
from portal.db import db, is_at_head, transaction
from portal.questionnaires.instruments.definition import Definition
from portal.questionnaires.instruments.importing import import_instrument
from portal.questionnaires.instruments.lint.faults import Fault, errors_in
from portal.questionnaires.instruments.lint.library import Known, check_file, check_library
from portal.questionnaires.instruments.loader import (
    INSTRUMENTS,
    InstrumentBroken,
    load_instrument,
    yaml_of,
)
from portal.questionnaires.instruments.verifying import changed_versions
from portal.questionnaires.instruments.versions import (
    find_published,
    find_version,
    kept_versions,
    read_version,
)
from portal.rules import RuleBroken

SKELETON: Final = Path(__file__).with_name("skeleton.yaml")

instruments = AppGroup("instruments", help="The questionnaires, as data.")


@instruments.command("new")
@click.argument("slug")
def new(slug: str) -> None:
    """Begin a questionnaire: a file with an example of each part, to write over."""
    path = INSTRUMENTS / f"{slug}.yaml"
    if path.exists():
        raise click.ClickException(f"{path.name} is there already")
    if not slug.replace("-", "a").isalnum() or not slug.isascii() or slug != slug.lower():
        raise click.ClickException("write small letters and digits with hyphens between")
    words = SKELETON.read_text(encoding="utf-8").replace("your-slug", slug)
    path.write_text(words, encoding="utf-8")
    click.echo(f"{path.name} is made; `flask instruments check` tells what is wrong with it")


@instruments.command("check")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON list, for other programs.")
def check(files: Sequence[Path], *, as_json: bool) -> None:
    """Tell what is wrong by file and line; exit 1 when something may not be published.

    FILES are looked at each by itself; without any, those in content/ beside each other.
    """
    known = None if files else _published()
    checked = [check_file(path) for path in files] or check_library(INSTRUMENTS, known=known)
    faults = [fault for one in checked for fault in one.faults]
    if as_json:
        click.echo(json.dumps([_as_data(fault) for fault in faults], ensure_ascii=False))
    else:
        _tell(faults, len(checked), may_differ=known is None and not files)
    if errors_in(faults):
        raise SystemExit(1)


def _tell(faults: Sequence[Fault], files: int, *, may_differ: bool) -> None:
    if may_differ:
        click.echo("I28 not checked: no database")
    for fault in faults:
        click.echo(str(fault))
    click.echo(f"{files} instrument files, {len(errors_in(faults))} errors")


def _as_data(fault: Fault) -> dict[str, object]:
    said = {"message": str(fault.message), "hint": str(fault.hint)}
    return asdict(fault) | said | {"error": fault.is_error}


@instruments.command("publish")
def publish() -> None:
    """Publish every file, older numbers first: all or none; what exists already stays as it is."""
    checked = check_library(INSTRUMENTS)
    faults = [fault for one in checked for fault in one.faults]
    if errors_in(faults):
        raise click.ClickException("\n".join(map(str, errors_in(faults))))
    definitions = [one.definition for one in checked if one.definition is not None]
    with transaction():
        for definition in definitions:
            _import(definition)
    for definition in definitions:
        click.echo(f"{definition.slug} {definition.number}")


def _import(definition: Definition) -> None:
    try:
        import_instrument(definition, on=today())
    except RuleBroken as refused:
        said = gettext(refused.message, **refused.params)
        raise click.ClickException(f"{definition.slug} {definition.number}: {said}") from refused


@instruments.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_file(file: Path) -> None:
    """Publish one file from anywhere, as another portal exported it."""
    try:
        definition = load_instrument(file)
    except InstrumentBroken as error:
        raise click.ClickException(str(error)) from error
    with transaction():
        _import(definition)
    click.echo(f"{definition.slug} {definition.number}")


@instruments.command("export")
@click.argument("slug")
@click.argument("number", type=int, required=False)
def export(slug: str, number: int | None) -> None:
    """Print a published version as a file; without a number the one in use."""
    version = find_published(slug) if number is None else find_version(slug, number)
    if version is None:
        raise click.ClickException("there is no such version")
    try:
        definition = read_version(version).definition
    except ValueError as changed:
        raise click.ClickException(str(changed)) from changed
    click.echo(yaml_of(definition), nl=False)


@instruments.command("verify")
def verify() -> None:
    """Compare every published version with the hash of its publication; exit 1 for one changed."""
    changed = changed_versions()
    for told in changed:
        click.echo(str(told))
    click.echo(f"{len(kept_versions())} versions, {len(changed)} changed")
    if changed:
        raise SystemExit(1)


def _published() -> Known | None:
    """Return the content hash of every published number, or nothing without a database at head."""
    try:
        if not is_at_head(current_app.extensions["head"]):
            return None
        known: dict[str, dict[int, str]] = {}
        for version in kept_versions():
            of_slug = known.setdefault(version.instrument.slug, {})
            of_slug[version.number] = version.content_sha256
    except SQLAlchemyError:
        db.session.rollback()
        return None
    return known
