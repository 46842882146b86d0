"""Query and Evidence -> Draft: what a language model makes of the evidence, parsed and unchecked.

The model sees labelled passages and may only point at labels. A line that points at none, or at one
that was never given, is dropped with its reason; whether the others are true is not decided here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index import councils
from index.errors import ModelError
from index.numbers import NUMBER, number
from prompts import prompt, prompt_id
from rag import records
from rag.model import LanguageModel, configured, tokens
from rag.records import Dropped, Evidence, Query

__all__ = [
    "BUDGET",
    "Draft",
    "LanguageModel",
    "Statement",
    "configured",
    "draft",
    "located",
    "rewrite",
]

BUDGET = 6_000
"""Tokens of the whole prompt, which leaves a small model room to reply."""
NOTHING = "NOT IN THE PASSAGES"

_LONGEST_TITLE = 120
_LONGEST_QUESTION = 300
_EARLIER_QUESTIONS = 6

_GROUP = r"[\[(]\s?[Ss][0-9]{1,4}(?:\s?(?:[,;&]|and)\s?[Ss]?[0-9]{1,4})*\s?[\])]"
_LABELS = rf"{_GROUP}(?:\s?{_GROUP})*"
_LABEL = re.compile(rf"\s?{_GROUP}")
_STATEMENT_END = re.compile(rf"(?:(?<=[.!?])\s?{_LABELS}|{_LABELS}\s?[.!?])(?=\s[A-Z0-9£“\"‘'])")
_LIST_MARK = re.compile(r"^(?:[-*•–]|#+|[0-9]{1,2}[.)])\s+")
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_FORGED = re.compile(r"[\[(]\s*(?=S\s*[0-9])", re.IGNORECASE)
_INTRODUCTION = re.compile(r"^(?:\w+ )?question:\s*", re.IGNORECASE)
_NUMBER = re.compile(NUMBER, re.IGNORECASE)
_QUOTES = "\"'“”‘’"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One drafted sentence, and the places in the evidence, from 0, that it says it rests on."""

    text: str
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the model wrote, parsed.

    `declined` is true where it said that the passages do not answer. `left_out` are the places in
    the evidence that the model was not shown, for want of room. `prompt` names the wording.
    """

    statements: tuple[Statement, ...]
    dropped: tuple[Dropped, ...]
    raw: str
    declined: bool = False
    left_out: tuple[int, ...] = ()
    prompt: str = ""


def draft(
    model: LanguageModel, query: Query, evidence: Sequence[Evidence], budget: int = BUDGET
) -> Draft:
    """What `model` answers to `query` from `evidence`.

    Args:
        model: who drafts.
        query: the question, asked in its standalone form.
        evidence: best first; as many as fit are shown, in this order, as S1, S2, ...
        budget: tokens of the whole prompt.

    Returns:
        A draft; without statements, and nothing is asked, where there is no evidence to show.

    Raises:
        ModelError: the question leaves no room for evidence, or the model failed.
    """
    system = prompt("draft.system", nothing=NOTHING)
    lines = _lines(evidence, _room(system, query, budget))
    left_out = tuple(place for place in range(len(evidence)) if place not in lines)
    if not lines:
        return Draft(statements=(), dropped=(), raw="", left_out=left_out)
    raw = model.reply(system, _user(query, list(lines.values())))
    statements, dropped, declined = _parsed(raw, list(lines))
    return Draft(
        statements=statements,
        dropped=dropped,
        raw=raw,
        declined=declined and not statements,
        left_out=left_out,
        prompt=prompt_id("draft"),
    )


def located(made: Draft, evidence: Sequence[Evidence]) -> tuple[records.Statement, ...]:
    """The statements of a draft on the sentences they rest on, ready to be checked.

    Args:
        made: the draft.
        evidence: what it was drafted from, all of it and in the same order.
    """
    return tuple(
        records.Statement(
            text=statement.text,
            sources=tuple(evidence[place].source for place in statement.sources),
        )
        for statement in made.statements
    )


def rewrite(model: LanguageModel, question: str, history: Sequence[str]) -> str | None:
    """`question` made readable on its own by `model`, or None where its reply is not to be trusted.

    A reply is trusted if it is one line of at most 300 characters, and names no council and no
    number that neither the question nor the history has. Nothing is asked without a history.

    Args:
        model: who rewrites.
        question: the question as typed.
        history: the questions before it, oldest first; the last six are shown.

    Raises:
        ModelError: the model failed.
    """
    earlier = [h for h in (_plain(h) for h in history) if 0 < len(h) <= _LONGEST_QUESTION]
    earlier = earlier[-_EARLIER_QUESTIONS:]
    asked = _plain(question)
    if not earlier or not 0 < len(asked) <= _LONGEST_QUESTION:
        return None
    numbered = "\n".join(f"{n}. {text}" for n, text in enumerate(earlier, start=1))
    reply = model.reply(
        prompt("rewrite.system"), prompt("rewrite.user", history=numbered, question=asked)
    )
    lines = [line for line in map(_plain, _THOUGHT.sub("", reply).splitlines()) if line]
    if len(lines) != 1:
        return None
    rewritten = _INTRODUCTION.sub("", lines[0]).strip(_QUOTES + " ")
    known = [asked, *earlier]
    return rewritten if _is_faithful(rewritten, known) else None


def _is_faithful(rewritten: str, known: Sequence[str]) -> bool:
    if not 0 < len(rewritten) <= _LONGEST_QUESTION:
        return False
    return _named(rewritten) <= {name for text in known for name in _named(text)} and (
        _numbers(rewritten) <= {value for text in known for value in _numbers(text)}
    )


def _named(text: str) -> frozenset[str]:
    return frozenset(mention.council.name for mention in councils.find(text, typed=True))


def _numbers(text: str) -> frozenset[float]:
    """Every number in digits or words, save a bare "one", which is mostly a pronoun."""
    said = (match.group() for match in _NUMBER.finditer(text))
    return frozenset(number(words) for words in said if words.lower() != "one")


def _user(query: Query, lines: Sequence[str]) -> str:
    question = _plain(query.standalone)
    return prompt("draft.user", question=question, passages="\n".join(lines))


def _room(system: str, query: Query, budget: int) -> int:
    """Tokens left for passages.

    Raises:
        ModelError: the question leaves none.
    """
    room = budget - tokens(system) - tokens(_user(query, ()))
    if room <= 0:
        raise ModelError(
            "the question is too long for the language model.", hint="Ask a shorter one."
        )
    return room


def _lines(evidence: Sequence[Evidence], room: int) -> dict[int, str]:
    """The lines that fit into `room` tokens, best first, by their place in the evidence."""
    lines: dict[int, str] = {}
    for place, item in enumerate(evidence):
        line = _line(len(lines) + 1, item)
        cost = tokens(f"{line}\n")
        if cost <= room:
            lines[place] = line
            room -= cost
    return lines


def _line(label: int, item: Evidence) -> str:
    """One passage on one line, so that nothing in it can pass for another passage."""
    document = item.document
    council = document.council or "council not known"
    title = _plain(document.title)[:_LONGEST_TITLE]
    about = f"{council}; {document.identity.kind}; {document.published or 'undated'}; {title}"
    return f"[S{label}] {_unlabelled(about)}: {_unlabelled(item.sentence.text)}"


def _unlabelled(text: str) -> str:
    """`text` in which nothing looks like one of our labels."""
    return _FORGED.sub("", _plain(text))


def _plain(text: str) -> str:
    """`text` on one line, without control and direction marks."""
    line = " ".join(text.split())
    return "".join(letter for letter in line if letter.isprintable())


def _parsed(
    raw: str, places: Sequence[int]
) -> tuple[tuple[Statement, ...], tuple[Dropped, ...], bool]:
    """The statements in a reply, those dropped, and whether it said that nothing answers."""
    statements: list[Statement] = []
    dropped: list[Dropped] = []
    declined = False
    for written in _sentences(raw):
        text = re.sub(r"\s+([.,;!?])", r"\1", _without_labels(written)).strip()
        labels = list(dict.fromkeys(_labels(written)))
        unknown = [n for n in labels if not 1 <= n <= len(places)]
        if text.strip(".!* ").upper() == NOTHING:
            declined = True
        elif not text.strip(".,;:!? "):
            dropped.append(Dropped(text=written, reason="it states nothing"))
        elif unknown:
            named = ", ".join(f"S{n}" for n in unknown)
            dropped.append(Dropped(text=text, reason=f"it rests on {named}, which was not given"))
        elif not labels:
            dropped.append(Dropped(text=text, reason="it names no passage that it rests on"))
        else:
            statements.append(Statement(text=text, sources=tuple(places[n - 1] for n in labels)))
    return tuple(statements), tuple(dropped), declined


def _without_labels(written: str) -> str:
    """The text without labels, also such as only appear when one between their letters is gone."""
    while _LABEL.search(written):
        written = _LABEL.sub("", written)
    return written


def _labels(written: str) -> Iterator[int]:
    for group in _LABEL.findall(written):
        yield from (int(digits) for digits in re.findall(r"[0-9]+", group))


def _sentences(raw: str) -> Iterator[str]:
    """The lines of a reply, cut once more behind labels in the middle of a line."""
    for line in _THOUGHT.sub("", raw).splitlines():
        text = _LIST_MARK.sub("", _plain(line).replace("**", ""))
        start = 0
        for end in _STATEMENT_END.finditer(text):
            yield text[start : end.end()].strip()
            start = end.end()
        if text[start:].strip():
            yield text[start:].strip()
