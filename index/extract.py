"""Document -> facts: everything checkable that its sentences state.

A sentence that speaks of a measure gives one fact for each value it states of it, and one without a
value where it states none. Nothing is computed across sentences, and nothing of one measure from
another. What the document's own dates and neighbours tell (an older figure beside a newer one) is
settled at the end, over the whole document.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from index import dates
from index.cues import cues
from index.link import links
from index.measures import Measure, MeasureMention, mentions
from index.numbers import ORDINALS, Quantity, quantities
from index.numbers import stated as stated_words
from index.records import Document, Fact, Sentence
from index.roles import role
from index.speakers import speakers

NEAR = 60
"""Characters within which a date belongs to a value."""
STALE_MONTHS = 9
"""A figure this much older than a newer one of the same measure is a previous one."""

_OTHER_FIGURE = re.compile(r"\d\s?%|\bper\s?cent\b|\bpercent\b", re.IGNORECASE)
_AGES = re.compile(
    r"\baged?\s(?:between\s)?(?P<a>\d\d)[ -]*(?:to|and|-|–|−)?\s?(?P<b>\d\d)?\b"
    r"|(?P<c>\d\d)[-–−]?\s?(?:to|and|-|–|−|,\s?\d\d[-–−]?\s(?:and|to))\s?(?P<d>\d\d)[-–−\s]*years?"
    r"|\b(?P<over>over|post|under|above)[- ](?:the age of )?(?P<e>1[6-9]|2[0-5])\b(?!\s?%)"
    r"|(?P<f>\d\d)[-\s]*years?[- ](?:olds?|of age)",
    re.IGNORECASE,
)
_GRADE = re.compile(
    r"\b(?P<grade>outstanding|good|requires? improvement(?: to be good)?|inadequate)\b",
    re.IGNORECASE,
)
_JUDGED = re.compile(
    r"\bjudg(?:ed|ement|ments?|ing)\b|\brat(?:ed|ing)\b|\bgraded?\b|\boverall effectiveness\b",
    re.IGNORECASE,
)
_EARLIER_GRADE = re.compile(
    r"\b(?:replac(?:es?|ed|ing)|previous(?:ly)?|up from|formerly|upgraded from)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_NOT_A_GRADE = re.compile(r"^\s(?:support|practice|quality|work|deal|start|example|outcomes?)\b")


def facts(document: Document, sentences: Sequence[Sentence]) -> tuple[Fact, ...]:
    """Every fact that the document states, in order of place."""
    found: list[Fact] = []
    for sentence, speaker in zip(sentences, speakers(sentences), strict=True):
        found.extend(
            replace(fact, speaker=speaker or _house_voice(document))
            for fact in _of_sentence(document, sentence)
        )
    return tuple(_settled(document, found))


def _house_voice(document: Document) -> str | None:
    kind = document.identity.kind
    if kind in ("full inspection", "focused visit", "monitoring visit", "joint inspection"):
        return "Ofsted"
    return None


def _of_sentence(document: Document, sentence: Sentence) -> Iterator[Fact]:
    text = sentence.text
    said = mentions(text)
    yield from _grades(document, sentence)
    if not said:
        return
    stated = quantities(text)
    linked: set[str] = set()
    for link in links(text, stated, said):
        linked.add(link.mention.measure.key)
        yield _figure(document, sentence, link.quantity, link.mention, stated)
    seen: set[str] = set()
    for mention in said:
        key = mention.measure.key
        if key not in linked | seen and key != "judgement":
            seen.add(key)
            yield _statement(document, sentence, mention)


def _figure(
    document: Document,
    sentence: Sentence,
    quantity: Quantity,
    mention: MeasureMention,
    stated: tuple[Quantity, ...],
) -> Fact:
    """A fact with a value."""
    text = sentence.text
    value, unit = _value(quantity, mention.measure)
    by, as_of = _when(document, text, quantity.start, quantity.end)
    return Fact(
        document=document.id,
        council=document.council,
        measure=mention.measure.key,
        value=value,
        upper=quantity.upper,
        stated=stated_words(text, quantity),
        unit=unit,
        comparator=quantity.comparator,
        role=role(text, quantity, stated),
        cohort=_cohort(text, quantity, mention),
        as_of=as_of,
        by=by,
        polarity=polarity(text, mention.start, mention.end),
        page=document.page_at(sentence.start),
        start=sentence.start,
        end=sentence.end,
        at=sentence.start + quantity.start,
        quote=text,
    )


def _value(quantity: Quantity, measure: Measure) -> tuple[float, str]:
    if quantity.unit == "ratio" and measure.unit == "percent" and quantity.base:
        return round(100 * quantity.value / quantity.base, 1), "percent"
    if quantity.unit == "ratio":
        return quantity.value, "count"
    if quantity.unit == "count" and measure.unit == "cases":
        return quantity.value, "cases"
    return quantity.value, quantity.unit


def _statement(document: Document, sentence: Sentence, mention: MeasureMention) -> Fact:
    """A fact without a value: the text speaks of the matter."""
    text = sentence.text
    number = _visit_number(text, mention)
    return Fact(
        document=document.id,
        council=document.council,
        measure=mention.measure.key,
        value=number,
        stated=None if number is None else text[: mention.start].split()[-1],
        unit=None if number is None else "ordinal",
        role="actual",
        cohort=_nearest_cohort(text, mention.start),
        polarity=polarity(text, mention.start, mention.end),
        page=document.page_at(sentence.start),
        start=sentence.start,
        end=sentence.end,
        at=sentence.start + mention.start,
        quote=text,
    )


def _visit_number(text: str, mention: MeasureMention) -> float | None:
    before = text[: mention.start].split()
    if not mention.measure.key.endswith("_visit") or not before:
        return None
    return ORDINALS.get(before[-1].lower())


def polarity(text: str, start: int, end: int) -> Literal["good", "bad"] | None:
    """Whether the sentence says the matter at `start:end` is a strength or to be improved.

    Both can stand in one sentence ("improving and still too high"); the nearer cue is meant.
    """
    if cues().demand.search(text):
        return "bad"
    good, bad = (
        min(
            (max(start - m.end(), m.start() - end, 0) for m in cues().polarity[key].finditer(text)),
            default=None,
        )
        for key in ("good", "bad")
    )
    if good is None or bad is None:
        return None if good is bad else "good" if bad is None else "bad"
    return "bad" if bad <= good else "good"


def _cohort(text: str, quantity: Quantity, mention: MeasureMention) -> str:
    place = min(quantity.start, mention.start)
    window = text[max(0, place - 90) : max(quantity.end, mention.end) + 60]
    who = _nearest_cohort(text, quantity.start) or mention.measure.per
    ages = _AGES.search(window)
    return f"{who} {_ages(ages)}".strip() if ages else who


def _ages(match: re.Match[str]) -> str:
    g = match.groupdict()
    if g["e"]:
        return f"{'under' if (g['over'] or '').lower() == 'under' else 'over'} {g['e']}"
    low, high = g["a"] or g["c"] or g["f"], g["b"] or g["d"]
    return f"aged {low} to {high}" if high else f"aged {low}"


def _nearest_cohort(text: str, place: int) -> str | None:
    gaps = [
        (abs(m.start() - place), i, who)
        for i, (who, pattern) in enumerate(cues().cohort)
        for m in pattern.finditer(text)
    ]
    return min(gaps)[2] if gaps else None


def _when(document: Document, text: str, start: int, end: int) -> tuple[str | None, str | None]:
    """By when the value at `start:end` is to be reached and as of when it is true, as ISO dates."""
    by: list[tuple[int, str]] = []
    as_of: list[tuple[int, str]] = []
    for date in dates.find(text, reference=document.published):
        if date.last is None:
            continue
        gap = max(date.start - end, start - date.end, 0)
        if date.bound in ("by", "before"):
            by.append((gap, date.last))
        elif gap < NEAR and not _OTHER_FIGURE.search(
            text[min(end, date.end) : max(start, date.start)]
        ):
            as_of.append((gap + (8 if date.end < start else 0), date.last))
    return (min(by)[1] if by else None), (min(as_of)[1] if as_of else None)


def _grades(document: Document, sentence: Sentence) -> Iterator[Fact]:
    """Judgements: grade words beside a word of judging, or a row of a judgements table."""
    text = sentence.text
    row = " | " in text
    if not (row or _JUDGED.search(text)):
        return
    for match in _GRADE.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        near = row or _JUDGED.search(before[-160:]) or _JUDGED.search(after[:40])
        if not near or _NOT_A_GRADE.match(after) or (row and after.strip(" .|")):
            continue
        earlier = (
            bool(_EARLIER_GRADE.search(before)) and document.identity.kind != "full inspection"
        )
        _, as_of = _when(document, text, match.start(), match.end())
        word = match["grade"].lower().replace(" to be good", "").replace("require ", "requires ")
        yield Fact(
            document=document.id,
            council=document.council,
            measure="judgement",
            value=word,
            stated=match["grade"],
            unit="grade",
            role="previous" if earlier else "judgement",
            cohort=_area(before),
            as_of=as_of,
            page=document.page_at(sentence.start),
            start=sentence.start,
            end=sentence.end,
            at=sentence.start + match.start(),
            quote=text,
        )


def _area(before: str) -> str:
    """The area a judgement is of; the services as a whole where none is named."""
    areas = (
        ("care leavers", r"\bcare[- ]leavers?\b(?! and children)"),
        ("in care", r"\bin care\b|\blooked after\b"),
        ("help and protection", r"\bhelp and protection\b|\bprotect(?:s|ion)? (?:of )?children\b|\bneed help\b"),
        ("leaders", r"\bleader(?:s|ship)\b"),
        ("overall", r"\boverall\b|\bchildren[’']s services\b|\bservices?\b"),
    )  # fmt: skip
    places = [(m.end(), area) for area, p in areas for m in re.finditer(p, before, re.IGNORECASE)]
    return max(places)[1] if places else "overall"


def _settled(document: Document, found: list[Fact]) -> Iterator[Fact]:
    """Figures older than a newer one of the same measure become previous ones."""
    for fact in found:
        age = _months(fact.as_of)
        newest = _newest(document, fact, found)
        if fact.role == "actual" and fact.value is not None and age is not None:
            older = newest is not None and newest - age >= STALE_MONTHS
            yield replace(fact, role="previous") if older else fact
        else:
            yield fact


def _newest(document: Document, fact: Fact, found: list[Fact]) -> int | None:
    """Month of the newest other actual figure of the measure; the document's own where undated."""
    months = [
        _months(other.as_of or document.published)
        for other in found
        if other is not fact
        and (other.measure, other.unit, other.role) == (fact.measure, fact.unit, "actual")
        and other.value is not None
    ]
    return max((m for m in months if m is not None), default=None)


def _months(date: str | None) -> int | None:
    """Months since year 0 of the end of an ISO date; a bare year counts to its end."""
    if not date:
        return None
    year, _, rest = date.split("/")[-1].partition("-")
    return 12 * int(year) + (int(rest[:2]) if rest else 12)
