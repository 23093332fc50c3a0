"""Pages about the network: to read it, and for who keeps it to change it."""

from flask import Flask

from portal.audit.words import name_people
from portal.network import labels, queries
from portal.network.blueprint import bp
from portal.network.timeline import in_sentence
from portal.network.views import (
    exemptions,
    organisations,
    plan,
    posts,
    reading,
    statuses,
    team_steps,
    teams,
)
from portal.taxonomy.sectors import context_label, sector_label, setting_label

__all__ = [
    "exemptions",
    "init_app",
    "organisations",
    "plan",
    "posts",
    "reading",
    "statuses",
    "team_steps",
    "teams",
]


def init_app(app: Flask) -> None:
    """Serve the pages, and give every template the words for what the roster stores."""
    app.register_blueprint(bp)
    name_people(app, queries.names_of)
    app.jinja_env.globals.update(
        sector_label=sector_label,
        setting_label=setting_label,
        context_label=context_label,
        status_label=labels.status_label,
        province_label=labels.province_label,
        role_label=labels.role_label,
        rule_label=labels.rule_label,
    )
    app.jinja_env.filters["in_sentence"] = in_sentence
