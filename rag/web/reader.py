"""Document -> a page of its own that needs no script: the whole text, the cited words marked."""

from index.records import Document
from rag.shown.words import count_words, kind_words, known_words
from rag.web.markup import escape, moment
from rag.web.passage import whole
from rag.web.shell import head


def document_page(document: Document, start: int = 0, end: int = 0) -> str:
    """The whole document as a page.

    Args:
        document: The document to show.
        start: First of the characters to mark; none are marked where the range is empty or lies
            outside the text.
        end: One past the last of them.
    """
    inside = 0 <= start < end <= len(document.text)
    body = whole(document, start, end) if inside else whole(document)
    if not document.text:
        body = f"<p>{escape(document.reason or 'This document has no text.')}</p>"
    jump = '<a class="skip" href="#cited">Go to the cited words</a>' if inside else ""
    pages = f", {count_words(len(document.pages), 'page')}" if document.pages else ""
    known = (
        f"{escape(document.council or 'Council not known')}, {moment(document.published)}{pages}. "
        f"{escape(kind_words(document))}: {escape(known_words(document))}."
    )
    return _page(document.title, f'<p class="known">{known}</p>', body, jump)


def missing_page(message: str, up: str = "../") -> str:
    """The page for a document that is not there; `up` leads to the root of the site."""
    advice = "<p>It may have been removed since. The page lists the documents there are.</p>"
    return _page("No such document", f"<p>{escape(message)}</p>", advice, up=up)


def _page(title: str, known: str, body: str, jump: str = "", up: str = "../") -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'{head(title, up)}</head><body class="reader">{jump}<main><header>'
        f'<p class="back"><a href="{up}ui/">Ask a question</a></p>'
        f'<h1>{escape(title)}</h1>{known}</header><div class="text">{body}</div></main>'
        "</body></html>"
    )
