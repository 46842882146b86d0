"""The grades of a full inspection by area, from a report or from a release that states them."""

import re
from collections.abc import Iterator

from index.plain import pattern, plain, words

AREAS = ("overall", "leaders", "help and protection", "in care", "care leavers")


def reported(text: str) -> tuple[tuple[str, str], ...]:
    """Area and grade for each judgement in a report's table or headings (plain text).

    A table gives "The experiences and progress of children in care | Good", a heading the same
    with a colon, and the older reports a sentence for the overall judgement. Where a report has
    both, the first counts: what comes later tells of the inspection before.
    """
    data = words()["grades"]
    rows = {area: match for area, match in _rows(text[: data["within"]])}
    sentence = data["sentence"]
    said = [pattern(says).search(text[: sentence["within"]]) for says in sentence["says"]]
    overall = [match for match in (rows.get("overall"), *said) if match]
    if overall:
        rows["overall"] = min(overall, key=lambda match: match.start())
    return _ordered({area: _grade(match) for area, match in rows.items()})


def states_overall(text: str, grade: str) -> bool:
    """Whether a sentence of a report states that grade of the services as a whole."""
    says = words()["grades"]["sentence"]["says"]
    found = (pattern(one).search(plain(text)) for one in says)
    return any(match and _grade(match) == grade for match in found)


def announced(text: str, sentences: Iterator[str]) -> tuple[tuple[str, str], ...]:
    """Area and grade for each judgement that a release states plainly, earlier ones left out."""
    data = words()["grades"]["news"]
    found = {area: _grade(match) for area, match in _rows(text)}
    before, after = pattern(data["past"]), pattern(data["past_after"])
    for sentence in sentences:
        for match in (m for says in data["says"] for m in pattern(says).finditer(sentence)):
            if before.search(sentence[: match.end()]) or after.match(sentence[match.end() :]):
                continue
            area = _area(match["what"]) or _area(sentence[: match.start()], last=True)
            if area:
                found.setdefault(area, _grade(match))
    return _ordered(found)


def _rows(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Each area whose grade stands right after its name; the first place counts."""
    data = words()["grades"]
    for area, names in data["areas"].items():
        for name in names:
            match = pattern(rf"{name}{data['gap']}@grade\b").search(text)
            if match:
                yield area, match
                break


def _area(what: str, *, last: bool = False) -> str | None:
    """The area that some words speak of: the first in order of the data file, or the last named."""
    areas = words()["grades"]["news"]["areas"]
    ends = {
        area: max((match.end() for match in pattern(says).finditer(what)), default=-1)
        for area, says in areas.items()
    }
    named = [area for area, end in ends.items() if end >= 0]
    return max(named, key=lambda area: ends[area] * last, default=None)


def _grade(match: re.Match[str]) -> str:
    """The grade as one of four: what "requires improvement to be good" requires improvement."""
    grade = match["grade"].casefold()
    return "requires improvement" if grade.startswith("require") else grade


def _ordered(found: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((area, found[area]) for area in AREAS if area in found)
