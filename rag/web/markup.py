"""Text -> small pieces of safe HTML that the conversation, the tables and the documents share."""

import html
import re
from collections.abc import Collection, Sequence

from rag.shown.words import date_words


def escape(text: str) -> str:
    """Text as HTML: markup is shown as it is written, and line breaks become spaces.

    A blank line would end the block of HTML for the page's Markdown reader, so none is left.
    """
    return html.escape(re.sub(r"[\s\x00-\x1f\x7f]+", " ", text))


def cite(turn: int, label: int) -> str:
    """A link to source `label` of a turn."""
    where = f"#t{turn}-c{label}"
    return f'<a class="cite" href="{where}" title="Open source {label}">[{label}]</a>'


def cited(turn: int, labels: Collection[int], text: str) -> str:
    """Text with every `[n]` that is one of the labels as a link to its source."""

    def link(match: re.Match[str]) -> str:
        label = int(match[1])
        return cite(turn, label) if label in labels else match[0]

    return re.sub(r"\[(\d{1,4})\]", link, escape(text))


def moment(iso: str | None) -> str:
    """A date in words that a program can read too."""
    if not iso:
        return '<span class="undated">no date known</span>'
    return f'<time datetime="{escape(iso)}">{escape(date_words(iso))}</time>'


def table(kind: str, caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table whose first column names the row; the cells are HTML already.

    Every cell but the first repeats the name of its column for narrow screens, where the rows are
    shown as cards. The buttons in the head sort it.
    """
    head = "".join(
        f'<th scope="col"><button type="button" class="sort">{escape(name)}</button></th>'
        for name in columns
    )
    body = "".join(f"<tr>{_cells(columns, row)}</tr>" for row in rows)
    return (
        '<div class="scroll" role="region" tabindex="0">'
        f'<table class="{kind}"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cells(columns: Sequence[str], row: Sequence[str]) -> str:
    first = f'<th scope="row">{row[0]}</th>'
    return first + "".join(
        f'<td><span class="cell">{escape(name)}</span><div>{cell}</div></td>'
        if cell
        else '<td class="none"></td>'
        for name, cell in zip(columns[1:], row[1:], strict=True)
    )
