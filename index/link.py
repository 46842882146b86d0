"""A sentence -> which measure each of its quantities belongs to.

A quantity is the subject of what follows it ("57% of care leavers are in EET") or completes what
came before ("the rate of NEET is 21%"). The nearest measure on the right side is meant, unless
something between the two starts another matter. What inspectors saw in a sample, and what is said
of a part of the measure ("half of those who are NEET"), are values of nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.cues import cues
from index.measures import MeasureMention
from index.numbers import NUMBER, Quantity
from index.roles import restates

REACH = 170
"""Characters within which a quantity and its measure stand; sentences of reports run long."""
_SUBJECT_REACH = 110
_BEFORE = 60
_BEHIND_COSTS = 20
"""A measure that follows a quantity is preferred to one before it, by so many characters."""
_FITS = {
    "percent": ("percent", "ratio", "change"),
    "count": ("count", "ratio", "percent", "change"),
    "cases": ("count", "change"),
    "pounds": ("pounds", "change"),
    "weeks": ("weeks",),
}
"""Units of quantities that may be values of a measure in that unit."""

_SUBJECT = re.compile(
    r"^\s?\)?\s?"
    r"(?!\s?(?:in|at|from|to|by|and|which|for|since|against|compared|as|or|than|over)\b)"
    r"(?:of (?:the |all |these |their |its |those |whom)*)?[^.,;()%]{0,75}?"
    r"\b(?:are|were|is|was|be|being|have|had|has|do|did|remain|remained|live|lived|living|staying"
    r"|accessing|accessed|attend\w*|go|went|enter\w*|mov(?:e|ed|ing)|progress\w*|continu\w+|receiv\w+"
    r"|gain\w*|achiev\w+|take|took|of whom|who|reported|recorded|in|remaining|undertaking|doing"
    r"|complet\w+|start\w*|work\w*|study\w*|benefit\w*|engag\w+|participat\w+|us(?:e|ed|ing)"
    r"|supported|placed|lack|need|register\w*)\b",
    re.IGNORECASE,
)
_OTHER_MATTER = re.compile(
    r"[;:](?!\s*(?:tracking|data|figures?|local))|[.]\s|\bnot\b|n[’']t\b"
    r"|\b(?:and|but|while|whereas|although)\s(?:the\s|an?\s)?(?:\w+\s)?"
    r"(?:those|proportion|number|rate|percentage|more\b|fewer\b|most\b)"
    r"|\b(?:are|were|is|was|have|had)\b[^.;]*\band\s(?:(?:only|just|some|another)\s)?"
    + NUMBER
    + r"\b"
    r"|\band\s(?:all|most|some|many|both|every)\b|\bincluding\b|\bsuch as\b|\bfor example\b"
    r"|\b(?:are|were|is|was|have|had|has)\b[^.;]*\s(?:while|whereas|although|but)\s"
    r"|^\)?,\s(?:and|but|while|although)\s",
    re.IGNORECASE,
)
_NEW_START = re.compile(
    r";(?!\s(?:\w+\s){0,5}(?:shows?|figures?|data|rates?|percentages?|proportions?|averages?)\b)|[.]\s",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[.;:]\s")
_END_OF_CLAUSE = re.compile(r"[.;:]\s|,\s(?:and|but|while|which)\s")
_OPENS_A_CLAUSE = re.compile(
    r"(?:^|[,;]\s?|\band\s|\bwhile\s|\bbut\s)(?:\w+\s){0,2}$", re.IGNORECASE
)
_OWN_WORDS = re.compile(r"\)\s(?!in\b|at\b|by\b|of (?:the )?total)\w", re.IGNORECASE)
_QUANTITY_NOUN = re.compile(
    r"\b(?:majority|number|proportion|many|few|some|most|all|half|third|leavers|people|children)"
    r"[^.;,]{0,20}\s?\($",
    re.IGNORECASE,
)
_COUNT_OF_MEASURE = re.compile(
    r"\b(?:is|was|are|were|to|of|at|from|with|than|stands?|total\w*|averag\w+|exceed\w*|reach\w*"
    r"|below|under|over|above|about|around"
    r"|between)\s(?:(?!children|people|leavers|who)\w+\s){0,3}$"
    r"|\($|^[\s,]+(?:with|to)\b[^.;]{0,25}$",
    re.IGNORECASE,
)
_AS_BEFORE = re.compile(
    r"\)?(?:\sof them)?\s(?:are|were|is|was|do|did)(?:\s(?:now|currently|today))?\s?(?:[.,;]|$)",
    re.IGNORECASE,
)
_OF_THEM = re.compile(
    r"\)?\sof (?:these|those|them|whom|which)\b"
    r"(?! (?:who|aged?|young|care|children|people)\b|\s?[.,;]|$)",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\([^()]*\)")
_NEXT_TO_IT = re.compile(
    r"\s(?:(?P<within>in|on|at|under)\s)?(?!of\b|to\b|and\b|or\b|per\b|for\b|with\b)"
    r"(?:[‘“’'\"\w-]+\s){0,2}?[‘“'\"]?",
    re.IGNORECASE,
)
_MANY = re.compile(r"(?<=[^s]s)$")
_PLACES = re.compile(
    r"[’”'\"]?\s(?:arrangements?|agreements?|placements?|places|posts?)\b", re.IGNORECASE
)
_THEIR_NUMBER = re.compile(
    r"\b(?:is|was|are|were|to|from|at|reached|stands?|stood|currently|now|than|with)"
    r"\s(?:(?!of\b)\w+\s){0,2}$|\($",
    re.IGNORECASE,
)
_PURPOSE = re.compile(
    r"\s(?:(?!are\b|is\b|were\b|was\b|have\b|has\b|had\b|went\b|moved\b|who\b|eligible\b)"
    r"[\w’'-]+\s){0,6}to (?!be\b|have\b)[a-z]+\s",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r"\s(?:(?!of\b|to\b|for\b|and\b)[\w’'-]+\s){1,4}(?:in|at|on|under)\s(?:(?:an?|the)\s)?",
    re.IGNORECASE,
)
_PLACE = re.compile(r"(?:in|at|on|to|attend\w*)\s", re.IGNORECASE)
_WORKERS = re.compile(
    r"\s(?:(?!for\b|per\b|in\b|among\b|of\b|to\b)[\w-]+\s){0,2}(?:officers?|workers?|staff|teams?|posts?|managers?|advis[eo]rs?|IROs?"
    r"|members?|councils?|authorities)\b",
    re.IGNORECASE,
)
_OF_THEM_ALL = re.compile(
    r"\b(?:of|among) (?:the|these|those|its|their|our|all)\s(?:\w+\s)?$", re.IGNORECASE
)
_DONE = re.compile(
    r"\)?\s(?:are|were|is|was|have been|had been|being)?\s?(?:\w+ly\s)?(?:completed?|undertaken"
    r"|held|carried out|conducted|done|up[- ]to[- ]date|in place|current|on time|timely"
    r"|in timescale|within)\b",
    re.IGNORECASE,
)
_OF_A_REASON = re.compile(
    r"\)?\s(?:because of|due to|owing to|as a result of|on account of)\s", re.IGNORECASE
)
_RATE_OF = re.compile(r"\b(?:rates?|ratio) of\s(?:\w+\s)?$", re.IGNORECASE)
_SET_BESIDE = re.compile(
    r"[^.;]{0,40}?,?\s(?:(?:compar\w+|up|down|a (?:rise|fall|drop)|an increase|increas\w+|reduc\w+"
    r"|ris\w+|fall\w*|fell|rose|decreas\w+)\s)(?:to|with|from)\s(?:\w+\s){0,2}",
    re.IGNORECASE,
)
_CASES = re.compile(r"\s(?:\w+\s)?(?:cases|children|families|people|leavers)\b", re.IGNORECASE)
_DENIED = re.compile(
    r"(?:\bnot|n[’']t|\bnever|\bno longer|\bunable to|\bfail\w* to|\bwithout|\black\w*)"
    r"\s(?:[\w-]+\s){0,3}$",
    re.IGNORECASE,
)
_PART_OF_THEM = re.compile(
    r"\)?\sof\s(?:(?P<those>those|the(?:se)?)\s)?"
    r"(?:(?!are\b|were\b|is\b|was\b|have\b|had\b|has\b|remain)[\w’'-]+\s){0,5}"
    r"(?P<who>(?:who|that)\s(?:are|were|is)\s(?:\w+\s){0,2})?$",
    re.IGNORECASE,
)
_SAYS_MORE = re.compile(
    r"\)?\s(?:are|were|have|had|do|did|receive\w*|get|live\w*|said|to|report\w*)\b",
    re.IGNORECASE,
)
_AS_ADJECTIVE = re.compile(
    r"\)?\sof\s(?:all\s|the\s|these\s|those\s|their\s|its\s)?$", re.IGNORECASE
)
_PEOPLE = re.compile(
    r"\)?\s(?:care[- ]leavers|young|children|people|cohort|group)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A quantity and the mention of the measure it is a value of."""

    quantity: Quantity
    mention: MeasureMention


def links(text: str, found: Sequence[Quantity], said: Sequence[MeasureMention]) -> Iterator[Link]:
    """The quantities of one sentence that are values of one of the measures it speaks of."""
    measured = [m for m in said if m.measure.unit in _FITS]
    for place, quantity in enumerate(found):
        before = found[place - 1] if place else None
        start = quantity.start
        if before and restates(text, before, quantity):
            start = before.start
        candidates = [
            (distance, i, mention)
            for i, mention in enumerate(measured)
            if quantity.unit in _FITS[mention.measure.unit or ""]
            and not _left_out(text, start, mention)
            and not _taken(text, quantity, found[place + 1 :], mention)
            and (distance := _distance(text, quantity, start, mention)) is not None
        ]
        if candidates:
            _, _, mention = min(candidates, key=lambda c: c[:2])
            yield Link(quantity=quantity, mention=mention)


def _taken(
    text: str, quantity: Quantity, later: Sequence[Quantity], mention: MeasureMention
) -> bool:
    """Whether a later number stands right before what this one would count."""
    return quantity.unit == "count" and any(
        other.unit == "count" and _NEXT_TO_IT.fullmatch(text, other.end, mention.start)
        for other in later
        if other.end <= mention.start
    )


def _left_out(text: str, start: int, mention: MeasureMention) -> bool:
    """Whether a quantity is what is left out ("all but two") or the value of another noun."""
    first = max(0, start - _BEFORE)
    before = text[first:start]
    rate = cues().link["other_rate"].search(before)
    of_another = rate and not first + rate.start() < mention.end <= start
    return bool(of_another or cues().link["excepted"].search(before))


def _distance(text: str, quantity: Quantity, start: int, mention: MeasureMention) -> int | None:
    """How far apart the two stand, or None where they do not belong together.

    `start` is where the quantity begins, or the one that it restates.
    """
    if mention.start <= quantity.start and quantity.end <= mention.end:
        return 0
    if max(mention.start - quantity.end, start - mention.end) > REACH:
        return None
    if mention.measure.people and not _counts_the_people(text, quantity, mention):
        return None
    own_noun = cues().link["own_noun"].match(text, quantity.end)
    if own_noun and not own_noun.start() < mention.start < own_noun.end():
        return None
    if _DENIED.search(text[max(0, mention.start - _BEFORE) : mention.start]):
        return None
    if _sampled(text, min(start, mention.start), max(quantity.end, mention.end)):
        return None
    if quantity.end <= mention.start:
        return _ahead(text, quantity, mention)
    return _behind(text, quantity, start, mention)


def _counts_the_people(text: str, quantity: Quantity, mention: MeasureMention) -> bool:
    """Whether a quantity outside the words for some people can be how many of them there are."""
    said = text[mention.start : mention.end].casefold()
    if quantity.start < mention.end or _RATE_OF.search(text, mention.end, quantity.start):
        return False
    beside = any(c.isdigit() for c in said) and _SET_BESIDE.fullmatch(
        text, mention.end, quantity.start
    )
    counted = re.search(r"\bnumbers? of\b", said) or beside
    if quantity.unit == "change" or beside:
        return bool(counted) or any(c.isdigit() for c in said)
    return bool(
        counted
        and quantity.unit == "count"
        and _THEIR_NUMBER.search(text, mention.end, quantity.start)
    )


def _sampled(text: str, start: int, end: int) -> bool:
    """Whether the clause around `start:end` tells of the cases or people that inspectors saw."""
    before = _BREAK.split(text[max(0, start - REACH) : start])[-1]
    after = _END_OF_CLAUSE.split(text[end : end + REACH], maxsplit=1)[0]
    return bool(cues().link["sampled"].search(f"{before}{text[start:end]}{after}"))


def _ahead(text: str, quantity: Quantity, mention: MeasureMention) -> int | None:
    """The quantity stands before the measure."""
    between, after = text[quantity.end : mention.start], text[mention.end :]
    if _OTHER_MATTER.search(_ASIDE.sub("", between)):
        return None
    if quantity.unit in ("count", "ratio") and (
        _PURPOSE.match(between)
        or (quantity.value == 1 and cues().link["anecdote"].match(text, quantity.end))
        or not (_subject(text, quantity) or _number_of_them(text, quantity, mention))
    ):
        return None
    if mention.measure.unit == "cases" and not _CASES.match(text, quantity.end):
        return None
    part = _PART_OF_THEM.fullmatch(between)
    if quantity.unit == "count" and _OF_THEM.match(text, quantity.end):
        return None
    says_more = _SAYS_MORE.match(after) and not _DONE.match(after)
    if _OF_A_REASON.match(after) or (part and ((part["those"] and part["who"]) or says_more)):
        return None
    if _AS_ADJECTIVE.fullmatch(between) and _PEOPLE.match(after):
        return None
    return len(between)


def _behind(text: str, quantity: Quantity, start: int, mention: MeasureMention) -> int | None:
    """The quantity stands after the measure."""
    between = text[mention.end : start]
    if _starts_anew(text, mention.end, start):
        return None
    opens_a_clause = _OPENS_A_CLAUSE.search(between)
    if opens_a_clause and quantity.unit == "percent" and _AS_BEFORE.match(text, quantity.end):
        return len(between)
    restated = start != quantity.start
    if opens_a_clause and restated and _OWN_WORDS.match(text, quantity.end):
        return None
    parenthesis = text[:start].endswith("(")
    if between.strip() == "(":
        return 0
    if _subject(text, quantity) and opens_a_clause and not parenthesis:
        return None
    if parenthesis and _QUANTITY_NOUN.search(between):
        return None
    if mention.measure.unit == "cases" and _WORKERS.match(text, quantity.end):
        return None
    counts_cases = mention.measure.unit == "cases" and _CASES.match(text, quantity.end)
    if quantity.unit == "count" and not (counts_cases or _COUNT_OF_MEASURE.search(between)):
        return None
    if cues().link["falls_short"].match(text, quantity.end) or _OF_THEM.match(text, quantity.end):
        return None
    return len(between) + _BEHIND_COSTS


def _subject(text: str, quantity: Quantity) -> bool:
    """Whether the quantity is the subject of the words that follow it."""
    return bool(_SUBJECT.match(text[quantity.end : quantity.end + _SUBJECT_REACH]))


def goes_on(text: str) -> bool:
    """Whether a sentence opens as one does that speaks on of the figure of the sentence before."""
    return bool(cues().link["goes_on"].match(text))


def _starts_anew(text: str, start: int, end: int) -> bool:
    """Whether the text between a measure and a quantity turns to another matter."""
    turns = list(_NEW_START.finditer(text, start, end))
    return any(not goes_on(text[m.end() :]) for m in turns)


def _number_of_them(text: str, quantity: Quantity, mention: MeasureMention) -> bool:
    """Whether a number stands right before what it counts: "six apprentices", "four in B&B"."""
    beside = _NEXT_TO_IT.fullmatch(text, quantity.end, mention.start)
    if mention.measure.unit != "count" or mention.measure.people:
        return False
    if _OF_THEM_ALL.search(text, 0, quantity.start):
        return False
    if _WITHIN.fullmatch(text, quantity.end, mention.start):
        return True
    if not beside:
        return False
    if _PLACE.match(text, mention.start):
        return True
    single = quantity.value == 1
    many = single or _MANY.search(text, mention.end - 2, mention.end)
    return bool(beside["within"] or many or _PLACES.match(text, mention.end))
