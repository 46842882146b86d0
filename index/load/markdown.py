"""Markdown -> Loaded: its marks go, its headings, items and table rows become blocks.

It reads what CommonMark and its tables write in practice; a mark it does not know stays as text.
"""

import html
import re
from collections.abc import Iterator
from pathlib import Path

from index.load import clean
from index.load.text import decode, loaded
from index.records import Loaded

_FRONT = re.compile(r"\A---[ ]*\n(.*?\n)(?:---|\.\.\.)[ ]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"(?im)^(title|date|published|publisher|site)[ ]*:[ ]*(.+)$")
_FENCE = re.compile(r"(```|~~~)")
_HEADING = re.compile(r"(#{1,6})[ ]+(.*?)[ ]*#*$")
_UNDERLINE = re.compile(r"(=+|-{2,})[ ]*$")
_RULE = re.compile(r"(?:\*[ ]*){3,}$|(?:-[ ]*){3,}$|(?:_[ ]*){3,}$")
_ITEM = re.compile(r"(?:[-*+•]|\d{1,9}[.)])[ ]+(?:\[[ xX]\][ ]+)?")
_DIVIDER = re.compile(r"[|:\- ]*-[|:\- ]*$")
_DEFINITION = re.compile(r"\[[^\]]{1,200}\]:[ ]*\S+")
_QUOTE = re.compile(r"^(?:>[ ]?)+")
_INLINE = (
    (re.compile(r"!?\[([^\[\]]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:[ ]+\"[^\"]*\")?\)"), r"\1"),
    (re.compile(r"!?\[([^\[\]]+)\]\[[^\[\]]*\]"), r"\1"),
    (re.compile(r"<((?:https?|mailto):[^\s<>]+)>"), r"\1"),
    (re.compile(r"(?i)<br\s*/?>"), " "),
    (re.compile(r"</?[a-zA-Z][^<>]{0,500}>"), ""),
    (re.compile(r"(?<![\w*])(\*{1,3})(?=\S)([^*]+?)(?<=\S)\1(?![\w*])"), r"\2"),
    (re.compile(r"(?<![\w_])(_{1,3})(?=\S)([^_]+?)(?<=\S)\1(?![\w_])"), r"\2"),
    (re.compile(r"(?<!`)(`{1,3})([^`]+)\1(?!`)"), r"\2"),
)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
_HELD = 0xE000
"""Escaped marks wait in the private area of Unicode, which is empty by then, as no marks."""
_RELEASED = {_HELD + ord(mark): mark for mark in "\\`*_{}[]()#+-.!|>~"}


def read_markdown(path: Path) -> Loaded:
    """A Markdown file as canonical text; title and date come from its front matter or heading.

    Raises:
        UnsupportedFormat: binary data.
        NoText: nothing but white space.
    """
    text = clean.characters(_without_comments(decode(path.read_bytes())))
    front = _FRONT.match(text)
    fields = {
        name.lower(): value.strip(" \"'")
        for name, value in _FIELD.findall(front[1] if front else "")
    }
    body = text[front.end() :] if front else text
    parts = list(_blocks(body))
    heading = next((shown for kind, shown in parts if kind == "heading"), None)
    found = loaded((shown for _, shown in parts), title=fields.get("title") or heading)
    return Loaded(
        text=found.text,
        title=found.title,
        published=clean.iso_start(fields.get("published") or fields.get("date") or ""),
        publisher=fields.get("publisher") or fields.get("site"),
    )


def _without_comments(text: str) -> str:
    """`text` without HTML comments; one that is never closed is text."""
    parts = []
    done = 0
    while (start := text.find("<!--", done)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts.append(text[done:start])
        done = end + 3
    return "".join([*parts, text[done:]])


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Kind and shown text of each block."""
    waiting: list[str] = []
    fenced = False
    for raw in [*text.split("\n"), ""]:
        line = _QUOTE.sub("", raw.strip())
        if _FENCE.match(line):
            fenced, line = not fenced, ""
        kind, shown = ("text", line) if fenced else _part(line)
        underlined = bool(waiting) and _UNDERLINE.fullmatch(line) is not None
        if kind == "text" and line and not underlined:
            waiting.append(shown)
            continue
        if waiting:
            yield "heading" if underlined else "text", _inline(" ".join(waiting))
            waiting = []
        if kind == "item":
            waiting = [shown]
        elif kind != "text" and shown and not underlined:
            yield kind, shown


def _part(line: str) -> tuple[str, str]:
    """Kind of one line (text, item, heading, row, nothing) and what it shows."""
    if heading := _HEADING.match(line):
        return "heading", _inline(heading[2])
    if _RULE.match(line) or _DEFINITION.match(line) or ("|" in line and _DIVIDER.match(line)):
        return "nothing", ""
    if item := _ITEM.match(line):
        return "item", line[item.end() :]
    if line.startswith("|") or line.count(" | ") > 1:
        return "row", clean.row(map(_inline, re.split(r"(?<!\\)\|", line.strip("|"))))
    return "text", line


def _inline(text: str) -> str:
    """`text` without the marks of emphasis, links, code and HTML."""
    text = _ESCAPED.sub(lambda match: chr(_HELD + ord(match[1])), text)
    for pattern, shown in _INLINE:
        text = pattern.sub(shown, text)
    return clean.characters(html.unescape(text.translate(_RELEASED)))
