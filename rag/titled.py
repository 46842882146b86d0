"""A question, which may name documents of no known council by their titles -> Query.

Such a document stands for itself in a list. A follow-up on that list names it by its title, in
quotation marks: the title then chooses the document, and its words are none of the question's.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from index.records import Document
from rag.records import Query
from rag.understand import understand

_STANDS_FOR_IT = "it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How questions are read over some documents: by what a caller limits the search to."""

    library: Sequence[Document]
    limits: Sequence[str] = ()
    documents: Sequence[str] = ()

    def read(
        self, question: str, *, standalone: str | None = None, vocabulary: Collection[str] = ()
    ) -> Query:
        """What a question asks; see `understand`."""
        full = standalone or question
        titles = titles_in(full, self.library)
        query = understand(
            question,
            standalone=without_titles(full, titles),
            held={n for d in self.library for n in (d.council, *d.identity.councils) if n},
            limits=self.limits,
            documents=self.documents,
            vocabulary=vocabulary,
        )
        return replace(query, councils=(*query.councils, *titles))


def titles_in(text: str, library: Sequence[Document]) -> tuple[str, ...]:
    """The titles of documents of no known council that stand in a text in quotation marks."""
    unknown = {d.title for d in library if not d.council and not d.identity.councils}
    named = [title for title in unknown if f"“{title}”" in text]
    return tuple(sorted(named, key=lambda title: text.index(f"“{title}”")))


def without_titles(text: str, titles: Sequence[str]) -> str:
    """The text without titles: not named in a list, and elsewhere only as "it".

    >>> without_titles("Of Kent, “Notes”: which of them? Does “Notes” say?", ["Notes"])
    'Of Kent: which of them? Does it say?'
    """
    for title in titles:
        quoted = f"“{title}”"
        if text.startswith("Of "):
            text = text.replace(f", {quoted}", "", 1).replace(f"Of {quoted}, ", "Of ", 1)
        text = text.replace(quoted, _STANDS_FOR_IT)
    return text
