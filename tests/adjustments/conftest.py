"""What the tests of adjustments borrow from those of evaluations: a held meeting, a form open."""

from tests.evaluation.conftest import meeting_id, open_id

__all__ = ["meeting_id", "open_id"]
