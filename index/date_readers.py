"""Readers of one written date each: from a match to the period it names.

A reader gets the match of one of the patterns of `index.dates` and the date from which relative
dates count. It gives the period and how it is known; no period where the reference is missing, and
None where the match is no date after all.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from index.records import Basis

Bound = Literal["by", "since", "before", "after"]
Period = tuple[str, str]
Reading = tuple[Period | None, Basis] | None

DECEMBER = 12
_CENTURY = 100
_LONGEST = 10
_MONTHS = {name.casefold()[:3]: n for n, name in enumerate(calendar.month_name) if name}
_COUNTING = "zero one two three four five six seven eight nine ten eleven twelve"
_NUMBERS: dict[str, int] = {word: n for n, word in enumerate(_COUNTING.split())}
_NUMBERS |= {"a": 1, "an": 1, "eighteen": 18, "last": 4, "final": 4}
_NUMBERS |= {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_NUMBERS |= {"first": 1, "second": 2, "third": 3, "fourth": 4}
_SEASONS = {
    "spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 14),
    "spring term": (1, 4), "summer term": (4, 7), "autumn term": (9, 12),
    "christmas": (12, 12), "easter": (3, 4),
}  # fmt: skip
_SHIFTS = {"last": -1, "past": -1, "this": 0, "current": 0, "next": 1, "coming": 1}
_WORDS_OF_BOUND: dict[Bound, str] = {
    "by": r"by|until|till|up to|no later than|to",
    "since": r"since|from|starting|beginning",
    "before": r"before|prior to",
    "after": r"after|following",
}
_BOUNDS: tuple[tuple[Bound, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"\b(?:{heard})(?: the)? $", re.IGNORECASE))
    for kind, heard in _WORDS_OF_BOUND.items()
)


def bound(text: str, start: int) -> Bound | None:
    """The limit that the words just before a date make of it."""
    before = text[max(0, start - 20) : start]
    return next((kind for kind, heard in _BOUNDS if heard.search(before)), None)


@dataclass(frozen=True, slots=True)
class Reference:
    """The date from which relative dates are counted, as far as it is known."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


Reader = Callable[[re.Match[str], Reference], Reading]


def _iso(year: int, month: int | None = None, day: int | None = None) -> str | None:
    """The ISO date of these numbers; None where there is no such day."""
    if month is None:
        return f"{year:04}"
    if not 1 <= month <= DECEMBER:
        return None
    if day is None:
        return f"{year:04}-{month:02}"
    last = calendar.monthrange(year, month)[1]
    return f"{year:04}-{month:02}-{day:02}" if 1 <= day <= last else None


def _period(first: str | None, last: str | None, basis: Basis) -> Reading:
    return ((first, last), basis) if first and last else None


def _number(word: str) -> int:
    word = word.casefold()
    return int(word) if word.isdigit() else _NUMBERS.get(word, 0)


def _group(match: re.Match[str], name: str) -> str | None:
    return match.groupdict().get(name)


def _month(name: str | None) -> int | None:
    return _MONTHS[name.casefold()[:3]] if name else None


def _is_month(match: re.Match[str]) -> bool:
    """Whether a word without a year beside it is the month: "May" has its capital, "may" not."""
    names = [name for name in (_group(match, "m1"), _group(match, "m2")) if name]
    return all(
        name[0].isupper() or name.casefold() not in ("may", "march", "mar") for name in names
    )


def _is_pair(match: re.Match[str]) -> bool:
    """Whether "and" joins two whole dates ("March 2018 and March 2019") that are no range."""
    both = _group(match, "y1") and _group(match, "m2") and re.search(r" (?:and|&) ", match[0])
    return bool(both) and not re.search(r"\bbetween $", match.string[: match.start("core")])


def read_calendar(match: re.Match[str], ref: Reference) -> Reading:
    """A day, a month, or two of them, with or without the year."""
    day1, day2 = (int(d) if (d := _group(match, f"d{n}")) else None for n in "12")
    m2 = _month(_group(match, "m2"))
    m1 = _month(_group(match, "m1")) or m2
    m2 = m2 or m1
    year, said = _group(match, "y2") or _group(match, "y1"), _group(match, "rel")
    if _is_pair(match):
        return None
    if m1 is None or m2 is None or not (year or said or _is_month(match)):
        return None
    last_year = int(year) if year else _year_meant(match, ref, m2, day2 or day1)
    if last_year is None:
        return None, "inferred"
    first_year = int(_group(match, "y1") or last_year - (m1 > m2))
    is_range = bool(_group(match, "m2"))
    first = _iso(first_year, m1, day1)
    last = _iso(last_year, m2, day2) if is_range else first
    return _period(first, last, "text" if year else "inferred")


def _year_meant(match: re.Match[str], ref: Reference, month: int, day: int | None) -> int | None:
    """The year of a date that names none: the last such date, or the next where it is a limit."""
    if ref.year is None:
        return None
    said = _group(match, "rel")
    if said:
        return ref.year + _SHIFTS[said.casefold()]
    if ref.month is None:
        return ref.year
    is_later = (month, day or 0) > (ref.month, ref.day or 31)
    is_earlier = (month, day or 31) < (ref.month, ref.day or 0)
    if bound(match.string, match.start("core")) == "by":
        return ref.year + is_earlier
    return ref.year - is_later


def read_numeric(match: re.Match[str], _: Reference) -> Reading:
    """Day, month and year in figures, in British order unless that is no date."""
    one, two, year = (int(match[name]) for name in ("d1", "d2", "y1"))
    year += 2000 if year < _CENTURY else 0
    day = _iso(year, two, one) or _iso(year, one, two)
    return _period(day, day, "text")


def read_iso(match: re.Match[str], _: Reference) -> Reading:
    """An ISO date, of a day or of a month."""
    day = _group(match, "d1")
    iso = _iso(int(match["y1"]), int(match["m1"]), int(day) if day else None)
    return _period(iso, iso, "text")


def _closing_year(first: int, written: str) -> int:
    """The second year of "2014-15": written in full, or its last figures."""
    size: int = 10 ** len(written)
    later = first - first % size + int(written)
    return later if later > first or len(written) == len("2015") else later + size


def read_years(match: re.Match[str], _: Reference) -> Reading:
    """A financial or academic year, or a run of years, perhaps one quarter of it."""
    first = int(_group(match, "y1") or match["y3"])
    last = _closing_year(first, match["y2"]) if _group(match, "y2") else first
    if not first <= last <= first + _LONGEST:
        return None
    quarter = _number(_group(match, "q") or _group(match, "which") or "")
    if not quarter:
        return _period(_iso(first), _iso(last), "text")
    opening = 3 * quarter - 2 + (3 if last > first else 0)
    return _period(*_months(first, opening, opening + 2), "text")


def _months(year: int, first: int, last: int) -> tuple[str | None, str | None]:
    """Two months of a year as ISO; a month over twelve is one of the next year."""
    return (
        _iso(year + (first - 1) // 12, (first - 1) % 12 + 1),
        _iso(year + (last - 1) // 12, (last - 1) % 12 + 1),
    )


def read_season(match: re.Match[str], ref: Reference) -> Reading:
    """A season, a school term or a holiday, of a year or of last year."""
    first, last = _SEASONS[re.sub(r"\s+", " ", match["season"].casefold())]
    year, shift = _group(match, "y1"), _SHIFTS.get((_group(match, "shift") or "").casefold())
    if year:
        return _period(*_months(int(year), first, last), "text")
    if ref.year is None:
        return None, "inferred"
    meant = ref.year + _SHIFTS.get((_group(match, "rel") or "this").casefold(), 0)
    if shift == -1:
        meant = ref.year - (ref.month is None or last >= ref.month)
    elif shift == 1:
        meant = ref.year + (ref.month is not None and first <= ref.month)
    return _period(*_months(meant, first, last), "inferred")


def read_shift(match: re.Match[str], ref: Reference) -> Reading:
    """The last, this or the next week, month or year, or month by its name."""
    shift, unit = _SHIFTS[match["shift"].casefold()], match["unit"].casefold()
    if ref.year is None:
        return None, "inferred"
    if unit == "year":
        return _period(_iso(ref.year + shift), _iso(ref.year + shift), "inferred")
    if ref.month is None:
        return None, "inferred"
    if unit == "month":
        there = _months(ref.year, ref.month + shift, ref.month + shift)
        return _period(*there, "inferred")
    if unit in ("week", "fortnight"):
        return _read_week(ref, shift)
    month = _MONTHS[unit[:3]]
    past, coming = month < ref.month, month > ref.month
    year = ref.year + (0 if shift == 0 else -(not past) if shift < 0 else (not coming))
    return _period(_iso(year, month), _iso(year, month), "inferred")


def _read_week(ref: Reference, shift: int) -> Reading:
    """The week, Monday to Sunday, so many weeks from the reference."""
    if ref.year is None or ref.month is None or ref.day is None:
        return None, "inferred"
    day = date(ref.year, ref.month, ref.day)
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=shift)
    return _period(monday.isoformat(), (monday + timedelta(days=6)).isoformat(), "inferred")


def read_ago(match: re.Match[str], ref: Reference) -> Reading:
    """So many days, weeks, months or years ago, or the last so many of them."""
    count, unit = _number(match["n"] or match["last"]), (match["unit"] or match["units"]).casefold()
    there = _back(ref, count, unit)
    if there is None:
        return None, "inferred"
    here = "-".join(_parts(ref)[: there.count("-") + 1])
    return _period(there, there if match["ago"] else here, "inferred")


def _parts(ref: Reference) -> list[str]:
    return [f"{part:02}" for part in (ref.year, ref.month, ref.day) if part]


def _back(ref: Reference, count: int, unit: str) -> str | None:
    """The ISO date so many units before the reference, as precise as the unit; None if unknown."""
    if ref.year is None or not count:
        return None
    if unit == "year":
        return _iso(ref.year - count)
    if ref.month is None:
        return None
    if unit == "month":
        return _months(ref.year, ref.month - count, ref.month)[0]
    if ref.day is None:
        return None
    days = count * (7 if unit == "week" else 1)
    return (date(ref.year, ref.month, ref.day) - timedelta(days=days)).isoformat()


def read_today(match: re.Match[str], ref: Reference) -> Reading:
    """Today and yesterday."""
    there = _back(ref, 1, "day") if match["core"].casefold() == "yesterday" else None
    if match["core"].casefold() == "today" and ref.day:
        there = "-".join(_parts(ref))
    return ((there, there), "inferred") if there else (None, "inferred")


READERS: dict[str, Reader] = {
    "ago": read_ago,
    "calendar": read_calendar,
    "iso": read_iso,
    "numeric": read_numeric,
    "season": read_season,
    "shift": read_shift,
    "today": read_today,
    "years": read_years,
}
