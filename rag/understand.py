"""Question -> Query: what is asked, of whom, and what would answer it.

Rules about English and the field, no model: the words of a question are read in `asking.py`, what
it asks of each council in `conditions.py`; the councils and measures stand in the data files.
"""

import re
from collections.abc import Collection, Sequence
from typing import Literal

from index import councils
from index.measures import MeasureMention, mentions
from index.numbers import quantities
from rag import asking
from rag.asking import words
from rag.conditions import conditions
from rag.records import AnswerKind, Query
from rag.spelling import corrected

QUESTION_LIMIT = 2000
"""Characters of a question that are read; a longer one is refused at the door."""

_COUNCIL_KINDS = {
    "County": r"\bcounty councils?\b|\bcounties\b",
    "London Borough": r"\blondon boroughs?\b",
    "Metropolitan District": r"\bmetropolitan (?:boroughs?|districts?|councils?)\b",
    "Unitary Authority": r"\bunitar(?:y|ies)\b",
}


def understand(
    question: str,
    *,
    standalone: str | None = None,
    held: Collection[str] = (),
    documents: Sequence[str] = (),
    scope: Sequence[str] = (),
    vocabulary: Collection[str] = (),
) -> Query:
    """What `question` asks.

    Args:
        question: as typed.
        standalone: the same with the conversation's subject filled in, where it leans on one.
        held: names of the councils that the library holds documents of.
        documents: ids that the caller limits the search to.
        scope: councils that the caller limits the search to.
        vocabulary: the words of the documents, in lower case; a word near one is a slip.
    """
    text = corrected(asking.matter(standalone or question), vocabulary)
    asked = councils.find(text, typed=True)
    named = tuple(dict.fromkeys(m.council.name for m in asked))
    bare = _without(text, [(m.start, m.end) for m in asked if m.how != "body"])
    said = mentions(bare, question=True)
    kind = _kind(bare, named, said)
    regions = councils.find_regions(text, typed=True)
    return Query(
        question=question,
        standalone=text,
        kind=kind,
        councils=tuple(n for n in named if n in held) or tuple(scope),
        elsewhere=tuple(n for n in named if n not in held),
        region=regions[0][0] if regions else None,
        council_kind=next((k for k, p in _COUNCIL_KINDS.items() if re.search(p, text, re.I)), None),
        documents=tuple(documents),
        conditions=tuple(
            condition
            for part in (asking.parts(bare) if kind == "lookup" else (bare,))
            for condition in conditions(part, mentions(part, question=True), kind)
        ),
        superlative=_superlative(bare) if kind in ("list", "compare", "count") else None,
        years=asking.years(bare),
        about=asking.first_of(words().about, bare),
        expected=asking.expected(bare),
        terms=asking.terms(bare),
        names=asking.names(bare),
        quoted=asking.quoted(text),
    )


def _superlative(text: str) -> Literal["highest", "lowest"] | None:
    found = words().superlative
    if found["highest"].search(text):
        return "highest"
    return "lowest" if found["lowest"].search(text) else None


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with spans blanked, so that offsets stay."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _kind(text: str, named: Sequence[str], said: Sequence[MeasureMention]) -> AnswerKind:
    """Which way through the house; a question that is none of the others looks something up."""
    kinds = words().kind
    asks = {kind: bool(pattern.search(text.strip())) for kind, pattern in kinds.items()}
    if asks["count"]:
        return "count"
    if asks["summary"] and (not asks["list"] or kinds["summary"].search(text.strip()[:12])):
        return "summary"
    if len(named) >= 2 and (asks["compare"] or not asks["list"]):
        return "compare"
    if asks["list"] and re.match(r"\W*(?:please )?compar", text, re.IGNORECASE):
        return "compare"
    if asks["list"]:
        about_one = len(named) == 1 and not kinds["list"].match(text.strip())
        return "lookup" if about_one and not text.startswith("Of ") else "list"
    figure = said or any(q.unit == "percent" for q in quantities(text))
    if asks["open_list"] and not named and not asking.names(text) and figure:
        return "list"
    if asks["places"] and not named:
        return "list"
    return "lookup"
