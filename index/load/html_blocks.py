"""An element of a web page -> its blocks: paragraphs, headings, items and table rows."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from selectolax.lexbor import LexborNode

from index.load import clean
from index.tables import table

_LONGEST_CELL = 400
"""A table with a longer cell is taken for the layout of a page, not for data."""
_REFERENCE = "sup"


@dataclass(frozen=True, slots=True, kw_only=True)
class Elements:
    """What `html.toml` says of elements; selectors are CSS."""

    inline: frozenset[str]
    unnested: frozenset[str]
    unshown: str
    dropped: str
    published: tuple[tuple[str, str], ...]
    headings: str
    part: re.Pattern[str]
    outside: re.Pattern[str]


@cache
def elements() -> Elements:
    """The contents of `html.toml`."""
    data = table("index.load", "html.toml")
    return Elements(
        inline=frozenset(data["inline"]),
        unnested=frozenset(data["unnested"]),
        unshown=", ".join(data["unshown"]),
        dropped=", ".join(data["dropped"]),
        published=tuple((selector, attribute) for selector, attribute in data["published"]),
        headings=", ".join(data["headings"]),
        part=_named(data["prefix"], data["parts"]),
        outside=_named(data["prefix"], [data["outside"]]),
    )


def _named(prefix: str, names: Iterable[str]) -> re.Pattern[str]:
    """Any of some names, with or without what a system writes before it."""
    return re.compile(f"{prefix}(?:{'|'.join(names)})", re.IGNORECASE)


def blocks(root: LexborNode) -> Iterator[str]:
    """The blocks of `root` in reading order, as raw text that the caller normalises."""
    parts: list[str] = []
    before = ""
    for shown in _pieces(root):
        if shown is not None:
            parts.append(shown)
            continue
        text = clean.block(clean.characters("".join(parts)))
        parts = []
        if text and text != before:
            yield text
        before = text or before


def _pieces(root: LexborNode) -> Iterator[str | None]:
    """Pieces of text, and None where a block ends; without recursion, however deep the page."""
    waiting: list[LexborNode | None] = [root]
    lines = 0
    while waiting:
        node = waiting.pop()
        if node is None:
            yield None
        elif node.is_text_node:
            text = node.text_content or ""
            lines = 0 if text.strip() else lines
            yield text
        elif node.tag == "br":
            lines += 1
            yield " " if lines == 1 else None
        elif node.tag == "table" and _is_data(node):
            yield from _rows(node)
        elif node.tag == "dt" and (term := _term(node)):
            yield None
            yield term
        elif node.is_element_node and not _is_reference(node):
            block = node.tag not in elements().inline and not _is_told(node)
            if block:
                yield None
            waiting += [None] if block else []
            waiting += reversed(list(node.iter(include_text=True)))
    yield None


def _rows(table: LexborNode) -> Iterator[str | None]:
    """The caption of a table and its rows, a block for each."""
    yield None
    for caption in table.css("caption"):
        yield inline(caption)
        yield None
    for row in table.css("tr"):
        yield clean.row(inline(cell) for cell in row.iter() if cell.tag in ("td", "th"))
        yield None


def _term(node: LexborNode) -> str | None:
    """A term with a colon, where its short description is to follow on the same line."""
    told = node.next
    while told is not None and told.is_text_node:
        told = told.next
    if told is None or not _is_told(told):
        return None
    return f"{inline(node).strip().rstrip(':')}: "


def _is_told(node: LexborNode) -> bool:
    """Is `node` a short description, the only one of its term?"""
    if node.tag != "dd" or len(node.text()) > _LONGEST_CELL or node.css_first("p, ul, ol, div"):
        return False
    before = node.prev
    while before is not None and before.is_text_node:
        before = before.prev
    return before is not None and before.tag == "dt"


def inline(node: LexborNode) -> str:
    """All text of `node` on one line; a space stands where a block or a line within it ends."""
    parts: list[str] = []
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if part.is_text_node:
            parts.append(part.text_content or "")
        elif part.is_element_node and not _is_reference(part):
            parts.append("" if part.tag in elements().inline else " ")
            waiting += reversed(list(part.iter(include_text=True)))
    return "".join(parts)


def _is_data(table: LexborNode) -> bool:
    """Does `table` hold data, rather than the layout of the page?"""
    cells = table.css("td, th")
    if table.css_first("table table, td h1, td h2, td form") is not None or not cells:
        return False
    return max(len(cell.text()) for cell in cells) <= _LONGEST_CELL


def _is_reference(node: LexborNode) -> bool:
    """Is `node` a footnote's number?"""
    text = node.text().strip(" []()") if node.tag == _REFERENCE else ""
    return text.isdigit() and len(text) <= 2
