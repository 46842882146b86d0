"""Characters and lines -> blocks: what every loader shares.

The canonical text is made of blocks (paragraphs, headings, list items, table rows) separated by
one empty line. Within a block there is no line break, no double space and nothing invisible.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from index.records import Page
from index.tables import table

SEPARATOR = "\n\n"
CELL = " | "
MAX_TITLE = 90
MAX_HEADING = 160

_LIGATURES = {
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
}  # fmt: skip
_INVISIBLE = dict.fromkeys(
    [
        *(0x00AD, 0x034F, 0x061C, 0x180E, 0xFEFF),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),
    ]
)
_SPACES = dict.fromkeys([0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
_LINE_ENDS = dict.fromkeys([0x0B, 0x0C, 0x0D, 0x1C, 0x1D, 0x1E, 0x85, 0x2028, 0x2029], "\n")
_TABLE = (
    _INVISIBLE | _SPACES | _LINE_ENDS | {ord(k): v for k, v in _LIGATURES.items()} | {0x09: " "}
)
_DROPPED = re.compile(
    r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_BULLET = re.compile(r"^(?:[•●○▪▫■□◦◼◾‣⁃∙·➢➤►▶❖✓✔−–—─\u0336*-] +)+")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_WHITE = re.compile(r"\s+")
_CLOSING = "\"'”’)]"
_SENTENCE_ENDS = (".", "!", "?", "…", ":", ";")


def characters(text: str) -> str:
    """`text` with only characters a reader can see: composed (NFC), with plain spaces and LF.

    Ligatures become letters; soft hyphens, zero-width and control characters go. The document's
    own quotes and dashes stay. A glyph of a symbol font, which is nearly always a bullet, becomes
    a bullet.
    """
    plain = text.replace("\r\n", "\n").translate(_TABLE)
    plain = _PRIVATE.sub("•", _DROPPED.sub("", plain))
    return unicodedata.normalize("NFC", plain)


def block(text: str) -> str:
    """One block of canonical text: a single line without a leading bullet."""
    return _BULLET.sub("", _WHITE.sub(" ", text).strip()).strip()


def row(cells: Iterable[str]) -> str:
    """The cells of one table row as one block, empty cells left out."""
    return CELL.join(cell for cell in map(block, cells) if cell)


def ends_sentence(text: str) -> bool:
    """Does `text` end as a sentence does, closing quotes and brackets aside?"""
    return text.rstrip(_CLOSING).endswith(_SENTENCE_ENDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of one block that stands on one page; `page` is None in files without pages."""

    text: str
    page: int | None = None


def assemble(blocks: Iterable[Sequence[Piece]], *, last: int = 0) -> tuple[str, tuple[Page, ...]]:
    """The canonical text of `blocks` and the range of each page from 1 to `last`.

    The pieces of one block are joined as they are, so a piece brings its own space. Pages come in
    order and cover the text; a page without text has an empty range.
    """
    parts: list[str] = []
    starts: dict[int, int] = {}
    length = 0
    for pieces in blocks:
        if parts:
            parts.append(SEPARATOR)
            length += len(SEPARATOR)
        for piece in pieces:
            if piece.page is not None:
                starts.setdefault(piece.page, length)
            parts.append(piece.text)
            length += len(piece.text)
    return "".join(parts), _pages(starts, last=last, length=length)


def _pages(starts: dict[int, int], *, last: int, length: int) -> tuple[Page, ...]:
    """Ranges of pages 1 to `last`: each ends where the next one that has text begins."""
    ends = length
    pages = []
    for number in range(last, 0, -1):
        start = min(starts.get(number, ends), ends)
        pages.append(Page(number=number, start=start, end=ends))
        ends = start
    return tuple(reversed(pages))


def title(blocks: Sequence[str]) -> str | None:
    """The first block that reads as a heading, else the first sentence cut at a word."""
    if not blocks:
        return None
    first = blocks[0]
    if len(first) <= MAX_TITLE or (len(first) <= MAX_HEADING and not ends_sentence(first)):
        return first
    return first[: MAX_TITLE + 1].rsplit(" ", 1)[0].rstrip(" ,;:–—-")[:MAX_TITLE] + "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Boilerplate:
    """What a web page says about itself rather than about its subject."""

    longest: int
    block: re.Pattern[str]
    beside: re.Pattern[str]
    tail: re.Pattern[str]
    updated: re.Pattern[str]
    published: re.Pattern[str]


@cache
def boilerplate() -> Boilerplate:
    """The phrases of `boilerplate.toml`, each matched against a whole block."""
    data = table("index.load", "boilerplate.toml")
    groups = [phrase for phrases in data["block"].values() for phrase in phrases]
    return Boilerplate(
        longest=data["longest"],
        block=_any(groups),
        beside=_any(data["beside"]),
        tail=_any(data["tail"]),
        updated=_any(data["updated"]),
        published=_any(data["published"]),
    )


def _any(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{phrase})" for phrase in phrases), re.IGNORECASE)


def without_boilerplate(blocks: Iterable[str]) -> list[str]:
    """`blocks` without navigation, share links, cookie banners and comment forms.

    Only whole short blocks go. What follows a heading such as "Related posts" goes with it where
    nothing but headlines follows to the end.
    """
    known = boilerplate()
    kept = list(blocks)
    for number in range(len(kept) - 1, -1, -1):
        if _is(known.tail, kept[number], known):
            del kept[number:]
        elif len(kept[number]) > known.longest or ends_sentence(kept[number]):
            break
    strong = {text for text in set(kept) if is_boilerplate(text) or _is_row_of(text, known)}
    goes = [text in strong for text in kept]
    weak = [_is(known.beside, text, known) for text in kept] if strong else goes
    for order in (range(1, len(kept)), range(len(kept) - 2, -1, -1)):
        for number in order:
            before = number - order.step
            goes[number] = goes[number] or (weak[number] and goes[before])
    return [text for text, going in zip(kept, goes, strict=True) if not going]


def without_updates(blocks: Sequence[str], *, dated: bool) -> list[str]:
    """`blocks` without when the page was last changed, where something else dates it."""
    known = boilerplate()
    if not dated and not any(_is(known.published, text, known) for text in blocks):
        return list(blocks)
    return [text for text in blocks if not _is(known.updated, text, known)]


def is_boilerplate(text: str) -> bool:
    """Does a whole block, such as a heading, say nothing of the page's subject?"""
    known = boilerplate()
    return _is(known.block, text, known) or _is(known.tail, text, known)


def _is_row_of(text: str, known: Boilerplate) -> bool:
    """Is a block several links in a row, none of which says anything of the page's subject?"""
    links = [link.strip() for link in re.split(r"[|·•]", text) if link.strip()]
    return len(links) > 1 and all(
        any(_is(kind, link, known) for kind in (known.block, known.tail, known.beside))
        for link in links
    )


def _is(pattern: re.Pattern[str], text: str, known: Boilerplate) -> bool:
    """Does `pattern` match the whole of a short block, arrows and bars around it aside?"""
    return len(text) <= known.longest and pattern.fullmatch(text.strip(" |»«›‹→←>")) is not None


def iso_date(year: str, month: str, day: str) -> str | None:
    """`year`, `month` and `day` as an ISO date; None where there is no such day."""
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def iso_start(text: str) -> str | None:
    """The ISO date that `text` begins with, as metadata write it: 2019-03-01T09:00:00Z."""
    match = _ISO.match(text.strip())
    return iso_date(*match.groups()) if match else None
