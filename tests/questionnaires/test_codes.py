"""One-time codes: easy to type, hard to guess, useless to who reads the database."""

from portal.questionnaires.campaigns.codes import ALPHABET, hash_code, make_codes

SECRET = "a key for tests"


def test_codes_are_readable_and_differ() -> None:
    codes = make_codes("seed", 200, secret=SECRET)
    assert len(set(codes)) == 200
    assert {len(code) for code in codes} == {9}
    assert set("".join(codes)) <= set(ALPHABET) | {"-"}


def test_the_same_request_gives_the_same_list() -> None:
    first, again = (make_codes("seed", 5, secret=SECRET) for _ in range(2))
    assert first == again
    assert make_codes("other", 5, secret=SECRET) != first


def test_a_code_is_known_however_it_is_typed() -> None:
    hashes = {hash_code(typed, secret=SECRET) for typed in ("ABCD-2345", " abcd 2345", "abcd2345")}
    assert len(hashes) == 1


def test_the_hash_needs_the_key() -> None:
    assert hash_code("ABCD2345", secret=SECRET) != hash_code("ABCD2345", secret="other")
