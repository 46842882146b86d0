"""A question or a part of it -> the conditions that it asks of each council."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from index.measures import Measure, MeasureMention, measures, mentions
from index.numbers import ORDINALS, Quantity, quantities
from index.records import Comparator
from rag.asked import grading, levels
from rag.asked.asking import (
    asked_polarity,
    asked_role,
    beyond,
    blank,
    expected,
    names,
    terms,
    words,
)
from rag.asked.moves import Way, asked_way
from rag.asked.when import without_editions, without_times
from rag.records import AnswerKind, Condition

_ORDINAL = re.compile(rf"\b(?:{'|'.join(ORDINALS)})\b", re.IGNORECASE)
_OR_MORE = re.compile(r"\bor (?:more|above|over|higher|better|greater)\b", re.IGNORECASE)
_EXACTLY = re.compile(r"\bexactly\b|\bprecisely\b", re.IGNORECASE)
_OR_LESS = re.compile(r"\bor (?:less|fewer|below|under|lower)\b", re.IGNORECASE)
_JOINED = re.compile(r"\b(?:and|but|while|as well as|together with|plus)\b", re.IGNORECASE)
_BESIDE = re.compile(rf"{_JOINED.pattern}|\bor\b|[,/]", re.IGNORECASE)
_EXCEPT = re.compile(
    r"(?<!do )(?<!does )(?<!did )(?<!is )(?<!are )(?<!was )(?<!were )(?<!has )(?<!have )"
    r"\b(?:not|rather than|instead of|other than|except|excluding)"
    r"(?: (?:an?|the|full|just|only|for))*\s$",
    re.IGNORECASE,
)
_EVEN = re.compile(
    r"\b(?:even (?:if|when|where|though)|wherever|regardless of|no matter)\b[^?.;]{0,30}$",
    re.IGNORECASE,
)
"""What comes next belongs to the condition before it: "even if they live out of the area"."""
_ON_OCCASION = re.compile(
    r"\b(?:if|when|whenever|once)\b[^?.;]{0,40}"
    r"\b(?:appl(?:y|ies|ied|ying)|go(?:es|ing)?|tr(?:y|ies)|looks?)\b[^?.;,]{0,30}$",
    re.IGNORECASE,
)
"""What comes next is only the occasion: "an interview if they go for an apprenticeship"."""
_CAPITAL = r"(?-i:[A-Z])[\w’'-]*"
_BOTH = (
    re.compile(
        rf"\b(?:both|each of) (?:an? |the )?(?P<one>{_CAPITAL}(?: (?:and )?{_CAPITAL})*)"
        rf" and (?:an? |the )?(?P<other>{_CAPITAL}(?: {_CAPITAL})*)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\bboth (?P<one>(?P<lead>with|in|for|by|to|of|on|about|at) [^,;?]+?)"
        r" and (?P<other>(?P=lead) [^,;?]+)",
        re.IGNORECASE,
    ),
    re.compile(r"\bboth (?P<one>an? [^,;?]+?) and (?P<other>[^,;?]+)", re.IGNORECASE),
)
"""Two things, each of which is asked for: "both FDAC and Mockingbird", "both a hub and a van"."""
_VISIT_WORD = re.compile(r"(?:monitoring|focus\w*|visits?)$", re.IGNORECASE)
_OF_WHICH = re.compile(
    r"(?:%|\bper ?cent|\bproportion|\bshare|\bpercentage"
    r"|\b(?:half|halves|third|quarter|fifth|tenth)s?)[^,;?]{0,20}\bof\b[^,;?]{0,30}$",
    re.IGNORECASE,
)
"""What comes next is the whole that a share is of."""
NEAR = 60
"""Characters between two measures that are asked about together."""


def conditions(
    text: str, said: Sequence[MeasureMention], kind: AnswerKind
) -> tuple[Condition, ...]:
    """What is asked of each council: one condition a measure, or one free condition."""
    grades = grading.conditions(text, kind)
    if grades:
        return grades
    both = _of_each(text) if kind in ("list", "count") else ()
    if both:
        each = (conditions(part, mentions(part, question=True), kind) for part in both)
        return tuple(itertools.chain.from_iterable(each))
    aside = (_EXCEPT, _EVEN, _ON_OCCASION) if kind in ("list", "count") else (_EXCEPT, _EVEN)
    meant = [m for m in said if not any(p.search(text[: m.start]) for p in aside)]
    if kind in ("list", "count"):
        meant = _surveyed(text, meant)
    chosen = _chosen([m for m in meant if kind != "lookup" or _of_a_lookup(m.measure)])
    if kind == "lookup" and all(m.measure.people for m in chosen) and _of_them(text, chosen):
        chosen = ()
    if kind == "lookup" and (_names_the_occasion(text, chosen) or not _listed(text, chosen)):
        chosen = ()
    stated = [q for q in quantities(without_times(text)) if not _is_pronoun(text, q)]
    if kind in ("list", "count") and not (stated or _wants_value(text) or _listed(text, chosen)):
        chosen = ()
    if not chosen:
        figures = [q for q in stated if _is_asked(q, kind)]
        if figures:
            return (_any_measure(text, figures[0]),)
        return (_free(text),)
    found = []
    for i, mention in enumerate(chosen):
        near = [
            q
            for q in stated
            if _fits(q, mention.measure, kind)
            and min(chosen, key=lambda m: abs(m.start - q.start)) is mention
        ]
        near.sort(key=lambda q: (q.unit != "percent", abs(q.start - mention.start)))
        clause = _clause(text, chosen, i)
        found.append(_condition(clause, mention, _either(text, near), kind, text))
    return tuple(found)


def _of_each(text: str) -> tuple[str, ...]:
    """The question for each of two things that it asks for together; none where it does not."""
    found = next((m for pattern in _BOTH if (m := pattern.search(text))), None)
    if found is None:
        return ()
    before, after = text[: found.start()], text[found.end() :]
    return tuple(f"{before}{part}{after}" for part in found.group("one", "other"))


def _is_pronoun(text: str, quantity: Quantity) -> bool:
    """Whether a "one" is no number: "which one has the lower rate?"."""
    return text[quantity.start : quantity.end].lower() == "one" and quantity.unit == "count"


def _surveyed(text: str, said: Sequence[MeasureMention]) -> list[MeasureMention]:
    """The measures that a survey asks about: not whose services, where something else is asked.

    "Which councils offer looked-after children a laptop" asks of laptops, not of the children; and
    the judgement of something that has no grade of its own is no measure. Of people there are
    numbers: a share of them is of what they do.
    """
    kept = [m for m in said if m.measure.key != "judgement"]
    wholes = [m for m in kept if _OF_WHICH.search(text[: m.start])]
    if len(wholes) < len(kept):
        kept = [m for m in kept if m not in wholes]
    whose = [m for m in kept if m.measure.whose]
    rest = blank(text, ((m.start, m.end) for m in whose))
    matter = [t for t in terms(rest) if t.lower() not in words().loose]
    asked = quantities(rest)
    figures = asked or _wants_value(text) or words().superlative["highest"].search(text)
    share = any(q.unit == "percent" for q in asked)
    if len(whose) == len(kept) and matter and (share or not figures):
        return []
    return kept


def _of_a_lookup(measure: Measure) -> bool:
    """A grade is asked for in so many words; a body that runs services is asked of all at once."""
    return measure.kind != "body" and measure.key != "judgement"


def _of_them(text: str, people: Sequence[MeasureMention]) -> bool:
    """Whether something else is asked of people than how many there are."""
    for mention in people:
        text = mention.measure.asked.sub(" ", text)
    return bool(beyond(text))


def _names_the_occasion(text: str, chosen: Sequence[MeasureMention]) -> bool:
    """Whether a visit is only when something was said, not what is asked about."""
    if not chosen or any(m.measure.kind != "visit" for m in chosen):
        return False
    in_series = re.search(r"\b(?:number|series)\b", text, re.IGNORECASE)
    if in_series or expected(text) in ("date", "duration", "number"):
        return False
    return any(not _VISIT_WORD.match(term) for term in terms(text))


def _listed(text: str, chosen: Sequence[MeasureMention]) -> bool:
    """Whether several measures are asked about one beside the other: "the target and the rate".

    Otherwise one says more of the other: "a director who was also in charge of housing".
    """
    return all(
        _BESIDE.search(text, a.end, b.start) and b.start - a.end < NEAR
        for a, b in itertools.pairwise(chosen)
    )


def _chosen(said: Sequence[MeasureMention]) -> tuple[MeasureMention, ...]:
    """One mention for each measure; a narrower measure at the same place is preferred."""
    kept: list[MeasureMention] = []
    for mention in said:
        measure = mention.measure
        others = [o for o in said if o.measure is not measure]
        wider = [o for o in others if o.start <= mention.start and mention.end <= o.end]
        if any(o.measure.key not in measure.near for o in wider):
            continue
        if any(
            o.start <= mention.end
            and mention.start <= o.end
            and o.measure.key not in measure.near
            and _order(o.measure) < _order(measure)
            for o in others
        ):
            continue
        if measure.key not in (k.measure.key for k in kept):
            kept.append(mention)
    return tuple(_widened([m for m in kept if not _is_aside(m.measure)] or kept))


def _is_aside(measure: Measure) -> bool:
    """Whether a measure names the occasion or the cohort where it stands beside another."""
    return measure.kind == "visit" or measure.key == "judgement" or measure.whose


def _widened(kept: Sequence[MeasureMention]) -> list[MeasureMention]:
    """Where one thing or another of a kind is asked for, the kind is what is meant."""
    keys = {m.measure.key for m in kept}
    for wider in measures().values():
        parts = keys & set(wider.includes)
        if len(parts) >= 2:
            first = next(m for m in kept if m.measure.key in parts)
            others = [m for m in kept if m.measure.key not in {*parts, wider.key}]
            return [replace(first, measure=wider), *others]
    return list(kept)


def _order(measure: Measure) -> int:
    return list(measures()).index(measure.key)


def _clause(text: str, chosen: Sequence[MeasureMention], i: int) -> str:
    """The part of the question about one measure, where several are joined."""
    if len(chosen) == 1:
        return text
    start, end = 0, len(text)
    if i > 0:
        joints = list(_JOINED.finditer(text, chosen[i - 1].end, chosen[i].start))
        start = joints[-1].end() if joints else chosen[i - 1].end
    if i + 1 < len(chosen):
        joints = list(_JOINED.finditer(text, chosen[i].end, chosen[i + 1].start))
        end = joints[0].start() if joints else chosen[i + 1].start
    return text[start:end]


def _either(text: str, near: Sequence[Quantity]) -> Quantity | None:
    """The figure asked for; "79% or 80%" is one between both."""
    if not near:
        return None
    first, *others = near
    for other in others[:1]:
        low, high = sorted((first, other), key=lambda q: q.start)
        if other.unit == first.unit and _OR.fullmatch(text, low.end, high.start):
            ends = sorted((first.value, other.value))
            return replace(first, value=ends[0], upper=ends[1])
    return first


_OR = re.compile(r"\s*(?:or|to|and|-|–)\s*", re.IGNORECASE)


def _fits(quantity: Quantity, measure: Measure, kind: AnswerKind) -> bool:
    """Whether a figure may be one of a measure; of a mere theme, only where a survey bounds it."""
    if not measure.counted:
        bounded = quantity.unit == "percent" or quantity.comparator != "="
        return kind in ("list", "count") and bounded and quantity.unit in ("percent", "count")
    if quantity.unit == "change":
        return False
    return not (measure.unit == "percent" and quantity.unit == "count" and quantity.value > 100)


def _condition(
    clause: str, mention: MeasureMention, quantity: Quantity | None, kind: AnswerKind, text: str
) -> Condition:
    """The condition of one measure, with the figure asked for where there is one.

    `clause` is the part of the question `text` that is about the measure.
    """
    measure = mention.measure
    patterns, plain = words(), not measure.counted
    if kind == "lookup" and _asks_another(clause):
        quantity = None
    figures = measure.kind == "quantity" or (measure.counted and quantity is not None)
    telegraphic = kind == "lookup" and not patterns.value["sentence"].search(clause)
    beside = measure.asked.sub(" ", clause)
    value, unit = _asked_value(clause, measure, quantity)
    role = asked_role(clause, has_value=quantity is not None) if figures else None
    of_now = figures and quantity is None and role not in ("target", "benchmark", "plan")
    if of_now and kind in ("list", "count") and (way := asked_way(beside, measure)):
        return _moved(clause, measure, way)
    findings = quantity is None and kind != "compare" and role != "benchmark"
    return Condition(
        words=clause.strip(" ?"),
        clause=clause,
        measure=measure.key,
        value=value,
        upper=quantity.upper if quantity else None,
        unit=unit,
        comparator=_comparator(clause, quantity),
        exactly=bool(_EXACTLY.search(clause)),
        role=role,
        polarity=(asked_polarity(clause) or levels.quality(clause, measure)) if findings else None,
        level=levels.asked(clause, measure) if findings else None,
        wants_value=not plain and (telegraphic or _wants_value(clause)),
        absent=bool(patterns.absent["all" if quantity else "silence"].search(beside)),
        denied=not quantity and _denies(beside),
        given=measure.kind == "theme" and _wants_it_given(clause),
        demanded=bool(patterns.polarity["demanded"].search(text)),
    )


def _moved(clause: str, measure: Measure, way: Way) -> Condition:
    """The condition that a figure moved one way, and by as much as the clause says."""
    size = next((q for q in quantities(clause) if q.unit == "change"), None)
    return Condition(
        words=clause.strip(" ?"),
        clause=clause,
        measure=measure.key,
        moved=way,
        value=size.value if size else None,
        unit="change" if size else None,
        comparator=_comparator(clause, size),
    )


def _asks_another(clause: str) -> bool:
    """Whether a figure of the question is a known one: "of the 71, how many ...?" asks another."""
    return expected(clause) in ("percent", "number", "money", "duration")


def _wants_it_given(clause: str) -> bool:
    """Whether something good is asked for: help that is given, and no fault with it."""
    return bool(words().polarity["given"].search(clause)) and asked_polarity(clause) != "bad"


def _denies(text: str) -> bool:
    """Whether a question asks for what is not so, and not for what is not said."""
    patterns = words().absent
    text = patterns["aside"].sub(" ", text)
    return bool(patterns["all"].search(text)) and not patterns["silence"].search(text)


def _asked_value(
    clause: str, measure: Measure, quantity: Quantity | None
) -> tuple[float | None, str | None]:
    """The value asked for and its unit: for visits, which of the series."""
    ordinal = _ORDINAL.search(clause) if measure.kind == "visit" else None
    if ordinal:
        return ORDINALS[ordinal[0].lower()], "ordinal"
    if quantity is None:
        return None, None
    if measure.unit == "percent" and quantity.unit != "ratio":
        return quantity.value, "percent"
    cases = measure.unit == "cases" and quantity.unit == "count"
    return quantity.value, "cases" if cases else quantity.unit


def _comparator(clause: str, quantity: Quantity | None) -> Comparator:
    """The bound asked for, also where the measure stands between: "75% EET or more"."""
    if quantity is None or quantity.comparator != "=":
        return quantity.comparator if quantity else "="
    if _OR_MORE.search(clause) or re.search(rf"{quantity.value:g}(?:%| per cent)?\s?\+", clause):
        return ">="
    return "<=" if _OR_LESS.search(clause) else "="


def _wants_value(clause: str) -> bool:
    """Whether a figure is asked for; the number of councils is none."""
    patterns = words()
    return bool(patterns.value["wanted"].search(patterns.kind["count"].sub(" ", clause)))


def _is_asked(quantity: Quantity, kind: AnswerKind) -> bool:
    """Whether a figure is asked for: a share, or in a survey a bounded number."""
    bounded = quantity.unit == "count" and quantity.comparator not in ("=", "~")
    return quantity.unit == "percent" or (bounded and kind in ("list", "count"))


def _any_measure(text: str, figure: Quantity) -> Condition:
    """A figure of whatever measure: "who targets 75%?"."""
    return Condition(
        words=" ".join(terms(text)),
        clause=text,
        value=figure.value,
        upper=figure.upper,
        unit=figure.unit,
        comparator=_comparator(text, figure),
        role=asked_role(text, has_value=True),
    )


def _without_names(text: str) -> str:
    """The text without its names of things, whose words say nothing: "No Wrong Door"."""
    for name in names(text):
        text = text.replace(name, " ")
    return text


def _free(text: str) -> Condition:
    return Condition(
        words=" ".join(terms(without_editions(text))),
        clause=text,
        polarity=asked_polarity(_without_names(text)),
        absent=bool(words().absent["silence"].search(text)),
        denied=_denies(text),
        demanded=bool(words().polarity["demanded"].search(text)),
    )
