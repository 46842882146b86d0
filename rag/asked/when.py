"""When a question asks about: its times, the reports that it names by them, and the ages of people.

The patterns of visits and reports stand in `understand.toml`.
"""

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date as day
from datetime import timedelta

from index import dates
from rag.asked.asking import blank, words
from rag.records import Period

_MONTHS = "|".join(name for name in (*calendar.month_name, *calendar.month_abbr) if name)
_YEAR = re.compile(r"\b(?:19[89]|20[0-4])\d\b")
_YEARS = re.compile(
    r"\b((?:19[89]|20[0-4])\d)(?:\s?[-–]\s?|\s(?:to|until|through)\s)((?:19[89]|20[0-4])\d)\b"
)
_EITHER = re.compile(r"\s*(?:or|and|/|,)\s*(?:in\s)?", re.IGNORECASE)
_FROM, _ON = re.compile(r"\bfrom\W*$", re.IGNORECASE), re.compile(r"\s+on\b", re.IGNORECASE)
_NEAR = 24
"""Characters after a date in which it is told that it is one of publication."""
_BESIDE = re.compile(
    r"\b(?:compared (?:with|to)|(?:better|worse|higher|lower|more|fewer) than)\W+"
    r"(?:(?:at|in|the|its|their)\W+){0,3}$",
    re.IGNORECASE,
)
"""What is compared with an inspection is told in a later report."""
_MONTH_NAME = re.compile(rf"\b(?:{_MONTHS})\b", re.IGNORECASE)
_MONTH_RUN = re.compile(rf"(?:\b(?:{_MONTHS})\b(?:\s*(?:,|/|,?\s(?:or|and))\s*))+$", re.IGNORECASE)
_UP_TO = re.compile(
    r"\b(?:years?|months?|weeks?|period)\W+(?:before|prior to|preceding|leading up to|running up to"
    r"|up to|ending(?: in| on)?|to|until)\W+(?:the\W+)?$",
    re.IGNORECASE,
)
"""What is told of a span of time before a date is told in the report of that date."""
_MONTH = len("2019-03")
_DAY = len("2019-03-01")
_WEEK_OF = re.compile(
    r"\bweek (?:of|beginning|commencing|starting)(?: (?:the|on))?\s$", re.IGNORECASE
)
_AGE = r"(1[5-9]|2[0-5])"
_YEARS_OLD = r"[-\s]?(?:year|yr)s?(?:[-\s]olds?| of age)?"
_NO_FIGURE = "".join(
    rf"(?<!{word} )" for word in ("load", "loads", "cases", "average", "rate", "rates", "number")
)
"""Caseloads over 18 are no ages."""
_BOUND = re.compile(
    rf"{_NO_FIGURE}\b(under|below|over|above|post)[- ](?:the age of )?{_AGE}(?:{_YEARS_OLD}|s)?\b"
    r"(?!\s?(?:%|per|young|people|children|staff|cases|councils|places|of\b))",
    re.IGNORECASE,
)
_SPAN = re.compile(
    rf"\b{_AGE}(?:{_YEARS_OLD}|s)?(?:,?\s\d\d)*\s?(?:to|and|&|or|-|–|−)\s?{_AGE}(?:{_YEARS_OLD}|s)?\b"
    r"(?!\s?(?:%|per))",
    re.IGNORECASE,
)
_ONE_AGE = re.compile(
    rf"\b{_AGE}{_YEARS_OLD}\b|\b(?:aged?|at(?: the)? age(?: of)?) {_AGE}\b"
    rf"|\bat {_AGE}\b(?!\s?(?:%|per\b|councils?|places|{_MONTHS}))",
    re.IGNORECASE,
)
_PAST = re.compile(
    rf"\b(?:past|after|beyond|until|till|turn(?:ed|ing)?) {_AGE}\b(?!\s?(?:%|{_MONTHS}))"
    rf"|\bup to (?:the age of )?{_AGE}(?=\W*$|\W*[,;.?]| years\b)",
    re.IGNORECASE,
)
"""An age up to which or from which something goes on: no figure, and nobody's age."""

_Dated = tuple[dates.Mention, Period, bool]
"""A time in a question, as a period, and whether it names a report or a visit."""


def years(text: str) -> tuple[str, ...]:
    """The years that a question names."""
    return tuple(dict.fromkeys(_YEAR.findall(text)))


def times(text: str) -> tuple[tuple[Period, ...], tuple[Period, ...]]:
    """The times that a question asks about, and those by which it names a report or a visit.

    >>> times("Which reports from 2023 onwards mention it?")[1][0].last
    '9999'
    """
    asked: list[Period] = []
    editions: list[Period] = []
    told = words().edition["told_of"].search(text)
    for run in _joined(text, list(_dated(text))):
        names = any(named for _, _, named in run) and not told
        (editions if names else asked).extend(period for _, period, _ in run)
    return tuple(asked), tuple(editions)


def _joined(text: str, found: Sequence[_Dated]) -> Iterator[list[_Dated]]:
    """The times in runs of those that stand together: "the 2024 or 2025 reports"."""
    run: list[_Dated] = []
    for dated in found:
        if run and not _EITHER.fullmatch(text[run[-1][0].end : dated[0].start]):
            yield run
            run = []
        run.append(dated)
    if run:
        yield run


def _dated(text: str) -> Iterator[_Dated]:
    """Each time that a text names, as a period, and whether it names a report or a visit."""
    patterns = words().edition
    for date in _times_in(text):
        if date.first is None or date.last is None:
            continue
        before, after = text[: date.start], text[date.end :]
        named = patterns["before"].search(before)
        names = bool(named or patterns["after"].match(after)) and not _BESIDE.search(before)
        near = (named[0] if named else "") + after[:_NEAR]
        published = names and bool(patterns["published"].search(near))
        yield date, _period(date, before, after, names=names, published=published), names


def _times_in(text: str) -> list[dates.Mention]:
    """Every time in a question; a bare year is one, whatever follows it: "2021 care leavers".

    From one year to another is one time: "2013 to 2018".
    """
    spans = [
        dates.Mention(start=m.start(), end=m.end(), first=m[1], last=m[2], basis="text")
        for m in _YEARS.finditer(text)
    ]
    found = [*spans, *(d for d in dates.find(text) if not _within(d, spans))]
    found += [month for d in found for month in _months_before(text, d)]
    taken = {i for d in found for i in range(d.start, d.end)}
    bare = (m for m in _YEAR.finditer(text) if m.start() not in taken)
    found += [
        dates.Mention(start=m.start(), end=m.end(), first=m[0], last=m[0], basis="text")
        for m in bare
    ]
    return sorted(found, key=lambda d: d.start)


def _within(date: dates.Mention, spans: Sequence[dates.Mention]) -> bool:
    """Whether a time is part of one of some spans."""
    return any(s.start <= date.start < s.end or s.start < date.end <= s.end for s in spans)


def _months_before(text: str, date: dates.Mention) -> Iterator[dates.Mention]:
    """The months that share the year of a later one: "January, February or March 2026"."""
    run = _MONTH_RUN.search(text[: date.start])
    year = (date.first or "")[:4]
    if not run or len(date.first or "") != _MONTH:
        return
    for month in _MONTH_NAME.finditer(run[0]):
        number = next(
            i
            for names in (calendar.month_name, calendar.month_abbr)
            for i, name in enumerate(names)
            if name.lower() == month[0].lower()
        )
        when, start = f"{year}-{number:02}", run.start() + month.start()
        end = start + len(month[0])
        yield dates.Mention(start=start, end=end, first=when, last=when, basis="text")


def _period(
    date: dates.Mention, before: str, after: str, *, names: bool, published: bool
) -> Period:
    """The time a date stands for with the words around it: "since 2019", "2023 or later".

    A grade given "by the May 2026 inspection" is that inspection's, and what must get better "after
    the 2023 inspection" is what that one found.
    """
    first, last = date.first or "", date.last or ""
    patterns = words().edition
    if (names or date.bound != "before") and _UP_TO.search(before):
        return Period(first=first, last=last, published=published)
    if first == last and len(first) == _DAY and _WEEK_OF.search(before):
        last = (day.fromisoformat(first) + timedelta(days=6)).isoformat()
    onwards = patterns["onwards"].match(after) or (_FROM.search(before) and _ON.match(after))
    if onwards or patterns["since"].search(before):
        last = Period.OPEN
    elif patterns["earlier"].match(after) or (date.bound == "by" and not names):
        first = ""
    elif date.bound == "before":
        first, last = "", next_to(first, -1)
    elif date.bound == "after" and patterns["after"].match(after):
        last = Period.OPEN
    elif date.bound == "after":
        first, last = next_to(last, 1), Period.OPEN
    return Period(first=first, last=last, published=published)


def next_to(date: str, by: int) -> str:
    """The year, the month or the day before or after a date, as precise as the date is.

    >>> next_to("2020", -1), next_to("2019-12", 1), next_to("2019-03-01", -1)
    ('2019', '2020-01', '2019-02-28')
    """
    if len(date) < _MONTH:
        return f"{int(date) + by:04}"
    if len(date) == _DAY:
        return (day.fromisoformat(date) + timedelta(days=by)).isoformat()
    return month_beside(date, by)


def month_beside(date: str, by: int) -> str:
    """The month before or after that of a date.

    >>> month_beside("2019-12-31", 1)
    '2020-01'
    """
    count = int(date[:4]) * 12 + int(date[5:7]) - 1 + by
    return f"{count // 12}-{count % 12 + 1:02}"


def without_editions(text: str) -> str:
    """The text without the times that name a report or a visit; they choose the documents."""
    for date, _, names in reversed(list(_dated(text))):
        if names:
            text = f"{text[: date.start]} {text[date.end :]}"
    return text


def without_times(text: str) -> str:
    """The text with dates and ages blanked, so that offsets stay: their numbers are no figures."""
    spans = [(d.start, d.end) for d in dates.find(text)]
    spans += [m.span() for p in (_BOUND, _SPAN, _ONE_AGE, _PAST) for m in p.finditer(text)]
    return blank(text, spans)


def ages(text: str) -> str | None:
    """The ages asked about, in the words of a fact's cohort.

    >>> ages("What share of 19 to 21s were in EET?"), ages("EET of those under 18")
    ('aged 19 to 21', 'under 18')
    """
    bound, span, one = _BOUND.search(text), _SPAN.search(text), _ONE_AGE.search(text)
    if bound:
        return f"{'under' if bound[1].lower() in ('under', 'below') else 'over'} {bound[2]}"
    if span:
        return f"aged {span[1]} to {span[2]}"
    return f"aged {one[1] or one[2] or one[3]}" if one else None
