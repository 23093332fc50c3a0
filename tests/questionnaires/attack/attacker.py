"""The joins of somebody who holds the files, the logs and the tables, and wants names with answers.

Each attack takes what was stolen and returns pairs of a person and a response. None of them knows
the truth; ``hits`` compares afterwards.
"""

import re
import sqlite3
import struct
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Pairs = dict[int, bytes]
FRAME_HEAD = 24
JOURNAL_HEAD = 32
PAGE = 8192
BINARY_16 = 0x23  # PostgreSQL's short head of a value of sixteen bytes
RECEIPTS = "SELECT person_id FROM campaign_invitation WHERE done"
RESPONSES = "SELECT id FROM response"


def hits(guess: Pairs, truth: Pairs) -> int:
    """Count the guesses that are right."""
    return sum(truth.get(person) == response for person, response in guess.items())


def side_by_side(people: Sequence[int], responses: Sequence[bytes]) -> Pairs:
    """Pair the first with the first, and so on."""
    return dict(zip(people, responses, strict=False))


@dataclass(frozen=True, kw_only=True)
class StolenFile:
    """A SQLite database as it lay on the disk, and how it looked before the first answer."""

    before: bytes
    database: bytes
    journal: bytes
    index_of_journal: bytes
    folder: Path = field(repr=False)

    def open(self, content: bytes | None = None) -> sqlite3.Connection:
        """Open the file as it is, or one of its earlier states, without its journal."""
        place = self.folder / "stolen.sqlite"
        place.write_bytes(self.database if content is None else content)
        return sqlite3.connect(f"file:{place}?mode=ro&immutable=1", uri=True)

    def newest(self) -> bytes:
        """Return the file as its journal leaves it."""
        *_, last = [self.database, *_states(self.database, self.journal)]
        return last


def steal_file(path: Path, *, before: bytes, folder: Path) -> StolenFile:
    """Copy all that lies on the disk."""
    journal, index = (Path(f"{path}-{part}") for part in ("wal", "shm"))
    return StolenFile(
        before=before,
        database=path.read_bytes(),
        journal=journal.read_bytes() if journal.exists() else b"",
        index_of_journal=index.read_bytes() if index.exists() else b"",
        folder=folder,
    )


def by_order_in_tables(stolen: StolenFile) -> Pairs:
    """Pair the n-th receipt with the n-th response as the tables are read: by rowid, if any."""
    connection = stolen.open(stolen.newest())
    people = [row[0] for row in connection.execute(RECEIPTS)]
    responses = [row[0] for row in connection.execute(RESPONSES)]
    connection.close()
    return side_by_side(people, responses)


def by_journal(stolen: StolenFile) -> Pairs:
    """Replay the journal commit by commit; pair the receipt and response that appear together."""
    pairs: Pairs = {}
    seen: tuple[set[int], set[bytes]] = (set(), set())
    for state in _states(stolen.before, stolen.journal):
        connection = stolen.open(state)
        now = (
            {row[0] for row in connection.execute(RECEIPTS)},
            {row[0] for row in connection.execute(RESPONSES)},
        )
        connection.close()
        people, responses = now[0] - seen[0], now[1] - seen[1]
        if len(people) == len(responses) == 1:
            pairs[people.pop()] = responses.pop()
        seen = now
    return pairs


def _states(start: bytes, journal: bytes) -> Iterator[bytes]:
    """Yield the database as it was after each commit in the journal (sqlite.org/fileformat)."""
    pages = bytearray(start)
    if len(journal) < JOURNAL_HEAD:
        return
    size = struct.unpack(">I", journal[8:12])[0]
    salts = journal[16:24]
    for at in range(JOURNAL_HEAD, len(journal) - size - FRAME_HEAD + 1, size + FRAME_HEAD):
        number, committed = struct.unpack(">II", journal[at : at + 8])
        if journal[at + 8 : at + 16] != salts:
            return
        place = (number - 1) * size
        pages.extend(bytes(max(0, place + size - len(pages))))
        pages[place : place + size] = journal[at + FRAME_HEAD : at + FRAME_HEAD + size]
        if committed:
            yield bytes(pages)


def by_arrival_on_pages(stolen: StolenFile, arrival: Sequence[int]) -> Pairs:
    """Pair who came when, as a log tells, with the responses as the pages of the file were filled.

    A page is filled from its end, so what lies last came first.
    """
    content = stolen.newest()
    connection = stolen.open(content)
    ids = [row[0] for row in connection.execute(RESPONSES)]
    connection.close()
    return side_by_side(arrival, sorted(ids, key=content.rfind, reverse=True))


def by_what_is_left_over(stolen: StolenFile) -> set[bytes]:
    """Return the ids that stand in the file or journal though no row holds them any more."""
    connection = stolen.open(stolen.newest())
    live = {row[0] for row in connection.execute(RESPONSES)}
    connection.close()
    everything = stolen.database + stolen.journal + stolen.index_of_journal
    return {one for one in _ids_of_all_states(stolen) - live if one in everything}


def _ids_of_all_states(stolen: StolenFile) -> set[bytes]:
    seen: set[bytes] = set()
    for state in _states(stolen.before, stolen.journal):
        connection = stolen.open(state)
        seen.update(row[0] for row in connection.execute(RESPONSES))
        connection.close()
    return seen


@dataclass(frozen=True, kw_only=True)
class Tuple:
    """One row as it lies in a file of PostgreSQL, also one that nobody sees any more."""

    transaction: int
    place: int
    content: bytes


def read_tuples(file: bytes) -> Iterator[Tuple]:
    """Read the pages of a relation's file by hand (PostgreSQL: Database Page Layout)."""
    for start in range(0, len(file), PAGE):
        page = file[start : start + PAGE]
        (lower,) = struct.unpack("<H", page[12:14])
        for at in range(24, lower, 4):
            (pointer,) = struct.unpack("<I", page[at : at + 4])
            offset, length = pointer & 0x7FFF, pointer >> 17
            if length > FRAME_HEAD:
                row = page[offset : offset + length]
                (transaction,) = struct.unpack("<I", row[:4])
                yield Tuple(transaction=transaction, place=start + at, content=row[row[22] :])


def _receipts(file: bytes, people: Iterable[int]) -> Iterator[tuple[Tuple, int]]:
    wanted = set(people)
    for row in read_tuples(file):
        (person,) = struct.unpack("<i", row.content[4:8])
        if person in wanted:
            yield row, person


def _responses(file: bytes) -> Iterator[tuple[Tuple, bytes]]:
    for row in read_tuples(file):
        if row.content[0] == BINARY_16:
            yield row, row.content[1:17]


def by_transaction(invitations: bytes, responses: bytes, done: Iterable[int]) -> Pairs:
    """Pair the receipt and response that one transaction wrote, and no other row with them."""
    people: dict[int, list[int]] = defaultdict(list)
    for row, person in _receipts(invitations, done):
        people[row.transaction].append(person)
    written: dict[int, list[bytes]] = defaultdict(list)
    for row, response in _responses(responses):
        written[row.transaction].append(response)
    return {
        persons[0]: written[number][0]
        for number, persons in people.items()
        if len(persons) == len(written[number]) == 1
    }


def by_place_in_files(invitations: bytes, responses: bytes, done: Iterable[int]) -> Pairs:
    """Pair the n-th receipt with the n-th response, as they lie in the files."""
    places = {person: row.place for row, person in _receipts(invitations, done)}
    answers = {response: row.place for row, response in _responses(responses)}
    return side_by_side(
        sorted(places, key=lambda one: places[one]), sorted(answers, key=lambda one: answers[one])
    )


def by_number_of_transaction(invitations: bytes, responses: bytes, done: Iterable[int]) -> Pairs:
    """Pair the n-th receipt with the n-th response in the order of their transactions."""
    people = {person: row.transaction for row, person in _receipts(invitations, done)}
    answers = {response: row.transaction for row, response in _responses(responses)}
    return side_by_side(
        sorted(people, key=lambda one: people[one]), sorted(answers, key=lambda one: answers[one])
    )


def arrivals(log: str, names: Mapping[str, int], path: str) -> list[int]:
    """Return who sent a form and in which order, from lines that name a person and the path."""
    named = re.compile("|".join(re.escape(name) for name in names))
    order: dict[int, None] = {}
    for line in log.splitlines():
        found = named.search(line)
        if found and path in line and "POST" in line:
            person = names[found[0]]
            order.pop(person, None)  # the last page counts
            order[person] = None
    return list(order)


def by_rare_marks(
    people: Mapping[int, tuple[str | None, ...]], responses: Mapping[bytes, tuple[str | None, ...]]
) -> Pairs:
    """Pair the one person with the one response of which language and role are the same."""
    persons, answers = Counter(people.values()), Counter(responses.values())
    return {
        person: next(id_ for id_, other in responses.items() if other == marks)
        for person, marks in people.items()
        if persons[marks] == answers[marks] == 1
    }


def by_shared_values(tables: Mapping[str, Sequence[Mapping[str, object]]]) -> set[object]:
    """Return what stands both in a row with a person and in an answer: a key that joins them."""
    said = ("response", "answer", "comment")
    long = 8
    known: dict[bool, set[object]] = {True: set(), False: set()}
    for name, rows in tables.items():
        for row in rows:
            values = {one for one in row.values() if isinstance(one, bytes) and len(one) >= long}
            if name in said:
                known[True] |= values
            elif "person_id" in row:
                known[False] |= values
    return known[True] & known[False]
