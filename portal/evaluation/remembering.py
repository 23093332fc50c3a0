"""What the codes of open answers add when a person is erased or merged, or asks for their data."""

from typing import Any

from flask import Flask

from portal.evaluation.coding import services as coding
from portal.web.hooks import Act, on


def person_data(*, person_id: int) -> dict[str, Any]:
    """Return how much a person coded, and what they noted; the answers are nobody's."""
    return {
        "answers_coded": [
            {"questionnaire": campaign_id, "codes": codes, "notes": notes}
            for campaign_id, codes, notes in coding.coded_by(person_id)
        ],
        "notes_of_a_coder": list(coding.memos_of(person_id)),
    }


def forget(*, person_id: int) -> None:
    """Take the name of an erased person off their codes."""
    coding.forget_coder(person_id)


def merge(*, kept_id: int, gone_id: int) -> None:
    """Settle what two rows of one person coded twice."""
    coding.merge_coders(kept_id=kept_id, gone_id=gone_id)


def register_acts(app: Flask) -> None:
    """Take part in the acts of the rooms below."""
    on(app, Act.ERASE, forget)
    on(app, Act.MERGE, merge)
    on(app, Act.PERSON_DATA, person_data)
