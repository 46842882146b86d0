"""A question for whatever is said of a matter -> the sentences that speak of it.

"What did inspectors say about short breaks?" and "Supervision in Leeds" are answered by what names
the matter, "Does Leeds offer staying put?" by what is said of it. All of them are looked at; the
likeliest are shown.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.measures import Measure, measures
from index.records import Document, Sentence
from index.store import Snapshot
from rag.asked.asking import beyond, words
from rag.asked.when import without_times
from rag.read import rarity
from rag.records import Evidence, Query
from rag.retrieve import expanded
from rag.sentences.evidence import Judge
from rag.sentences.scarcity import is_small
from rag.sentences.stock import stock
from rag.sentences.weigh import Asked, ask, coverage, has_rarest

MOST = 4
"""Sentences shown."""
READ = 24
"""Passages that are looked through for them."""
MOSTLY = 0.7
"""Share of a matter, weighed by rarity, that a sentence must say."""
SHORT = 6
"""Words up to which a line without a full stop is a heading and says nothing."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a sentence must speak of: any of some matters, or a measure by the words it goes by."""

    matters: tuple[Asked, ...]
    measure: Measure | None

    @classmethod
    def of(cls, query: Query) -> "Topic | None":
        """What a question is about, where it asks for whatever is said; None where for more."""
        condition = query.conditions[0]
        measure = measures().get(condition.measure or "")
        clause = without_times(condition.clause)
        rest = beyond(measure.asked.sub(" ", clause)) if measure else ()
        alone = measure if measure and not rest and measure.key != "judgement" else None
        if query.expected == "yes-no":
            return cls((), alone) if alone and condition.asks_whether else None
        if query.expected or not words().value["topic"].search(query.standalone):
            return None
        if alone:
            return cls((), alone)
        matters = tuple(_matters(query))
        return cls(matters, None) if matters else None

    def is_in(self, text: str) -> bool:
        """Whether a text speaks of it."""
        if self.measure and self.measure.said.search(text):
            return True
        return any(has_rarest(m, text) and coverage(m, text) >= MOSTLY for m in self.matters)


def _matters(query: Query) -> Iterator[Asked]:
    """The matters that a question names side by side: "audits and quality assurance"."""
    named = set(query.terms)
    for part in _BESIDE.split(query.standalone):
        own = tuple(t for t in beyond(part) if t in named)
        if own:
            yield ask(replace(query, terms=own), rarity())


_BESIDE = re.compile(r"\s*(?:/|,|;|\band\b|\bor\b|&)\s*", re.IGNORECASE)


def on_topic(
    query: Query, documents: Sequence[Document], library: Snapshot, judge: Judge
) -> list[Evidence]:
    """The sentences of the documents that speak of all that is asked about, the likeliest first.

    Nothing where the question asks for more than that, or in a small library, where reading all of
    it does better.
    """
    if is_small(library) or query.general or len(query.conditions) > 1:
        return []
    topic = Topic.of(query)
    if topic is None:
        return []
    return judge.sentences(query, _speaking(query, topic, documents, library), library)[:MOST]


def is_silent(query: Query, documents: Sequence[Document], library: Snapshot) -> bool:
    """Whether no sentence of some documents speaks of what a question is about."""
    measure = measures().get(query.conditions[0].measure or "")
    topic = Topic(tuple(_matters(query)), measure)
    return not any(_speaking(query, topic, documents, library).values())


def _speaking(
    query: Query, topic: Topic, documents: Sequence[Document], library: Snapshot
) -> dict[str, list[Sentence]]:
    """The sentences of each document that speak of a topic."""
    named = re.findall(r"\w{4,}", topic.measure.name) if topic.measure else []
    terms = [*expanded(query.terms), *named]
    ids = [d.id for d in documents]
    passages = [library.passage(n) for n, _ in library.search_words(terms, k=READ, documents=ids)]
    picked: dict[str, dict[int, Sentence]] = {}
    for passage in passages:
        everything = library.sentences(passage.document)
        for sentence in _own(everything[passage.first : passage.last + 1], library):
            if topic.is_in(sentence.text):
                picked.setdefault(passage.document, {})[sentence.number] = sentence
    return {n: [own[i] for i in sorted(own)] for n, own in picked.items()}


def _own(sentences: Sequence[Sentence], library: Snapshot) -> Iterator[Sentence]:
    """The sentences that say something, of this document alone."""
    shared = stock(library)
    for sentence in sentences:
        heading = len(sentence.text.split()) <= SHORT and not sentence.text.endswith(".")
        if not heading and (sentence.document, sentence.number) not in shared:
            yield sentence
