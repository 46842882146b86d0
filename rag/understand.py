"""Question -> Query: what is asked, of whom, and what would answer it.

Rules about English and the field, no model. The words are in `understand.toml`, the measures in the
measures file, the councils in the councils file; nothing here knows a document.
"""

import re
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from index import councils
from index.measures import Measure, MeasureMention, measures, mentions
from index.numbers import ORDINALS, Quantity, quantities
from index.records import Role
from rag.records import AnswerKind, Condition, Expected, Query
from rag.spelling import corrected

QUESTION_LIMIT = 2000
"""Characters of a question that are read; a longer one is refused at the door."""

_GRADE = re.compile(
    r"\b(outstanding|good|requir(?:es?|ing) improvement(?: to be good)?|inadequate|RI)\b", re.IGNORECASE
)
_GRADED = re.compile(
    r"\b(?:judg|rat(?:ed|ing)|grad(?:e|ed|ing)|overall|deemed|found to be|verdict|effectiveness)", re.IGNORECASE
)
_ASKS_GRADE = re.compile(r"\b(?:what|which) (?:\w+ )?(?:rating|grade|judge?ment|verdict)\b|\bhow (?:was|were|is) .*\b(?:rated|graded|judged)\b", re.IGNORECASE)  # fmt: skip
_YEAR = re.compile(r"\b(?:19[89]|20[0-4])\d\b")
_NAME = re.compile(r"(?<![.?!]\s)(?<!^)\b[A-Z][a-zà-ÿ]+(?:[-’'\s][A-Z][a-zà-ÿ]+)*\b|\b[A-Z]{3,}\b")
_QUOTED = re.compile(r"(?<!\w)[“\"‘']([^“”\"‘]{3,}?)[”\"’'](?!\w)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_COURTESY = re.compile(
    r"^(?:hello|hi|hey|dear|good (?:morning|afternoon|evening|day)|thanks?|many thanks|thank you|"
    r"cheers|kind regards|best wishes|regards|i hope (?:you|this))\b[^?]*$",
    re.IGNORECASE,
)
_PREAMBLE = re.compile(
    r"^(?:please |can|could|would|will)? ?(?:you )?(?:please |kindly )?(?:tell|show|let) me (?:know )?|"
    r"(?<!do )\bi (?:would like|[’']d like|want|need|wish) to (?:know|find out|see|understand)\b",
    re.IGNORECASE,
)
_COUNCIL_KINDS = {
    "County": r"\bcounty councils?\b|\bcounties\b",
    "London Borough": r"\blondon boroughs?\b",
    "Metropolitan District": r"\bmetropolitan (?:boroughs?|districts?|councils?)\b",
    "Unitary Authority": r"\bunitar(?:y|ies)\b",
}
_ORDINAL = re.compile(r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b", re.IGNORECASE)  # fmt: skip
_TOKEN = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_JOINED = re.compile(r"\b(?:and|but|while|as well as|together with|plus)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Words:
    """The patterns of `understand.toml`."""

    kind: dict[str, re.Pattern[str]]
    superlative: dict[str, re.Pattern[str]]
    role: dict[str, re.Pattern[str]]
    polarity: dict[str, re.Pattern[str]]
    absent: dict[str, re.Pattern[str]]
    value: dict[str, re.Pattern[str]]
    expected: dict[str, re.Pattern[str]]
    about: dict[str, re.Pattern[str]]
    premise: dict[str, re.Pattern[str]]
    frame: frozenset[str]


@cache
def words() -> Words:
    """The words of questions, read once."""
    table = tomllib.loads(resources.files("rag").joinpath("understand.toml").read_text("utf-8"))
    frame = frozenset(table.pop("frame")["words"].split())
    sections: dict[str, Any] = {
        section: {key: re.compile("|".join(p), re.IGNORECASE) for key, p in rows.items()}
        for section, rows in table.items()
    }
    return Words(frame=frame, **sections)


def understand(
    question: str,
    *,
    standalone: str | None = None,
    held: Collection[str] = (),
    documents: Sequence[str] = (),
    scope: Sequence[str] = (),
    vocabulary: Collection[str] = (),
) -> Query:
    """What `question` asks.

    Args:
        question: as typed.
        standalone: the same with the conversation's subject filled in, where it leans on one.
        held: names of the councils that the library holds documents of.
        documents: ids that the caller limits the search to.
        scope: councils that the caller limits the search to.
        vocabulary: the words of the documents, in lower case; a word near one is a slip.
    """
    text = _matter(standalone or question)
    text = corrected(text, vocabulary)
    asked = councils.find(text, typed=True)
    named = tuple(dict.fromkeys(m.council.name for m in asked))
    bare = _without(text, [(m.start, m.end) for m in asked])
    said = mentions(bare, question=True)
    kind = _kind(bare, named, said)
    superlative = _first(words().superlative, bare) if kind in ("list", "compare", "count") else None
    return Query(
        question=question,
        standalone=text,
        kind=kind,
        councils=tuple(n for n in named if n in held) or tuple(scope),
        elsewhere=tuple(n for n in named if n not in held),
        region=next((r for r, _, _ in councils.find_regions(text, typed=True)), None),
        council_kind=next((k for k, p in _COUNCIL_KINDS.items() if re.search(p, text, re.I)), None),
        documents=tuple(documents),
        conditions=tuple(
            condition
            for part in (parts(bare) if kind == "lookup" else (bare,))
            for condition in _conditions(part, mentions(part, question=True), kind)
        ),
        superlative=superlative,  # type: ignore[arg-type]
        years=years(bare),
        about=_first(words().about, bare),
        expected=expected(bare),
        terms=terms(bare),
        names=_names(bare),
        quoted=tuple(m[1].strip(" .,") for m in _QUOTED.finditer(text)),
    )


def _matter(text: str) -> str:
    """The question without greetings, thanks and what leads up to it."""
    parts = re.split(r"(?<=[.!?])\s+(?=[A-Z“\"])", _TAG.sub(" ", text))
    kept = [p for p in parts if not _COURTESY.match(p)] or parts
    return _PREAMBLE.sub("", " ".join(kept))


def years(text: str) -> tuple[str, ...]:
    """The years that a question names."""
    return tuple(dict.fromkeys(_YEAR.findall(text)))


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with spans blanked, so that offsets stay."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _first(patterns: dict[str, re.Pattern[str]], text: str) -> str | None:
    return next((key for key, pattern in patterns.items() if pattern.search(text)), None)


def _kind(text: str, named: Sequence[str], said: Sequence[MeasureMention]) -> AnswerKind:
    """Which way through the house; a question that is none of the others looks something up."""
    kinds = words().kind
    asks = {kind: bool(pattern.search(text.strip())) for kind, pattern in kinds.items()}
    if asks["count"]:
        return "count"
    if asks["summary"] and not asks["list"]:
        return "summary"
    if len(named) >= 2 and (asks["compare"] or not asks["list"]):
        return "compare"
    if asks["list"]:
        return "lookup" if len(named) == 1 and not kinds["list"].match(text.strip()) else "list"
    figure = said or any(q.unit == "percent" for q in quantities(text))
    if asks["open_list"] and not named and not _names(text) and figure:
        return "list"
    if asks["places"] and not named:
        return "list"
    return "lookup"


def expected(text: str) -> Expected | None:
    """What kind of thing would answer."""
    order: tuple[Expected, ...] = (
        "percent", "money", "post", "words", "duration", "number", "date", "person", "place", "reason", "yes-no",
    )  # fmt: skip
    patterns = words().expected
    return next((e for e in order if patterns[e].search(text.strip())), None)


def terms(text: str) -> tuple[str, ...]:
    """The words of a question that carry its matter."""
    found = (re.sub(r"[’']s$", "", m.group()) for m in _TOKEN.finditer(text))
    return tuple(
        dict.fromkeys(w for w in found if w.lower().replace("’", "'") not in words().frame and len(w) > 1)
    )


def _names(text: str) -> tuple[str, ...]:
    """Capitalised names inside the question."""
    named = [
        m.group()
        for m in _NAME.finditer(text)
        if m.group().lower() not in words().frame and not mentions(m.group(), question=True)
    ]
    return tuple(dict.fromkeys(named))


def _conditions(
    text: str, said: Sequence[MeasureMention], kind: AnswerKind
) -> tuple[Condition, ...]:
    """What is asked of each council: one condition a measure, or one free condition."""
    grade = _grade_condition(text, kind)
    if grade:
        return (grade,)
    meant = [m for m in said if not _EXCEPT.search(text[: m.start])]
    chosen = _chosen([m for m in meant if kind != "lookup" or _of_a_lookup(m.measure)])
    if kind == "lookup" and _names_the_occasion(text, chosen):
        chosen = ()
    stated = quantities(text)
    if not chosen:
        shares = [q for q in stated if q.unit == "percent"]
        return (_any_measure(text, shares[0]) if shares else _free(text),)
    found = []
    for i, mention in enumerate(chosen):
        near = [
            q
            for q in stated
            if _fits(q, mention.measure)
            and min(chosen, key=lambda m: abs(m.start - q.start)) is mention
        ]
        near.sort(key=lambda q: (q.unit != "percent", abs(q.start - mention.start)))
        clause = _clause(text, chosen, i)
        found.append(_condition(clause, mention.measure, near[0] if near else None, kind))
    return tuple(found)


_EXCEPT = re.compile(r"\b(?:not|rather than|instead of|other than|except|excluding)(?: (?:an?|the|full|just|only|for))*\s$", re.IGNORECASE)  # fmt: skip


def _of_a_lookup(measure: Measure) -> bool:
    """A grade is asked for in so many words; a body that runs services is asked of all at once."""
    return measure.kind != "body" and measure.key != "judgement"


def _names_the_occasion(text: str, chosen: Sequence[MeasureMention]) -> bool:
    """Whether a visit is only when something was said, not what is asked about."""
    keys = {m.measure.key for m in chosen}
    if not keys or any(not k.endswith("_visit") for k in keys):
        return False
    series = expected(text) in ("date", "duration", "number") or re.search(r"\b(?:number|series|manieth)\b", text)
    rest = [t for t in terms(text) if not re.match(r"(?:monitoring|focus\w*|visits?)$", t, re.IGNORECASE)]
    return bool(rest) and not series


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
    if any(m.measure.key not in _LOOSE for m in kept):
        kept = [m for m in kept if m.measure.key not in _LOOSE]
    return tuple(_widened(kept))


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


_LOOSE = frozenset({"monitoring_visit", "focused_visit", "judgement", "cohort_looked_after"})
"""Measures that name the occasion or the cohort when they stand beside another."""


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


def _fits(quantity: Quantity, measure: Measure) -> bool:
    if measure.kind != "quantity" and measure.unit is None:
        return False
    if quantity.unit == "change":
        return False
    return not (measure.unit == "percent" and quantity.unit == "count" and quantity.value > 100)


def _condition(
    clause: str, measure: Measure, quantity: Quantity | None, kind: AnswerKind
) -> Condition:
    found = words()
    matter = found.kind["count"].sub(" ", clause)
    asked_role = _asked_role(clause, has_value=quantity is not None)
    plain = measure.kind != "quantity"
    ordinal = _ORDINAL.search(clause) if measure.key.endswith("_visit") else None
    if ordinal:
        quantity = Quantity(start=0, end=0, value=ORDINALS[ordinal[0].lower()], unit="count")
    unit = None
    if quantity is not None:
        unit = "ordinal" if ordinal else "percent" if measure.unit == "percent" and quantity.unit != "ratio" else quantity.unit
    return Condition(
        words=clause.strip(" ?"),
        clause=clause,
        measure=measure.key,
        value=None if quantity is None else quantity.value,
        upper=None if quantity is None else quantity.upper,
        unit=unit,
        comparator="=" if quantity is None else quantity.comparator,
        role=None if plain else asked_role,
        polarity=_polarity(clause) if quantity is None and kind != "compare" else None,
        wants_value=not plain and bool(found.value["wanted"].search(matter)),
        absent=bool(found.absent["all"].search(clause)),
    )


def _asked_role(clause: str, *, has_value: bool) -> Role | None:
    found = words().role
    if found["target"].search(clause):
        return "target"
    if found["previous"].search(clause):
        return "previous"
    if found["actual"].search(clause) or (has_value and not found["any"].search(clause)):
        return "actual"
    return None


def _polarity(clause: str) -> Any:
    found = words().polarity
    if found["bad"].search(clause):
        return "bad"
    return "good" if found["good"].search(clause) else None


_NOT_OF_A_GRADE = ("duration", "person", "number")
_ABOUT_THE_SAME = frozenset("post job role position title name names date year month".split())
"""What is asked of the person or thing just named: "who spoke, and what is her post?"."""
_WH = re.compile(r"(?:what|who|whom|when|where|why|how|which|by when)\b", re.IGNORECASE)
_LEANS = re.compile(r"\b(?:it|they|them|he|she|that|those|this|these)\b", re.IGNORECASE)
_AND_ASKS = re.compile(
    r"[,;]?\s+and\s+(?:also\s+)?(?=(?:what|who|whom|when|where|why|how|which|by when|did|does|is|are|was|were)\b)", re.IGNORECASE
)


def parts(text: str) -> tuple[str, ...]:
    """The questions that one sentence joins: "How many came and what did it cost?".

    A part must carry matter of its own; "who and when" is one question.
    """
    found = [p.strip() for p in _AND_ASKS.split(text)]
    own = [set(t.lower() for t in terms(p)) - _ABOUT_THE_SAME for p in found]
    leans = any(_LEANS.search(p) and not _WH.match(p) for p in found[1:])
    return tuple(found) if len(found) > 1 and all(own) and not leans else (text,)


def _grade_condition(text: str, kind: AnswerKind) -> Condition | None:
    if kind == "lookup" and expected(text) in _NOT_OF_A_GRADE:
        return None
    grade = _GRADE.search(text)
    if not _ASKS_GRADE.search(text) and (not grade or not _GRADED.search(text)):
        return None
    if grade is None or _ASKS_GRADE.search(text):
        return Condition(
            words=text.strip(" ?"),
            clause=text,
            measure="judgement",
            unit="grade",
            role="previous" if words().role["previous"].search(text) else "judgement",
        )
    word = grade[1].lower()
    word = "requires improvement" if word.startswith("requir") or word == "ri" else word
    earlier = re.search(r"\b(?:previous(?:ly)?|used to be|before|formerly|once|ever)\b", text, re.I)
    return Condition(
        words=text.strip(" ?"),
        clause=text,
        measure="judgement",
        value=word,
        unit="grade",
        role=None if earlier else "judgement",
        absent=bool(words().absent["all"].search(text)),
    )


def _any_measure(text: str, share: Quantity) -> Condition:
    """A figure of whatever measure: "who targets 75%?"."""
    return Condition(
        words=" ".join(terms(text)),
        clause=text,
        value=share.value,
        upper=share.upper,
        unit="percent",
        comparator=share.comparator,
        role=_asked_role(text, has_value=True),
    )


def _free(text: str) -> Condition:
    return Condition(
        words=" ".join(terms(text)),
        clause=text,
        polarity=_polarity(text),
        absent=bool(words().absent["all"].search(text)),
    )
