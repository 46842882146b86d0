"""A page of a PDF as it was printed, the cited words framed: shown without any script."""

from collections.abc import Sequence
from urllib.parse import quote as percent

from index.records import Document, Place
from rag.web.markup import escape, moment
from rag.web.shell import head

MARGIN = 2.0
"""Points between a line of words and its frame."""


def sheet_page(
    document: Document, number: int, places: Sequence[Place], start: int = 0, end: int = 0
) -> str:
    """One page of a document as a page.

    Args:
        document: The document, read from a PDF.
        number: The page to show, from 1.
        places: Where the cited words stand, on this page and on others.
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
    said = "the cited words are framed" if any(p.page == number for p in places) else "as printed"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"{head(f'Page {number} of {document.title}', up='../../../')}</head>"
        '<body class="reader sheet"><main><header>'
        f'<p class="back"><a href="{up}{cited}#cited">Back to the text</a></p>'
        f"<h1>{escape(document.title)}</h1>"
        f'<p class="known">{who}, {moment(document.published)}. Page {number} of '
        f"{len(document.pages)}, {said}.</p></header>"
        f'{_drawing(number, places)}<p class="actions">{steps}</p></main></body></html>'
    )


def _drawing(number: int, places: Sequence[Place]) -> str:
    """The picture of the page, with a frame around each line of the cited words."""
    here = next((p for p in places if p.page == number), None)
    picture = f'<img src="{number}.png" alt="Page {number} as it was printed">'
    if here is None or not here.boxes:
        return f'<div class="printed">{picture}</div>'
    frames = "".join(
        f'<rect x="{left - MARGIN:.1f}" y="{here.height - top - MARGIN:.1f}" '
        f'width="{right - left + 2 * MARGIN:.1f}" height="{top - bottom + 2 * MARGIN:.1f}"/>'
        for left, bottom, right, top in here.boxes
    )
    return (
        f'<div class="printed">{picture}<svg viewBox="0 0 {here.width:.1f} {here.height:.1f}" '
        f'aria-hidden="true">{frames}</svg></div>'
    )
