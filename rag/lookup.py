"""A question about something in particular -> the statements that answer it, or what came nearest.

Facts first: where the question asks for a figure of a known measure, only a fact of that measure,
role and council can answer it, and a sentence that merely looks alike cannot. Otherwise the best
passages are read sentence by sentence.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from index import dates
from index.embed import Embedder
from index.measures import measures
from index.records import Document, Fact, Sentence
from index.store import Snapshot
from rag.asked.asking import beyond, expected, terms
from rag.asked.when import ages, times, without_editions, years
from rag.facts.dated import from_catalogue
from rag.facts.graded import grades_of
from rag.facts.stated import (
    asked_for,
    facts_against,
    facts_for,
    facts_instead,
    only_facts,
    wants_a_figure,
)
from rag.parts.listed import WHO, listed
from rag.parts.report import of_parts
from rag.read import rarity
from rag.records import Condition, Evidence, Findings, Hit, Query, Source, Statement
from rag.retrieve import in_scope, is_of, retrieve, standing
from rag.sentences.evidence import BLOCKS, Judge
from rag.sentences.holds import HELD, holds
from rag.sentences.scarcity import is_small, unsaid
from rag.sentences.topic import is_silent, on_topic
from rag.sentences.weigh import STATES, around, ask, coverage, says_all
from rag.shown.statements import of_facts, of_sentence
from rag.shown.wording import date_words, fact_words, heading

ANSWERS = 0.2
"""Chance from which a sentence is taken to answer; chosen on development data."""
ANSWERS_AMONG_MANY = 0.35
"""The same in a library of many passages, where more come near to an answer."""
ANSWERS_GENERALLY = 0.5
"""The same in a library that is not about councils; chosen on SQuAD 2.0's training part."""
FEW = 0.07
"""The same in a small library for what few of its sentences can hold: a name, a date, a link."""
SURE = 0.6
"""Chance from which a sentence stands beside what the catalogue itself knows."""
DESPITE = 0.5
"""Chance from which a sentence answers though the documents lack a word of the question."""
CERTAIN = 0.9
"""The same where the word is a name."""
READ = 16
"""Passages that are found for an answer."""
READ_AS_IT_STANDS = 8
"""The same among the reports that still stand alone."""
FAR_BETTER = 0.5
"""How much likelier an older report must answer to be shown where one that stands answers too."""
AS_MUCH = 0.6
"""Share of what the best says of the question that a report which stands must say beside it."""
AMONG_MANY = 4
"""Blocks that are read in a library of many passages, where an answer is not to take long."""
BESIDE_THE_TIME = 2
"""Blocks that are read of documents of another time than the one asked about."""
BESIDE = 0.42
"""Share of the best sentence's chance from which another one stands beside it."""
CLOSE = 0.5
"""How far below the best sentence's chance another one may lie to stand beside it."""
BESIDE_A_REASON = 0.4
"""Share of it where a reason is asked for, which is often told beside it."""
MOST = 3
"""Statements of one lookup."""
MOST_FOR_A_REASON = 4
"""The same where a reason is asked for."""
NEAREST = 3
"""Passages shown where nothing answers."""


def look_up(query: Query, library: Snapshot, embedder: Embedder, judge: Judge) -> Findings:
    """Answer a question from the documents in its scope, one part of it after the other."""
    scope = in_scope(library, query)
    if query.elsewhere and not query.councils:
        return Findings(missing=query.elsewhere)
    graded = [c for c in query.conditions if c.unit == "grade"]
    grades = grades_of(_part(query, *graded), graded, library) if graded else None
    rest = [c for c in query.conditions if not (grades and c in graded)]
    if not grades:
        rest = [_otherwise(c) for c in rest]
        query = replace(query, conditions=tuple(rest))
    parts = [_one(_part(query, condition), scope, library, embedder, judge) for condition in rest]
    parts[:0] = [grades] if grades else []
    statements = {
        (s.sources[0].document.id, s.sources[0].start, s.text): s
        for part in parts
        for s in part.statements
    }
    said = tuple(statements.values())
    return Findings(
        statements=said,
        fixed=any(part.fixed for part in parts),
        silent_since=None if grades else _silent_since(query, scope, said, library),
        missing=(*(m for part in parts for m in part.missing), *query.elsewhere),
        nearest=tuple(n for part in parts for n in part.nearest)[:NEAREST],
        searched=len(scope),
        instead=next((part.instead for part in parts if part.instead), ""),
        unsaid=tuple(dict.fromkeys(w for part in parts for w in part.unsaid)),
        denied=any(part.denied for part in parts),
        advice=next((part.advice for part in parts if part.advice), ""),
        lead=next((part.lead for part in parts if part.lead), ""),
    )


def _otherwise(condition: Condition) -> Condition:
    """The condition as one in words, where its grade may be a word like any other."""
    if not condition.loosely:
        return condition
    return Condition(words=condition.words, clause=condition.clause)


def _silent_since(
    query: Query, scope: Sequence[Document], said: Sequence[Statement], library: Snapshot
) -> Document | None:
    """The report of the one council asked about that still stands, where only older ones answer.

    None, too, where it speaks of the matter and merely does not answer.
    """
    current = standing(query, scope)
    ids = {d.id for d in current}
    if not said or len(query.councils) != 1 or any(s.sources[0].document.id in ids for s in said):
        return None
    if not is_silent(query, current, library):
        return None
    return max(current, key=lambda d: (d.published or "", d.id), default=None)


def _one(
    query: Query,
    scope: Sequence[Document],
    library: Snapshot,
    embedder: Embedder,
    judge: Judge,
) -> Findings:
    """What the documents say on one part of a question: as facts, else as sentences."""
    if query.general:
        return _read(query, scope, library, embedder, judge)
    condition = query.conditions[0]
    against = facts_against(query, scope, library)
    if against and (condition.unit != "grade" or query.expected != "yes-no"):
        return Findings(
            missing=(asked_for(query, condition),),
            nearest=tuple(_place_of(f, library) for f in against),
            instead=f"{heading(library.document(against[0].document))}, {fact_words(against[0])}",
        )
    parts = of_parts(query, scope, library)
    if parts:
        return Findings(statements=parts)
    known = from_catalogue(query, scope, library)
    facts = () if known else facts_for(query, condition, scope, library)
    other = () if known or facts else facts_instead(query, condition, scope, library)
    if not (known or facts or other) and _never_spoken_of(query, condition, scope, library):
        return Findings(missing=(asked_for(query, condition),))
    if facts or other:
        stated = tuple(of_facts(library.document(f.document), [f]) for f in (*facts, *other))
        current = standing(query, scope)
        old = not any(s.sources[0].document in current for s in stated)
        now = on_topic(query, current, library, judge) if old else []
        said = tuple(_of_sentence(query, e) for e in now)
        return Findings(statements=(*said, *stated), denied=bool(other))
    newest = _nearest_in_time(query, scope)[0]
    found = listed(query, scope, newest, library, embedder, judge)
    for documents in (standing(query, newest), scope):
        found = found or on_topic(query, documents, library, judge)
    if found:
        return Findings(statements=tuple(_of_sentence(query, e) for e in found))
    return _read(query, scope, library, embedder, judge, known)


def _read(
    query: Query,
    scope: Sequence[Document],
    library: Snapshot,
    embedder: Embedder,
    judge: Judge,
    known: tuple[Statement, ...] = (),
) -> Findings:
    """What the sentences of the best passages say, beside what the catalogue knows."""
    condition = query.conditions[0]
    missing = () if known else unsaid(query, scope, library)
    many = not is_small(library)
    closest: list[Source] = []
    for turn, documents in enumerate(_nearest_in_time(query, scope)):
        blocks = BESIDE_THE_TIME if turn else AMONG_MANY if many else BLOCKS
        current = standing(query, documents)
        hits = _found(query, documents, current, library, embedder)
        whether = query.expected == "yes-no" and not many and not query.general
        read = judge.passages(
            query, hits, library, blocks=blocks, use="condition" if whether else None
        )
        least = SURE if known else STATES if whether else _least(query, missing, many=many)
        answering = [e for e in read if e.score >= least]
        if not query.general:
            answering = [e for e in answering if _gives(query, condition, e, library)]
        answering = _as_it_stands(query, answering, current)
        if known or answering:
            cited = {source for statement in known for source in statement.sources}
            beside = [e for e in answering if e.source not in cited]
            said = (_of_sentence(query, e) for e in _best(query, beside))
            return Findings(statements=(*known, *said))
        closest += [e.source for e in read] or [whole(hit) for hit in hits]
    return Findings(
        missing=(asked_for(query, condition),), nearest=tuple(closest[:NEAREST]), unsaid=missing
    )


def _found(
    query: Query,
    documents: Sequence[Document],
    current: Sequence[Document],
    library: Snapshot,
    embedder: Embedder,
) -> list[Hit]:
    """The likeliest passages, and the likeliest of the reports that still stand."""
    hits = list(retrieve(library, query, embedder, documents=documents, k=READ))
    if 0 < len(current) < len(documents):
        hits += retrieve(library, query, embedder, documents=current, k=READ_AS_IT_STANDS)
    best: dict[str, Hit] = {}
    for hit in sorted(hits, key=lambda h: -h.score):
        best.setdefault(hit.passage.id, hit)
    return list(best.values())


def _as_it_stands(
    query: Query, answering: list[Evidence], current: Sequence[Document]
) -> list[Evidence]:
    """Those of the reports that still stand, unless an older one answers far better.

    It does, too, where it says far more of what the question says.
    """
    ids, asked = {d.id for d in current}, ask(query, rarity())
    now = [e for e in answering if e.document.id in ids]
    if not now or now[0].score < answering[0].score - FAR_BETTER:
        return answering
    says = {e.sentence: coverage(asked, e.sentence.text) for e in answering}
    least = AS_MUCH * max(says.values())
    return now if any(says[e.sentence] >= least for e in now) else answering


def _never_spoken_of(
    query: Query, condition: Condition, scope: Sequence[Document], library: Snapshot
) -> bool:
    """Whether no document in scope speaks of the post or has the figures asked about, or near ones.

    Of anything else the measures' words may not be the document's.
    """
    measure = measures().get(condition.measure or "")
    figure = measure is not None and measure.kind == "quantity" and wants_a_figure(query, condition)
    if measure is None or not (figure or query.expected in WHO):
        return False
    keys, ids = {measure.key, *measure.includes, *measure.near}, {d.id for d in scope}
    return not any(f.measure in keys and f.document in ids for f in library.facts)


def _gives(query: Query, condition: Condition, evidence: Evidence, library: Snapshot) -> bool:
    """Whether a sentence gives the figure that is asked for of a measure, where one is."""
    measure = measures().get(condition.measure or "")
    if only_facts(query, condition):
        return _figures(query, condition, evidence, library)
    if measure is None or not measure.counted or query.expected not in _FIGURES:
        return True
    return bool(holds(_for_a_figure(query), evidence.sentence.text, evidence.document))


_FIGURES = ("percent", "number", "duration", "money")


def _for_a_figure(query: Query) -> Query:
    """The question as one for a figure, of whatever kind it does not say."""
    return query if query.expected in HELD else replace(query, expected="number")


def _figures(query: Query, condition: Condition, evidence: Evidence, library: Snapshot) -> bool:
    """Whether a sentence gives the figure asked for though no fact of it does.

    It must be of the role and the ages asked about and speak of the measure; and it must say all
    that the question says, or be read as an answer all but surely.
    """
    text = evidence.sentence.text
    if condition.measure == "judgement" or not holds(_for_a_figure(query), text, evidence.document):
        return False
    beside = around(
        library.sentences(evidence.document.id), evidence.sentence.number, evidence.document
    )
    asked = replace(query, terms=beyond(" ".join(query.terms)))
    return (
        bool(measures()[condition.measure or ""].said.search(beside))
        and _in_its_role(condition, evidence, library)
        and (not query.ages or all(n in text for n in re.findall(r"\d+", query.ages)))
        and (evidence.score >= SURE or says_all(ask(asked, rarity()), beside))
    )


def _in_its_role(condition: Condition, evidence: Evidence, library: Snapshot) -> bool:
    """Whether a sentence can give a figure of the role asked for; a target needs a fact."""
    sentence = evidence.sentence
    roles = {
        f.role
        for f in library.facts
        if f.document == evidence.document.id
        and f.start <= sentence.start < f.end
        and f.value is not None
    }
    if condition.role in ("target", "benchmark", "previous"):
        return condition.role in roles
    return not roles or bool(roles & {"actual", "previous"})


_NOW = re.compile(r"\b(?:current(?:ly)?|present|latest|newest|most recent)\b", re.IGNORECASE)


def _nearest_in_time(query: Query, scope: Sequence[Document]) -> list[Sequence[Document]]:
    """The documents to read, in turn: those of the time asked about first."""
    of_time = [d for d in scope if _is_of_time(query, d)]
    if not query.times and _NOW.search(query.standalone):
        newest = max((d.published or "" for d in scope), default="")
        of_time = [d for d in scope if (d.published or "") == newest]
    rest = [d for d in scope if d not in of_time]
    if not (of_time and rest):
        return [scope]
    return [of_time, rest]


def _is_of_time(query: Query, document: Document) -> bool:
    return any(is_of(document, period) for period in query.periods)


def whole(hit: Hit) -> Source:
    """A passage as a source, where none of its sentences could answer at all."""
    return Source(document=hit.document, start=hit.passage.start, end=hit.passage.end)


def _least(query: Query, missing: Sequence[str], *, many: bool) -> float:
    """The chance from which a sentence answers: more where `many` passages come near to an answer.

    More, too, where the documents lack a word (`missing`) of the question.
    """
    if query.general:
        return ANSWERS_GENERALLY
    if missing:
        return CERTAIN if any(word[0].isupper() for word in missing) else DESPITE
    if many:
        return ANSWERS_AMONG_MANY
    return FEW if query.expected in ("duration", "link", "date", "named") else ANSWERS


def _part(query: Query, condition: Condition, *others: Condition) -> Query:
    """The question as to one of its conditions, or some that one part of it asks."""
    if len(query.conditions) == 1 + len(others):
        return query
    return replace(
        query,
        standalone=condition.clause.strip(),
        matter=without_editions(condition.clause).strip(),
        conditions=(condition, *others),
        terms=terms(without_editions(condition.clause)),
        expected=expected(condition.clause) or (query.expected if query.expected in WHO else None),
        years=years(condition.clause),
        periods=times(condition.clause)[0],
        ages=ages(condition.clause) or query.ages,
    )


def _place_of(fact: Fact, library: Snapshot) -> Source:
    return Source(document=library.document(fact.document), start=fact.start, end=fact.end)


def _best(query: Query, answering: Sequence[Evidence]) -> list[Evidence]:
    """The sentences shown: those nearly as good as the best."""
    best = answering[0].score if answering else 0.0
    least, most = max(BESIDE * best, best - CLOSE), MOST
    if query.expected == "reason":
        least, most = BESIDE_A_REASON * best, MOST_FOR_A_REASON
    return [e for e in answering if e.score >= least][:most]


def _of_sentence(query: Query, evidence: Evidence) -> Statement:
    dated = query.expected == "date"
    note = _resolved(evidence.sentence, evidence.document) if dated else ""
    return of_sentence(evidence, note)


def _resolved(sentence: Sentence, document: Document) -> str:
    """What a relative date means, worked out from the document's own date."""
    relative = [
        d
        for d in dates.find(sentence.text, reference=document.published)
        if d.basis == "inferred" and d.last
    ]
    if not relative:
        return ""
    first = relative[0]
    said = sentence.text[first.start : first.end]
    return f" ({said}: {date_words(first.last)}, worked out from the document’s date)"
