"""What the table of drafts refuses by itself, what is forgotten, and who writes at once."""

from datetime import date

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from portal.db import db, transaction
from portal.questionnaires.builder import services
from portal.questionnaires.builder.editing import change
from portal.questionnaires.builder.models import InstrumentDraft
from portal.questionnaires.builder.parts import GENERAL, Part, PartKind, as_it_is
from portal.questionnaires.builder.sketch import Sketch, sketch_of
from portal.questionnaires.instruments.importing import import_instrument
from portal.questionnaires.kinds import InstrumentKind
from portal.rules import RuleBroken
from portal.web.hooks import Act, tell
from portal.web.stale import Stale
from tests.cast import Cast
from tests.conftest import TODAY
from tests.questionnaires.instruments import PROCESS_EVALUATION, small

SLUG = "process-evaluation"


@pytest.fixture
def version_id(cast: Cast) -> int:
    """The process evaluation, published."""
    assert cast
    with transaction():
        return import_instrument(PROCESS_EVALUATION, on=TODAY).id


def row(**changes: object) -> dict[str, object]:
    return {
        "slug": "small",
        "kind": InstrumentKind.PROCESS,
        "body": {},
        "revision": 1,
        "changed_on": date(2022, 11, 15),
        **changes,
    }


def keep(**changes: object) -> None:
    with transaction():
        db.session.execute(insert(InstrumentDraft).values(**row(**changes)))


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"slug": ""}, "instrument_draft_has_a_name"),
        ({"revision": 0}, "instrument_draft_counts_its_changes"),
    ],
)
def test_the_database_refuses_a_draft_that_is_none(
    cast: Cast, wrong: dict[str, object], name: str
) -> None:
    assert cast
    with pytest.raises(IntegrityError, match=name):
        keep(**wrong)


def test_the_database_refuses_a_second_draft(cast: Cast) -> None:
    assert cast
    keep()
    with pytest.raises(IntegrityError, match=r"one_draft_per_instrument|instrument_draft\.slug"):
        keep()


@pytest.mark.parametrize(
    "wrong", [{"slug": "small"}, {"slug": SLUG, "kind": InstrumentKind.CULTURE}]
)
def test_the_database_refuses_a_draft_that_follows_another_instrument(
    version_id: int, wrong: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError, match="instrument_draft_follows_its_own_version"):
        keep(based_on_id=version_id, **wrong)
    keep(based_on_id=version_id, slug=SLUG)
    with (
        pytest.raises(IntegrityError, match="instrument_draft_follows_its_own_version"),
        transaction(),
    ):
        db.session.execute(text("UPDATE instrument_draft SET slug = 'other'"))


def hand(cast: Cast) -> services.Hand:
    return services.Hand(by=cast.coordinator.person_id, on=TODAY)


def written(draft_id: int) -> Sketch:
    db.session.rollback()
    return sketch_of(db.session.get_one(InstrumentDraft, draft_id).body)


def test_an_older_look_at_a_part_is_stale(cast: Cast, version_id: int) -> None:
    assert version_id
    with transaction():
        draft = services.begin_next(SLUG, hand(cast))
    seen = as_it_is(written(draft), GENERAL)
    assert seen is not None

    def write(title: str) -> None:
        edit = change(title={"nl": title})
        with transaction():
            services.change(draft, GENERAL, edit, hand(cast), based_on=seen.revision)

    write("Eerst")
    with pytest.raises(Stale):
        write("Daarna")
    assert written(draft).title == {"nl": "Eerst"}


def test_what_is_gone_says_so_and_is_not_written(cast: Cast, version_id: int) -> None:
    assert version_id
    with transaction():
        draft = services.begin_next(SLUG, hand(cast))
    with transaction():
        services.delete_draft(draft, hand(cast))
    part = Part(kind=PartKind.ITEM, name="P05")
    with pytest.raises(RuleBroken), transaction():
        services.remove(draft, part, hand(cast))
    with pytest.raises(RuleBroken), transaction():
        services.add(draft, part, change(title={}), hand(cast))
    with pytest.raises(RuleBroken), transaction():
        services.publish(draft, seen=1, note="x", comparable=False, hand=hand(cast))
    with transaction():
        services.delete_draft(draft, hand(cast))
    assert db.session.scalars(select(InstrumentDraft.id)).all() == []
    with transaction():
        assert services.begin_next(SLUG, hand(cast)) != draft


def test_a_draft_of_another_kind_or_a_second_one_is_not_begun(cast: Cast, version_id: int) -> None:
    assert version_id
    other = sketch_of(small(slug=SLUG, kind="culture"))
    with pytest.raises(RuleBroken), transaction():
        services.begin_with(other, hand(cast))
    with transaction():
        services.begin_with(sketch_of(small()), hand(cast))
    with pytest.raises(RuleBroken), transaction():
        services.begin_with(sketch_of(small()), hand(cast))
    with pytest.raises(RuleBroken), transaction():
        services.begin_next("nothing", hand(cast))


def test_an_erased_person_is_named_by_no_draft_and_the_draft_stays(
    cast: Cast, version_id: int
) -> None:
    assert version_id
    person = cast.coordinator.person_id
    with transaction():
        draft = services.begin_next(SLUG, hand(cast))

    def told() -> list[object]:
        parts = tell(Act.PERSON_DATA, person_id=person)
        return [
            part["drafts_of_questionnaires"] for part in parts if "drafts_of_questionnaires" in part
        ]

    assert told() == [[{"questionnaire": SLUG, "changed_on": "2022-11-15"}]]
    with transaction():
        tell(Act.ERASE, person_id=person)
    assert told() == [[]]
    assert written(draft).slug == SLUG
