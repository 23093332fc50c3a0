"""What kind of file this is, judged by what is in it and never by its name."""

from collections.abc import Sequence
from typing import Final

from portal.network.importing import csv_files, xlsx_files
from portal.network.importing.problems import FileRefused, no_file
from portal.network.importing.raw import RawSheet
from portal.rules import N_, RuleBroken

LARGEST_FILE: Final = 10 * 1024 * 1024


def read_file(data: bytes) -> Sequence[RawSheet]:
    """Return the sheets of an XLSX or CSV file; raise ``FileRefused`` for anything else."""
    if not data.strip():
        raise no_file()
    if len(data) > LARGEST_FILE:
        raise FileRefused(
            RuleBroken(N_("This file is larger than 10 MB. Send the three sheets one by one."))
        )
    if data.startswith(xlsx_files.ZIP):
        return xlsx_files.read_xlsx(data)
    if data.startswith(xlsx_files.OLD_EXCEL):
        raise FileRefused(
            RuleBroken(N_("This is an old Excel file or has a password. Save it as XLSX without."))
        )
    if csv_files.is_utf16(data):
        raise FileRefused(
            RuleBroken(N_("This file is written in UTF-16. Save it as “CSV UTF-8” or as XLSX."))
        )
    if not csv_files.looks_like_text(data):
        raise FileRefused(
            RuleBroken(N_("This is no CSV and no Excel file, whatever its name says."))
        )
    return [csv_files.read_csv(data)]
