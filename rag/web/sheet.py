"""A page of a PDF as it was printed, the cited words framed: shown without any script."""

from urllib.parse import quote as percent

from index.records import Document, Place
from rag.web.markup import escape, moment
from rag.web.shell import head

MARGIN = 0.003
"""Share of the page between a line of words and its frame."""


def sheet_page(
    document: Document, number: int, place: Place | None, start: int = 0, end: int = 0
) -> str:
    """One page of a document as a page.

    Args:
        document: The document, read from a PDF.
        number: The page to show, from 1.
        place: Where the cited words stand on it; None where none of them does.
        start: First of the cited characters, for the way back; none are cited where it is `end`.
        end: One past the last of them.
    """
    cited = f"?start={start}&amp;end={end}" if start < end else ""
    up = f"../../{percent(document.id, safe='')}"
    steps = "".join(
        f'<a href="{page.number}{cited}">Page {page.number}</a> '
        for page in document.pages
        if abs(page.number - number) == 1
    )
    who = escape(document.council or "Council not known")
    said = "the cited words are framed" if place and place.shares else "as printed"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"{head(f'Page {number} of {document.title}', up='../../../')}</head>"
        '<body class="reader sheet"><main><header>'
        f'<p class="back"><a href="{up}{cited}#cited">Back to the text</a></p>'
        f"<h1>{escape(document.title)}</h1>"
        f'<p class="known">{who}, {moment(document.published)}. Page {number} of '
        f"{len(document.pages)}, {said}.</p></header>"
        f'{_drawing(number, place)}<p class="actions">{steps}</p></main></body></html>'
    )


def _drawing(number: int, place: Place | None) -> str:
    """The picture of the page, with a frame around each line of the cited words."""
    frames = "".join(
        f'<rect x="{left - MARGIN:.2%}" y="{top - MARGIN:.2%}" '
        f'width="{width + 2 * MARGIN:.2%}" height="{height + 2 * MARGIN:.2%}"/>'
        for left, top, width, height in (place.shares if place else ())
    )
    drawn = f'<svg aria-hidden="true">{frames}</svg>' if frames else ""
    picture = f'<img src="{number}.png" alt="Page {number} as it was printed">'
    return f'<div class="printed">{picture}{drawn}</div>'
