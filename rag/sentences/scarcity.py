"""The words of a question that nothing in the documents it asks of speaks of.

In a few pages the words of a question are often missing, since people say things in their own way.
Where many pages are searched and other documents of the library hardly use a word either, its
absence tells: no document of the council speaks of "mockingbird", so none says when it started.
"""

from collections.abc import Sequence

from index.measures import mentions
from index.records import Document
from index.store import Snapshot
from rag.asked.asking import calendar_words, words
from rag.records import Query
from rag.retrieve import meanings

SMALL = 100
"""Passages up to which a library is read whole, and its words say little of how rare they are."""
SCOPE = 40
"""Passages that must have been searched for a word's absence to tell."""
RARE = 0.008
"""Share of a library's passages up to which a word is rare in it."""


def is_small(library: Snapshot) -> bool:
    """Whether a library is so small that all of it is read."""
    return library.passage_count <= SMALL


def unsaid(query: Query, scope: Sequence[Document], library: Snapshot) -> tuple[str, ...]:
    """The rare words of the question that no document in scope has, in any of its meanings."""
    searched = sum(len(library.passages(d.id)) for d in scope)
    if is_small(library) or searched < SCOPE:
        return ()
    ids = [d.id for d in scope]
    everything = len(ids) == len(library.documents)
    return tuple(
        term
        for term, meant in meanings(query)
        if term.isalpha()
        and term.lower() not in calendar_words()
        and term.lower() not in words().loose
        and not mentions(term, question=True)
        and not (not everything and library.search_words(meant, k=1, documents=ids))
        and library.frequency(meant) <= (0 if everything else RARE * library.passage_count)
    )
