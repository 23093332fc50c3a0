"""The base of every form: cross-site request forgery is refused, a broken rule is shown on it."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # its stubs are older

from portal.rules import RuleBroken
from portal.web.words import phrased

__all__ = ["PortalForm", "choices", "tidy"]


def choices(*pairs: tuple[str, str]) -> list[SelectChoice]:
    """Return what a field offers, from pairs of value and label."""
    return [SelectChoice(value, label) for value, label in pairs]


def tidy(words: str | None) -> str:
    """Return words with one kind of line end, and nothing that a database refuses."""
    return (words or "").replace("\0", "").replace("\r\n", "\n").strip()


class PortalForm(FlaskForm):
    """A form that strips what is typed and can carry the reason of a refusal."""

    class Meta:
        """How WTForms treats every field."""

        def bind_field(self, form: Any, unbound: Any, options: dict[str, Any]) -> Any:  # noqa: ANN401 -- WTForms passes what it likes
            """Strip text, so that a space is no answer and a pasted address works."""
            filters = unbound.kwargs.get("filters", [])
            if getattr(unbound.field_class, "widget", None) and "filters" not in unbound.kwargs:
                filters = [*filters, _strip]
            return unbound.bind(form=form, filters=filters, **options)

    def refuse(self, reason: RuleBroken) -> None:
        """Show a broken rule above the form, in the words of the reader."""
        self.form_errors.append(phrased(reason.phrase))


def _strip(value: object) -> object:
    return value.strip() if isinstance(value, str) else value
