"""The only writers of drafts: each act holds the draft, so that two never do half of each."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import update

from portal.audit.services import record
from portal.db import db
from portal.questionnaires.builder import queries, rules
from portal.questionnaires.builder.checking import report_on
from portal.questionnaires.builder.comparing import definition_of, why_not_comparable
from portal.questionnaires.builder.difference import difference
from portal.questionnaires.builder.editing import Direction, Edit, move, put_back, take_out
from portal.questionnaires.builder.models import InstrumentDraft
from portal.questionnaires.builder.parts import Part, as_it_is
from portal.questionnaires.builder.sketch import Sketch, data_of, sketch_of
from portal.questionnaires.instruments.importing import import_instrument
from portal.questionnaires.instruments.models import InstrumentVersion
from portal.questionnaires.kinds import InstrumentKind
from portal.rules import N_, RuleBroken
from portal.web.stale import check_not_stale

GONE = N_("This draft was published or deleted meanwhile. Copy what you wrote before you leave.")


@dataclass(frozen=True, kw_only=True)
class Hand:
    """Who acts, on which day."""

    by: int
    on: date


def begin_next(slug: str, hand: Hand) -> int:
    """Begin the next version of an instrument from its newest; begun twice, it is one draft."""
    known = queries.find_draft(slug)
    if known is not None:
        return known.id
    newest = queries.newest(slug)
    if newest is None:
        raise RuleBroken(N_("There is no published version to begin from."))
    sketch = queries.as_sketch(queries.whole(newest))
    return _begin(sketch.model_copy(update={"change_note": ""}), newest, hand)


def begin_with(sketch: Sketch, hand: Hand) -> int:
    """Begin a draft from what was sent; it follows the newest version under the same address."""
    rules.check_slug(sketch.slug, taken=False)
    rules.check_none_is_written(already=queries.find_draft(sketch.slug) is not None)
    kind = queries.kind_of(sketch.slug)
    rules.check_kind(kind.value if kind else None, sketch.kind)
    return _begin(sketch, queries.newest(sketch.slug), hand)


def begin_empty(sketch: Sketch, hand: Hand) -> int:
    """Begin a new questionnaire under an address that is free."""
    rules.check_slug(sketch.slug, taken=queries.is_taken(sketch.slug))
    rules.check_kind(None, sketch.kind)
    return _begin(sketch, None, hand)


def change(
    draft_id: int, part: Part, edit: Edit, hand: Hand, *, based_on: int, renamed: str = ""
) -> None:
    """Change one part; ``Stale`` when somebody else changed the same part after ``based_on``."""
    draft, sketch = _held(draft_id)
    current = as_it_is(sketch, part)
    if current is None:
        raise RuleBroken(N_("Somebody removed this part meanwhile. Copy what you wrote."))
    check_not_stale(current, based_on)
    rules.check_is_free(sketch, part, renamed=renamed or part.name)
    _keep(draft, edit(sketch), hand)


def add(draft_id: int, part: Part, edit: Edit, hand: Hand) -> None:
    """Add a part under a code that no other of its kind has."""
    draft, sketch = _held(draft_id)
    blank = Part(kind=part.kind)
    rules.check_is_free(sketch, blank, renamed=part.name)
    if len(sketch.items) >= rules.MOST_ITEMS:
        raise RuleBroken(N_("%(most)s questions is the most."), most=rules.MOST_ITEMS)
    _keep(draft, edit(sketch), hand)


def move_part(draft_id: int, part: Part, direction: Direction, hand: Hand) -> None:
    """Move a part one place up or down."""
    draft, sketch = _held(draft_id)
    _keep(draft, move(part, direction)(sketch), hand)


def remove(draft_id: int, part: Part, hand: Hand) -> None:
    """Take a part out, and keep it as the one that can be put back."""
    draft, sketch = _held(draft_id)
    rules.check_may_remove(sketch, part)
    left, removed = take_out(sketch, part)
    if removed is not None:
        draft.removed = {
            "kind": removed.part.kind.value,
            "name": removed.part.name,
            "section": removed.section,
            "place": removed.place,
            "content": removed.content,
        }
        _keep(draft, left, hand)


def restore(draft_id: int, hand: Hand) -> None:
    """Put the part that was removed last back where it stood."""
    draft, sketch = _held(draft_id)
    removed = queries.as_shown(draft).removed
    if removed is None:
        return
    rules.check_is_free(sketch, Part(kind=removed.part.kind), renamed=removed.part.name)
    draft.removed = None
    _keep(draft, put_back(sketch, removed), hand)


def publish(
    draft_id: int, *, seen: int, note: str, comparable: bool, hand: Hand
) -> InstrumentVersion:
    """Publish a draft as the next version, as it was ``seen``; the older version retires.

    ``Stale`` when the draft changed after that. What runs goes on with the version it began with.
    """
    draft, sketch = _held(draft_id)
    check_not_stale(draft, seen)
    before = queries.newest(draft.slug)
    earlier = queries.whole(before) if before else None
    number = queries.highest_number(draft.slug) + 1
    named = sketch.model_copy(
        update={
            "number": number,
            "change_note": note,
            "comparable_with": earlier.number if earlier and comparable else None,
        }
    )
    rules.check_may_publish(
        len(report_on(named).errors),
        is_changed=_is_changed(queries.as_sketch(earlier) if earlier else None, named),
        note=note,
    )
    definition = definition_of(named)
    rules.check_comparable(why_not_comparable(earlier, definition), wanted=comparable)
    version = import_instrument(definition, on=hand.on)
    db.session.delete(draft)
    db.session.flush()
    _note("instrument_published", version.id, hand, kind="instrument_version")
    return version


def delete_draft(draft_id: int, hand: Hand) -> None:
    """Delete a draft for good; deleted twice, it is gone once."""
    draft = queries.hold_draft(draft_id)
    if draft is not None:
        _note("instrument_draft_deleted", draft.id, hand)
        db.session.delete(draft)
        db.session.flush()


def forget_person(person_id: int) -> None:
    """Take the name of an erased person off the drafts they changed last."""
    mine = update(InstrumentDraft).where(InstrumentDraft.changed_by_id == person_id)
    db.session.execute(mine.values(changed_by_id=None))


def _is_changed(before: Sketch | None, after: Sketch) -> bool:
    if before is None:
        return True
    same_cost = before.minutes == after.minutes and before.maturity == after.maturity
    return not (difference(before, after).is_empty and same_cost)


def _begin(sketch: Sketch, newest: InstrumentVersion | None, hand: Hand) -> int:
    number = queries.highest_number(sketch.slug) + 1
    draft = InstrumentDraft(
        slug=sketch.slug,
        kind=InstrumentKind(sketch.kind),
        body=data_of(sketch.model_copy(update={"number": number})),
        based_on_id=newest.id if newest else None,
        changed_on=hand.on,
        changed_by_id=hand.by,
    )
    db.session.add(draft)
    db.session.flush()
    _note("instrument_draft_begun", draft.id, hand)
    return draft.id


def _held(draft_id: int) -> tuple[InstrumentDraft, Sketch]:
    draft = queries.hold_draft(draft_id)
    if draft is None:
        raise RuleBroken(GONE)
    return draft, sketch_of(draft.body)


def _keep(draft: InstrumentDraft, sketch: Sketch, hand: Hand) -> None:
    body = data_of(sketch)
    if body == draft.body:
        return
    draft.body, draft.revision = body, draft.revision + 1
    draft.changed_on, draft.changed_by_id = hand.on, hand.by
    db.session.flush()
    _note("instrument_draft_changed", draft.id, hand)


def _note(event: str, object_id: int, hand: Hand, *, kind: str = "instrument_draft") -> None:
    record(event, by=hand.by, on=hand.on, object_kind=kind, object_id=object_id)
