"""Every address of the portal, with something in each place that matches its converter."""

import re

from flask import Flask
from werkzeug.routing import Rule

PLACE = re.compile(r"<(?:(?P<kind>[^:>(]+)(?:\((?P<options>[^)]*)\))?:)?(?P<name>[^>]+)>")


def own_rules(app: Flask) -> list[Rule]:
    """Return the rules of all views but the static files, by address."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    return sorted(rules, key=lambda rule: (rule.rule, sorted(rule.methods or ())))


def path_of(rule: Rule, values: dict[str, str] | None = None) -> str:
    """Return the rule's address with ``values`` by name, and a sample in every other place."""

    def fill(place: re.Match[str]) -> str:
        if values and place["name"] in values:
            return values[place["name"]]
        if place["kind"] == "any":
            return (place["options"] or "").split(",")[0].strip()
        return {"int": "1", "id": "1", "string": "xx"}.get(place["kind"] or "", "x")

    return PLACE.sub(fill, rule.rule)


def listed_names(rule: Rule) -> set[str]:
    """Return the names of the places that take one of a few words which the rule lists."""
    return {place["name"] for place in PLACE.finditer(rule.rule) if place["kind"] == "any"}


def bare_path(rule: Rule) -> str:
    """Return the rule's address without what stands in its places."""
    return PLACE.sub("", rule.rule)
