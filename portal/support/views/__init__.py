"""The pages of this room: tasks, hand-overs, moments of support, and panels on other pages."""

from flask import Flask

from portal.support import labels, parts, reading
from portal.support.blueprint import bp
from portal.support.views import advisers, hand_over, moments, panels, tasks
from portal.web.hooks import Act, on, panel

__all__ = ["advisers", "hand_over", "init_app", "moments", "tasks"]


def init_app(app: Flask) -> None:
    """Serve the pages, fill the places on others, and take part in what others do."""
    app.register_blueprint(bp)
    panel(app, "organisation", panels.on_organisation)
    panel(app, "organisation", advisers.on_organisation)
    panel(app, "person", panels.on_person)
    on(app, Act.HAND_OVER, parts.take_over)
    on(app, Act.MERGE, parts.merge)
    on(app, Act.ERASE, parts.forget)
    on(app, Act.PERSON_DATA, parts.data_of_person)
    on(app, Act.ORGANISATION_DATA, parts.data_of_organisation)
    app.jinja_env.filters.update(
        task_words=labels.task_words,
        task_lang=labels.task_lang,
        task_whose=labels.whose,
        kit_address=labels.kit_address,
        task_kind=lambda kind: labels.KINDS[kind],
        task_outcome=lambda outcome: labels.OUTCOMES[outcome],
        adviser_kind=lambda kind: labels.ADVISERS[kind],
        support_channel=lambda how: labels.CHANNELS[how],
        is_open_on=reading.is_open_on,
        level_on=reading.level_on,
    )
    app.jinja_env.globals.update(level_words=labels.level_words, level_tags=labels.LEVEL_TAGS)
