"""Sentences that the documents of many councils share say nothing of any one of them.

Inspectorates close each report with who they are and what their grades mean: "It assesses council
children's services", "an outstanding local authority leads highly effective services". Rows that
give a grade are alike too, and are what a report says.
"""

import re
from collections import defaultdict

from index.numbers import quantities
from index.speakers import people_in
from index.store import Snapshot
from rag.once import once

SHARED = 8
"""Councils whose documents have a sentence from which it is nobody's own."""
WITH_A_FIGURE = 20
"""The same of one with a figure or a name: so many councils may well run two children's homes."""
_GRADE_ROW = 20
"""Words up to which a sentence with a grade is one that gives it."""
_GRADE = re.compile(r"\b(?:outstanding|good|adequate|inadequate|requires? improvement)\b")
_DEFINES = re.compile(r"^(?:an?|in an?) (?:\w+ )?(?:local authority|lscb)\b")
_NOT_A_WORD = re.compile(r"\W+")


@once
def stock(library: Snapshot) -> frozenset[tuple[str, int]]:
    """The sentences that nobody's document has for itself: id of the document, number; cached."""
    places: dict[str, list[tuple[str, int]]] = defaultdict(list)
    councils: dict[str, set[str]] = defaultdict(set)
    text: dict[str, str] = {}
    for document in library.documents:
        for sentence in library.sentences(document.id):
            words = _NOT_A_WORD.sub(" ", sentence.text.lower()).strip()
            places[words].append((document.id, sentence.number))
            councils[words].add(document.council or document.id)
            text.setdefault(words, sentence.text)
    return frozenset(
        place
        for words, found in places.items()
        if len(councils[words]) >= SHARED
        and not _gives_a_grade(words)
        and (len(councils[words]) >= WITH_A_FIGURE or not _says_something(text[words]))
        for place in found
    )


def _says_something(text: str) -> bool:
    """Whether a sentence has a figure or a name, so that it may be one council's own."""
    return bool(quantities(text) or people_in(text))


def _gives_a_grade(words: str) -> bool:
    return bool(
        len(words.split()) <= _GRADE_ROW and _GRADE.search(words) and not _DEFINES.match(words)
    )
