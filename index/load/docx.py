"""Word files (.docx) -> Loaded: paragraphs, headings and table rows in the order of the body.

A .docx is a zip of XML. Its declared sizes are checked before anything is unpacked; it is read in
the worker process (`index.load.limits`).
"""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from index.errors import LoadError, TooLarge, UnsupportedFormat
from index.load import clean
from index.load.text import loaded
from index.records import Loaded

_MAX_MEMBERS = 3_000
_MAX_MEMBER = 20_000_000
_MAX_TOTAL = 100_000_000
_MAX_RATIO = 100
_SMALL = 1_000_000
"""A member below this size may be packed as tightly as it likes."""
_LONGEST_CELL = 400
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, OpcError, SyntaxError, OSError, EOFError),
    *(KeyError, ValueError, AttributeError, RuntimeError),
)
"""What a damaged zip, its XML or its missing parts raise."""
_HEADINGS = ("Title", "Heading1")
_SKIPPED = frozenset(map(qn, ("w:del", "w:moveFrom", "w:txbxContent", "w:pPr", "w:rPr")))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = frozenset(map(qn, ("w:tab", "w:br", "w:cr", "w:ptab")))
_OTHERS = (
    ("xl/", "an Excel file", "Save it as PDF"),
    ("ppt/", "a PowerPoint file", "Save it as PDF"),
    ("content.xml", "an OpenDocument file", "Save it as .docx or PDF"),
)


def read_docx(path: Path) -> Loaded:
    """The text of a Word file as prose, its footnotes at the end.

    `made` is the day the file was last saved.

    Raises:
        TooLarge: more data inside than a document holds.
        UnsupportedFormat: a zip of something else.
        NoText: nothing but pictures and white space.
        LoadError: damaged.
    """
    try:
        names = _checked(path)
        document = docx.Document(str(path))
        body = list(_blocks(document.element.body))
        notes = list(_footnotes(document))
    except _DAMAGED as error:
        raise LoadError("It is no readable Word file.", hint="Save it again in Word.") from error
    known = document.core_properties if "docProps/core.xml" in names else None
    title = next((text for style in _HEADINGS for kind, text in body if kind == style), None)
    texts = [*(text for _, text in body), *notes]
    found = loaded(texts, title=title or (known and known.title), web=False)
    saved = known and (known.modified or known.created)
    made = saved.date().isoformat() if saved else None
    return Loaded(text=found.text, title=found.title, made=made)


def _checked(path: Path) -> frozenset[str]:
    """Names of the members of the zip at `path`, whose declared sizes are within the limits."""
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    total = sum(member.file_size for member in members)
    packed = any(
        member.file_size > max(_SMALL, _MAX_RATIO * member.compress_size) for member in members
    )
    largest = max((member.file_size for member in members), default=0)
    if len(members) > _MAX_MEMBERS or largest > _MAX_MEMBER or total > _MAX_TOTAL or packed:
        raise TooLarge(
            "It unpacks to more than a document holds.", hint="Save it as PDF and add that."
        )
    names = frozenset(member.filename for member in members)
    if "word/document.xml" in names:
        return names
    for start, what, hint in _OTHERS:
        if any(name.startswith(start) for name in names):
            raise UnsupportedFormat(f"It is {what}.", hint=f"{hint} and add that.")
    raise UnsupportedFormat("It is a zip of other files.", hint="Unpack it and add the files.")


def _blocks(element: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - lxml elements
    """Style and text of each paragraph, and each table row, below `element` in order."""
    for child in element:
        if child.tag == qn("w:p"):
            yield _style(child), _text(child)
            for box in _text_boxes(child):
                yield from _blocks(box)
        elif child.tag == qn("w:tbl"):
            yield from _rows(child)
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins")):
            yield from _blocks(child)


def _rows(table: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """The rows of a table; a table that lays out a page gives its paragraphs instead."""
    rows = [[cell for cell in row.iter(qn("w:tc"))] for row in table.iterchildren(qn("w:tr"))]
    texts = [[_cell(cell) for cell in row] for row in rows]
    layout = table.find(f".//{qn('w:tbl')}") is not None or any(
        len(text) > _LONGEST_CELL for row in texts for text in row
    )
    for cells, shown in zip(rows, texts, strict=True):
        if not layout:
            yield "", clean.row(shown)
            continue
        for cell in cells:
            if cell.getparent().getparent() is table:
                yield from _blocks(cell)


def _cell(cell: Any) -> str:  # noqa: ANN401
    return clean.block(" ".join(_text(paragraph) for paragraph in cell.iter(qn("w:p"))))


def _style(paragraph: Any) -> str:  # noqa: ANN401
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if style is None else str(style.get(qn("w:val"), ""))


def _text(paragraph: Any) -> str:  # noqa: ANN401
    """The text of a paragraph as it stands with all changes accepted, text boxes left out."""
    parts: list[str] = []
    waiting = [paragraph]
    while waiting:
        node = waiting.pop()
        if node.tag in _SKIPPED or node.tag == _FALLBACK:
            continue
        if node.tag == qn("w:t"):
            parts.append(node.text or "")
        elif node.tag in _BREAKS:
            parts.append(" ")
        elif node.tag == qn("w:noBreakHyphen"):
            parts.append("-")
        waiting += reversed(node)
    return clean.block(clean.characters("".join(parts)))


def _text_boxes(paragraph: Any) -> Iterator[Any]:  # noqa: ANN401
    """The text boxes anchored in a paragraph, each once."""
    for box in paragraph.iter(qn("w:txbxContent")):
        if not any(above.tag == _FALLBACK for above in box.iterancestors()):
            yield box


def _footnotes(document: Any) -> Iterator[str]:  # noqa: ANN401
    """The texts of the footnotes and endnotes."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith(("/footnotes", "/endnotes")) and not relation.is_external:
            for paragraph in parse_xml(relation.target_part.blob).iter(qn("w:p")):
                yield _text(paragraph)
