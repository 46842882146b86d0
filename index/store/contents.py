"""What the library keeps of one document, and whether it fits together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from index.records import Document, Fact, Loaded, Passage, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that holds a document: several may, when they say the same.

    `place` finds the file again from the library's folder; `source` is how it is shown.
    """

    place: str
    source: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """How a document came to be: enough to make what derives from it again without its file."""

    pipeline: str = ""
    hints: Mapping[str, str] = field(default_factory=dict)
    title: str | None = None
    published: str | None = None
    made: str | None = None
    publisher: str | None = None
    files: tuple[File, ...] = ()
    """The first is the one that was read; the others say the same."""

    def loaded(self, document: Document) -> Loaded:
        """What the loader once read."""
        return Loaded(
            text=document.text,
            title=self.title,
            pages=document.pages,
            published=self.published,
            made=self.made,
            publisher=self.publisher,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """All that is stored of one document."""

    document: Document
    sentences: Sequence[Sentence] = ()
    passages: Sequence[Passage] = ()
    facts: Sequence[Fact] = ()
    origin: Origin = field(default_factory=Origin)


def digest(contents: Contents) -> str:
    """The sha256 over all records that derive from the text, to tell whether they stay as written.

    Where the document lies and whether its vectors are there is no part of it.
    """
    document = contents.document
    total = sha256()
    for record in (
        (document.id, document.title, document.sha256, document.identity, document.pages),
        *contents.sentences,
        *contents.passages,
        *contents.facts,
    ):
        total.update(repr(record).encode("utf-8", "backslashreplace"))
    return total.hexdigest()


def faults(contents: Contents) -> list[str]:
    """What contradicts the document's text; empty for sound contents."""
    text, found = contents.document.text, []
    at = 0
    for page in contents.document.pages:
        if page.start != at or not page.start <= page.end <= len(text):
            found.append(f"page {page.number} does not follow on the page before")
        at = page.end
    if contents.document.pages and at != len(text):
        found.append("the pages do not cover the text")
    at = 0
    for sentence in contents.sentences:
        if text[sentence.start : sentence.end] != sentence.text or not sentence.text:
            found.append(f"sentence {sentence.number} is not the text at its offsets")
        if sentence.start < at or text[at : sentence.start].strip():
            found.append(f"the text before sentence {sentence.number} is in no sentence")
        at = sentence.end
    if contents.sentences and text[at:].strip():
        found.append("the end of the text is in no sentence")
    return found + _passage_faults(contents) + _fact_faults(contents)


def _passage_faults(contents: Contents) -> list[str]:
    text, found = contents.document.text, []
    for passage in contents.passages:
        if text[passage.start : passage.end] != passage.text or not passage.text:
            found.append(f"passage {passage.id!r} is not the text at its offsets")
        if not 0 <= passage.first <= passage.last < len(contents.sentences):
            found.append(f"passage {passage.id!r} names sentences that are not there")
    if contents.sentences and len(_covered(contents.passages)) < len(contents.sentences):
        found.append("a sentence is in no passage")
    return found


def _covered(passages: Sequence[Passage]) -> set[int]:
    return {number for p in passages for number in range(p.first, p.last + 1)}


def _fact_faults(contents: Contents) -> list[str]:
    text, found = contents.document.text, []
    for fact in contents.facts:
        if text[fact.start : fact.end] != fact.quote or not fact.quote:
            found.append(f"a fact of {fact.measure!r} does not quote the text at its offsets")
    return found
