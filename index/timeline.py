"""When a document was published, when the inspectors came, and how each is known."""

import re
from collections.abc import Iterator

from index import dates
from index.plain import pattern, plain, words
from index.records import Basis, Loaded, Visit

Published = tuple[str, Basis] | None

_BEFORE = 70
_ENDS = re.compile(r"(?<=[.!?])['\")\]]? +(?=['\"(]?[A-Z0-9])")
_OWN_YEAR = re.compile(r"\b(?:this|last) year\b", re.IGNORECASE)
_MONTH_LENGTH = len("2019-03")


def published(loaded: Loaded, *, visit: Visit | None, name: str | None) -> Published:
    """The date of publication and its basis; None where nothing tells.

    The text comes first, then the file's own metadata, then a date in the file's `name` that fits
    the visit. Failing these, the year alone is inferred.
    """
    stated = _stated(loaded.text)
    if stated:
        return stated, "text"
    if loaded.published:
        return loaded.published, "metadata"
    named = _named(name, visit) if name else None
    if named:
        return named, "metadata"
    year = _copyright(plain(loaded.text), visit) or _latest_year(loaded.text)
    return (year, "inferred") if year else None


def visited(text: str, *, reference: str | None) -> Visit | None:
    """When the inspectors came; relative dates count from `reference`.

    The dates at the head of a report tell, or else the first that a sentence gives to a visit.
    """
    label = pattern(words()["visited"]["label"])
    head = plain(text[: words()["own"]["within"]])
    for mention in dates.find(head):
        if label.search(head[max(0, mention.start - _BEFORE) : mention.start]):
            return _visit(mention, reference)
    found = (_came(sentence, reference) for sentence in sentences(text))
    return next((visit for visit in found if visit), None)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a canonical text, each plain."""
    for block in text.split("\n\n"):
        yield from _ENDS.split(plain(block))


def _stated(text: str) -> str | None:
    """The date of publication that the text prints."""
    data = words()["published"]
    line = plain(text)
    label, today = pattern(data["label"]), pattern(data["today"])
    mentions = [m for m in dates.find(line) if m.basis == "text" and m.first == m.last]
    for mention in mentions:
        before = line[max(0, mention.start - _BEFORE) : mention.start]
        if mention.start < data["within"] and label.search(before):
            return mention.first
    for mention in mentions:
        if today.search(line[max(0, mention.start - _BEFORE) : mention.start]):
            return mention.first
    return _alone(text[: data["within"]], data["alone"])


def _alone(head: str, longest: int) -> str | None:
    """A day that is a whole short block near the top, as in a letter or under a headline."""
    for block in head.split("\n\n"):
        line = plain(block)
        for mention in dates.find(line) if len(line) <= longest else ():
            rest = line[: mention.start] + line[mention.end :]
            if mention.is_day and mention.basis == "text" and not re.search(r"[a-z]{3}", rest):
                return mention.first
    return None


def _named(name: str, visit: Visit | None) -> str | None:
    """The one day in a file's name, where it may follow the visit."""
    days = [m.first for m in dates.find(re.sub(r"[_\W]+", " ", name)) if m.is_day and m.first]
    fits = len(days) == 1 and (visit is None or _follows(days[0], visit))
    return days[0] if fits else None


def _follows(day: str, visit: Visit) -> bool:
    """Whether a document of that day may be on that visit."""
    after = (dates.limits(day)[1] - dates.limits(visit.end)[0]).days
    return 0 <= after <= int(words()["visited"]["published_within_days"])


def _copyright(line: str, visit: Visit | None) -> str | None:
    """The year of the Crown copyright at a report's end, where the visit was not later."""
    years = [match["year"] for match in pattern(words()["published"]["copyright"]).finditer(line)]
    return years[-1] if years and (visit is None or years[-1] >= visit.end[:4]) else None


def _latest_year(text: str) -> str | None:
    """The latest year of the past that a text names, unless it calls its own year "this year"."""
    line = plain(text)
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
