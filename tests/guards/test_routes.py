"""Promises that hold for every address."""

import re

import pytest
from flask import Flask

from portal.policy.guard import PUBLIC, policy_of
from tests.conftest import Visitor
from tests.guards.addresses import bare_path, own_rules, path_of


def test_every_view_declares_a_policy(app: Flask) -> None:
    assert [rule.endpoint for rule in own_rules(app) if policy_of(rule.endpoint) is None] == []


def test_every_address_is_kebab_case(app: Flask) -> None:
    bare = [bare_path(rule) for rule in own_rules(app)]
    assert [path for path in bare if not re.fullmatch(r"[a-z0-9/.-]*", path)] == []


def test_visitors_are_asked_to_sign_in(app: Flask, client: Visitor) -> None:
    closed = [rule for rule in own_rules(app) if policy_of(rule.endpoint) != PUBLIC]
    answers = {}
    for rule in closed:
        if "GET" in (rule.methods or ()):
            path = path_of(rule)
            page = client.get(path)
            answers[path] = (page.status_code, page.headers.get("Location", "")[:8])
    assert answers == dict.fromkeys(answers, (303, "/sign-in"))
    assert len(answers) > 10


def test_a_change_without_a_form_token_is_refused(app: Flask, client: Visitor) -> None:
    """A POST that no page of ours made is 400, whoever sends it."""
    changing = [rule for rule in own_rules(app) if "POST" in (rule.methods or ())]
    paths = [path_of(rule) for rule in changing]
    assert {path: client.post(path).status_code for path in paths} == dict.fromkeys(paths, 400)


def test_every_template_parses(app: Flask) -> None:
    names = app.jinja_env.list_templates(extensions=["html", "txt"])
    own = [name for name in names if not name.startswith("security/")]
    assert [name for name in own if app.jinja_env.get_template(name) is None] == []
    assert len(own) > 20


@pytest.mark.parametrize("path", ["/", "/accessibility", "/privacy", "/no-such-page", "/sign-in"])
def test_every_answer_carries_the_headers(client: Visitor, path: str) -> None:
    headers = client.get(path).headers
    assert "'unsafe" not in headers["Content-Security-Policy"]
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_a_number_too_large_for_a_key_is_no_address(app: Flask, client: Visitor) -> None:
    """PostgreSQL would answer a number out of range with an error, not with "not there"."""
    by_number = [rule for rule in own_rules(app) if "<int:" in rule.rule]
    huge = [re.sub(r"<int:[^>]*>", "99999999999", rule.rule) for rule in by_number]
    assert {path: client.get(path).status_code for path in huge} == dict.fromkeys(huge, 404)
    assert len(huge) > 10
