"""Pairs and an assistant -> outcomes: which answers are as they should be, and why others are not.

An answer is held against its pair, and against what every answer must keep to, whatever the
question: quotes are the documents' own characters, labels run from 1 in order of first use, every
statement is cited, and ledgers add up.
"""

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.errors import CouncilqaError
from index.records import Document
from rag.pairs import Cite, Pair
from rag.records import Answer, Citation, Ledger
from rag.web.asked import asked
from rag.web.desk import Answering

_MARK = re.compile(r"\[(\d+)\]")
_MARKS = re.compile(r"\s*((?:\[\d+\])+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one pair: the answer, if any, and every reason why it does not pass."""

    pair: Pair
    answer: Answer | None
    failures: tuple[str, ...]
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong with the answer."""
        return not self.failures


def outcome(pair: Pair, assistant: Answering, documents: Sequence[Document]) -> Outcome:
    """Ask the question of a pair, and hold the answer against it.

    Args:
        pair: What to ask and what to expect.
        assistant: Who answers.
        documents: Those of the library, which quotes are compared with.
    """
    began = time.perf_counter()
    try:
        question = asked(pair.question, pair.history)
        answer = assistant.ask(question.question, question.history)
    except CouncilqaError as error:
        seconds = time.perf_counter() - began
        return Outcome(pair=pair, answer=None, failures=(f"no answer: {error}",), seconds=seconds)
    seconds = time.perf_counter() - began
    failures = (*mismatches(pair, answer), *breaches(answer, documents))
    return Outcome(pair=pair, answer=answer, failures=failures, seconds=seconds)


def mismatches(pair: Pair, answer: Answer) -> tuple[str, ...]:
    """Where an answer is not what its pair asks for."""
    found = []
    if pair.status is not None and answer.status != pair.status:
        found.append(f"the status is {answer.status!r}, not {pair.status!r}")
    if pair.kind is not None and answer.kind != pair.kind:
        found.append(f"the question was taken for a {answer.kind!r}, not a {pair.kind!r}")
    for pattern in pair.must_say:
        if not pattern.search(answer.text):
            found.append(f"the text does not say {pattern.pattern!r}")
    for pattern in pair.must_not_say:
        if match := pattern.search(answer.text):
            found.append(f"the text says {match[0][:80]!r}, which {pattern.pattern!r} forbids")
    if pair.councils is not None:
        found += _other_councils(pair.councils, _stating(answer))
    found += [_uncited(cite) for cite in pair.cites if not _is_cited(cite, answer.citations)]
    return tuple(found)


def _stating(answer: Answer) -> frozenset[str]:
    entries = answer.ledger.entries if answer.ledger else ()
    return frozenset(entry.council for entry in entries if entry.verdict == "states")


def _other_councils(wanted: frozenset[str], stating: frozenset[str]) -> list[str]:
    parts = []
    if missing := sorted(wanted - stating):
        parts.append(f"misses {', '.join(missing)}")
    if extra := sorted(stating - wanted):
        parts.append(f"should not have {', '.join(extra)}")
    return [f"the list of councils {' and '.join(parts)}"] if parts else []


def _is_cited(cite: Cite, citations: Sequence[Citation]) -> bool:
    return any(
        cite.document in (None, citation.document.id) and (cite.quote or "") in citation.quote
        for citation in citations
    )


def _uncited(cite: Cite) -> str:
    words = "any words" if cite.quote is None else repr(cite.quote)
    return f"no citation of {words} in {cite.document or 'any document'}"


def breaches(answer: Answer, documents: Sequence[Document]) -> tuple[str, ...]:
    """Where an answer breaks what every answer must keep to."""
    texts = {document.id: document.text for document in documents}
    found = [
        f"citation [{c.label}] is not the text of {c.document.id} from {c.start} to {c.end}"
        for c in (*answer.citations, *answer.nearest)
        if not _is_true(c, texts)
    ]
    found += _label_faults(answer)
    found += _claim_faults(answer)
    if answer.ledger is not None:
        found += _ledger_faults(answer, answer.ledger)
    return tuple(found)


def _is_true(citation: Citation, texts: dict[str, str]) -> bool:
    text = texts.get(citation.document.id, "")
    inside = 0 <= citation.start < citation.end <= len(text)
    return inside and text[citation.start : citation.end] == citation.quote


def _label_faults(answer: Answer) -> Iterator[str]:
    """Labels grow as they are first used in the text, and each is used there or in the ledger."""
    first = list(dict.fromkeys(int(label) for label in _MARK.findall(_unquoted(answer))))
    if first != sorted(first):
        yield f"the labels are first used in the order {first}"
    used = set(first)
    for entry in answer.ledger.entries if answer.ledger else ():
        used.update(entry.citations, (older.citation for older in entry.superseded))
    if used != {citation.label for citation in answer.citations}:
        every = len(answer.citations)
        yield f"the labels used are {sorted(used)}, those of the sources 1 to {every}"


def _unquoted(answer: Answer) -> str:
    """The text without quotations, which may hold numbers in brackets of their own."""
    return re.sub(r"“[^”]*”", "“”", answer.text)


def _claim_faults(answer: Answer) -> Iterator[str]:
    """Every claim stands in the text, followed by the labels of what it rests on."""
    for claim in answer.claims:
        at = answer.text.find(claim.text)
        if at < 0:
            yield f"the claim {claim.text[:80]!r} is not in the text"
            continue
        marks = _MARKS.match(answer.text, at + len(claim.text))
        labels = [int(label) for label in _MARK.findall(marks[1])] if marks else []
        if labels != list(claim.citations):
            shown, wanted = labels or "none", list(claim.citations)
            yield f"the claim {claim.text[:80]!r} is marked {shown}, not {wanted}"


def _ledger_faults(answer: Answer, ledger: Ledger) -> Iterator[str]:
    names = [entry.council for entry in ledger.entries]
    if sum(ledger.counts.values()) != ledger.total or len(set(names)) != len(names):
        yield "the ledger does not add up: a council stands in it twice"
    for entry in ledger.entries:
        if entry.verdict in ("silent", "unreadable") and entry.citations:
            yield f"{entry.council} is {entry.verdict!r} in the ledger and cited all the same"
    if answer.kind in ("list", "count") and answer.status != "failed":
        named, stating = _named(answer.text.split("\n\n")[0], names), _stating(answer)
        if named != stating:
            yield (
                f"the first paragraph names {sorted(named) or 'no council'}, "
                f"the ledger {sorted(stating) or 'none'}"
            )


def _named(text: str, names: Sequence[str]) -> frozenset[str]:
    """Those of the names that a text holds, the longest first: Leicester is in Leicestershire."""
    longest = sorted(names, key=len, reverse=True)
    pattern = "|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in longest)
    return frozenset(re.findall(pattern, text)) if longest else frozenset()
