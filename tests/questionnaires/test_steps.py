"""The way through a form: one nudge, back works, and only our own progress is believed."""

from portal.questionnaires.filling.steps import BACK, Asking, Progress, begin, seal, unseal
from portal.questionnaires.kinds import Length
from tests.questionnaires.instruments import small_definition

ASKING = Asking(definition=small_definition(), length=Length.FULL, lang="en")
SECRET = "a key for tests"


def test_answers_travel_from_page_to_page_to_the_end() -> None:
    first = ASKING.step(begin(7), {"Q1": ["2"]})
    assert (first.finished, first.progress.page) == (False, 1)
    last = ASKING.step(first.progress, {"Q3": ["words"]})
    assert last.finished
    assert last.progress.given == {"Q1": ["2"], "Q3": ["words"]}


def test_an_open_question_is_asked_once_more_and_then_let_go() -> None:
    nudge = ASKING.step(begin(7), {})
    assert [item.code for item in nudge.open_items] == ["Q1"]
    assert nudge.progress.page == 0
    assert ASKING.step(nudge.progress, {}).progress.page == 1


def test_back_keeps_what_was_typed() -> None:
    second = ASKING.step(begin(7), {"Q1": ["2"]}).progress
    back = ASKING.step(second, {"Q3": ["half a thought"]}, BACK)
    assert back.progress.page == 0
    assert back.progress.given == {"Q1": ["2"], "Q3": ["half a thought"]}


def test_back_from_a_faulty_page_leaves_the_fault_behind() -> None:
    back = ASKING.step(begin(7), {"Q1": ["99"], "Q2": ["1"]}, BACK)
    assert (back.problems, back.progress.given) == ((), {"Q2": ["1"]})


def test_a_fault_stays_on_its_page_with_the_input() -> None:
    step = ASKING.step(begin(7), {"Q1": ["99"], "Q2": ["1"]})
    assert [problem.code for problem in step.problems] == ["Q1"]
    assert step.progress.given == {"Q1": ["99"], "Q2": ["1"]}


def test_an_answer_taken_away_is_gone() -> None:
    given = {"Q1": ["2"], "Q2": ["1"]}
    progress = begin(7).model_copy(update={"given": given})
    assert ASKING.step(progress, {"Q1": ["2"]}).progress.given == {"Q1": ["2"]}


def test_another_page_cannot_be_answered_from_this_one() -> None:
    assert ASKING.step(begin(7), {"Q1": ["2"], "Q3": ["x"]}).progress.given == {"Q1": ["2"]}


def test_sealed_progress_comes_back_whole() -> None:
    progress = begin(7, code_hash="ab").model_copy(update={"given": {"Q1": ["2"]}})
    assert unseal(seal(progress, secret=SECRET), secret=SECRET) == progress


def test_changed_or_foreign_progress_is_not_believed() -> None:
    sealed = seal(begin(7), secret=SECRET)
    content, mark = sealed.rsplit(".", 1)
    assert unseal(f"{content[:-4]}AAAA.{mark}", secret=SECRET) is None
    assert unseal(sealed, secret="another key") is None
    assert unseal("", secret=SECRET) is None


def test_sealed_progress_holds_no_time_and_no_person() -> None:
    assert set(Progress.model_fields) == {
        "campaign_id",
        "submit_key",
        "page",
        "given",
        "nudged",
        "looks_over",
        "saves",
        "code_hash",
    }


def test_every_form_has_a_submission_key_of_its_own() -> None:
    assert len({begin(7).submit_key for _ in range(100)}) == 100
