"""Sentences of a large library that say what is sought.

Nothing is ranked against anything: full text names the passages that have the rarest of what is
sought, and every sentence of them is looked at.
"""

from collections.abc import Mapping, Sequence

from index.extract import polarity, to_improve
from index.records import Document, Sentence
from index.store import Snapshot
from rag.records import Evidence, Holdings
from rag.sentences.denied import is_so
from rag.sentences.said import Said
from rag.sentences.sought import Sought
from rag.sentences.stock import stock
from rag.sentences.weigh import around

ENOUGH = 0.75
"""Share of what is sought, weighed by rarity, that a sentence with its neighbours must have."""
IN_A_PHRASE = 0.5
"""The same where the rarest word stands beside the one it stands beside in the question."""
NAMED = 0.5
"""What a sentence with the name asked for counts at least, whatever else the question says."""
ALONE = 0.5
"""Share of it that the sentence itself must have."""


def spoken(
    wanted: Sought,
    holdings: Holdings,
    library: Snapshot,
    *,
    faults: bool = False,
    denials: bool = False,
    plans: bool = False,
) -> dict[str, list[Evidence]]:
    """Each council's sentences that say what is sought, the fullest and newest first.

    With `faults`, only those that find fault, or stand on a list of what is to improve; with
    `denials`, only those that say it is not there, which otherwise say nothing of it; with `plans`,
    those too that say it is yet to come.
    """
    documents = {d.id: d for held in holdings.values() for d in held if d.state != "unreadable"}
    read: dict[str, list[Evidence]] = {}
    shared = stock(library)
    for name, _ in library.search_words(
        wanted.rarest.phrases, k=library.passage_count, documents=list(documents)
    ):
        passage = library.passage(name)
        document = documents[passage.document]
        everything = library.sentences(document.id)
        for sentence in everything[passage.first : passage.last + 1]:
            if (document.id, sentence.number) in shared:
                continue
            beside = around(everything, sentence.number, document)
            spelt = _spells(wanted, document)
            score = _says(wanted, sentence, beside, spelt=spelt)
            if score and not _is_so(wanted, sentence, denials=denials, plans=plans):
                continue
            if score and (not faults or _finds_fault(sentence, everything)):
                evidence = Evidence(document=document, sentence=sentence, score=score)
                read.setdefault(document.id, []).append(evidence)
    return {council: _best(held, read) for council, held in holdings.items()}


def _finds_fault(sentence: Sentence, everything: Sequence[Sentence]) -> bool:
    blamed = polarity(sentence.text, 0, len(sentence.text)) == "bad"
    return blamed or sentence.number in to_improve(everything)


def _is_so(wanted: Sought, sentence: Sentence, *, denials: bool, plans: bool) -> bool:
    """Whether a sentence says of the rarest of what is sought what is asked of it."""
    span = Said.of(sentence.text).span(wanted.rarest)
    return not denials if span is None else is_so(sentence.text, span, denials=denials, plans=plans)


def _best(held: Sequence[Document], read: Mapping[str, list[Evidence]]) -> list[Evidence]:
    found = [e for d in held for e in read.get(d.id, ())]
    return sorted(found, key=lambda e: (-round(e.score, 1), -_age(e), e.sentence.number))


def _age(evidence: Evidence) -> int:
    date = (evidence.document.published or "0").replace("-", "")
    return int(date.ljust(8, "0"))


def _spells(wanted: Sought, document: Document) -> bool:
    """Whether a document spells out the name that goes by an acronym too."""
    long = [p for p in wanted.rarest.phrases if " " in p]
    text = document.text.lower() if wanted.rarest.named and long else ""
    return not text or any(" ".join(p.lower().split()) in text for p in long)


def _says(wanted: Sought, sentence: Sentence, beside: str, *, spelt: bool) -> float:
    """The share of what is sought that a sentence speaks of; 0 where it is too little."""
    own, near = Said.of(sentence.text, spelt=spelt), Said.of(beside, spelt=spelt)
    key = wanted.rarest
    if not own.has(key):
        return 0.0
    beside_it = wanted.beside
    if not key.named and beside_it and not own.together(key, beside_it):
        return 0.0
    total = sum(g.rarity for g in wanted.groups)
    alone = sum(g.rarity for g in wanted.groups if own.has(g)) / total
    together = sum(g.rarity for g in wanted.groups if near.has(g)) / total
    enough = IN_A_PHRASE if beside_it or key.paired else ENOUGH
    least = min(enough, key.rarity / total) if key.named else enough
    if together < least or alone < min(ALONE, least):
        return 0.0
    return max(alone, together, NAMED * key.named)
