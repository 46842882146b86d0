"""When a document was published, when the inspectors came, and how each is known."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from index import dates
from index.plain import pattern, plain, words
from index.records import Basis, Loaded, Visit

Published = tuple[str, Basis] | None

_BEFORE = 70
_SOON, _REPORTING = timedelta(days=150), timedelta(days=45)
_WEEK, _LATEST = timedelta(days=7), timedelta(days=60)
_FRIDAY = 4
_ENDS = re.compile(r"(?<=[.!?])['\")\]]? +(?=['\"(]?[A-Z0-9])")
_OWN_YEAR = re.compile(r"\b(?:this|last) year\b", re.IGNORECASE)
_MONTH_LENGTH = len("2019-03")


def published(loaded: Loaded, *, visit: Visit | None, name: str | None) -> Published:
    """The date of publication and its basis; None where nothing tells.

    The text comes first, then the file's own metadata, then a date in the file's `name` that fits
    the visit, then the month after the day on which the file was made, where that fits the visit.
    When a page says that it was last changed comes after these. Failing all, the year is inferred:
    from the day the file was made, from the copyright, or from the latest year the text names.
    """
    stated = _stated(loaded.text)
    if stated:
        return stated, "text"
    named = _named(name, visit, loaded.made) if name else None
    known = loaded.published or named or _month_after(loaded.made, visit)
    if known:
        return known, "metadata"
    changed = _changed(loaded.text)
    if changed:
        return changed, "text"
    year = _year(loaded.text, visit)
    likely = _made_year(loaded.made, visit, year) if loaded.made else None
    return (likely or year or "", "inferred") if likely or year else None


def visited(text: str, *, reference: str | None) -> Visit | None:
    """When the inspectors came; relative dates count from `reference`.

    The dates at the head of a report tell, or else the first that a sentence gives to a visit.
    """
    label = pattern(words()["visited"]["label"])
    head = plain(text[: words()["own"]["within"]])
    mentions = dates.find(head)
    for mention in mentions:
        if label.search(head[max(0, mention.start - _BEFORE) : mention.start]):
            return _labelled(head, [m for m in mentions if m.start >= mention.start])
    found = [visit for one in sentences(text) if (visit := _came(one, reference))]
    days = (visit for visit in found if len(visit.start) > _MONTH_LENGTH)
    return next(days, found[0] if found else None)


def _labelled(head: str, mentions: Sequence[dates.Mention]) -> Visit | None:
    """The visit at the first of some mentions and those that "and" joins to it."""
    joined = mentions[0]
    for mention in mentions[1:]:
        if head[joined.end : mention.start].strip(" ,;&") not in ("", "and"):
            break
        joined = replace(joined, end=mention.end, last=mention.last)
    if not joined.first or not joined.last:
        return None
    return Visit(start=joined.first, end=joined.last, basis=joined.basis)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a canonical text, each plain."""
    for block in text.split("\n\n"):
        yield from _ENDS.split(plain(block))


def _stated(text: str) -> str | None:
    """The date of publication that the text prints."""
    data = words()["published"]
    head = text[: data["within"]]
    line = plain(text)
    found = _after(pattern(data["label"]), plain(head))
    for match in () if found else re.finditer(r"\btoday\b", line, re.IGNORECASE):
        around = line[max(0, match.start() - _BEFORE) : match.end() + _BEFORE]
        found = found or _after(pattern(data["today"]), around)
    found = found or _alone(head, data["alone"])
    return found and _last_part(text, found)


def _changed(text: str) -> str | None:
    """When a page says near its top or at its end that it was last changed."""
    data = words()["published"]
    ends = (text[: data["within"]], text[-data["within"] :])
    found = (_after(pattern(data["changed"]), plain(end)) for end in ends)
    return next((day for day in found if day), None)


def _last_part(text: str, first: str) -> str:
    """The day that the last part of a report prints for itself, where it came soon after `first`.

    Some reports hold two, of the council and of its safeguarding board, each with a day of its own:
    the file that holds both came out with the later one.
    """
    data = words()["published"]
    part, limit = pattern(data["part"]), timedelta(days=data["parts_within_days"])
    latest = first
    for match in part.finditer(text) if len(first) > _MONTH_LENGTH else ():
        day = dates.read(text[match.end() :].split("\n\n", 1)[0])
        after = dates.limits(day)[1] - dates.limits(first)[0] if day else limit
        if day and len(day) == len(first) and timedelta() < after < limit:
            latest = max(latest, day)
    return latest


def _after(says: re.Pattern[str], line: str) -> str | None:
    """The first day, month or year that stands just after what a pattern says."""
    for mention in dates.find(line):
        before = line[max(0, mention.start - _BEFORE) : mention.start]
        if mention.basis == "text" and mention.first == mention.last and says.search(before):
            return mention.first
    return None


def _alone(head: str, longest: int) -> str | None:
    """A day that is a whole short block near the top, as in a letter or under a headline."""
    for block in head.split("\n\n"):
        line = plain(block)
        for mention in dates.find(line) if len(line) <= longest else ():
            rest = line[: mention.start] + line[mention.end :]
            if mention.is_day and mention.basis == "text" and not re.search(r"[a-z]{3}", rest):
                return mention.first
    return None


def _named(name: str, visit: Visit | None, made: str | None) -> str | None:
    """The one day in a file's name, where it may be that of publication.

    It is then later than the visit, and no later than reports appear: much later than the file was
    made it is rather the day on which somebody saved it.
    """
    data = words()["published"]
    written = name
    for order in data["named"]:
        written = pattern(order).sub(_as_iso, written)
    written = re.sub(r"_|(?<!\d)-|-(?!\d)", " ", written)
    days = {m.first for m in dates.find(written) if m.is_day and m.first}
    if len(days) != 1:
        return None
    day = days.pop()
    if visit is not None and not (_follows(day, visit) and day > visit.end):
        return None
    soon = visit is not None and made is not None and _is_soon(made, visit)
    late = soon and dates.limits(day)[0] - dates.limits(made or day)[1] > _LATEST
    return None if late else day


def _as_iso(match: re.Match[str]) -> str:
    """A date of figures, whatever parts them, as an ISO date among spaces."""
    return f" {match['year']}-{int(match['month']):02}-{int(match['day']):02} "


def _follows(day: str, visit: Visit) -> bool:
    """Whether a document of that day may be on that visit."""
    after = (dates.limits(day)[1] - dates.limits(visit.end)[0]).days
    return 0 <= after <= int(words()["visited"]["published_within_days"])


def _is_soon(made: str, visit: Visit) -> bool:
    """Whether a file made that day may be the first edition of a document on that visit."""
    return timedelta() <= dates.limits(made)[0] - dates.limits(visit.end)[1] <= _SOON


def _month_after(made: str | None, visit: Visit | None) -> str | None:
    """The month in which a file made that day came out; None where two months may be it.

    Reports come out on the next working day or soon after. The day itself cannot be told.
    """
    if made is None or visit is None or not _is_soon(made, visit):
        return None
    day = dates.limits(made)[1]
    next_one, one_more = _working_day_after(day), _working_day_after(_working_day_after(day))
    month = f"{next_one:%Y-%m}"
    return month if month == f"{one_more:%Y-%m}" else None


def _working_day_after(day: date) -> date:
    """The next day from Monday to Friday."""
    return day + timedelta(days=max(1, 7 - day.weekday()) if day.weekday() >= _FRIDAY else 1)


def _made_year(made: str, visit: Visit | None, year: str | None) -> str | None:
    """The year in which a file made that day came out, a week later at most.

    None where the file may have been made again later: long after the visit and in another year
    than the text's own.
    """
    first, last = dates.limits(made)[0], dates.limits(made)[1] + _WEEK
    soon = visit is not None and _is_soon(made, visit)
    agrees = first.year == last.year and (soon or year in (None, str(first.year)))
    return f"{first:%Y}" if agrees else None


def _year(text: str, visit: Visit | None) -> str | None:
    """The year of a report's Crown copyright, or the latest that a text names.

    What reports on a visit late in that year may have come out in the next: then it tells nothing.
    """
    line = plain(text)
    says = pattern(words()["published"]["copyright"])
    printed = [match["year"] for match in says.finditer(line)]
    year = printed[-1] if printed else _latest_year(line)
    earliest = f"{dates.limits(visit.end)[1] + _REPORTING:%Y}" if visit else ""
    return year if year and year >= earliest else None


def _latest_year(line: str) -> str | None:
    """The latest year of the past that a text names, unless it calls its own year "this year"."""
    mentions = dates.find(line)
    if any(m.first is None and _OWN_YEAR.search(line[m.start : m.end]) for m in mentions):
        return None
    years = [m.last[:4] for m in mentions if m.basis == "text" and m.last and m.bound != "by"]
    return max(years, default=None)


def _came(sentence: str, reference: str | None) -> Visit | None:
    """The time at which a sentence says that a visit took place."""
    data = words()["visited"]
    came, past, other = pattern(data["came"]), pattern(data["past"]), pattern(data["other"])
    mentions = dates.find(sentence, reference=reference) if came.search(sentence) else ()
    for match in came.finditer(sentence) if mentions else ():
        if past.search(sentence[max(0, match.start() - _BEFORE) : match.start()]):
            continue
        for mention in mentions:
            between = sentence[match.end() : mention.start]
            near = match.end() <= mention.start <= match.end() + data["reach"]
            if near and not mention.bound and not other.search(between):
                visit = _visit(mention, reference)
                if visit:
                    return visit
    return None


def _visit(mention: dates.Mention, reference: str | None) -> Visit | None:
    """A mention as a visit, where it is known to the month and fits the reference."""
    if not mention.first or not mention.last or len(mention.first) < _MONTH_LENGTH:
        return None
    visit = Visit(start=mention.first, end=mention.last, basis=mention.basis)
    days = (dates.limits(visit.end)[1] - dates.limits(visit.start)[0]).days
    fits = reference is None or _follows(dates.limits(reference)[1].isoformat(), visit)
    return visit if fits and days <= words()["visited"]["longest_days"] else None
