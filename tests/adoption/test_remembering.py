"""Erasing, merging and taking along what somebody or an organisation told."""

import io
import json
import zipfile

import pytest
from flask import Flask
from sqlalchemy import select

from portal.adoption import remembering
from portal.adoption.models import Answer, KitUse, NextKit, Reason
from portal.db import db, transaction
from portal.moi.models import KitVersion
from portal.web.hooks import Act, tell
from tests.adoption.conftest import USED, MakeKit, Use
from tests.cast import Cast
from tests.conftest import TODAY, Visitor


@pytest.fixture
def told(cast: Cast, make_kit: MakeKit, use: Use) -> KitVersion:
    version = make_kit(1)
    team, person = cast.home.team_ids[0], cast.lead.person_id
    use(team, version, words="Mooi", told_by_id=person)
    use(team, version, words="Zonder naam", used_on=TODAY, by_code=True)
    with transaction():
        db.session.add(
            NextKit(
                team_id=team,
                kit_id=version.kit_id,
                reason=Reason.FIRST,
                answer=Answer.DECLINED,
                answered_on=TODAY,
                answered_by_id=person,
                why="Te druk",
            )
        )
    return version


def test_a_person_takes_along_what_they_told(cast: Cast, told: KitVersion) -> None:
    assert told
    found = remembering.person_data(person_id=cast.lead.person_id)
    assert json.loads(json.dumps(found)) == {
        "told_of_lesson_kits": [
            {
                "team": "Team 1 home",
                "lesson_kit": "kit-1",
                "used_on": USED.isoformat(),
                "told_on": TODAY.isoformat(),
                "how_it_went": "well",
                "words": "Mooi",
                "changed": "",
                "lang": "nl",
            }
        ],
        "answers_to_next_lesson_kit": [
            {
                "team": "Team 1 home",
                "lesson_kit": "kit-1",
                "answer": "declined",
                "why": "Te druk",
                "answered_on": TODAY.isoformat(),
            }
        ],
    }


def test_who_is_erased_leaves_what_the_team_told(app: Flask, cast: Cast, told: KitVersion) -> None:
    assert told
    with app.test_request_context(), transaction():
        tell(Act.ERASE, person_id=cast.lead.person_id)
    assert [use.told_by_id for use in db.session.scalars(select(KitUse))] == [None, None]
    assert sorted(use.words for use in db.session.scalars(select(KitUse))) == [
        "Mooi",
        "Zonder naam",
    ]
    assert db.session.scalars(select(NextKit.answered_by_id)).all() == [None]
    assert remembering.person_data(person_id=cast.lead.person_id) == {
        "told_of_lesson_kits": [],
        "answers_to_next_lesson_kit": [],
    }


def test_an_organisation_takes_along_what_its_teams_told(
    app: Flask, cast: Cast, told: KitVersion
) -> None:
    assert told
    with app.test_request_context():
        assert remembering.organisation_data(organisation_id=cast.home.organisation_id) == []


def test_the_contact_of_an_organisation_takes_it_all_along(
    client: Visitor, cast: Cast, told: KitVersion
) -> None:
    assert told
    home = f"/organisations/{cast.home.slug}/export.zip"
    with client.sign_in(cast.contact).get(home) as answer:
        packed = zipfile.ZipFile(io.BytesIO(answer.data))
    name = next(name for name in packed.namelist() if "/uses" in f"/{name}" and ".csv" in name)
    words = packed.read(name).decode("utf-8-sig")
    assert [word in words for word in ("Mooi", "Zonder naam", "Lead")] == [True, True, False]
