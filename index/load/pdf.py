"""PDF files -> Loaded, with pages.

PDFium reads the file. It may exhaust memory or crash on a hostile one, so this runs in the worker
process only (`index.load.limits`).
"""

import re
from collections.abc import Sequence
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from index.errors import LoadError, NoText, TooLarge
from index.load import clean
from index.load.clean import Piece
from index.load.furniture import without_furniture
from index.load.layout import Block, build, pieces
from index.load.limits import MAX_CHARACTERS, MAX_PAGES
from index.load.lines import Line, read_lines
from index.load.order import in_reading_order
from index.records import Loaded

_DATE = re.compile(r"(?:D:)?(\d{4})(\d{2})(\d{2})")
_BROWSER = re.compile(r"Skia/PDF|Mozilla|Chrom(?:e|ium)|wkhtmltopdf|Safari", re.IGNORECASE)
"""What makes a PDF of a web page on the day that somebody prints it."""
_FEW_LETTERS = 40
"""A page with a picture and fewer letters than these is taken for a scan."""
_LARGER = 1.15
"""A heading's size is at least so much larger than that of the text."""
_SCAN_HINT = "Run text recognition (OCR) on it and add the result."


def read_pdf(path: Path) -> Loaded:
    """The text of a PDF as prose; every character knows its page.

    `made` is the day the file was made, which is on or some days before its publication.

    Raises:
        TooLarge: too many pages or characters.
        NoText: a scan, or letters that the file does not say the meaning of.
        LoadError: damaged, or locked by a password.
    """
    document = open_pdf(path)
    try:
        pages = _pages(document)
        blocks = build([in_reading_order(lines) for lines in without_furniture(pages)])
        shown = pieces(blocks)
        text, ranges = clean.assemble(shown, last=len(pages))
        _check(document, text)
        return Loaded(
            text=text,
            title=_title(blocks, shown),
            pages=ranges,
            made=_made(document),
        )
    finally:
        document.close()


def open_pdf(path: Path) -> pdfium.PdfDocument:
    """The PDF at `path`, open.

    Raises:
        LoadError: damaged, or locked by a password.
    """
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            message = "It is locked by a password."
            raise LoadError(message, hint="Save it without a password.") from error
        raise LoadError("It is no readable PDF.", hint="Download or save it again.") from error


def open_page(document: pdfium.PdfDocument, number: int) -> pdfium.PdfPage:
    """A page, from 1, of an open PDF.

    Raises:
        LoadError: there is no such page, or it is damaged.
    """
    try:
        if not 1 <= number <= len(document):
            raise LoadError(f"It has no page {number}.", hint=f"It has {len(document)} pages.")
        return document[number - 1]
    except pdfium.PdfiumError as error:
        message = f"Page {number} is damaged."
        raise LoadError(message, hint="Download or save the file again.") from error


def _pages(document: pdfium.PdfDocument) -> list[list[Line]]:
    """The lines of each page."""
    if len(document) > MAX_PAGES:
        raise TooLarge(
            f"It has {len(document)} pages, and at most {MAX_PAGES} are read.", hint="Split it."
        )
    found: list[list[Line]] = []
    characters = 0
    for number in range(1, len(document) + 1):
        page = open_page(document, number)
        width, height = page.get_size()
        textpage = page.get_textpage()
        characters += textpage.count_chars()
        if characters > MAX_CHARACTERS:
            raise TooLarge(f"It holds over {MAX_CHARACTERS:,} characters.", hint="Split it.")
        found.append(read_lines(textpage, page=number, width=width, height=height))
        textpage.close()
        page.close()
    return found


def _check(document: pdfium.PdfDocument, text: str) -> None:
    """Refuse a text that is none: of a scan, or of fonts without a meaning."""
    letters = sum(map(str.isalnum, text))
    if letters < _FEW_LETTERS * len(document) and _has_picture(document):
        raise NoText("It is a scan and holds pictures of pages, no text.", hint=_SCAN_HINT)
    if letters == 0:
        raise NoText("It holds no text.", hint=_SCAN_HINT)
    if 2 * letters < len("".join(text.split())):
        raise NoText("Its fonts do not say which letters they show.", hint=_SCAN_HINT)


def _has_picture(document: pdfium.PdfDocument) -> bool:
    kinds = [raw.FPDF_PAGEOBJ_IMAGE]
    first = open_page(document, 1)
    return next(iter(first.get_objects(filter=kinds, max_depth=3)), None) is not None


def _title(blocks: Sequence[Block], shown: Sequence[Sequence[Piece]]) -> str | None:
    """The headings that open the file, joined; without any, its first block."""
    texts = ["".join(piece.text for piece in block) for block in shown]
    if not blocks:
        return None
    body = max(blocks, key=lambda block: sum(len(line.text) for line in block.lines)).first.size
    headings: list[str] = []
    for block, text in zip(blocks, texts, strict=True):
        heads = block.first.size >= _LARGER * body and not block.is_row
        joins = not headings or " " in text
        if not heads or not joins or len(": ".join([*headings, text])) > clean.MAX_HEADING:
            break
        headings.append(text)
    return ": ".join(headings) or clean.title(texts)


def _made(document: pdfium.PdfDocument) -> str | None:
    """ISO date on which the file says it was made; None for what was printed out of a browser."""
    makers = (document.get_metadata_value(key) for key in ("Creator", "Producer"))
    if any(map(_BROWSER.search, makers)):
        return None
    for key in ("CreationDate", "ModDate"):
        match = _DATE.match(document.get_metadata_value(key))
        if match and (day := clean.iso_date(*match.groups())):
            return day
    return None
