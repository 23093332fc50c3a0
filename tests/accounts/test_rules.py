"""Promises of the rules: passwords, waits, and where a sign-in may lead on to."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts import rules
from portal.accounts.rules import FIRST_PAGE, Limit, safe_next, wait_after
from portal.accounts.weak_words import WEAK_PASSWORDS, WEAK_WORDS, common_passwords
from portal.rules import RuleBroken, why_not

SITE = "https://portal.example.org/sign-in"


def refusal(password: str) -> str:
    """Return why Hilde may not use this password, or nothing."""
    broken = why_not(
        rules.check_may_use_password,
        password,
        name="Hilde Vermeulen",
        address="h.vermeulen@ziekenhuis.example",
    )
    return broken.message if broken else ""


@pytest.mark.parametrize(
    "good",
    [
        "vier paarden in de regen",
        "kers tafel olie wind",
        "xK9#mQ2$vL5n",
        " spaties  blijven staan ",
        "ünïcödé mag gewoon ook",
        "alleenkleineletterszondercijfers",
        "y" * 3 + "f7q" + "n" * 3 + "p0w",
    ],
)
def test_a_password_needs_length_and_nothing_else(good: str) -> None:
    assert refusal(good) == ""


@given(st.text(max_size=rules.SHORTEST_PASSWORD - 1))
def test_a_short_password_is_refused_whatever_is_in_it(short: str) -> None:
    assert refusal(short).startswith("Use at least")


@given(st.integers(min_value=12, max_value=128), st.randoms(use_true_random=False))
def test_every_length_up_to_128_is_fine(length: int, random: object) -> None:
    signs = "bcdfghjkmnpqrtvwxz98765#&*"
    password = "".join(random.choice(signs) for _ in range(length))  # type: ignore[attr-defined]
    assert "Use at" not in refusal(password)


def test_128_characters_fit_and_129_are_too_many() -> None:
    long = "kers tafel olie wind " * 6
    assert refusal(long + "ab") == ""
    assert refusal(long + "abc") == "Use at most %(count)s characters."


@pytest.mark.parametrize(
    "weak",
    [
        "password1234",
        "P@ssw0rd!!!!",
        "Welkom2023!!!!",
        "W3lk0m!W3lk0m!",
        "Antwerpen2024!",
        "geheim geheim",
        "ziekenhuis zonnebloem",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "123456789012",
        "qwertyuiop12",
        "azertyuiop123",
        "098765432109",
        "1q2w3e4r5t6y",
        "correcthorsebatterystaple",
        "Correct Horse Battery Staple",
        "\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff441234",  # full-width letters
    ],
)
def test_what_attackers_try_first_is_refused(weak: str) -> None:
    assert refusal(weak).startswith("This password is on the lists")


@pytest.mark.parametrize(
    "leaked",
    [
        "startfinding",  # as it is on the list
        "StartFinding",
        "St4rtF1nd1ng!",
        "liverpool1892",  # a leaked one with digits behind it
        "...liverpoolrangers...",
        "monkey-liverpool",  # two in a row
        "654321shadow",
        "qazwsxedc2024",
        "dragonball007!",
    ],
)
def test_what_leaked_before_is_refused_in_every_guise(leaked: str) -> None:
    assert refusal(leaked).startswith("This password is on the lists")


def test_without_the_list_those_would_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "common_passwords", frozenset)
    assert refusal("startfinding") == ""
    assert refusal("liverpoolrangers") == ""


def test_the_list_of_leaked_passwords_is_whole() -> None:
    listed = common_passwords()
    assert len(listed) == 19_299
    assert {"123456", "password", "azerty"} <= listed
    assert {len(one) >= 4 and one == one.lower() and one.isascii() for one in listed} == {True}


@pytest.mark.parametrize(
    "ordinary", ["fietsbel onder de brug", "melk brood kaas boter", "correct paard batterij"]
)
def test_a_sentence_of_ordinary_words_stays_fine(ordinary: str) -> None:
    assert refusal(ordinary) == ""


@given(st.sampled_from(sorted(WEAK_WORDS)), st.text("0123456789!?.", min_size=12, max_size=20))
def test_digits_and_signs_do_not_make_a_weak_word_strong(word: str, tail: str) -> None:
    assert refusal(word.title() + tail) != ""


@pytest.mark.parametrize("known", sorted(WEAK_PASSWORDS))
def test_every_listed_password_is_refused_and_long_enough_to_need_it(known: str) -> None:
    assert len(known) >= rules.SHORTEST_PASSWORD
    assert refusal(known.upper()) != ""


@pytest.mark.parametrize(
    "personal",
    [
        "Mangomoment2023!",
        "m4ng0m0m3nt-team",
        "vermeulen zit hier",
        "ikbenHILDEenjij",
        "h.vermeulen@ziekenhuis.example",
    ],
)
def test_names_and_mangomoment_are_easy_to_guess(personal: str) -> None:
    assert refusal(personal).startswith("This password is easy to guess")


LIMIT = Limit(free=3, first_wait=timedelta(minutes=1), longest_wait=timedelta(minutes=5))


def test_the_wait_starts_after_the_free_tries_and_doubles_up_to_its_longest() -> None:
    waits = [wait_after(LIMIT, count) / timedelta(minutes=1) for count in range(1, 8)]
    assert waits == [0, 0, 1, 2, 4, 5, 5]


@given(st.integers(min_value=1, max_value=10**9))
def test_the_wait_never_passes_its_longest(count: int) -> None:
    assert timedelta(0) <= wait_after(LIMIT, count) <= LIMIT.longest_wait


@pytest.mark.parametrize(
    "inside", ["/today", "/organisations/?sector=hospital&wave=1", "/moi/x/?lang=en", "/me/#top"]
)
def test_a_page_of_this_site_is_kept(inside: str) -> None:
    assert safe_next(inside) == inside


@pytest.mark.parametrize(
    "outside",
    [
        None,
        "",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/moi\\..\\evil",
        "/%2Fevil.example",
        "/%5Cevil.example",
        "/%255Cevil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "moi/",
        "/\tevil.example",
        "/\t/evil.example",
        "/moi\r\nSet-Cookie: a=b",
        "/moi%0d%0aSet-Cookie:%20a=b",
        "/moi%250d%250aSet-Cookie",
        " /moi/",
        "/\u2028/evil.example",
        "/sign-in",
        "/sign-out",
        "/" + "a" * 2000,
    ],
)
def test_anything_else_leads_to_the_first_page(outside: str | None) -> None:
    assert safe_next(outside) == FIRST_PAGE


HOSTILE = st.text("/\\:.@%?#&; \t\r\nabc0d5Cf2", max_size=30)


@given(st.one_of(HOSTILE, st.text(max_size=40), HOSTILE.map(lambda tail: "/" + tail)))
def test_no_target_leaves_the_site_as_browsers_read_it(target: str) -> None:
    going = safe_next(target)
    as_browsers_do = "".join(sign for sign in going if sign not in "\t\r\n").replace("\\", "/")
    there = urlsplit(urljoin(SITE, as_browsers_do))
    assert (there.scheme, there.netloc) == ("https", "portal.example.org")
    assert going.isprintable()


@given(st.text("abc/?=&-", max_size=20).filter(lambda path: not path.startswith(("/", "\\"))))
def test_what_is_quoted_once_more_is_judged_as_it_will_be_read(path: str) -> None:
    assert safe_next("/" + quote("/evil.example/" + path, safe="")) == FIRST_PAGE


def test_sessions_know_no_finer_time_than_the_hour() -> None:
    half_past = datetime(2026, 3, 29, 10, 31, 12, 345, tzinfo=UTC)
    assert rules.hour_of(half_past) == datetime(2026, 3, 29, 10, tzinfo=UTC)


@given(st.integers(min_value=0, max_value=10**10).map(lambda s: datetime.fromtimestamp(s, UTC)))
def test_idling_ends_a_session_after_two_to_three_hours(seen: datetime) -> None:
    kept = rules.hour_of(seen)
    assert kept >= rules.oldest_awake(seen + timedelta(hours=2) - timedelta(seconds=1))
    assert kept < rules.oldest_awake(seen + timedelta(hours=3))


@pytest.mark.parametrize(
    ("standing", "why"),
    [
        ({"address": None}, "There is no e-mail address"),
        ({"address": ""}, "There is no e-mail address"),
        ({"is_active": False}, "This account is closed"),
        ({"has_password": True}, "This person can sign in already"),
    ],
)
def test_who_cannot_be_invited(standing: dict[str, Any], why: str) -> None:
    who: dict[str, Any] = {
        "address": "a@example.org",
        "is_active": True,
        "has_password": False,
    } | standing
    with pytest.raises(RuleBroken, match=why):
        rules.check_may_invite(**who)
