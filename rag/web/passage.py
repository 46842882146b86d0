"""A span of a document -> HTML of the words around it, with the cited words marked."""

from collections.abc import Sequence
from urllib.parse import quote as percent

from index.records import Document, Page, Sentence
from rag.web.markup import escape

AROUND = 2
"""Sentences shown before and after the cited words."""
LONGEST = 700
"""Characters shown before and after the cited words at most."""


def window(
    document: Document, start: int, end: int, sentences: Sequence[Sentence]
) -> tuple[int, int]:
    """Where the surroundings of `start:end` begin and end, as offsets into the document's text.

    Args:
        document: The document that holds the span.
        start: First character of the cited words.
        end: One past the last character of the cited words.
        sentences: The sentences of the document in order; where they belong to another edition of
            the text, or where there are none, whole paragraphs are taken instead.
    """
    text = document.text
    near = [n for n, s in enumerate(sentences) if s.end > start and s.start < end]
    if near:
        first = sentences[max(near[0] - AROUND, 0)]
        last = sentences[min(near[-1] + AROUND, len(sentences) - 1)]
        if all(text[s.start : s.end] == s.text for s in (first, last)):
            return max(first.start, start - LONGEST), min(last.end, end + LONGEST)
    before = text.rfind("\n\n", 0, max(start - 2, 0))
    after = text.find("\n\n", min(end + 2, len(text)))
    begin = 0 if before < 0 else before + 2
    stop = len(text) if after < 0 else after
    return max(begin, start - LONGEST), min(stop, end + LONGEST)


def marked(text: str, begin: int, stop: int, start: int, end: int) -> str:
    """Paragraphs of `text[begin:stop]` as HTML with the characters `start:end` in `<mark>`.

    A span over several paragraphs is marked in each. An empty span marks nothing.
    """
    out = []
    for block in _blocks(text, begin, stop):
        low, high = block
        a, b = max(low, start), min(high, end)
        if a < b:
            inner = f"{escape(text[low:a])}<mark>{escape(text[a:b])}</mark>{escape(text[b:high])}"
        else:
            inner = escape(text[low:high])
        out.append(inner)
    return "".join(f"<p>{part}</p>" for part in out)


def quoted(document: Document, start: int, end: int, sentences: Sequence[Sentence]) -> str:
    """The cited words inside their surroundings, as HTML paragraphs; dots stand where it is cut."""
    begin, stop = window(document, start, end, sentences)
    body = marked(document.text, begin, stop, start, end)
    if begin > 0:
        body = body.replace("<p>", "<p>… ", 1)
    if stop < len(document.text):
        body = body.removesuffix("</p>") + " …</p>"
    return body


def whole(document: Document, start: int = 0, end: int = 0) -> str:
    """The whole text as HTML, page by page where it is paged, with `start:end` marked.

    The first marked words carry the id `cited`, so that a link can open the page there.
    """
    pages = document.pages or (Page(number=0, start=0, end=len(document.text)),)
    parts = []
    for page in pages:
        heading = _heading(document, page, start, end) if page.number else ""
        parts.append(heading + marked(document.text, page.start, page.end, start, end))
    return "".join(parts).replace("<mark>", '<mark id="cited" tabindex="-1">', 1)


def _heading(document: Document, page: Page, start: int, end: int) -> str:
    """The number of a page, with the way to its picture."""
    cited = f"?start={start}&amp;end={end}" if max(page.start, start) < min(page.end, end) else ""
    place = f"{percent(document.id, safe='')}/pages/{page.number}{cited}"
    return (
        f'<h2 id="page-{page.number}">Page {page.number} '
        f'<a class="printed" href="{place}">as it was printed</a></h2>'
    )


def _blocks(text: str, begin: int, stop: int) -> list[tuple[int, int]]:
    """The paragraphs of `text[begin:stop]` that hold anything, as pairs of offsets."""
    found = []
    at = begin
    while at < stop:
        cut = text.find("\n\n", at, stop)
        high = stop if cut < 0 else cut
        if text[at:high].strip():
            found.append((at, high))
        at = high + 2
    return found
