"""What was said in a trial round as a table to take along."""

from collections.abc import Iterator

from flask_babel import gettext

from portal.questionnaires.trials.reading import Sheet
from portal.tables.files import Cell, Column, Table


def said_table(campaign_id: int, sheet: Sheet) -> Table:
    """Return a row for each answer and each remark, in the order of the form."""
    return Table(
        name=f"trial-round-{campaign_id}",
        columns=[
            Column(key="code", label=gettext("Code")),
            Column(key="question", label=gettext("Question")),
            Column(key="name", label=gettext("Name")),
            Column(key="what", label=gettext("What")),
            Column(key="words", label=gettext("Words")),
        ],
        rows=list(_rows(sheet)),
    )


def _rows(sheet: Sheet) -> Iterator[dict[str, Cell]]:
    answer, remark = gettext("An answer"), gettext("A remark")
    for one in sheet.remarks:
        whole = gettext("The whole form")
        yield _row("", whole, one.person.name, remark, one.body)
    for question in sheet.questions:
        for said in question.said:
            yield _row(question.code, question.text, said.name, answer, said.words)
        for one in question.remarks:
            yield _row(question.code, question.text, one.person.name, remark, one.body)


def _row(code: str, question: str, name: str, what: str, words: str) -> dict[str, Cell]:
    return {"code": code, "question": question, "name": name, "what": what, "words": words}
