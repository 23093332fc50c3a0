"""Marks beside words: what tells a comment of one reader from those of all others is gone."""

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import select

from portal.db import db
from portal.questionnaires.campaigns.response_models import Comment
from portal.questionnaires.results.snapshots import find_results
from tests.questionnaires.campaigns import close, make_campaign, make_people, send


def _answered(english: int, dutch: int) -> int:
    people = make_people(english + dutch)
    campaign_id = make_campaign(people)
    for n, person in enumerate(people):
        send(campaign_id, person, n, lang="en" if n < english else "nl")
    return campaign_id


def _marked_in_the_database() -> Counter[str]:
    db.session.rollback()
    return Counter(db.session.scalars(select(Comment.lang).where(Comment.body.like("note%"))))


def _marked_in_results(campaign_id: int) -> Counter[str]:
    results = find_results(campaign_id)
    assert results is not None
    (shown,) = [one for one in results.items if one.code == "P16"]
    return Counter(note.lang for note in shown.comments or ())


@pytest.mark.parametrize("english", [1, 4])
def test_the_few_who_read_another_language_are_not_known_by_their_comments(
    app: Flask, english: int
) -> None:
    """The project team knows who reads English: a mark beside Dutch words would name them."""
    assert app
    campaign_id = _answered(english, 12)
    assert _marked_in_the_database() == {"en": english, "nl": 12}, "nothing to find"
    close(campaign_id)
    assert _marked_in_the_database() == {"nl": 12 + english}
    assert _marked_in_results(campaign_id) == {"nl": 12 + english}


def test_a_language_of_enough_readers_stays_beside_their_words(app: Flask) -> None:
    """A screen reader speaks each comment in its own language where that names nobody."""
    assert app
    campaign_id = _answered(5, 12)
    close(campaign_id)
    assert _marked_in_results(campaign_id) == {"en": 5, "nl": 12}


def test_where_nobody_is_usual_the_larger_group_is(app: Flask) -> None:
    assert app
    campaign_id = _answered(3, 4)
    close(campaign_id)
    assert _marked_in_the_database() == {"nl": 7}


def test_where_nobody_answered_nothing_is_marked(app: Flask) -> None:
    assert app
    campaign_id = make_campaign(make_people(2))
    close(campaign_id)
    assert _marked_in_the_database() == {}
