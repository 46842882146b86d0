"""A question and the ones before it -> the question in full.

History helps only where the question leans on it; added blindly it misleads. A question leans when
it opens like a continuation ("and Slough?"), points back ("they", "there", "which of them") or is
only a question word ("by when?"). What it lacks is then taken from the last question: the subject,
the measure or the whole.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib import resources
from itertools import pairwise

from index import councils
from index.measures import mentions
from rag.asking import words


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    text = resources.files("rag").joinpath("follow_up.toml").read_text("utf-8")
    return {k: re.compile(v, re.IGNORECASE) for k, v in tomllib.loads(text).items()}


def _p(name: str) -> re.Pattern[str]:
    """A pattern of `follow_up.toml`."""
    return _patterns()[name]


Subjects = Callable[[str], tuple[str, ...]]
"""The councils, or the people, that the answer to an earlier question was about."""

_CORE = re.compile(
    r"^(?:when|why|where|by when|who|how|what)\b"
    r"\s*(?:is|are|was|were|did|does|do|has|have)?\s*",
    re.IGNORECASE,
)
_BETWEEN_NAMES = re.compile(r"[\s,]*(?:and|or|with|to|than|versus|vs\.?)?[\s,]*", re.IGNORECASE)
_BEING = re.compile(r"\s*\b(were|are)\b", re.IGNORECASE)
_OF_ONE = {"were": "Was", "are": "Is"}
_KIN = re.compile(r"\b(council tax|health|pathway|personal|foster)\b", re.IGNORECASE)
_DETAILS = frozenset({"period", "extent", "detail", "details", "year", "date", "month"})
"""What is asked of the whole of the question before: "over what period?"."""
_LOOSE = frozenset(
    {"rate", "rates", "target", "targets", "figure", "figures", "percentage", "number", "present"}
    | {"moment", "share", "proportion", "actual", "year", "date", "ago"}
)
"""Words that do not say which matter is meant: "and what is the rate now?"."""
_BARE = 7
"""Words up to which a question without a council or a measure is taken to lean."""


def standalone(
    question: str, history: Sequence[str], *, subjects: Subjects, people: Subjects
) -> str:
    """The question with what it takes from the conversation filled in.

    Args:
        question: as typed now.
        history: the earlier questions, oldest first.
        subjects: tells which councils the answer to a question was about; asked only when the
            question points back at them.
        people: likewise, which people it names.
    """
    if not history:
        return question
    before = history[0]
    for follower in history[1:]:
        if not _asks_detail(follower):
            before = _filled(follower, before, subjects, people)
    return _filled(question, before, subjects, people)


def _together(names: Iterable[str]) -> str:
    """Names as a question lists them, each once: "Leicester, Slough and Swindon"."""
    *most, last = dict.fromkeys(names) or ("",)
    return f"{', '.join(most)} and {last}" if most else last


def _filled(question: str, before: str, subjects: Subjects, people: Subjects) -> str:
    """One question filled in from the standalone one before it."""
    named = councils.find(question, typed=True)
    said = mentions(question, question=True)
    if _p("which_of").search(question):
        return _of_them(question, before, subjects)
    if named and _p("same").search(question):
        return _with_councils(before, question)
    if not _leans(question, bool(named), bool(said)):
        return question
    rest = _p("about").sub("", question).strip(" ?.!,")
    if named and _only_councils(question):
        return _with_councils(before, question)
    if _is_new_topic(rest, said) and not named:
        return _with_topic(question, rest, before, subjects)
    if not named:
        question = _with_subject(question, before, subjects, people)
    if not said and _asks_detail(question):
        return f"{_p('opens').sub('', question).strip(' ?')} ({_core(before)})?"
    return question


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
    matter = [w for w in said if w not in words().frame and w not in _DETAILS]
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
    new = _together(m.council.name for m in councils.find(question, typed=True))
    old = councils.find(before, typed=True)
    if old:
        start, end = old[0].start, old[-1].end
        if all(_BETWEEN_NAMES.fullmatch(before, a.end, b.start) for a, b in pairwise(old)):
            return before[:start] + new + before[end:]
        return before[: old[0].start] + new + before[old[0].end :]
    asked = _p("list").search(before)
    if asked:
        lead, rest = before[: asked.start()], before[asked.end() :]
        inside, after = _BEING.search(asked[0]), _BEING.match(rest)
        verb = inside or after
        if verb is None:
            return f"{lead}Does {new}{rest}"
        rest = rest if inside else rest[verb.end() :]
        return f"{lead}{_OF_ONE[verb[1].lower()]} {new} {rest.lstrip()}"
    return f"{before.rstrip(' ?')} in {new}?"


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
    answered = _together(subjects(before)) if _p("there").search(rest) else None
    rest = re.sub(r"^(?:just|only|simply|also|even)\s+", "", _p("there").sub("", rest).strip(" ,"))
    if answered and _p("list").search(before) and not councils.find(before, typed=True):
        return f"{rest[:1].upper()}{rest[1:]} in {answered}?"
    year = re.fullmatch(r"(?:in |by |since )?((?:19|20)\d\d)", rest)
    if year:
        plain = re.sub(r"\b(?:in|by|since)? ?(?:19|20)\d\d\b", "", before).rstrip(" ?")
        return f"{plain} in {year[1]}?"
    old = mentions(before, question=True)
    if old and all(w in _LOOSE or w in words().frame for w in re.findall(r"\w+", rest.lower())):
        named = _together(subjects(before))
        matter = before[old[0].start : old[0].end]
        return f"What is {rest} for {matter} in {named}?" if named else f"{rest} for {matter}?"
    if old:
        start, end = min(m.start for m in old), max(m.end for m in old)
        old_words = before[start:end]
        article = re.search(r"\b(?:an?|the)\s$", before[:start], re.IGNORECASE)
        if article and re.match(r"(?:an?|the)\s", rest, re.IGNORECASE):
            start = article.start()
        return f"{before[:start]}{_kin(rest, old_words)}{before[end:]}"
    named = _together(subjects(before))
    return f"{rest} in {named}?" if named else f"{before.rstrip(' ?')}: {rest}?"


def _kin(rest: str, old: str) -> str:
    """The new matter in full: after a council tax exemption "a discount" is one of council tax."""
    head = _KIN.search(old)
    bare = re.sub(r"^(?:an?|the)\s", "", rest, flags=re.IGNORECASE)
    if head and not mentions(rest, question=True) and mentions(f"{head[1]} {bare}", question=True):
        return f"{head[1]} {bare}"
    return rest


def _with_subject(question: str, before: str, subjects: Subjects, people: Subjects) -> str:
    """The question with the councils it points at, or says nothing of, named."""
    if _p("person").search(question):
        person = next(iter(people(before)), None)
        if person:
            named_person = _p("person").sub(person, _p("opens").sub("", question), count=1)
            place = _together(m.council.name for m in councils.find(before, typed=True)[:1])
            return f"{named_person.strip(' ?')} in {place}?" if place else named_person
        return f"{_p('opens').sub('', question).strip(' ?')} ({_core(before)})?"
    named = [
        before[m.start : m.end] if m.how == "body" else m.council.name
        for m in councils.find(before, typed=True)
    ]
    names = _together(named or subjects(before))
    if not names:
        return f"{_p('opens').sub('', question).strip(' ?')} ({_core(before)})?"
    text = _p("opens").sub("", question)
    if _lacks_matter(text):
        text = _with_measure(text, before)
    if _p("there").search(text):
        return _p("there").sub(f"in {names}", text, count=1)
    if _p("possessive").search(text):
        return _p("possessive").sub(f"{names}’s", text, count=1)
    if _p("subject").search(text):
        return _p("subject").sub(names, text, count=1)
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
    return not mentions(text, question=True) and all(w in _LOOSE or w.isdigit() for w in matter)


def _core(before: str) -> str:
    """What an earlier question was about, without its question word."""
    text = _CORE.sub("", before.strip(" ?."))
    return text or before


def _of_them(question: str, before: str, subjects: Subjects) -> str:
    """A question about the councils that the last answer named."""
    names = subjects(before)
    if not names:
        return f"{question.strip(' ?')} ({_core(before)})?"
    if re.match(r"^(?:and |so )?which ones?\s*\??$", question.strip(), re.IGNORECASE):
        return re.sub(r"\bhow many\b", "which", before, flags=re.IGNORECASE)
    if _p("which_not").search(question) and _p("list").search(before):
        return _p("list").sub("Which councils do not", before, count=1)
    asked = re.sub(r"^(?:and|so|but)\s+", "", question, flags=re.IGNORECASE)
    old = mentions(before, question=True)
    if old and not mentions(question, question=True):
        asked = re.sub(
            r"\bones?\b(?!\s*\?*$|s)|\bone\b", before[old[0].start : old[0].end], asked, count=1
        )
    return f"Of {', '.join(names)}: {asked}"
