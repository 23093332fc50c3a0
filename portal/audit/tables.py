"""The trail as a file to take along."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from portal.audit.models import AuditEvent
from portal.tables.files import Column, Kind, Table


def acts_table(acts: Iterable[AuditEvent], *, zone: ZoneInfo) -> Table:
    """Return one row an act: instants in the network's zone, people by their number."""
    return Table(
        name="audit",
        columns=(
            Column(key="number", label=_("Number"), kind=Kind.NUMBER),
            Column(key="when", label=_("When")),
            Column(key="event", label=_("What")),
            Column(key="person", label=_("Number of the person"), kind=Kind.NUMBER),
            Column(key="kind", label=_("Kind of object")),
            Column(key="object", label=_("Object")),
            Column(key="valid_on", label=_("Holds from"), kind=Kind.DATE),
            Column(key="detail", label=_("Detail")),
        ),
        rows=(
            {
                "number": act.id,
                "when": act.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S"),
                "event": act.event,
                "person": act.by_person_id,
                "kind": act.object_kind,
                "object": act.object_id,
                "valid_on": act.valid_on,
                "detail": detail_line(act),
            }
            for act in acts
        ),
    )


def detail_line(act: AuditEvent) -> str:
    """Return the detail of an act in one line, in the order of its keys."""
    return ", ".join(f"{key}: {value}" for key, value in sorted(act.detail.items()))
