"""When to try again."""

from datetime import timedelta

import pytest

from portal.outbox import rules
from portal.outbox.models import MailState
from portal.rules import why_not
from tests.outbox.mails import NOW


@pytest.mark.parametrize(
    ("attempts", "wait"),
    [
        (1, timedelta(minutes=1)),
        (2, timedelta(minutes=5)),
        (3, timedelta(minutes=30)),
        (4, timedelta(hours=2)),
        (5, timedelta(hours=6)),
        (6, timedelta(hours=24)),
    ],
)
def test_each_wait_is_longer(attempts: int, wait: timedelta) -> None:
    assert rules.next_try(attempts, now=NOW) == NOW + wait


@pytest.mark.parametrize("attempts", [7, 8])
def test_after_the_last_wait_a_try_is_final(attempts: int) -> None:
    assert rules.next_try(attempts, now=NOW) is None


def test_what_left_or_leaves_by_itself_is_not_sent_again() -> None:
    check = rules.check_may_send_again
    refused = {state for state in MailState if why_not(check, state, is_wiped=False)}
    assert refused == {MailState.QUEUED, MailState.CLAIMED, MailState.SENT, MailState.STOPPED}


def test_what_is_wiped_is_not_sent_again() -> None:
    refusal = why_not(rules.check_may_send_again, MailState.FAILED, is_wiped=True)
    assert "is wiped" in str(refusal)
