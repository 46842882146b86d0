"""A question for whatever is said of a matter -> the sentences that speak of it.

"What did inspectors say about short breaks?" and "Supervision in Leeds" are answered by what names
the matter, "Does Leeds offer staying put?" by what is said of it. All of them are looked at; the
likeliest are shown.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.measures import Measure, measures
from index.records import Document, Sentence
from index.store import Snapshot
from rag.asking import beyond, words
from rag.evidence import Judge
from rag.read import rarity
from rag.records import Condition, Evidence, Query
from rag.retrieve import expanded
from rag.scarcity import LIBRARY
from rag.stock import stock
from rag.weigh import Asked, ask, says_all
from rag.when import without_times

MOST = 4
"""Sentences shown."""
READ = 24
"""Passages that are looked through for them."""
SHORT = 6
"""Words up to which a line is a heading and says nothing."""


def on_topic(
    query: Query, documents: Sequence[Document], library: Snapshot, judge: Judge
) -> list[Evidence]:
    """The sentences of the documents that speak of all that is asked about, the likeliest first.

    Nothing where the question asks for more than that, or in a small library, where reading all of
    it does better.
    """
    condition = query.conditions[0]
    if library.passage_count < LIBRARY or query.general or len(query.conditions) > 1:
        return []
    measure = measures().get(condition.measure or "")
    asked = _asked(query)
    if _asks_whether(query, condition, measure):
        asked = None
    elif asked is None:
        return []
    ids = [d.id for d in documents]
    terms = expanded(query.terms) if measure is None else [*expanded(query.terms), measure.name]
    passages = [library.passage(n) for n, _ in library.search_words(terms, k=READ, documents=ids)]
    picked: dict[str, dict[int, Sentence]] = {}
    for passage in passages:
        everything = library.sentences(passage.document)
        for sentence in _own(everything[passage.first : passage.last + 1], library):
            if _speaks(sentence, asked, measure):
                picked.setdefault(passage.document, {})[sentence.number] = sentence
    found = {n: [own[i] for i in sorted(own)] for n, own in picked.items()}
    return judge.sentences(query, found, library)[:MOST]


def _asked(query: Query) -> Asked | None:
    """What a sentence must say, where a question is for whatever is said of a matter."""
    if query.expected or not words().value["topic"].search(query.standalone):
        return None
    matter = replace(query, terms=beyond(" ".join(query.terms)))
    return ask(matter, rarity()) if matter.terms else None


def _asks_whether(query: Query, condition: Condition, measure: Measure | None) -> bool:
    """Whether a question asks only if there is something that is a measure."""
    if measure is None or query.expected != "yes-no" or not condition.asks_whether:
        return False
    return not beyond(measure.asked.sub(" ", without_times(condition.clause)))


def _own(sentences: Sequence[Sentence], library: Snapshot) -> Iterator[Sentence]:
    """The sentences that say something, of this document alone."""
    shared = stock(library)
    for sentence in sentences:
        heading = len(re.findall(r"\w+", sentence.text)) <= SHORT
        if not heading and (sentence.document, sentence.number) not in shared:
            yield sentence


def _speaks(sentence: Sentence, asked: Asked | None, measure: Measure | None) -> bool:
    """Whether a sentence speaks of the matter, in its words or in those of its measure."""
    if asked is not None:
        return says_all(asked, sentence.text)
    return measure is not None and bool(measure.said.search(sentence.text))
