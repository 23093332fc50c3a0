"""The list of organisations, and the plan, as tables to take along."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from flask_babel import gettext

from portal.network.labels import province_label, role_label, status_label
from portal.network.listing import Line
from portal.network.models import Plan
from portal.policy.table import Role
from portal.tables.files import Column, Kind, Table
from portal.taxonomy.sectors import sector_label


def organisations_table(lines: Sequence[Line], on: date) -> Table:
    """Return one row for each organisation, in the words of the reader."""
    return Table(
        name="organisations",
        on=on,
        columns=[
            Column(key="name", label=gettext("Name")),
            Column(key="sector", label=gettext("Sector")),
            Column(key="province", label=gettext("Province")),
            Column(key="wave", label=gettext("Wave"), kind=Kind.NUMBER),
            Column(key="status", label=gettext("Status")),
            Column(key="ambassador", label=role_label(Role.AMBASSADOR)),
            Column(key="primary_contact", label=role_label(Role.PRIMARY_CONTACT)),
            Column(key="oncology", label=gettext("Oncology teams"), kind=Kind.NUMBER),
            Column(key="non_oncology", label=gettext("Other teams"), kind=Kind.NUMBER),
        ],
        rows=[
            {
                **asdict(line),
                "sector": sector_label(line.sector),
                "province": province_label(line.province),
                "status": status_label(line.status),
            }
            for line in lines
        ],
    )


def plan_table(plans: Sequence[Plan], on: date) -> Table:
    """Return one row for each version of the plan."""
    return Table(
        name="plan",
        on=on,
        columns=[
            Column(key="version", label=gettext("Version"), kind=Kind.NUMBER),
            Column(key="valid_from", label=gettext("From"), kind=Kind.DATE),
            Column(key="years", label=gettext("Years"), kind=Kind.NUMBER),
            Column(key="target_organisations", label=gettext("Organisations"), kind=Kind.NUMBER),
            Column(key="second_wave_target", label=gettext("In wave 2"), kind=Kind.NUMBER),
            Column(key="second_wave_from", label=gettext("Wave 2 starts on"), kind=Kind.DATE),
            Column(key="reason", label=gettext("Reason")),
        ],
        rows=[
            {
                "version": plan.version,
                "valid_from": plan.valid_from,
                "years": plan.years,
                "target_organisations": plan.target_organisations,
                "second_wave_target": plan.second_wave_target,
                "second_wave_from": plan.second_wave_from,
                "reason": plan.reason,
            }
            for plan in plans
        ],
    )
