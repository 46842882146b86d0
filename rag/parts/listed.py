"""Questions that a report answers by a line or a list of its own -> those sentences.

Who led the inspection stands in a line that says so; what must improve is a list; and strengths are
all sentences that praise. Search would rank what merely speaks of the matter.
"""

import re
from collections.abc import Sequence

from index.embed import Embedder
from index.extract import polarity
from index.measures import measures
from index.records import Document
from index.speakers import people_in, speakers
from index.store import Snapshot
from rag.facts.demands import demanded, items, of_all_items
from rag.records import Evidence, Query
from rag.retrieve import is_of
from rag.sentences.evidence import Judge
from rag.sentences.weigh import STATES

WHO = ("named", "person", "post")
"""Kinds of question that a person's name answers."""
MOST_OF_A_KIND = 5
"""Statements where the question asks for all strengths or all areas for improvement."""
MOST_ITEMS = 10
"""Items of a list that is asked for as a whole."""
SHORTEST = 8
"""Words of a finding; a headline says too little."""


def listed(
    query: Query,
    scope: Sequence[Document],
    newest: Sequence[Document],
    library: Snapshot,
    embedder: Embedder,
    judge: Judge,
) -> list[Evidence]:
    """The sentences, or nothing where the question is for none of these.

    Args:
        query: asks one thing.
        scope: the documents that it asks of.
        newest: those of them of the time that it asks about.
        library: holds them.
        embedder: to search lists by meaning.
        judge: reads sentences.
    """
    return (
        _labelled(query, scope, library)
        or _demanded(query, newest, library, embedder, judge)
        or _of_one_kind(query, scope, library, judge)
    )


def _labelled(query: Query, scope: Sequence[Document], library: Snapshot) -> list[Evidence]:
    """The newest line that names who holds the post asked about: "Lead inspector: Ann Bell"."""
    measure = measures().get(query.conditions[0].measure or "")
    if measure is None or query.expected not in WHO or query.names:
        return []
    documents = {
        d.id: d for d in scope if not query.periods or any(is_of(d, p) for p in query.periods)
    }
    deputy = _DEPUTY.search(query.standalone) is not None
    found = [
        f
        for f in library.facts
        if f.measure == measure.key
        and f.document in documents
        and (label := _LABEL.match(f.quote))
        and measure.said.search(label[0])
        and (_DEPUTY.search(label[0]) is not None) == deputy
        and people_in(f.quote[label.end() :])
    ]
    if not found:
        return []
    newest = max(found, key=lambda f: (documents[f.document].published or "", -f.start))
    sentence = next(s for s in library.sentences(newest.document) if s.end > newest.start)
    return [Evidence(document=documents[newest.document], sentence=sentence, score=1.0)]


_LABEL = re.compile(r"[^:.]{4,40}:\s")
_DEPUTY = re.compile(r"\bdeputy\b", re.IGNORECASE)


def _demanded(
    query: Query, documents: Sequence[Document], library: Snapshot, embedder: Embedder, judge: Judge
) -> list[Evidence]:
    """The items on the matter of a report's own list of what needs to improve, where asked for."""
    if not (query.conditions[0].demanded and query.councils):
        return []
    times = (*query.editions, *query.periods)
    of_then = [d for d in documents if not times or any(is_of(d, t) for t in times)]
    with_lists = [d for d in of_then if items(d.id, library)]
    if not with_lists:
        return []
    newest = max(with_lists, key=lambda d: d.published or "")
    if not of_all_items(query):
        held = {query.councils[0]: [newest]}
        read = demanded(query, held, library, embedder, judge.reader)[query.councils[0]]
        return [e for e in read if e.score >= STATES][:MOST_OF_A_KIND]
    return [
        Evidence(document=newest, sentence=sentence, score=1.0)
        for sentence, _ in items(newest.id, library)
    ][:MOST_ITEMS]


def _of_one_kind(
    query: Query, scope: Sequence[Document], library: Snapshot, judge: Judge
) -> list[Evidence]:
    """What a question for strengths or for areas for improvement asks: findings of that kind.

    Relevance alone would rank what merely speaks of the matter; here every sentence of the
    documents that praises (or finds fault) is a candidate, and what people say of themselves is
    not a finding.
    """
    asked = query.conditions[0].polarity
    if not asked or query.conditions[0].measure or query.expected not in (None, "place"):
        return []
    if not (query.councils or query.documents or query.about):
        return []
    picked = {
        d.id: [
            s
            for s, who in zip(
                library.sentences(d.id), speakers(library.sentences(d.id)), strict=True
            )
            if polarity(s.text, 0, len(s.text)) == asked
            and not (who and " " in who and who != "the council")
            and len(s.text.split()) >= SHORTEST
        ]
        for d in scope
    }
    read = judge.sentences(query, picked, library)
    return sorted(read[:MOST_OF_A_KIND], key=_place)


def _place(evidence: Evidence) -> tuple[str, int]:
    return evidence.document.id, evidence.sentence.number
