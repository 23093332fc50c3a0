"""``flask roster ...``: the roster from a file, and into one."""

from collections.abc import Sequence
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext, ngettext

from portal.clock import today
from portal.db import transaction
from portal.network.importing.checking import NothingWritten, carry_out, check_file
from portal.network.importing.exporting import roster_workbook
from portal.network.importing.plan import Plan
from portal.network.importing.problems import FileRefused, Problem
from portal.network.importing.showing import parts_of, said
from portal.network.importing.workbook import make_template
from portal.web.words import reason

roster = AppGroup("roster", help="Organisations, teams and people from a file, and into one.")


@roster.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Tell what would change, and change nothing.")
def import_(file: Path, *, dry_run: bool) -> None:
    """Read a CSV or XLSX file: all of it, or nothing when something is wrong."""
    try:
        plan = check_file(file.read_bytes(), today=today())
        _refuse(list(plan.problems))
        if not dry_run:
            with transaction():
                carry_out(plan.upload, seen=plan.fingerprint, today=today(), by=None)
    except FileRefused as refused:
        raise click.ClickException(reason(refused.reason)) from refused
    except NothingWritten as moved:
        _refuse(list(moved.plan.problems))
        raise click.ClickException(
            gettext("Somebody changed the roster meanwhile. Nothing was written: try again.")
        ) from moved
    _tell(plan)
    click.echo(gettext("Nothing was written.") if dry_run else gettext("Written."))


@roster.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(file: Path) -> None:
    """Write the whole roster to an XLSX file that can be read back."""
    file.write_bytes(roster_workbook())


@roster.command("template")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def template(file: Path) -> None:
    """Write an empty XLSX file with the headings, the lists and an explanation."""
    file.write_bytes(make_template())


def _refuse(problems: Sequence[Problem]) -> None:
    """Say everything that is wrong, and stop; nothing when all is well."""
    if not problems:
        return
    for problem in problems:
        click.echo(said(problem), err=True)
    count = len(problems)
    raise click.ClickException(
        ngettext(
            "%(num)s thing to mend. Nothing was written.",
            "%(num)s things to mend. Nothing was written.",
            count,
        )
    )


def _tell(plan: Plan) -> None:
    for part in parts_of(plan):
        click.echo(
            gettext(
                "%(title)s: %(new)s new, %(changed)s changed, %(same)s the same, "
                "%(left)s not in the file",
                title=part.title,
                new=part.new,
                changed=part.changed,
                same=part.same,
                left=part.left,
            )
        )
        for line in (*part.new_lines, *part.changed_lines):
            click.echo(f"  {line.row}: {line.what}. {'; '.join(line.words)}")
