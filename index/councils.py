"""The English councils that run children's services, and how to find them in a text.

The councils stand in `councils.csv`, the words around their names in `councils.toml`; both may be
edited. A text is read word by word and the longest name wins, so that Leicestershire is never
Leicester and North Somerset never Somerset. A word that may be something else (a surname, the verb
in "Reading the report") counts only where what stands around it says that it is the place.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from index.council_table import MENDABLE, Council, Form, councils, names
from index.naming import Word, distance, keys, words

__all__ = [
    "Council",
    "Mention",
    "by_host",
    "closest",
    "councils",
    "current",
    "find",
    "find_regions",
    "in_region",
    "named",
    "regions",
]

How = Literal["name", "alias", "body", "misspelling"]

_SENTENCE_ENDS = frozenset(".!?:;\n•*|“”\"‘'’")
_STOPS = frozenset(".,;:?!)\n")
_JOINS = frozenset(["and", "or", "vs", "versus", ",", "with", "than", "to"])
_COMPASS = frozenset("nsew")
_INITIALS = frozenset("BCDEFGHJKLMNOPQRSTUVWXYZ")
_POSTCODE = re.compile(r"[\s,]{1,4}[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
_LISTING = frozenset([",", "and", "(", ")", ";", "."])
_REACH, _LIST = 3, 60
_LONG = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """The characters `start:end` of a text that name a council or the body that serves it."""

    council: Council
    start: int
    end: int
    how: How


def find(text: str, *, typed: bool = False) -> tuple[Mention, ...]:
    """Every mention of a council or of the body that runs its services, in order.

    Args:
        text: prose, where a name has its capitals.
        typed: `text` is a question as people type it: case says nothing and a name may be
            misspelt by a letter or two.

    Returns:
        Mentions that do not overlap, save that a body which serves several councils gives one
        mention for each, over the same characters. A span covers "London Borough of" and
        "City Council" where they stand.
    """
    return tuple(_Finder(text, words(text), typed=typed).mentions())


def current() -> tuple[Council, ...]:
    """The councils that exist today, in order of name."""
    return tuple(council for council in councils() if council.status == "current")


def named(name: str) -> Council | None:
    """The one council that `name` stands for, in any form; None if there is none, or several.

    >>> named("london borough of camden").name
    'Camden'
    """
    return _meant(keys(name))


def closest(name: str) -> Council | None:
    """The council of which this is the name, perhaps slightly misspelt.

    >>> closest("Swindin").name, closest("south glocestershire").name, closest("store")
    ('Swindon', 'South Gloucestershire', None)
    """
    return _meant(tuple(_mend(key) for key in keys(name)))


def by_host(host: str) -> tuple[Council, ...]:
    """The councils that publish at a host or address: `news.leicester.gov.uk` is Leicester's."""
    host = re.sub(r"^\w+://|[/:].*$", "", host.strip().casefold())
    return tuple(c for c in councils() if any(f".{host}".endswith(f".{d}") for d in c.domains))


@cache
def spoken() -> frozenset[str]:
    """Every word of the names of councils, of the bodies that serve them, and of the regions."""
    forms = (form.keys for found in names().forms.values() for form in found)
    return frozenset(key for phrase in (*forms, *names().regions) for key in phrase)


def regions() -> tuple[str, ...]:
    """The nine regions of England, in alphabetical order."""
    return tuple(sorted({council.region for council in councils()}))


def in_region(name: str) -> tuple[Council, ...]:
    """The current councils of a region, by any usual name of it; empty where none is called so."""
    region = names().regions.get(tuple(key for key in keys(name) if key != "the"))
    return tuple(council for council in current() if council.region == region)


def find_regions(text: str, *, typed: bool = False) -> tuple[tuple[str, int, int], ...]:
    """Each region that a text names, with its start and end, outside the names of councils.

    A question may name several in one breath, which then share their place: "the Midlands".
    """
    table = dict(names().wider) if typed else {}
    table |= {phrase: (region,) for phrase, region in names().regions.items()}
    all_words = words(text)
    taken = {i for m in find(text, typed=typed) for i in range(m.start, m.end)}
    found: list[tuple[str, int, int]] = []
    for at, word in enumerate(all_words):
        for phrase, meant in table.items():
            run = all_words[at : at + len(phrase)]
            if tuple(w.key for w in run) != phrase or word.start in taken:
                continue
            if typed or all(w.capital or w.key in names().small for w in run):
                found += [(region, word.start, run[-1].end) for region in meant]
                taken.update(range(word.start, run[-1].end))
    return tuple(found)


_OF_PLACES = ("for", "in", "of", "at", "from")
"""Words after which a question names a place, and not a person."""


class _Finder:
    """One pass over the words of one text."""

    def __init__(self, text: str, words: Sequence[Word], *, typed: bool) -> None:
        self.text, self.typed = text, typed
        self.words = _without_stops(words) if typed else words
        self.names = names()
        self.keys = [_mend(w.key) if typed else w.key for w in self.words]

    def mentions(self) -> Iterator[Mention]:
        """The mentions in order of the text."""
        at = done = 0
        while at < len(self.words):
            form = self._form(at)
            if form is None:
                at += 1
                continue
            end = at + len(form.keys)
            first = max(done, at - self._before(at, "prefixes"))
            last = end + (0 if self._is_taxed(end) else self._after(end, "suffixes"))
            if self._is_place(form, at, end, titled=first < at or last > end):
                yield from self._mentions_of(form, first, last)
                done = end = last
            at = end

    def _mentions_of(self, form: Form, first: int, last: int) -> Iterator[Mention]:
        """One mention for each council that a form means."""
        words = self.words[first:last]
        mended = any(k != w.key for k, w in zip(self.keys[first:last], words, strict=True))
        for council in form.councils:
            how: How = "misspelling" if mended else form.how
            yield Mention(council=council, start=words[0].start, end=words[-1].end, how=how)

    def _form(self, at: int) -> Form | None:
        """The longest form that starts at a word and is written as a name."""
        for form in self.names.forms.get(self.keys[at], ()):
            end = at + len(form.keys)
            if self._is_spelt(form, at, end) and self._is_written(form, at, end):
                return form
        return None

    def _is_spelt(self, form: Form, at: int, end: int) -> bool:
        """Whether the words are the form's; "bracknell forests" may lack its apostrophe."""
        *first, last = form.keys
        own = self.keys[at:end]
        owner = self.typed and first and own[-1:] == [f"{last}s"]
        return own == [*first, last] or bool(owner and own[:-1] == first)

    def _is_written(self, form: Form, at: int, end: int) -> bool:
        """Whether the capitals are those of a name; a typed question need not have them."""
        if self.typed:
            return True
        words = self.words[at:end]
        if form.acronym:
            return all(w.raw.isupper() for w in words if w.raw.isalpha())
        return all(w.capital or w.key in self.names.small for w in words if w.raw.isalpha())

    def _is_place(self, form: Form, at: int, end: int, *, titled: bool) -> bool:
        """Whether the form stands for its council here and not for something else."""
        if form.how == "body" or titled:
            return True
        if self._after(end, "other_after", capital=True) or self._is_address(end):
            return False
        if len(form.keys) > 1:
            return True
        if self._before(at, "other_before", capital=True) or self._is_person(at):
            return False
        return form.keys[0] not in self.names.ambiguous or self._is_clear(at)

    def _is_taxed(self, at: int) -> bool:
        """Whether "council" here belongs to what follows: "Derby council tax exemption"."""
        return self.keys[at : at + 2] == ["council", "tax"]

    def _is_address(self, end: int) -> bool:
        """Whether a postcode follows: the place is where somebody's office stands."""
        return _POSTCODE.match(self.text, self.words[end - 1].end) is not None

    def _is_person(self, at: int) -> bool:
        """Whether a name is a surname: after a title, a first name or an initial."""
        if self.typed and at and self.keys[at - 1] in _OF_PLACES:
            return False
        word = self.words[at]
        if re.match(r"-[A-Z]", self.text[word.end : word.end + 2]):
            return True
        if at and self.text[word.start - 1] == "-" and self.words[at - 1].capital:
            return True
        for back in self._names_before(at):
            before = self.words[back]
            is_name = before.key in self.names.persons
            if is_name and (before.capital or before.key not in self.names.everyday):
                return True
            if before.raw in _INITIALS:
                return True
        return self._is_introduced(at) or self._is_listed(at)

    def _names_before(self, at: int) -> Iterator[int]:
        """The words before a name that may belong to it, nearest first, at most three."""
        back, seen = at - 1, 0
        while back >= 0 and seen < _REACH:
            if self.words[back].raw == "." and back and self._is_abbreviated(back - 1):
                back -= 1
            if not (self.words[back].capital or (self.typed and not seen)):
                return
            yield back
            back, seen = back - 1, seen + 1

    def _is_abbreviated(self, at: int) -> bool:
        return len(self.words[at].raw) == 1 or self.words[at].key in self.names.titles

    def _is_introduced(self, at: int) -> bool:
        """Whether a capital word, the name, a comma and an office follow one another."""
        if at == 0 or self._before(at, "before") or not self.words[at - 1].capital:
            return False
        return self.keys[at + 1 : at + 2] == [","] and self._after(at + 2, "roles") > 0

    def _is_listed(self, at: int) -> bool:
        """Whether only names, commas and brackets lie between a title of many and the name."""
        for before in reversed(self.words[max(0, at - _LIST) : at]):
            if before.key in self.names.titles_of_many:
                return True
            if not (before.capital or before.key in _LISTING):
                return False
        return False

    def _is_clear(self, at: int) -> bool:
        """Whether a word of English that is also a name is clearly the place here."""
        word, starts = self.words[at], self._starts(at)
        if self._after(at + 1, "never_after") or not (word.capital or self.typed):
            return False
        if word.capital and not word.raw.isupper() and not starts:
            return not self._is_headline(at)
        cue = self._before(at, "before")
        follows = self._after(at + 1, "after") or (self.typed and self._is_year(at + 1))
        ends = at + 1 == len(self.words) or self.words[at + 1].raw in _STOPS
        alone = self.typed and starts and ends
        clear = alone or (cue and (ends or follows)) or (starts and follows)
        return bool(clear) or self._is_joined(at)

    def _is_year(self, at: int) -> bool:
        """Whether a word is a year, as in "reading 2016 report"."""
        return any(re.fullmatch(r"(?:19|20)\d\d", key) for key in self.keys[at : at + 1])

    def _is_headline(self, at: int) -> bool:
        """Whether the word beside it is a capital one too, as in a headline or a thing's name."""
        beside = self.words[at + 1 : at + 2]
        if at and not self._before(at, "before"):
            beside = [*beside, self.words[at - 1]]
        return any(word.raw.istitle() for word in beside)

    def _is_joined(self, at: int) -> bool:
        """Whether the name stands beside another council: "reading and slough"."""
        keys = self.keys
        after = keys[at + 1 : at + 2] and keys[at + 1] in _JOINS and at + 2 < len(keys)
        before = at > 1 and keys[at - 1] in _JOINS and keys[at - 2] in self.names.last_words
        return before or bool(after and self._form(at + 2))

    def _starts(self, at: int) -> bool:
        """Whether a word is the first of its sentence, where a capital says nothing."""
        return at == 0 or self.words[at - 1].raw in _SENTENCE_ENDS

    def _before(self, at: int, kind: str, *, capital: bool = False) -> int:
        """How many words the longest phrase of a kind has that ends just before a word."""
        for phrase in self.names.phrases[kind]:
            start = at - len(phrase)
            if start >= 0 and tuple(self.keys[start:at]) == phrase:
                return len(phrase) if self._is_cased(start, capital) else 0
        return 0

    def _after(self, at: int, kind: str, *, capital: bool = False) -> int:
        """How many words the longest phrase of a kind has that starts at a word."""
        for phrase in self.names.phrases[kind]:
            if tuple(self.keys[at : at + len(phrase)]) == phrase:
                return len(phrase) if self._is_cased(at, capital) else 0
        return 0

    def _is_cased(self, at: int, capital: bool) -> bool:
        return self.typed or not capital or self.words[at].capital


def _meant(whole: tuple[str, ...]) -> Council | None:
    """The one council whose form these words are, with or without a prefix and a suffix."""
    data = names()
    fronts = [0] + [len(p) for p in data.phrases["prefixes"] if whole[: len(p)] == p]
    backs = [0] + [len(p) for p in data.phrases["suffixes"] if whole[-len(p) :] == p]
    for core in (whole[front : len(whole) - back] for front in fronts for back in backs):
        for form in data.forms.get(core[0], ()) if core else ():
            if form.keys == core:
                return form.councils[0] if len(form.councils) == 1 else None
    return None


def _without_stops(words: Sequence[Word]) -> list[Word]:
    """The words without the stop after a quarter of the compass: "W. Sussex"."""
    before = ("", *(word.key for word in words))
    return [
        w for w, last in zip(words, before, strict=False) if w.raw != "." or last not in _COMPASS
    ]


@cache
def _mend(key: str) -> str:
    """The word of a council's name of which `key` is a misspelling, or `key` itself."""
    data = names()
    if len(key) < MENDABLE or not key.isalpha() or key in data.known:
        return key
    limit = 1 if len(key) < _LONG else 2
    far = {word: distance(key, word) for word in data.mendable.get(key[0], ())}
    best = min(far.values(), default=limit + 1)
    nearest = [word for word, steps in far.items() if steps == best]
    return nearest[0] if best <= limit and len(nearest) == 1 else key
