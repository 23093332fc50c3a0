"""From a file, or from its rows, to what it would change in the roster of this moment."""

from datetime import date

from portal.network.importing.files import read_file
from portal.network.importing.parsing import parse
from portal.network.importing.plan import Plan
from portal.network.importing.planning import make_plan
from portal.network.importing.problems import Problems
from portal.network.importing.queries import load_known
from portal.network.importing.rows import Upload
from portal.network.importing.writing import RowRefused, write_plan


class NothingWritten(Exception):  # noqa: N818 -- reads as a sentence where it is raised
    """The plan was not carried out: the roster moved on, or there are problems with the file."""

    def __init__(self, plan: Plan) -> None:
        """Keep the plan as it is now."""
        super().__init__("nothing was written")
        self.plan = plan


def check_file(data: bytes, *, today: date) -> Plan:
    """Return what a file would change, with all its problems; ``FileRefused`` if unreadable."""
    problems = Problems()
    upload = parse(read_file(data), problems)
    return make_plan(upload, load_known(), today=today, problems=problems)


def check_rows(upload: Upload, *, today: date) -> Plan:
    """Return what rows that were read before would change in the roster of this moment."""
    return make_plan(upload, load_known(), today=today, problems=Problems())


def carry_out(upload: Upload, *, seen: str, today: date, by: int | None) -> Plan:
    """Write what was seen, in the caller's transaction; ``NothingWritten`` undoes it and says why.

    ``seen`` is the fingerprint of the differences that somebody agreed to.
    """
    plan = check_rows(upload, today=today)
    if plan.problems or plan.fingerprint != seen:
        raise NothingWritten(plan)
    try:
        write_plan(plan, by=by)
    except RowRefused as error:
        plan.refuse(error.row, "", error.refused)
        raise NothingWritten(plan) from error
    return plan
