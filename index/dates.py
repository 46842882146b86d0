"""Dates and periods as English prose writes them, found with where they stand.

A date is an ISO string as precise as it is known: `2019-03-01`, `2019-03` or `2019`. What the text
states outright has the basis `text`. What only a reference date settles ("last month", "1 March")
has the basis `inferred`, and no value where no reference is given. Numbers are read in British
order: 30/3/17 is the thirtieth of March.
"""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from index.date_readers import DECEMBER, READERS, Bound, Reader, Reference, bound
from index.records import Basis
from index.tables import table

_DAY_LENGTH = len("2019-03-01")
_REACH = 80
_TAKEN = "\x00"
_PART = re.compile(r"@([a-z]\w*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """The characters `start:end` of a text that name a time.

    `first` and `last` are the ISO dates of its beginning and its end, the same for one day, month
    or year; both are None where a relative date lacks its reference. `bound` tells a limit ("by
    2022", "since March 2019") from the time itself.
    """

    start: int
    end: int
    first: str | None
    last: str | None
    basis: Basis
    bound: Bound | None = None

    @property
    def is_day(self) -> bool:
        """Whether it names one known day."""
        return self.first is not None and self.first == self.last and len(self.first) == _DAY_LENGTH


def find(text: str, *, reference: str | None = None) -> tuple[Mention, ...]:
    """Every date and period that a text names, in order, none overlapping.

    Args:
        text: prose, or a question as typed.
        reference: ISO date of the text itself, as precise as known; relative dates count from it.

    >>> [m.first for m in find("Published: Friday, 1st March 2019, after a visit last month",
    ...                        reference="2019-03-01")]
    ['2019-03-01', '2019-02']
    """
    origin = Reference(*(int(part) for part in reference.split("-"))) if reference else Reference()
    found: list[Mention] = []
    free = text
    near = _near(text)
    for pattern, reader in _patterns():
        for match in (m for first, last in near for m in pattern.finditer(free, first, last)):
            reading = reader(match, origin)
            if reading is None:
                continue
            start, end = match.span("core")
            period, basis = reading
            first, last = period or (None, None)
            limit = bound(text, start) if first == last else None
            found.append(
                Mention(start=start, end=end, first=first, last=last, basis=basis, bound=limit)
            )
            free = f"{free[:start]}{_TAKEN * (end - start)}{free[end:]}"
    return tuple(sorted(found, key=lambda mention: mention.start))


def read(text: str, *, reference: str | None = None) -> str | None:
    """The one day, month or year that a short text is, as ISO: "1st March 2019"; None otherwise."""
    mentions = find(text, reference=reference)
    alone = len(mentions) == 1 and mentions[0].first == mentions[0].last
    return mentions[0].first if alone else None


def limits(iso: str) -> tuple[date, date]:
    """The first and the last day that an ISO date of any precision covers.

    >>> limits("2019-02")
    (datetime.date(2019, 2, 1), datetime.date(2019, 2, 28))
    """
    year, month, day = (*(int(part) for part in iso.split("-")), 0, 0)[:3]
    if day:
        return date(year, month, day), date(year, month, day)
    final = month or DECEMBER
    return date(year, month or 1, 1), date(year, final, calendar.monthrange(year, final)[1])


def _near(text: str) -> list[tuple[int, int]]:
    """The stretches of a text that may hold dates, so that long texts are read quickly."""
    near: list[tuple[int, int]] = []
    small = text.lower()
    for match in _anchor().finditer(small if len(small) == len(text) else text):
        first, last = max(0, match.start() - _REACH), match.end() + _REACH
        if near and first <= near[-1][1]:
            near[-1] = near[-1][0], last
        else:
            near.append((first, last))
    return near


@cache
def _anchor() -> re.Pattern[str]:
    """A word or figure that every written date holds."""
    return re.compile(table("index", "dates.toml")["anchor"], re.IGNORECASE)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Reader], ...]:
    """The patterns of the data file, in order, each with its reader."""
    data = table("index", "dates.toml")
    return tuple(
        (_compile(pattern["text"], data["parts"]), READERS[pattern["read"]])
        for pattern in data["pattern"]
    )


def _compile(pattern: str, parts: Mapping[str, str]) -> re.Pattern[str]:
    """A pattern with its parts put in; it is its own `core` where it names none."""
    while found := _PART.search(pattern):
        pattern = f"{pattern[: found.start()]}{parts[found[1]]}{pattern[found.end() :]}"
    whole = pattern if "(?P<core>" in pattern else f"(?P<core>{pattern})"
    return re.compile(whole, re.IGNORECASE)
