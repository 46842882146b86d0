"""Canonical text -> sentences -> passages, with offsets that are born here and never re-found.

A sentence never leaves its block (paragraph, heading, list item, table row), and a passage holds
whole sentences. The abbreviations and openers that decide doubtful full stops are in `split.toml`.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise

from index.records import Passage, Sentence
from index.tables import table

LIMIT = 200
"""Word pieces of a passage: leaves room in the embedder's 256 for a heading put before the text."""

_BLOCK_GAP = re.compile(r"\n\s*\n")
_STOP = re.compile(
    r"(?P<stop>[.!?…]+)"
    r"(?P<close>(?:[\"'”’»)\]]|\s[”’»)\]](?=\s|$))*)"
    r"(?P<note>\d{1,3}(?=\s|$)|[*†‡¹²³⁰⁴-⁹]+)?"
    r"(?:\s\([^().!?]{1,60}\)\.?(?=\s|$))?"
)
_OPENING = "\"'“‘«([ \t\n\xa0"
_INITIALS = re.compile(r"(?:[A-Z]\.-?)*[A-Z]")
_GLUED = re.compile(r"[\"'“‘(]*[A-Z][a-z’' ]")
_ADDRESS = re.compile(r"www|[@/\\]", re.IGNORECASE)
_NUMBERING = r"(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxlcIVXLC]{1,5})"
_NUMBERED = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})*[.):]?|[A-Za-z][.)]|[ivxlc]{1,5}[.)])\s")
_FULL_DATE = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)?\s[A-Z][a-z]{2,8},?\s\d{4}\b"
    r"|\b[A-Z][a-z]{2,8}\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}\b"
    r"|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b"
)
_NO_HEADING = re.compile(
    r"@|https?:|www\.|\d{5}|\d{3}\s\d{3}|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}$|[.!:;,]\W*$"
)
_BRACKET_REACH = 200
_LABEL_REACH = 40
_HEADING_WORDS = 14
_HEADING_LETTERS = 110
_HEADING_RUN = 3


def sentences(document_id: str, text: str) -> tuple[Sentence, ...]:
    """Split canonical text into sentences.

    Every character that is no white space lies in exactly one sentence; sentences come in order and
    start and end without white space. Closing quotes, brackets, footnote marks and a short
    bracketed reference after a full stop belong to the sentence they close.

    Args:
        document_id: Id of the document the sentences will point back to.
        text: Canonical text; blocks are separated by an empty line.

    Returns:
        The sentences, numbered from 0; `paragraph` is the number of the block, from 0.
    """
    blocks = enumerate(_blocks(text))
    spans = [(number, *span) for number, block in blocks for span in _sentence_spans(text, *block)]
    return tuple(
        Sentence(
            document=document_id,
            number=number,
            paragraph=paragraph,
            start=start,
            end=end,
            text=text[start:end],
        )
        for number, (paragraph, start, end) in enumerate(spans)
    )


def passages(
    document_id: str,
    text: str,
    sentences: Sequence[Sentence],
    *,
    count: Callable[[str], int],
    limit: int = LIMIT,
) -> tuple[Passage, ...]:
    """Gather consecutive sentences into passages of at most `limit` word pieces.

    A heading starts a passage and is kept on every passage below it. Where a paragraph does not fit
    any more and the passage is at least half full, the passage ends with the paragraph before. A
    sentence longer than the limit is a passage of its own.

    Args:
        document_id: Id of the document the passages will point back to.
        text: The canonical text.
        sentences: All sentences of that text, in order.
        count: Number of word pieces of a text, which must add up over its sentences.
        limit: Most word pieces of one passage.

    Returns:
        The passages in order. Ids derive from place and content, so that the same text gives the
        same ids.
    """
    found: list[Passage] = []
    for heading, blocks in _sections(text, sentences):
        for group in _pack(blocks, count, limit):
            start, end = group[0].start, group[-1].end
            quote = text[start:end]
            found.append(
                Passage(
                    id=f"{document_id}:{start}-{end}:{_digest(quote)}",
                    document=document_id,
                    start=start,
                    end=end,
                    text=quote,
                    first=group[0].number,
                    last=group[-1].number,
                    heading=heading,
                )
            )
    return tuple(found)


def headings(blocks: Sequence[str]) -> tuple[bool, ...]:
    """Guess which blocks of a text are headings.

    A heading is short, has no final punctuation, is no list item, table row, date or address, and
    has prose below it. Of a long run of such lines (an address, a list of names) only the last can
    be a heading.
    """
    short = [_looks_like_a_heading(block) for block in blocks]
    flags = [False] * len(blocks)
    place = 0
    for is_short, run in groupby(short):
        length = len(tuple(run))
        after = place + length
        if is_short and after < len(blocks):
            first = place if length <= _HEADING_RUN else after - 1
            flags[first:after] = [True] * (after - first)
        place = after
    return tuple(flags)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    never: frozenset[str]
    before_a_number: frozenset[str]
    maybe: frozenset[str]
    openers: frozenset[str]
    letters: frozenset[str]
    lone_label: re.Pattern[str]
    bullet: re.Pattern[str]


@cache
def _words() -> _Words:
    data = table("index", "split.toml")
    labels = "|".join(data["labels"])
    return _Words(
        never=frozenset(data["never"]),
        before_a_number=frozenset(data["before_a_number"]),
        maybe=frozenset(data["maybe"]),
        openers=frozenset(data["openers"]),
        letters=frozenset(data["letters"]),
        lone_label=re.compile(
            rf"\W*(?:(?:{labels})\s)?{_NUMBERING}\W*|\W*|(?:\S\s)?{_NUMBERING}[.)]", re.IGNORECASE
        ),
        bullet=re.compile(f"[{data['bullets']}]"),
    )


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Span of each block, without the white space around it."""
    gaps = [gap.end() for gap in _BLOCK_GAP.finditer(text)]
    for start, end in pairwise([0, *gaps, len(text)]):
        yield from _stripped(text, start, end)


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span without white space at its ends; nothing if it is all white space."""
    whole = text[start:end]
    inner = whole.strip()
    if inner:
        start += len(whole) - len(whole.lstrip())
        yield start, start + len(inner)


def _sentence_spans(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of the block `first:last`."""
    block = text[first:last]
    for start, end in pairwise([0, *_boundaries(block), len(block)]):
        yield from _stripped(text, first + start, first + end)


def _boundaries(block: str) -> Iterator[int]:
    """Offsets inside the block where one sentence ends and the next may start."""
    words = _words()
    last_letter = next((i for i in range(len(block) - 1, -1, -1) if block[i].isalpha()), -1)
    found: list[tuple[int, re.Match[str] | None]] = [
        (bullet.start(), None)
        for bullet in words.bullet.finditer(block, 1)
        if block[bullet.start() - 1].isspace()
    ]
    found.extend((stop.end(), stop) for stop in _STOP.finditer(block))
    start = 0
    for end, stop in sorted(found, key=lambda place: place[0]):
        if end > last_letter or _is_label(block, start, end):
            continue
        if stop is None or _ends(block, start, stop):
            yield end
            start = end


def _is_label(block: str, start: int, end: int) -> bool:
    """Is there nothing but the number or name of what follows: "12.", "(a)", "Annex B."?"""
    so_far = block[start:end].strip() if end - start <= _LABEL_REACH else ""
    return bool(so_far) and _words().lone_label.fullmatch(so_far) is not None


def _ends(block: str, start: int, stop: re.Match[str]) -> bool:
    """Does this stop end the sentence that began at `start`?"""
    word = _word_before(block, start, stop.start())
    after = block[stop.end() : stop.end() + 60]
    if not after[:1].isspace():
        return _glued(block, stop, after)
    following = after.lstrip(_OPENING)
    if not _can_open(following) or _in_brackets(block, start, stop.end()):
        return False
    if stop["note"] and stop["note"].isdecimal() and not _takes_a_note(word, stop):
        return False
    if stop["stop"] == ".":
        return _ends_after(word, following)
    return stop["stop"].strip("!?") == "" or _opens(after)


def _word_before(block: str, start: int, stop: int) -> str:
    """The characters between the last white space and the stop, without opening signs."""
    pieces = block[max(start, stop - 40) : stop].split()
    attached = stop > start and not block[stop - 1].isspace()
    return pieces[-1].lstrip(_OPENING) if pieces and attached else ""


def _takes_a_note(word: str, stop: re.Match[str]) -> bool:
    """Are digits right after the stop a footnote mark, and not the decimals of a number?"""
    if word in _words().before_a_number:
        return False
    return bool(stop["close"]) or re.search(r"(?<!\d)(?:19|20)\d\d$|\D$", word) is not None


def _ends_after(word: str, following: str) -> bool:
    """Does a single full stop after `word` end a sentence before the text `following`?"""
    words = _words()
    plain = word.lower()
    if _INITIALS.fullmatch(word) or plain in words.maybe:
        return _opens(following)
    if word.isupper() and word.isalpha():
        return True
    before_a_number = word in words.before_a_number and following[:1].isdigit()
    return plain not in words.never and not before_a_number


def _opens(after: str) -> bool:
    """Is the next word one that commonly opens a sentence?"""
    found = re.match(r"[\w’']+", after.lstrip(_OPENING))
    return found is not None and found[0].lower() in _words().openers


def _can_open(following: str) -> bool:
    """May a sentence start with this character: a capital, a digit, a currency sign, a bullet?"""
    first = following[:1]
    return (first.isalpha() and not first.islower()) or first.isdigit() or first in {*"£$€"}


def _glued(block: str, stop: re.Match[str], after: str) -> bool:
    """Is a space missing after this stop ("is good.The council")? Web addresses are not meant."""
    before = block[max(0, stop.start() - 2) : stop.start()]
    if stop["note"] or not (before.isalpha() and before.islower() and _GLUED.match(after)):
        return False
    token = block[max(0, stop.start() - 60) : stop.start()].split()[-1] + after.split()[0]
    return not _ADDRESS.search(token)


def _in_brackets(block: str, start: int, end: int) -> bool:
    """Does `end` lie in a bracket that opened inside this sentence and closes soon after?"""
    before = block[max(start, end - _BRACKET_REACH) : end]
    if before.count("(") <= before.count(")") or before.lstrip().startswith("("):
        return False
    after = block[end : end + _BRACKET_REACH]
    closing, opening = after.find(")"), after.find("(")
    return closing >= 0 and (opening < 0 or closing < opening)


def _sections(
    text: str, sentences: Sequence[Sentence]
) -> Iterator[tuple[str, list[tuple[Sentence, ...]]]]:
    """Heading and blocks of each part of the text; neighbouring headings open one part together."""
    blocks = [tuple(group) for _, group in groupby(sentences, key=lambda one: one.paragraph)]
    texts = [text[block[0].start : block[-1].end] for block in blocks]
    heading, part, in_headings = "", list[tuple[Sentence, ...]](), False
    for block, words, is_heading in zip(blocks, texts, headings(texts), strict=True):
        if is_heading and not in_headings and part:
            yield heading, part
            part = []
        heading = words if is_heading else heading
        in_headings = is_heading
        part.append(block)
    if part:
        yield heading, part


def _looks_like_a_heading(block: str) -> bool:
    """Judge one block by itself: short, capitalised, unpunctuated, no list item, row or date."""
    words = _words()
    body = _NUMBERED.sub("", block, count=1)
    return (
        len(block) <= _HEADING_LETTERS
        and len(block.split()) <= _HEADING_WORDS
        and body.lstrip(_OPENING)[:1].isupper()
        and sum(letter.isalpha() for letter in block) >= 3
        and block.split()[0] not in words.letters
        and " | " not in block
        and not _NO_HEADING.search(block)
        and not _FULL_DATE.search(block)
    )


def _pack(
    blocks: Sequence[tuple[Sentence, ...]], count: Callable[[str], int], limit: int
) -> Iterator[list[Sentence]]:
    """Fill passages with whole sentences, ending with a paragraph where that costs little."""
    group: list[Sentence] = []
    size = 0
    for block in blocks:
        sizes = [count(sentence.text) for sentence in block]
        ends_well = 2 * size >= limit and size + sum(sizes) > limit
        for sentence, pieces in zip(block, sizes, strict=True):
            if group and (ends_well or size + pieces > limit):
                yield group
                group, size = [], 0
            ends_well = False
            group.append(sentence)
            size += pieces
    if group:
        yield group


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
