"""A question for the meaning of a term -> how the documents themselves write it out.

Reports write an acronym out where they first use it: "the Public Law Outline (PLO)". That place
is what is quoted. Of a term that is no acronym a sentence is looked for that says what it is.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from index.records import Document, Sentence
from index.store import Snapshot
from index.tables import table
from rag.once import once
from rag.records import Findings, Query, Source, Statement
from rag.shown.wording import heading, quote

NEAREST = 3
"""Places shown where the documents use a term and do not say what it is."""
MOST = 2
"""Definitions shown of one term."""
LONGEST = 45
"""Words of a sentence that says what something is; a longer one says much else."""
_ACRONYM = re.compile(r"[A-Z][A-Za-z&]{1,6}")
_PLURAL = re.compile(r"(?<=[A-Z])s$")
_WORD = re.compile(r"[\w’'&/-]+")
_SKIPPED = frozenset({"and", "of", "the", "for", "in", "or", "a", "an", "to", "on", "with"})


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns of `defined.toml`."""

    asks: tuple[re.Pattern[str], ...]
    both: re.Pattern[str]
    known: frozenset[str]
    expansions: dict[str, str]
    definition: tuple[str, ...]


@cache
def _words() -> _Words:
    data = table("rag.parts", "defined.toml")
    return _Words(
        asks=tuple(re.compile(p, re.IGNORECASE) for p in data["asks"]["patterns"]),
        both=re.compile(data["asks"]["both"], re.IGNORECASE),
        known=frozenset(t.lower() for t in data["terms"]["known"].strip().splitlines()),
        expansions=data["expansions"],
        definition=tuple(data["says"]["definition"]),
    )


def defined(query: Query, library: Snapshot) -> Findings | None:
    """What the terms mean that a question asks about; None where it asks for no meaning."""
    terms = _asked(query)
    if not terms or query.general:
        return None
    statements: list[Statement] = []
    unsaid: list[str] = []
    nearest: list[Source] = []
    for term in terms:
        found = _meaning(term, library)
        statements += found
        if not found:
            unsaid.append(f"what “{term}” means")
            nearest += _uses(term, library)
    if not statements:
        named = " or ".join(f"“{term}”" for term in terms)
        used = " The passages below use it." if nearest else " None of them uses it."
        return Findings(
            nearest=tuple(nearest[:NEAREST]),
            advice=f"The documents do not say what {named} means. Searched: "
            f"{len(library.documents)} documents.{used}",
        )
    return Findings(
        fixed=True,
        statements=tuple(statements),
        missing=tuple(unsaid),
        nearest=tuple(nearest[:NEAREST]),
        searched=len(library.documents),
    )


def _asked(query: Query) -> tuple[str, ...]:
    """The terms that a question asks the meaning of."""
    if query.councils or query.elsewhere or query.regions or query.documents:
        return ()
    text = query.standalone
    both = _words().both.search(text)
    found = (m for m in (p.match(text) for p in _words().asks) if m)
    said = (both["one"], both["other"]) if both else tuple(m["term"] for m in found)[:1]
    terms = tuple(_plain(term) for term in said)
    return terms if terms and all(_is_term(term) for term in terms) else ()


def _plain(term: str) -> str:
    bare = term.strip(" ‘’“”'\"?.!,")
    bare = re.sub(r"^(?:an?|the)\s", "", bare, flags=re.IGNORECASE)
    return _PLURAL.sub("", bare)


def _is_term(term: str) -> bool:
    """Whether something is an acronym or a term that is known to be one of the field."""
    known = _words()
    acronym = _ACRONYM.fullmatch(term) and sum(c.isupper() for c in term) >= 2
    return bool(acronym) or term.upper() in known.expansions or _singular(term) in known.known


def _singular(term: str) -> str:
    lowered = term.lower()
    if lowered in _words().known:
        return lowered
    return re.sub(r"s$", "", lowered)


def _meaning(term: str, library: Snapshot) -> list[Statement]:
    """The statements that tell what a term means."""
    if _singular(term) in _words().known:
        return _said(_singular(term), library)
    places = _written_out(library).get(_key(term), ())
    expansion = _words().expansions.get(term.upper())
    if places:
        return [_expanded(term, _best(places, expansion))]
    if expansion is None:
        return []
    return [*_used(term, expansion, library), *_said(expansion, library)]


# Acronyms


@dataclass(frozen=True, slots=True)
class _Place:
    """A place where a document writes an acronym out: "Public Law Outline (PLO)"."""

    document: Document
    sentence: Sentence
    words: str
    whole: str


def _best(places: Sequence[_Place], expansion: str | None) -> _Place:
    """The newest place that writes an acronym out as is meant, else as most places do."""
    meant = [p for p in places if expansion and _folded(p.words) == _folded(expansion)]
    if meant:
        return meant[0]
    commonest, _ = Counter(_folded(p.words) for p in places).most_common(1)[0]
    return next(p for p in places if _folded(p.words) == commonest)


def _key(term: str) -> str:
    return _PLURAL.sub("", term).upper()


def _folded(words: str) -> str:
    return re.sub(r"s\b", "", words.lower().replace("-", " "))


def _expanded(term: str, place: _Place) -> Statement:
    source = Source(document=place.document, start=place.sentence.start, end=place.sentence.end)
    at = place.sentence.text.find(place.whole)
    said = quote(place.sentence.text, max(at, 0))
    text = f"{_key(term)}: “{place.whole}”. {heading(place.document)}: {said}"
    return Statement(text=text, sources=(source,))


@once
def _written_out(library: Snapshot) -> dict[str, tuple[_Place, ...]]:
    """Every acronym that the documents write out, newest document first."""
    found: dict[str, list[_Place]] = {}
    newest = sorted(library.documents, key=lambda d: (d.published or "", d.id), reverse=True)
    for document in newest:
        for sentence in library.sentences(document.id):
            for short, words, whole in _pairs(sentence.text):
                found.setdefault(_key(short), []).append(
                    _Place(document=document, sentence=sentence, words=words, whole=whole)
                )
    return {short: tuple(places) for short, places in found.items()}


def _pairs(text: str) -> Iterator[tuple[str, str, str]]:
    """Each acronym in brackets with the words before it that it is made of."""
    for match in re.finditer(r"\(([A-Z][A-Za-z&]{1,7})\)", text):
        words = list(_WORD.finditer(text[: match.start()]))[-12:]
        start = _initials(_PLURAL.sub("", match[1]).upper(), words)
        if start is not None:
            said = text[start : match.start()].strip()
            yield match[1], said, text[start : match.end()]


def _initials(short: str, words: Sequence[re.Match[str]]) -> int | None:
    """Where the words begin whose first letters are those of an acronym, read from its end."""
    letters = [(w.start() + n, c) for w in words for n, c in _first_letters(w.group())]
    at, wanted = len(letters), len(short)
    skipped = 0
    while wanted and at:
        at -= 1
        place, letter = letters[at]
        if letter.upper() == short[wanted - 1]:
            wanted, skipped = wanted - 1, 0
            if not wanted:
                return next(w.start() for w in reversed(words) if w.start() <= place)
        else:
            word = next(w.group() for w in reversed(words) if w.start() <= place)
            skipped += word.lower() not in _SKIPPED
            if skipped > 1:
                return None
    return None


def _first_letters(word: str) -> Iterator[tuple[int, str]]:
    """The first letter of each part of a word: of "multi-agency" two."""
    yield from (
        (m.start(), m.group()[0]) for m in re.finditer(r"[^\W_]+", word) if len(m.group()) > 1
    )


# Other terms


def _said(term: str, library: Snapshot) -> list[Statement]:
    """Sentences that say what a term is, the plainest way of saying it first, then the newest."""
    named = _spaced(term.removesuffix(" to be good"))
    has = re.compile(named, re.IGNORECASE)
    said = [re.compile(p.replace("TERM", f"{named}s?"), re.IGNORECASE) for p in _words().definition]
    found = []
    newest = sorted(library.documents, key=lambda d: (d.published or "", d.id), reverse=True)
    for order, document in enumerate(newest):
        if not has.search(document.text):
            continue
        for sentence in library.sentences(document.id):
            if not has.search(sentence.text) or len(sentence.text.split()) > LONGEST:
                continue
            way = next((n for n, p in enumerate(said) if p.search(sentence.text)), None)
            if way is not None:
                found.append((way, order, document, sentence))
    kept = sorted(found, key=lambda row: row[:2])[:MOST]
    return [_stated(document, sentence) for _, _, document, sentence in kept]


def _stated(document: Document, sentence: Sentence) -> Statement:
    source = Source(document=document, start=sentence.start, end=sentence.end)
    text = f"{heading(document)}: {quote(sentence.text)}"
    return Statement(text=text, sources=(source,))


def _used(term: str, expansion: str, library: Snapshot) -> list[Statement]:
    """The newest place that uses the words which an acronym stands for."""
    places = _places(expansion, library)
    if not places:
        return []
    document, sentence = places[0]
    source = Source(document=document, start=sentence.start, end=sentence.end)
    at = re.search(_spaced(expansion), sentence.text, re.IGNORECASE)
    said = at.group() if at else sentence.text
    text = f"{_key(term)}: “{said}”. {heading(document)}: {quote(sentence.text)}"
    return [Statement(text=text, sources=(source,))]


def _uses(term: str, library: Snapshot) -> list[Source]:
    """The newest places that use a term."""
    return [
        Source(document=document, start=sentence.start, end=sentence.end)
        for document, sentence in _places(term, library)[:NEAREST]
    ]


def _places(words: str, library: Snapshot) -> list[tuple[Document, Sentence]]:
    pattern = re.compile(rf"\b{_spaced(words)}", re.IGNORECASE)
    newest = sorted(library.documents, key=lambda d: (d.published or "", d.id), reverse=True)
    found: list[tuple[Document, Sentence]] = []
    for document in newest:
        if pattern.search(document.text):
            found += [
                (document, s) for s in library.sentences(document.id) if pattern.search(s.text)
            ][:1]
        if len(found) == NEAREST:
            break
    return found


def _spaced(words: str) -> str:
    return re.escape(words).replace(r"\ ", r"[\s-]+").replace("’", "[’']")
