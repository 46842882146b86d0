"""A question and the ones before it -> the question in full.

History helps only where the question leans on it; added blindly it misleads. A question leans when
it opens like a continuation ("and Slough?"), points back ("they", "there", "which of them") or is
only a question word ("by when?"). What it lacks is then taken from the last question: the subject,
the measure or the whole. How that question is changed stands in `turns.py`; a turn that asks where
the last answer stands ("what page is that on?") is no question of its own and changes nothing.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index import councils
from index.measures import mentions
from rag.asked import grading
from rag.asked.asking import words
from rag.turns import (
    Report,
    bare,
    changed,
    first,
    listed_words,
    more_of_all,
    names_in,
    not_of,
    of_councils,
    of_those,
    of_time,
    only_region,
    own_words,
    together,
    together_regions,
)
from rag.turns import pattern as _p

Subjects = Callable[[str], tuple[str, ...]]
"""The councils, or the people, that the answer to an earlier question was about."""

_JOINED = re.compile(r"^(?:and|so|but)\b[\s,]*", re.IGNORECASE)
_WHICH = re.compile(
    r"(?:and |so |but )?(?:which|what(?! about\b| of\b)|how many|are any|is any)\b", re.IGNORECASE
)
_WHICH_ONES = re.compile(r"^which ones?\b", re.IGNORECASE)
_ANY_OF_THEM = re.compile(
    r"^(?:how many of|(?P<verb>do|does|did|have|has|are|is|were|was) (?:any|all|either|both) of)"
    r" (?:them|these|those)\b",
    re.IGNORECASE,
)
_CORE = re.compile(
    r"^(?:when|why|where|by when|who|how|what)\b"
    r"\s*(?:is|are|was|were|did|does|do|has|have)?\s*",
    re.IGNORECASE,
)
_BARE = 7
"""Words up to which a question without a council or a measure is taken to lean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the answers to earlier questions tell; each is asked only where a turn points at it."""

    subjects: Subjects
    people: Subjects
    report: Callable[[str], Report | None]


def standalone(
    question: str,
    history: Sequence[str],
    *,
    subjects: Subjects,
    people: Subjects,
    report: Callable[[str], Report | None] = lambda _: None,
) -> str:
    """The question with what it takes from the conversation filled in.

    Args:
        question: as typed now.
        history: the earlier questions, oldest first, as `questions` gives them.
        subjects: tells which councils the answer to a question was about; asked only when the
            question points back at them.
        people: likewise, which people it names.
        report: likewise, which report it rests on.
    """
    answers = Answers(subjects=subjects, people=people, report=report)
    turns = list(history[:1])
    for follower in history[1:]:
        if not _asks_detail(follower) or _changed(follower, turns[-1], answers):
            turns.append(_filled(follower, turns, answers))
    return _filled(question, turns, answers) if turns else question


def questions(turns: Sequence[str]) -> list[str]:
    """The turns that ask something of their own, and not only where the last answer stands.

    >>> questions(["Which councils run a hub?", "show the quote for Derby", "and for Kent?"])
    ['Which councils run a hub?']
    """
    own, of_one = [], False
    for turn in turns:
        named = bool(names_in(turn))
        stands = asks_where_it_stands(turn) or (of_one and named and not own_words(turn))
        of_one = stands and named
        if not stands:
            own.append(turn)
    return own


def asks_where_it_stands(question: str) -> bool:
    """Whether a turn only asks which passage, page or document the last answer rests on.

    >>> asks_where_it_stands("what page is that on?"), asks_where_it_stands("what is their page?")
    (True, False)
    """
    if asks_how_old(question):
        return True
    pointed = _p("source").search(question) and _p("source_of_what").search(question)
    return bool(pointed) and not own_words(question, listed_words("source_words"))


def asks_how_old(question: str) -> bool:
    """Whether a turn only asks how old the last answer is: "is that from the latest report?"."""
    own = (w for w in own_words(question, listed_words("age_words")) if not w.isdigit())
    return bool(_p("age").search(question)) and not any(own)


def asks_of_list(question: str) -> bool:
    """Whether a turn is a question about the councils that the last answer named."""
    which = _WHICH.match(question) and only_region(question)
    return bool(_p("which_of").search(question) or which)


def _filled(question: str, turns: Sequence[str], answers: Answers) -> str:
    """One question filled in from the standalone ones before it."""
    if _p("courtesy").search(question) or _p("defines").search(question):
        return question
    before = turns[-1]
    return (
        _of_more_than_one(question, turns, answers)
        or _changed(question, before, answers)
        or more_of_all(question, before)
        or _leaning(question, before, answers)
    )


def _changed(question: str, before: str, answers: Answers) -> str | None:
    """The question before with one thing of it changed, or one about the report it was about."""
    if names_in(question):
        return None
    return _of_report(question, before, answers) or changed(question, before)


def _leaning(question: str, before: str, answers: Answers) -> str:
    """One question with what it lacks taken from the standalone one before it."""
    named = councils.find(question, typed=True)
    said = mentions(question, question=True)
    if named and _p("same").search(question):
        return _with_councils(before, question)
    if not _leans(question, bool(named), bool(said)):
        return question
    rest = _p("about").sub("", question).strip(" ?.!,")
    if named and _only_councils(question):
        return _with_councils(before, question)
    if _is_new_topic(rest, said) and not named:
        return _with_topic(question, rest, before, answers.subjects)
    if not named:
        question = _with_subject(question, before, answers)
    if not said and _asks_detail(question):
        return f"{_p('opens').sub('', question).strip(' ?')} ({_core(before)})?"
    return question


def _of_more_than_one(question: str, turns: Sequence[str], answers: Answers) -> str | None:
    """A question about the last list, or about two councils that were named."""
    before, names = turns[-1], names_in(question)
    besides = names and names_in(before) and _p("beside").search(question)
    if besides and not own_words(question, listed_words("beside_words")):
        return of_councils(before, [*names_in(before), *names])
    if _p("the_two").search(question) and not names:
        two = _last_two(turns)
        if len(names_in(before)) < len(two):
            both = of_councils(before, two).rstrip(" ?")
            # Only a grade or a figure tells which is better; of words both sides are shown.
            ranked = grading.asks_for(before) or words().value["wanted"].search(before)
            return f"{both}: {question}" if ranked else f"{both}?"
    return _of_them(question, before, answers.subjects) if asks_of_list(question) else None


def _last_two(turns: Sequence[str]) -> tuple[str, ...]:
    """The two councils that were named last, in the order in which they were; none where one is."""
    names = (name for turn in reversed(turns) for name in reversed(names_in(turn)))
    two = tuple(dict.fromkeys(names))[:2]
    return two[::-1] if len(two) > 1 else ()


def _of_report(question: str, before: str, answers: Answers) -> str | None:
    """A question about the report that the last answer rests on, or about the one before it."""
    said = bare(question)
    grade = _p("grade_before").search(said)
    if grade or _p("one_before").search(said):
        report = answers.report(before)
        if not (report and report.before):
            return None
        asked = before if not grade or grading.asks_for(before) else _grade_of(report)
        return of_time(asked, report.before, report=True)
    if _than_before(question):
        report = answers.report(before)
        return _compared(before, report) if report else None
    if not _points_at_report(question):
        return None
    report = answers.report(before)
    return _named_report(said, report) if report else None


def _than_before(question: str) -> bool:
    """Whether things are asked to be held against the inspection before."""
    found = _p("than_before").search(question) and not mentions(question, question=True)
    return bool(found) and not own_words(question, listed_words("than_before_words"))


def _grade_of(report: Report) -> str:
    return f"What was {report.council}’s overall effectiveness grade?"


def _compared(before: str, report: Report) -> str:
    """What the grade was in the report and in the one before it."""
    asked = before if grading.asks_for(before) else _grade_of(report)
    text = of_time(asked, report.month, report=True)
    return f"{text.rstrip(' ?')} and in the {report.before} report?" if report.before else text


def _points_at_report(question: str) -> bool:
    """Whether a question is about a report as such, or says which by pointing at it."""
    if _p("report_there").search(question):
        return True
    named = first("inspected", question) or first("report", question)
    return bool(named) and not own_words(question, listed_words("report_words"))


def _named_report(question: str, report: Report) -> str:
    """A question with the report that it points at named: "who led the May 2024 inspection?"."""
    noun, verb = first("report", question), first("inspected", question)
    named = f"the {report.month} {noun['what'] if noun else 'inspection'} of {report.council}"
    if noun:
        return f"{question[: noun.start()]}{named}{question[noun.end() :]}?"
    assert verb
    if verb[0].lower().startswith("when"):
        return f"When was {named}?"
    who = "who " if verb[0].lower().startswith("who") else ""
    led = "led" if who else verb["verb"]
    return f"{question[: verb.start()]}{who}{led} {named}{question[verb.end() :]}?"


def _leans(question: str, names: bool, measures: bool) -> bool:
    if _p("opens").match(question) or _asks_detail(question):
        return True
    if names and _only_councils(question):
        return True
    if _p("points").search(question) and not names:
        return True
    short = len(question.split()) <= _BARE
    return (
        short
        and not names
        and not _p("list").search(question)
        and not _self_contained(question, measures)
    )


def _self_contained(question: str, measures: bool) -> bool:
    """Whether a short question has a subject of its own: a name, or matter enough."""
    name = re.search(r"(?<!^)\b[A-Z][a-z]{2,}", question)
    matter = [w for w in re.findall(r"\w+", question.lower()) if w not in words().frame]
    return bool(name) or len(matter) >= (5 if measures else 3)


def _asks_detail(question: str) -> bool:
    """Only a question word: "by when?", "why?", "who said that?"."""
    said = re.findall(r"[^\W\d_]+", question.lower())
    empty = words().frame | listed_words("detail_words")
    matter = [w for w in said if w not in empty]
    return not matter and not councils.find(question, typed=True)


def _only_councils(question: str) -> bool:
    """Nothing is asked but of another council: "and South Gloucestershire?"."""
    text = question
    for mention in reversed(councils.find(question, typed=True)):
        text = text[: mention.start] + " " + text[mention.end :]
    matter = [
        w for w in re.findall(r"[^\W_]+", text.lower()) if w not in words().frame and len(w) > 1
    ]
    return not matter


def _with_councils(before: str, question: str) -> str:
    """The earlier question, asked of the councils that this one names."""
    return of_councils(before, names_in(question))


def _is_new_topic(rest: str, said: Sequence[object]) -> bool:
    """Another matter asked in the same way: "what about NEET?", "and a discount?"."""
    return (
        len(rest.split()) <= 5
        and (bool(said) or len(rest.split()) <= 3)
        and not re.match(
            r"(?:who|when|why|where|how|what|which|did|does|do|is|are|was|were|has|have)\b",
            rest,
            re.IGNORECASE,
        )
    )


def _with_topic(question: str, rest: str, before: str, subjects: Subjects) -> str:
    """The earlier question with its matter replaced."""
    if not rest or _asks_detail(question):
        return f"{before.rstrip(' ?')}: {_p('opens').sub('', question).strip(' ?')}?"
    answered = together(subjects(before)) if _p("there").search(rest) else None
    rest = re.sub(r"^(?:just|only|simply|also|even)\s+", "", _p("there").sub("", rest).strip(" ,"))
    if answered and _p("list").search(before) and not councils.find(before, typed=True):
        return f"{rest[:1].upper()}{rest[1:]} in {answered}?"
    old = mentions(before, question=True)
    empty = words().frame | listed_words("value_words")
    if old and all(w in empty for w in re.findall(r"\w+", rest.lower())):
        named = together(subjects(before))
        matter = before[old[0].start : old[0].end]
        return f"What is {rest} for {matter} in {named}?" if named else f"{rest} for {matter}?"
    if old:
        start, end = min(m.start for m in old), max(m.end for m in old)
        old_words = before[start:end]
        article = re.search(r"\b(?:an?|the)\s$", before[:start], re.IGNORECASE)
        if article and re.match(r"(?:an?|the)\s", rest, re.IGNORECASE):
            start = article.start()
        return f"{before[:start]}{_kin(rest, old_words)}{before[end:]}"
    named = together(subjects(before))
    return f"{rest} in {named}?" if named else f"{before.rstrip(' ?')}: {rest}?"


def _kin(rest: str, old: str) -> str:
    """The new matter in full: after a council tax exemption "a discount" is one of council tax."""
    head = _p("kin").search(old)
    bare = re.sub(r"^(?:an?|the)\s", "", rest, flags=re.IGNORECASE)
    if head and not mentions(rest, question=True) and mentions(f"{head[1]} {bare}", question=True):
        return f"{head[1]} {bare}"
    return rest


def _with_subject(question: str, before: str, answers: Answers) -> str:
    """The question with the councils it points at, or says nothing of, named."""
    if _p("person").search(question):
        person = next(iter(answers.people(before)), None)
        if person:
            text = _p("opens").sub("", question)
            named_person = _p("person").sub(lambda _: person, text, count=1)
            place = together(m.council.name for m in councils.find(before, typed=True)[:1])
            return f"{named_person.strip(' ?')} in {place}?" if place else named_person
        return f"{_p('opens').sub('', question).strip(' ?')} ({_core(before)})?"
    named = [
        before[m.start : m.end] if m.how == "body" else m.council.name
        for m in councils.find(before, typed=True)
    ]
    names = together(named or answers.subjects(before))
    if not names:
        return f"{_p('opens').sub('', question).strip(' ?')} ({_core(before)})?"
    text = _p("opens").sub("", question)
    if _lacks_matter(text):
        text = _with_measure(text, before)
    if _p("there").search(text):
        return _p("there").sub(lambda _: f"in {names}", text, count=1)
    if _p("possessive").search(text):
        return _p("possessive").sub(lambda _: f"{names}’s", text, count=1)
    if _p("subject").search(text):
        return _p("subject").sub(lambda _: names, text, count=1)
    if _p("that").search(text):
        return f"{text.strip(' ?')} ({_core(before)})?"
    if _lacks_matter(text):
        return f"{text.strip(' ?')} ({_core(before)})?"
    return f"{text.strip(' ?')} in {names}?"


def _with_measure(text: str, before: str) -> str:
    """The question with the measure that the earlier one asked about."""
    old = mentions(before, question=True)
    return f"{text.strip(' ?')} for {before[old[0].start : old[0].end]}?" if old else text


def _lacks_matter(text: str) -> bool:
    """Whether the words alone do not say which matter is meant: "and what is the rate now?"."""
    matter = [w for w in re.findall(r"[^\W_]+", text.lower()) if w not in words().frame]
    empty = listed_words("value_words")
    return not mentions(text, question=True) and all(w in empty or w.isdigit() for w in matter)


def _core(before: str) -> str:
    """What an earlier question was about, without its question word."""
    text = _CORE.sub("", before.strip(" ?."))
    return text or before


def _which_of_them(found: re.Match[str]) -> str:
    """The words "how many of them" or "are any of them" as a question for those themselves."""
    verb = found["verb"] or ""
    return "which of them" + (f" {verb}" if verb and not verb.lower().startswith("do") else "")


def _of_them(question: str, before: str, subjects: Subjects) -> str:
    """A question about the councils that the last answer named."""
    names = subjects(before)
    if not names:
        return f"{question.strip(' ?')} ({_core(before)})?"
    if re.match(r"^(?:and |so )?which ones?\s*\??$", question.strip(), re.IGNORECASE):
        return re.sub(r"\bhow many\b", "which", before, flags=re.IGNORECASE)
    if _p("which_not").search(question) and (others := not_of(before)):
        return others
    asked = _ANY_OF_THEM.sub(_which_of_them, _JOINED.sub("", question))
    asked = _WHICH_ONES.sub("which of them", asked)
    if only_region(asked):
        asked = f"which of them are in {together_regions(asked)}?"
    old = mentions(before, question=True)
    if old and not mentions(question, question=True):
        matter = before[old[0].start : old[0].end]
        asked = re.sub(r"\bones?\b(?!\s*\?*$|s)|\bone\b", lambda _: matter, asked, count=1)
    return of_those(names, asked)
