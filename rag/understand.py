"""Question -> Query: what is asked, of whom, and what would answer it.

Rules about English and the field, no model: the words of a question are read in `asking.py`, what
it asks of each council in `conditions.py`; the councils and measures stand in the data files.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import chain
from typing import Literal

from index import councils
from index.measures import MeasureMention, mentions
from index.speakers import people_in
from rag.asked import asking, grading, when
from rag.asked.asking import words
from rag.asked.conditions import conditions
from rag.asked.places import Places, abreast_in, closed, now_called
from rag.asked.spelling import corrected
from rag.records import AnswerKind, Condition, Query

MANY = 10
"""Councils of a library above which a question that names none is taken to ask of all."""
QUESTION_LIMIT = 2000
"""Characters of a question that are read; a longer one is refused at the door."""


def understand(
    question: str,
    *,
    standalone: str | None = None,
    held: Collection[str] = (),
    documents: Sequence[str] = (),
    limits: Sequence[str] = (),
    vocabulary: Collection[str] = (),
) -> Query:
    """What `question` asks.

    Args:
        question: as typed.
        standalone: the same with the conversation's subject filled in, where it leans on one.
        held: names of the councils that the library holds documents of.
        documents: ids that the caller limits the search to.
        limits: councils that the caller limits the search to; all where there are none.
        vocabulary: the words of the documents, in lower case; a word near one is a slip.
    """
    text = asking.apart(corrected(asking.matter(standalone or question), vocabulary))
    whole, core = Places.of(text), Places.of(asking.core(text))
    if _speaks(whole.bare) and not _speaks(core.bare):
        core = whole
    bare = _OF_PLACES.sub(" ", core.bare)
    subjects = whole.subjects
    there = [n for n in held if not limits or n in limits]
    alike = _held_against(text, bare, subjects)
    if alike:
        subjects = [m for m in subjects if m.council.name != alike[0].like]
    abreast = abreast_in(text, subjects, there)
    kind = _kind(asking.of_councils(bare), abreast, surveyed=len(held) > 1)
    if kind == "lookup" and len(held) > 1 and not (subjects or limits or documents):
        kind = _of_all(bare, kind, many=len(held) > MANY)
    if kind == "lookup" and len(set(abreast)) == 1 and _is_portrait(whole):
        kind = "summary"
    parts = asking.parts(bare) if kind == "lookup" else (bare,)
    each = (conditions(part, mentions(part, question=True), kind) for part in parts)
    periods, editions = when.times(closed(whole.bare))
    named = tuple(dict.fromkeys(n for m in subjects for n in now_called(m.council, there)))
    return Query(
        question=question,
        standalone=text,
        kind=kind,
        councils=tuple(n for n in named or limits if n in there),
        elsewhere=tuple(n for n in abreast or limits if n not in there),
        limits=tuple(limits),
        regions=() if kind == "lookup" and named else tuple(dict.fromkeys(whole.regions)),
        council_kind=asking.first_of(words().council_kind, text),
        framework=asking.first_of(words().framework, whole.bare),
        documents=tuple(documents),
        conditions=alike or tuple(chain.from_iterable(each)),
        superlative=_superlative(bare, kind, mentions(bare, question=True)),
        years=when.years(whole.bare),
        periods=periods,
        editions=editions,
        ages=when.ages(whole.bare),
        premise=grading.premise(whole.bare) if kind == "lookup" else None,
        newest=bool(words().edition["newest"].search(whole.bare)),
        about=asking.first_of(words().about, whole.bare),
        expected=asking.expected(bare),
        matter=asking.as_said(closed(when.without_editions(core.impersonal))),
        terms=asking.terms(when.without_editions(closed(bare))),
        names=asking.names(bare),
        quoted=asking.quoted(text),
    )


def _is_portrait(read: Places) -> bool:
    """Whether a question asks of one council how it does, and names no matter at all."""
    rest = when.without_times(closed(read.bare))
    left = " ".join(re.sub(r"(?<!\w)[’']s?(?!\w)|[^\w\s’']", " ", rest).split())
    return words().portrait["whole"].fullmatch(left) is not None


def _held_against(text: str, bare: str, named: Sequence[councils.Mention]) -> tuple[Condition, ...]:
    """What is asked of all councils by the grade of one: "which have the same grade as Luton?"."""
    last = named[-1] if named else None
    if last is None or not words().kind["list"].search(asking.of_councils(bare)):
        return ()
    before, after = text[: last.start], text[last.end :]
    beside = _BESIDE.search(before) or (_SHARING.search(before) and _ITS_GRADE.match(after))
    ours = _WE_ARE.search(before) and _AS_US.search(bare)
    return grading.alike(bare, last.council.name) if beside or ours else ()


_BESIDE = re.compile(r"\b(?:as|than|to|with) (?:in )?(?:the )?$", re.IGNORECASE)
_SHARING = re.compile(r"\b(?:shar|match|equal)\w* (?:the )?$", re.IGNORECASE)
_ITS_GRADE = re.compile(r"[’']s?\s(?:\w+\s){0,2}(?:grade|rating|judge?ment)\b", re.IGNORECASE)
_WE_ARE = re.compile(
    r"\b(?:we(?: are|[’']re)|I(?: am|[’']m) (?:from|in|at)) (?:the )?$", re.IGNORECASE
)
_AS_US = re.compile(
    r"\b(?:as|than|with|like|to) (?:us|we|ours)\b|\bour (?:own )?grade\b", re.IGNORECASE
)


def _speaks(text: str) -> bool:
    """Whether a text speaks of a measure, a grade or an area of the services."""
    return bool(mentions(text, question=True)) or not grading.names_nothing(text)


def generally(query: Query, before: Sequence[str] = ()) -> Query:
    """The query of a library that holds nothing of any council: a place is a word like others.

    What was asked `before` stays beside the question; the rules that fill one in know the field.
    """
    return replace(
        query,
        general=True,
        kind="summary" if query.kind == "summary" else "lookup",
        superlative=None,
        councils=(),
        elsewhere=(),
        regions=(),
        council_kind=None,
        framework=None,
        editions=(),
        newest=False,
        before=tuple(before),
        matter=query.standalone,
        terms=asking.terms(query.standalone),
    )


_OF_PLACES = re.compile(
    r"^\W*(?:looking (?:at|across|only at)|thinking of|taking|considering|within|across|in|among"
    r"|for|of)\s+(?:just |only )?(?:the |our |these |those )?(?:\w+\s+){0,2}"
    r"(?:regions?|authorities|councils|boroughs|counties)\b\s*(?:\([^()?]*\))?\s*,\s*",
    re.IGNORECASE,
)
"""What a question says first of where it asks: the places themselves are read by then."""


def _of_all(text: str, kind: AnswerKind, *, many: bool) -> AnswerKind:
    """A question that names no council of many is asked of all, unless it asks what a thing is.

    Of few it must ask which of them: what the target is may be asked of the one that has a target.
    """
    kinds, asked = words().kind, text.strip()
    if kinds["who_does"].search(asked):
        return "list"
    if asking.expected(text) in _OF_NO_COUNCIL or kinds["explains"].search(asked):
        return kind
    of_somebody = asking.quoted(text) or people_in(text)
    return "list" if many or (kinds["of_each"].search(asked) and not of_somebody) else kind


_OF_NO_COUNCIL = ("reason", "words", "link", "post", "date", "duration", "money")


_COUNCILS = re.compile(r"\b(?:councils?|authorit(?:y|ies)|LAs|boroughs)\b", re.IGNORECASE)


def _superlative(
    text: str, kind: AnswerKind, said: Sequence[MeasureMention]
) -> Literal["highest", "lowest"] | None:
    """Whether only the council with the highest or the lowest figure is asked for.

    The best is the lowest of a measure of which less is better.
    """
    which, by = _highest_or_lowest(text, kind)
    judged = by and words().superlative["judged"].search(by)
    if which and judged and {m.measure.better for m in said} - {None} == {"lower"}:
        return "lowest" if which == "highest" else "highest"
    return which


def _highest_or_lowest(
    text: str, kind: AnswerKind
) -> tuple[Literal["highest", "lowest"] | None, str]:
    """Which end a question asks for, and the word by which it does."""
    found = words().superlative
    compares = kind == "compare"
    if kind not in ("list", "count", "compare") or (compares and not found["selects"].search(text)):
        return None, ""
    ends: dict[Literal["highest", "lowest"], str] = {"highest": "more", "lowest": "fewer"}
    for which, than in ends.items():
        by = found[which].search(text) or (found[than].search(text) if compares else None)
        if by:
            return which, by.group()
    return None, ""


def _kind(text: str, named: Sequence[str], *, surveyed: bool) -> AnswerKind:
    """Which way through the house; a question that is none of the others looks something up.

    Where no councils are `surveyed`, only a question for councils is one for a list.
    """
    kinds = words().kind
    if not surveyed and not _COUNCILS.search(text):
        return "summary" if kinds["summary"].search(text) else "lookup"
    asks = {kind: bool(pattern.search(text.strip())) for kind, pattern in kinds.items()}
    if asks["count"] and (not named or _COUNCILS.search(text)):
        return "count"
    if asks["summary"] and (not asks["list"] or kinds["summary"].search(text.strip()[:12])):
        return "summary"
    one_of_them = asks["list"] and re.search(r"\bwhich one\b", text, re.IGNORECASE)
    if len(named) >= 2 and (asks["compare"] or not asks["list"] or one_of_them):
        return "compare"
    if asks["list"] and re.match(r"\W*(?:please )?compar", text, re.IGNORECASE):
        return "compare"
    if asks["list"]:
        about_one = len(named) == 1 and not kinds["list"].match(text.strip())
        return "lookup" if about_one and not text.startswith("Of ") else "list"
    return "lookup"
