"""A question that a part of an inspection report answers -> what stands in that part.

A report opens with the dates of the visit, the judgements and its own account of what was found;
then come what needs to improve and a part on each area. For the reasons of a grade, the strengths
or the weaknesses of a council those parts answer, and a ranking of all its sentences does not.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from index.cues import cues
from index.extract import polarity
from index.records import Document, Sentence
from index.speakers import speakers
from index.store import Snapshot
from index.tables import compiled, table
from rag.asked import grade_words
from rag.asked.asking import terms, words
from rag.asked.when import without_times
from rag.facts.dated import visit_words
from rag.facts.demands import items
from rag.facts.match import judged_by
from rag.records import Query, Source, Statement
from rag.retrieve import is_of, standing
from rag.shown.statements import judged
from rag.shown.wording import heading, quote

MOST_ITEMS = 10
"""Items of a report's list of what needs to improve."""
MOST_PRAISED = 5
"""Findings that praise."""
MOST_BLOCKS = 4
"""Quotations of a report's opening findings."""
FRONT = 60
"""Sentences among which the first page and the heading of the findings stand."""
SHORTEST_ITEM = 4
"""Words of an item of a list; a heading within it has fewer."""
BLOCK = 620
"""Characters of a quotation of opening findings, which hold a paragraph as a rule."""
SHORTEST, LONGEST = 8, 75
"""Words of a finding that is quoted by itself."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns of `report.toml`."""

    part: dict[str, re.Pattern[str]]
    asks: dict[str, re.Pattern[str]]
    kinds: frozenset[str]
    grounds: frozenset[str]


@cache
def _words() -> _Words:
    data = table("rag.parts", "report.toml")
    listed = {key: frozenset(data["asks"].pop(key).split()) for key in ("kinds", "grounds")}
    return _Words(part=compiled(data["part"]), asks=compiled(data["asks"]), **listed)


# Which part a question asks for


def is_brief(text: str) -> bool:
    """Whether a summary is asked for in a few lines."""
    return bool(_words().asks["brief"].search(text))


def report_asked(query: Query, scope: Sequence[Document]) -> Document | None:
    """The newest full inspection of the one council that a question is about, of its time."""
    if len(query.councils) != 1 and len(query.documents) != 1:
        return None
    current = [d for d in standing(query, scope) if d.is_full_inspection]
    return max(current, key=lambda d: (d.published or "", d.id), default=None)


def of_parts(query: Query, scope: Sequence[Document], library: Snapshot) -> tuple[Statement, ...]:
    """What the parts of a report answer by themselves; nothing where a matter is asked about."""
    reasons = _reasons(query, scope, library)
    if reasons:
        return reasons
    report = report_asked(query, scope)
    asked = _kind_asked(query)
    if report is None or asked is None or _matter(query, _words().kinds):
        return ()
    told = {
        "bad": lambda: (*to_improve(report, library), *_faults(report, library)),
        "good": lambda: praised(report, library, MOST_PRAISED),
        "both": lambda: (
            *praised(report, library, MOST_PRAISED),
            *to_improve(report, library),
        ),
    }
    return tuple(told[asked]())


def _kind_asked(query: Query) -> str | None:
    """Whether a question is for strengths, for weaknesses or for both."""
    text, condition = query.standalone, query.conditions[0]
    if _words().asks["both"].search(text):
        return "both"
    if _words().asks["towards"].search(text):
        return "bad"
    if condition.measure or query.expected not in (None, "place", "reason", "yes-no", "words"):
        return None
    if query.expected in ("reason", "yes-no") or condition.demanded:
        return None
    return condition.polarity


def _matter(query: Query, besides: frozenset[str]) -> list[str]:
    """The words of a question that say what it is about, but for those given."""
    left = (t.lower().replace("’", "'") for t in terms(without_times(query.standalone)))
    names = {w.lower() for n in query.councils for w in re.findall(r"\w+", n)}
    said = {t.lower() for t in query.terms}
    return [
        t
        for t in left
        if t in said and t not in besides | names and t not in words().frame | words().loose
    ]


# Reasons


def _reasons(query: Query, scope: Sequence[Document], library: Snapshot) -> tuple[Statement, ...]:
    """The judgement that a question asks the reasons of, and the findings that it rests on."""
    text = query.standalone
    named = [c for c in query.conditions if c.measure == "judgement" and c.value is not None]
    premise = query.premise
    grades = _grades_in(text)
    about_a_grade = grades or named or premise or _words().asks["changed"].search(text)
    if len(query.councils) != 1 or not (_words().asks["because"].search(text) and about_a_grade):
        return ()
    area = grade_words.areas(text)[0]
    beyond = _matter(query, _words().grounds)
    if area == grade_words.OVERALL and beyond:
        return ()
    report = _graded(query, scope, area, grades)
    if report is None:
        return ()
    found = blocks(
        opening(report, library) if area == grade_words.OVERALL else _on(report, area, library)
    )
    grade = _judged(report, (area,), library)
    return (*grade, *(quoted(report, block) for block in found[:MOST_BLOCKS])) if found else ()


def _grades_in(text: str) -> list[str]:
    """The grades that a question names, in order."""
    found = re.findall("|".join(grade_words.ORDER[::-1]), text.lower())
    return list(dict.fromkeys(found))


def _graded(
    query: Query, scope: Sequence[Document], area: str, grades: Sequence[str]
) -> Document | None:
    """The report that gave the grade which a question asks the reasons of.

    Where a grade was lost, the first report after the last one that gave it.
    """
    reports = sorted(
        (d for d in scope if d.is_full_inspection and d.grade_of(area)),
        key=lambda d: (d.published or "", d.id),
    )
    if query.times:
        of_time = [d for d in reports if d in standing(query, scope) and _is_of(query, d)]
        reports = of_time or reports
    if not grades:
        return reports[-1] if reports else None
    lost = len(grades) == 1 and re.search(_LOST.format(grades[0]), query.standalone, re.IGNORECASE)
    wanted = grades[-1]
    gave = [n for n, d in enumerate(reports) if d.grade_of(area) == wanted]
    if not gave:
        return None
    if lost:
        return next(iter(reports[gave[-1] + 1 :]), None)
    return reports[gave[-1]]


_LOST = (
    r"\b(?:from|los\w+|no longer|not|n[’']t)\b(?: (?:its|their|the|an?|being|be|rated|judged"
    r"|still|overall))* {}\b"
)


def _is_of(query: Query, document: Document) -> bool:
    return any(is_of(document, time) for time in query.times)


def _on(document: Document, area: str, library: Snapshot) -> list[Sentence]:
    """What a report says first under the heading of an area."""
    found: list[Sentence] = []
    within = False
    for sentence in library.sentences(document.id):
        if _words().part["area"].match(sentence.text) and "|" not in sentence.text:
            within = grade_words.areas(sentence.text)[0] == area
            found = [] if within else found
        elif within and len(found) < SHORTEST:
            found.append(sentence)
    return found


# The parts


def visit(document: Document, library: Snapshot) -> tuple[Statement, ...]:
    """When the inspectors were there, by the line that says so."""
    visited = document.identity.visited
    line = next(
        (
            s
            for s in library.sentences(document.id)[:FRONT]
            if re.match(r"\W*inspection dates?\b", s.text, re.IGNORECASE)
        ),
        None,
    )
    if visited is None or line is None:
        return ()
    text = f"{heading(document)}: inspectors visited {visit_words(visited)}."
    return (Statement(text=text, sources=(_source(document, line),)),)


def judgements(document: Document, library: Snapshot) -> tuple[Statement, ...]:
    """All judgements of a report in one statement."""
    return _judged(document, (*grade_words.AREAS,), library)


def _judged(document: Document, areas: Sequence[str], library: Snapshot) -> tuple[Statement, ...]:
    """The judgements of some areas in one statement, each by the first place that gives it."""
    own = [f for f in library.facts if f.document == document.id]
    facts = [f for f in judged_by(document, own) if f.cohort in areas]
    return (judged(document, facts),) if facts else ()


def opening(document: Document, library: Snapshot) -> list[Sentence]:
    """A report's own account of what it found, as it opens."""
    sentences = library.sentences(document.id)
    part, ends = _words().part, cues().demand
    start = 0
    for sentence in sentences[:FRONT]:
        if ends["heading"].match(sentence.text) or _improves(sentence.text):
            break
        if part["findings"].match(sentence.text):
            start = sentence.number + 1
            break
        if sentence.number < SHORTEST * 2 and part["front"].search(sentence.text):
            start = sentence.number + 1
    found: list[Sentence] = []
    for sentence in sentences[start:]:
        text = sentence.text
        if ends["heading"].match(text) or _improves(text) or part["area"].match(text):
            break
        says = len(text.split()) >= SHORTEST - 2 and not part["leads_in"].search(text)
        if says and not part["boilerplate"].search(text):
            found.append(sentence)
    return found if start else []


def _improves(text: str) -> bool:
    return bool(_words().part["demands"].match(text))


def blocks(sentences: Sequence[Sentence]) -> list[tuple[Sentence, ...]]:
    """Sentences that follow one another as quotations which stand by themselves.

    One that hangs on the sentence before it is quoted with that or not at all.
    """
    found: list[list[Sentence]] = []
    for sentence in sentences:
        last = found[-1] if found else []
        follows = bool(last) and _follows(last[-1], sentence)
        fits = follows and sentence.end - last[0].start <= BLOCK
        if fits:
            last.append(sentence)
        elif not _words().part["hangs"].match(sentence.text):
            found.append([sentence])
    return [tuple(block) for block in found]


def _follows(before: Sentence, sentence: Sentence) -> bool:
    return sentence.number == before.number + 1 and sentence.paragraph == before.paragraph


def to_improve(document: Document, library: Snapshot) -> tuple[Statement, ...]:
    """What a report lists as what needs to improve."""
    listed = [s for s in _listed(document, library) if len(s.text.split()) >= SHORTEST_ITEM]
    under = f"{heading(document)}, what needs to improve"
    return tuple(quoted(document, (s,), under) for s in listed[:MOST_ITEMS])


def _listed(document: Document, library: Snapshot) -> list[Sentence]:
    """The list of what needs to improve: the council's own, and not that of a board beside it."""
    sentences, part = library.sentences(document.id), _words().part
    own: list[Sentence] = []
    opened = False
    for sentence in sentences:
        if part["demands"].match(sentence.text):
            opened = True
        elif opened and part["demands_end"].match(sentence.text):
            break
        elif opened and not part["heading"].fullmatch(sentence.text):
            own.append(sentence)
    board = next((s.number for s in sentences[FRONT:] if part["board"].match(s.text)), None)
    listed = own or [s for s, _ in items(document.id, library)]
    return [s for s in listed if board is None or s.number < board]


def praised(document: Document, library: Snapshot, most: int) -> tuple[Statement, ...]:
    """Findings that praise: those of the opening first, then the first of each area."""
    found = _findings(document, library, "good")
    under = f"{heading(document)}, strengths"
    return tuple(quoted(document, (s,), under) for s in list(found)[:most])


def _faults(document: Document, library: Snapshot) -> tuple[Statement, ...]:
    """Findings of the opening that find fault."""
    under = f"{heading(document)}, what its opening findings find fault with"
    found = (s for s in opening(document, library) if _stands(s) and _turn(s) == "bad")
    return tuple(quoted(document, (s,), under) for s in list(found)[:MOST_PRAISED])


def _findings(document: Document, library: Snapshot, turn: str) -> Iterator[Sentence]:
    """The findings of one kind, those of the opening first, then in turn of each area."""
    first = opening(document, library)
    opened = {s.number for s in first}
    yield from (s for s in first if _stands(s) and _turn(s) == turn)
    sentences = library.sentences(document.id)
    listed = {s.number for s in _listed(document, library)}
    listed |= {s.number for s, _ in items(document.id, library)}
    of_area: list[list[Sentence]] = []
    for sentence, who in zip(sentences, speakers(sentences), strict=True):
        if _words().part["area"].match(sentence.text):
            of_area.append([])
        own = sentence.number not in opened | listed and not (who and who != "Ofsted")
        if of_area and own and _stands(sentence) and _turn(sentence) == turn:
            of_area[-1].append(sentence)
    for place in range(MOST_PRAISED):
        yield from (found[place] for found in of_area if place < len(found))


def _turn(sentence: Sentence) -> str | None:
    """Whether a sentence praises or finds fault; neither, where it does both or tells of before."""
    turn = polarity(sentence.text, 0, len(sentence.text))
    faulty = bool(_words().part["fault"].search(sentence.text))
    before = bool(_words().part["overcome"].search(sentence.text))
    if turn == "bad":
        return "bad" if faulty and not before else None
    return turn if not faulty else None


def _stands(sentence: Sentence) -> bool:
    """Whether a sentence says something by itself."""
    length = len(sentence.text.split())
    return SHORTEST <= length <= LONGEST and not (
        _words().part["hangs"].match(sentence.text) or _words().part["front"].search(sentence.text)
    )


def quoted(document: Document, block: Sequence[Sentence], under: str = "") -> Statement:
    """A quotation of sentences that follow one another, under a heading that tells whose it is."""
    source = Source(document=document, start=block[0].start, end=block[-1].end)
    said = quote(source.quote, limit=BLOCK)
    text = said if under else f"{heading(document)}: {said}"
    return Statement(text=text, sources=(source,), under=under)


def _source(document: Document, sentence: Sentence) -> Source:
    return Source(document=document, start=sentence.start, end=sentence.end)
