"""Document -> facts: everything checkable that its sentences state.

A sentence that speaks of a measure gives one fact for each value it states of it, and one without a
value where it states none. Where the next sentence goes on about that measure alone ("This is below
their target of 45%"), the two are read as one. No measure is computed from another. What the
document's own dates and neighbours tell (an older figure beside a newer one) is settled at the end,
over the whole document.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from index import dates, grades
from index.cohorts import cohort, nearest
from index.cues import cues
from index.judgements import OWN_REPORTS, judgements
from index.judgements import goes_on as inspection_named
from index.lent_dates import lent_dates
from index.link import Link, goes_on, links
from index.measures import Measure, MeasureMention, measures, mentions
from index.numbers import ORDINALS, Quantity, quantities, stated
from index.periods import period
from index.records import Document, Fact, Role, Sentence
from index.roles import has_happened, role
from index.speakers import speakers

LONGEST, MOST = 3_000, 40
"""Characters and quantities of what is read as a sentence; reports have a quarter of either."""
STALE_MONTHS = 9
"""A figure this much older than a newer one of the same measure is a previous one."""
_DENIAL_REACH = 60
_LONGEST_LIST = 30
"""Paragraphs under one heading."""
_OPENING = 150
"""Sentences in which a report states its overall judgement."""
_SAME = 40
"""Characters within which a share says a ratio again: "19 of 24 care leavers (79%)"."""
_VISIT = re.compile(rf"\b(?P<nth>{'|'.join(ORDINALS)})\s(?:\w+\s){{0,2}}$", re.IGNORECASE)


def facts(document: Document, sentences: Sequence[Sentence]) -> tuple[Fact, ...]:
    """Every fact that the document states, in order of place."""
    found: list[Fact] = []
    before: Sentence | None = None
    listed = to_improve(sentences)
    told = zip(sentences, speakers(sentences), lent_dates(document, sentences), strict=True)
    for sentence, speaker, dated in told:
        if len(sentence.text) > LONGEST:
            continue
        voice = _voice(document, speaker)
        if before and (both := _of_both(document, before, sentence)):
            start, measure = before.start, both[0].measure
            found = [f for f in found if (f.start, f.measure) != (start, measure)]
            found.extend(replace(fact, speaker=voice) for fact in both)
        elif before and (earlier := _changed_from(document, before, sentence)):
            found.append(replace(earlier, speaker=voice))
        judged = _with_its_inspection(document, before, sentence)
        stated = [*_grades(document, judged), *_of_sentence(document, sentence)]
        if sentence.number in listed:
            stated = [
                fact if fact.unit == "grade" else replace(fact, polarity="bad") for fact in stated
            ]
        if dated:
            stated = [
                fact if fact.as_of or fact.by else replace(fact, as_of=dated) for fact in stated
            ]
        found.extend(replace(fact, speaker=voice) for fact in stated)
        before = sentence
    if not any(f.role == "judgement" and f.cohort == "overall" for f in found):
        found.extend(_overall(document, sentences))
    return tuple(_settled(document, sorted(found, key=lambda fact: fact.at)))


def _overall(document: Document, sentences: Sequence[Sentence]) -> Iterator[Fact]:
    """The judgement of the services as a whole, where the report states it in a heading alone."""
    grade = dict(document.identity.grades).get("overall")
    if grade is None:
        return
    for sentence in sentences[:_OPENING]:
        if grades.states_overall(sentence.text, grade):
            yield Fact(
                document=document.id,
                council=document.council,
                measure="judgement",
                value=grade,
                stated=grade,
                unit="grade",
                role="judgement",
                cohort="overall",
                page=document.page_at(sentence.start),
                start=sentence.start,
                end=sentence.end,
                at=sentence.start,
                quote=sentence.text,
            )
            return


def polarity(text: str, start: int, end: int) -> Literal["good", "bad"] | None:
    """Whether the sentence says the matter at `start:end` is a strength or to be improved.

    Both can stand in one sentence ("improving and still too high"); the nearer cue is meant.
    """
    if cues().demand["improve"].search(text):
        return "bad"
    gaps: dict[str, int] = {}
    for m, says in _praise_and_blame(text):
        gap = max(start - m.end(), m.start() - end, 0)
        gaps[says] = min(gap, gaps.get(says, gap))
    good, bad = gaps.get("good"), gaps.get("bad")
    if good is None or bad is None:
        return None if good is bad else "good" if bad is None else "bad"
    return "bad" if bad <= good else "good"


def _praise_and_blame(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Each cue of polarity and what it says, turned round where it is denied."""
    turned = cues().turned
    for key, other in (("good", "bad"), ("bad", "good")):
        for m in cues().polarity[key].finditer(text):
            before = text[max(0, m.start() - _DENIAL_REACH) : m.start()]
            denied = turned[key].search(before) or (
                key == "good" and turned["good_after"].match(text, m.end())
            )
            yield m, other if denied else key


def to_improve(sentences: Sequence[Sentence]) -> frozenset[int]:
    """Numbers of the sentences in a list under a heading such as "What needs to improve"."""
    demand = cues().demand
    found: set[int] = set()
    opened: int | None = None
    for sentence in sentences:
        if demand["heading"].match(sentence.text):
            opened = sentence.paragraph
        elif opened is None or sentence.paragraph == opened:
            continue
        elif sentence.paragraph - opened > _LONGEST_LIST or demand["list_ends"].search(
            sentence.text
        ):
            opened = None
        else:
            found.add(sentence.number)
    return frozenset(found)


def _voice(document: Document, speaker: str | None) -> str | None:
    """Who says a sentence; in an inspectorate's own report "we" is the inspectorate."""
    if document.identity.kind in OWN_REPORTS and speaker in (None, "the council"):
        return "Ofsted"
    return speaker


def _of_both(document: Document, before: Sentence, sentence: Sentence) -> list[Fact]:
    """What two sentences state together of the only measure of the first, where the second goes on.

    Nothing where the second has no figure of it, or where the first has a share of something else.
    """
    if before.paragraph != sentence.paragraph or not goes_on(sentence.text):
        return []
    with_figures = {m.measure.key for m in mentions(before.text) if m.measure.unit}
    if len(with_figures) != 1 or any(m.measure.unit for m in mentions(sentence.text)):
        return []
    shares = [q for q in quantities(before.text) if q.unit == "percent"]
    own = [f for f in _of_sentence(document, before) if f.unit == "percent"]
    if len(own) < len(shares):
        return []
    both = replace(before, end=sentence.end, text=document.text[before.start : sentence.end])
    found = [f for f in _of_sentence(document, both) if f.measure in with_figures and f.unit]
    return found if any(f.at >= sentence.start for f in found) else []


def _changed_from(document: Document, before: Sentence, sentence: Sentence) -> Fact | None:
    """What a number of people was before, where the next sentence tells how it changed.

    "171 children are on plans. This is an increase from 115 at 31 March 2016."
    """
    numbers = quantities(sentence.text)
    if before.paragraph != sentence.paragraph or not numbers or not goes_on(sentence.text):
        return None
    given = [f for f in _of_sentence(document, before) if f.unit == "count"]
    first = numbers[0]
    if (
        len(given) != 1
        or not measures()[given[0].measure].people
        or first.unit != "count"
        or role(sentence.text, first, numbers) != "previous"
    ):
        return None
    times = dates.find(sentence.text, reference=document.published)
    _, as_of = period(
        sentence.text, first, (first,), times, role="previous", published=document.published
    )
    return replace(
        given[0],
        value=first.value,
        upper=first.upper,
        stated=stated(sentence.text, first),
        comparator=first.comparator,
        role="previous",
        as_of=as_of,
        page=document.page_at(sentence.start),
        end=sentence.end,
        at=sentence.start + first.start,
        quote=document.text[before.start : sentence.end],
    )


def figures(
    document: Document, sentence: Sentence, said: Sequence[MeasureMention]
) -> Iterator[Fact]:
    """The figures that a sentence gives of the measures that it names in these places."""
    text = sentence.text
    found = quantities(text) if any(m.measure.unit for m in said) else ()
    linked = _said_once(text, list(links(text, found, said))) if len(found) <= MOST else []
    times = dates.find(text, reference=document.published) if linked else ()
    for link in linked:
        yield _figure(document, sentence, link, found, times)


def _of_sentence(document: Document, sentence: Sentence) -> Iterator[Fact]:
    text = sentence.text
    said = mentions(text)
    if not said:
        return
    valued = list(figures(document, sentence, said))
    yield from valued
    seen = {fact.measure for fact in valued} | {"judgement"}
    for mention in said:
        if mention.measure.key not in seen:
            seen.add(mention.measure.key)
            yield _statement(document, sentence, mention)


def _with_its_inspection(
    document: Document, before: Sentence | None, sentence: Sentence
) -> Sentence:
    """The sentence, with the one before where only that names the inspection that judged."""
    if (
        before is None
        or before.paragraph != sentence.paragraph
        or not inspection_named(before.text, sentence.text)
    ):
        return sentence
    return replace(before, end=sentence.end, text=document.text[before.start : sentence.end])


def _said_once(text: str, found: list[Link]) -> list[Link]:
    """The values without a ratio or a rough part that a share beside it gives exactly."""

    def exact(link: Link) -> bool:
        return link.quantity.unit == "percent" and not link.quantity.fraction

    def says_again(rough: Link, other: Link) -> bool:
        first, last = sorted((rough.quantity, other.quantity), key=lambda q: q.start)
        between = text[first.end : last.start]
        alike = abs(_value(rough)[0] - _value(other)[0]) < 1
        return (
            rough.mention.measure is other.mention.measure
            and rough.mention.measure.unit == "percent"
            and exact(other)
            and len(between) < _SAME
            and ("(" in between or alike)
        )

    return [
        link for link in found if exact(link) or not any(says_again(link, other) for other in found)
    ]


def _figure(
    document: Document,
    sentence: Sentence,
    link: Link,
    found: Sequence[Quantity],
    times: Sequence[dates.Mention],
) -> Fact:
    """A fact with a value."""
    text, quantity, mention = sentence.text, link.quantity, link.mention
    value, unit = _value(link)
    its_role: Role = role(text, quantity, found)
    of = cohort(text, quantity, found, otherwise=mention.measure.per)
    by, as_of = period(text, quantity, found, times, role=its_role, published=document.published)
    if by and its_role == "actual" and has_happened(text, quantity):
        by = None
    return Fact(
        document=document.id,
        council=document.council,
        measure=_narrowed(mention.measure, unit, of),
        value=value,
        upper=quantity.upper,
        stated=stated(text, quantity),
        unit=unit,
        comparator=quantity.comparator,
        role="target" if its_role == "actual" and by else its_role,
        cohort=of,
        as_of=as_of,
        by=by,
        polarity=polarity(text, mention.start, mention.end),
        page=document.page_at(sentence.start),
        start=sentence.start,
        end=sentence.end,
        at=sentence.start + quantity.start,
        quote=text,
    )


def _narrowed(measure: Measure, unit: str, of: str) -> str:
    """The measure of a figure: of those that one includes, the one of the people it is of.

    "Caseloads of advisers average 30" names caseloads, and gives the figure of advisers' ones.
    """
    if unit != measure.unit:
        return measure.key
    within = (measures()[key] for key in measure.includes)
    own = (m.key for m in within if m.unit == unit and m.per and of.startswith(m.per))
    return next(own, measure.key)


def _value(link: Link) -> tuple[float, str]:
    quantity, measure = link.quantity, link.mention.measure
    if quantity.unit == "ratio" and measure.unit == "percent" and quantity.base:
        return round(100 * quantity.value / quantity.base, 1), "percent"
    if quantity.unit == "ratio":
        return quantity.value, "count"
    if quantity.unit == "count" and measure.unit == "cases":
        return quantity.value, "cases"
    return quantity.value, quantity.unit


def _statement(document: Document, sentence: Sentence, mention: MeasureMention) -> Fact:
    """A fact without a value, as the text speaks of the matter; visits have their number."""
    text = sentence.text
    of_visit = mention.measure.kind == "visit"
    visit = _VISIT.search(text[: mention.start]) if of_visit else None
    return Fact(
        document=document.id,
        council=document.council,
        measure=mention.measure.key,
        value=ORDINALS[visit["nth"].casefold()] if visit else None,
        stated=visit["nth"] if visit else None,
        unit="ordinal" if visit else None,
        role="actual",
        cohort=nearest(text, mention.start),
        polarity=polarity(text, mention.start, mention.end),
        page=document.page_at(sentence.start),
        start=sentence.start,
        end=sentence.end,
        at=sentence.start + (visit.start("nth") if visit else mention.start),
        quote=text,
    )


def _grades(document: Document, sentence: Sentence) -> Iterator[Fact]:
    """A fact for each judgement that a sentence or a row of a judgements table states."""
    text = sentence.text
    found = list(judgements(document, text))
    places = [Quantity(start=j.start, end=j.end, value=0, unit="count") for j in found]
    for judged, place in zip(found, places, strict=True):
        times = dates.find(text, reference=document.published)
        _, as_of = period(
            text, place, places, times, role="judgement", published=document.published
        )
        yield Fact(
            document=document.id,
            council=document.council,
            measure="judgement",
            value=judged.grade,
            stated=text[judged.start : judged.end],
            unit="grade",
            role=judged.role,
            cohort=judged.area,
            as_of=as_of,
            page=document.page_at(sentence.start),
            start=sentence.start,
            end=sentence.end,
            at=sentence.start + judged.start,
            quote=text,
        )


def _settled(document: Document, found: list[Fact]) -> Iterator[Fact]:
    """Figures older than a newer one of the same measure become previous ones.

    A figure without a date is as new as its document.
    """
    today = _months(document.published, month=1)
    latest: dict[tuple[str | None, str | None], int] = {}
    for fact in found:
        age = _months(fact.as_of) or today
        if _is_current(fact) and age:
            for key in (fact.measure, measures()[fact.measure].opposite):
                latest[key, fact.unit] = max(age, latest.get((key, fact.unit), 0))
    for fact in found:
        age = _months(fact.as_of)
        if _is_current(fact) and age and latest[fact.measure, fact.unit] - age >= STALE_MONTHS:
            yield replace(fact, role="previous")
        else:
            yield fact


def _is_current(fact: Fact) -> bool:
    return fact.role == "actual" and fact.value is not None


def _months(date: str | None, *, month: int = 12) -> int | None:
    """Months since year 0 of an ISO date; a bare year counts to `month`."""
    if not date:
        return None
    year, _, rest = date.partition("-")
    return 12 * int(year) + (int(rest[:2]) if rest else month)
