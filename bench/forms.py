"""Fill in any form the way a hurried reader does: one answer to each question, then on."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

SENTENCE = "Meer tijd om ervaringen te delen."
Fields = dict[str, str | list[str]]


@dataclass(kw_only=True)
class Filled:
    """A form ready to be sent: where to, and what."""

    action: str
    fields: Fields


@dataclass(kw_only=True)
class _Form:
    action: str
    hidden: dict[str, str] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)


class _Forms(HTMLParser):
    """Collect the forms of a page that are sent by POST."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.forms: list[_Form] = []
        self.open: _Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self.open = _Form(action=given.get("action") or self.path)
            self.forms.append(self.open)
        elif self.open is not None and given.get("name"):
            self._note(self.open, tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None

    def _note(self, form: _Form, tag: str, given: dict[str, str]) -> None:
        name, kind = given["name"], given.get("type", "text")
        if tag == "textarea" or (tag == "input" and kind == "text"):
            form.texts.append(name)
        elif kind == "hidden":
            form.hidden[name] = given.get("value", "")
        elif kind in {"radio", "checkbox"}:
            form.options.setdefault(name, []).append(given["value"])


def fill(page: str, path: str) -> Filled:
    """Fill in the longest form of a page: the second answer to each choice, a sentence in texts."""
    reader = _Forms(path)
    reader.feed(page)
    form = max(reader.forms, key=lambda one: len(one.options) + len(one.texts))
    chosen = {name: values[min(1, len(values) - 1)] for name, values in form.options.items()}
    return Filled(
        action=form.action,
        fields={**form.hidden, **chosen, **dict.fromkeys(form.texts, SENTENCE)},
    )
