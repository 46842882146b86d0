"""Rows from inspection reports: questions written by hand, read against a library of the reports.

`reports.jsonl` holds the questions alone: who asked what of which passage, and which of its
sentences answer. `twins.jsonl` holds more in the same form: of each passage two that it answers
beside four that it nearly answers. `conditions.jsonl` holds questions for all councils, each in
several wordings, with the passages of different councils that search put first and which of their
sentences state what is asked. The reports themselves are not part of the project; `councilqa add`
of the same files makes the library that is read here.
"""

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docs.reader.material import Row
from index.embed import MiniLM
from index.records import Document, Passage
from index.store import Library, Snapshot
from rag.retrieve import retrieve
from rag.understand import understand

QUESTIONS = Path(__file__).with_name("reports.jsonl")
TWINS = Path(__file__).with_name("twins.jsonl")
KEPT = Path(__file__).with_name("twins_kept.jsonl")
HELD = Path(__file__).with_name("twins_held.jsonl")
CONDITIONS = Path(__file__).with_name("conditions.jsonl")
CONDITIONS_KEPT = Path(__file__).with_name("conditions_kept.jsonl")
KINDS = {"a": "question", "u": "unanswered", "c": "condition", "n": "near condition"}
"""Answered here; looks as if it were; stated here; not stated, though near."""
AS_TYPED = 0.3
"""Share of the questions that are read as typed, and not as the product puts them."""
FURTHER = (3, 9)
"""Places in the ranking from which a passage is taken that does not answer: near, yet not the next
best, which often says the same in other words."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of the file, with the passage it was asked of."""

    kind: str
    text: str
    document: Document
    passage: tuple[int, int]
    """First and last sentence."""
    gold: tuple[int, ...]


def rows(folder: Path, embedder: MiniLM, *, seed: int, file: Path = QUESTIONS) -> Iterator[Row]:
    """Every question against its passage, and against one of the same council that comes near.

    Args:
        folder: a library of the reports.
        embedder: to search it.
        seed: of what is drawn.
        file: of the questions.

    Raises:
        ValueError: the library cuts a report otherwise than when the questions were written.
    """
    rng = random.Random(seed)  # noqa: S311
    library = Library.open(folder).snapshot()
    held = {d.council for d in library.documents if d.council}
    for line in file.read_text(encoding="utf-8").splitlines():
        asked = _of(json.loads(line), library)
        question = understand(asked.text, held=held)
        put = question.matter if asked.kind in ("a", "u") else question.conditions[0].clause
        put = wording(asked.text, put, rng)
        yield _row(asked, put, library, *asked.passage, asked.gold)
        if asked.kind in ("a", "u") and rng.random() < 0.5:
            scope = [d for d in library.documents if d.council == asked.document.council]
            hits = retrieve(library, question, embedder, k=FURTHER[1], documents=scope)
            others = [h.passage for h in hits[FURTHER[0] :] if not _overlap(h.passage, asked)]
            if others:
                other = rng.choice(others)
                document = library.document(other.document)
                near = Asked("further", asked.text, document, (other.first, other.last), ())
                yield _row(near, put, library, other.first, other.last, ())


def conditions(folder: Path, *, seed: int, file: Path = CONDITIONS) -> Iterator[Row]:
    """Every condition against its passages, each in one of its wordings; what states it, in two.

    Args:
        folder: a library of the reports.
        seed: of what is drawn.
        file: of the conditions.

    Raises:
        ValueError: the library cuts a report otherwise than when the questions were written.
    """
    rng = random.Random(seed)  # noqa: S311
    library = Library.open(folder).snapshot()
    held = {d.council for d in library.documents if d.council}
    for line in file.read_text(encoding="utf-8").splitlines():
        condition = json.loads(line)
        wordings = condition["questions"]
        clauses = {t: understand(t, held=held).conditions[0].clause for t in wordings}
        for passage in condition["passages"]:
            kind = "c" if passage["gold"] else "n"
            for text in rng.sample(wordings, min(len(wordings), 2 if passage["gold"] else 1)):
                asked = _of({**passage, "kind": kind, "question": text}, library)
                put = wording(text, clauses[text], rng)
                yield _row(asked, put, library, *asked.passage, asked.gold)


def wording(typed: str, put: str, rng: random.Random) -> str:
    """A question as the product puts it, or now and then as it was typed."""
    return typed if rng.random() < AS_TYPED or not put.strip() else put


def _of(line: dict[str, Any], library: Snapshot) -> Asked:
    """A line of the file; its passage is known by what its letters hash to."""
    first, last = line["sentences"]
    document = library.document(line["document"])
    kept = library.sentences(document.id)[first : last + 1]
    if not kept or fingerprint([s.text for s in kept]) != line["letters"]:
        raise ValueError(
            f"{document.id}: sentences {first} to {last} are not those that were asked about. "
            "Make the library with the version that `card.md` names."
        )
    return Asked(line["kind"], line["question"], document, (first, last), tuple(line["gold"]))


def fingerprint(texts: list[str]) -> str:
    """The first places of the sha256 of some sentences."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]


def _overlap(passage: Passage, asked: Asked) -> bool:
    first, last = asked.passage
    same = passage.document == asked.document.id
    return same and passage.first <= last and passage.last >= first


def _row(
    asked: Asked, put: str, library: Snapshot, first: int, last: int, gold: tuple[int, ...]
) -> Row:
    """A question against some sentences of a document."""
    sentences = library.sentences(asked.document.id)[first : last + 1]
    begin, end = sentences[0].start, sentences[-1].end
    spans = ((s.start - begin, s.end - begin) for s in sentences if s.number in gold)
    return Row(
        source="reports",
        question=put,
        title=asked.document.title,
        text=asked.document.text[begin:end],
        gold=tuple(spans),
        kind=KINDS.get(asked.kind, asked.kind),
        group=asked.document.council or asked.document.id,
        starts=tuple(s.start - begin for s in sentences),
    )
