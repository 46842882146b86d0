"""A question and the ones before it -> the question in full.

History helps only where the question leans on it; added blindly it misleads. A question leans when
it opens like a continuation ("and Slough?"), points back ("they", "there", "which of them") or is
only a question word ("by when?"). What it lacks is then taken from the last question: the subject,
the measure or the whole.
"""

import re
from collections.abc import Callable, Sequence

from index import councils
from index.measures import mentions
from rag.asking import words

Subjects = Callable[[str], tuple[str, ...]]
"""The councils, or the people, that the answer to an earlier question was about."""

_OPENS = re.compile(r"^(?:and|but|or|so|also|then|ok(?:ay)?|what about|how about|what of|same (?:for|question)|now)\b[\s,:]*", re.IGNORECASE)  # fmt: skip
_ABOUT = re.compile(r"^(?:(?:and|but|or|so|also|then|now)\b[\s,]*)?(?:what about|how about|what of|same for|the same for)?\s*(?:in|for|at|with|of|from)?\s*(?:the\s)?", re.IGNORECASE)  # fmt: skip
_POINTS = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|she|his|her|him|this|that|these|those|there|"
    r"the (?:same|latter|former|other)|(?:the|this|that) (?:council|authority|visit|inspection|report|target|figure|trust|place)|"
    r"one|ones)\b",
    re.IGNORECASE,
)
_WHICH_OF = re.compile(
    r"\b(?:which|what|how many|any|do any|does any|are any|have any|all|none|who)\b(?: (?:of|among|from))? (?:them|these|those|the (?:two|three|four|others?))\b|^(?:and |so )?which ones?\b|^(?:and |so )?(?:do|does|have|are|is) (?:any|all|either|both) of (?:them|these|those)\b",
    re.IGNORECASE,
)
_WHICH_NOT = re.compile(r"\bwhich (?:ones?|councils?|of them)?\s*(?:do|does|did|have|has|are|is)(?:n[’']t| not)\s*\??$", re.IGNORECASE)  # fmt: skip
_SUBJECT_IT = re.compile(
    r"\b(?:it|they|the council|this council|that council|the authority)\b", re.IGNORECASE
)
_POSSESSIVE = re.compile(r"\b(?:its|their)\b", re.IGNORECASE)
_THERE = re.compile(r"\bthere\b(?! (?:is|are|was|were|any|a)\b)", re.IGNORECASE)
_SAME = re.compile(
    r"\b(?:the same|likewise|do(?:es)? (?:so|that|it)(?: too| as well)?|do this)\b", re.IGNORECASE
)
_THAT = re.compile(r"\b(?:that|this|those|these)\b[\s?.!]*$", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers)\b", re.IGNORECASE)
_LIST = re.compile(
    r"\b(?:which|what|how many) (?:of the )?(?:\w+ )?(?:councils?|authorit(?:y|ies)|local authorit(?:y|ies)|LAs?|boroughs|places|areas)\b(?: (?:do|does|have|has|are|is|did))?",
    re.IGNORECASE,
)
_DETAILS = frozenset({"period", "extent", "detail", "details", "year", "date", "month"})
"""What is asked of the whole of the question before: "over what period?"."""
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


def _filled(question: str, before: str, subjects: Subjects, people: Subjects) -> str:
    """One question filled in from the standalone one before it."""
    named = councils.find(question, typed=True)
    said = mentions(question, question=True)
    if _WHICH_OF.search(question):
        return _of_them(question, before, subjects)
    if named and _SAME.search(question):
        return _with_councils(before, question)
    if not _leans(question, bool(named), bool(said)):
        return question
    rest = _ABOUT.sub("", question).strip(" ?.!,")
    if named and _only_councils(question):
        return _with_councils(before, question)
    if _is_new_topic(rest, said) and not named:
        return _with_topic(question, rest, before, subjects)
    if not named:
        question = _with_subject(question, before, subjects, people)
    if not said and _asks_detail(question):
        return f"{_OPENS.sub('', question).strip(' ?')} ({_core(before)})?"
    return question


def _leans(question: str, names: bool, measures: bool) -> bool:
    if _OPENS.match(question) or _asks_detail(question):
        return True
    if _POINTS.search(question) and not names:
        return True
    short = len(question.split()) <= _BARE
    return (
        short
        and not names
        and not _LIST.search(question)
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
    new = " and ".join(dict.fromkeys(m.council.name for m in councils.find(question, typed=True)))
    old = councils.find(before, typed=True)
    if old:
        start, end = old[0].start, old[-1].end
        if all(re.fullmatch(r"[\s,]*(?:and|or|with|to|than|versus|vs\.?)?[\s,]*", before[a.end : b.start], re.I) for a, b in zip(old, old[1:], strict=False)):  # fmt: skip
            return before[:start] + new + before[end:]
        return before[: old[0].start] + new + before[old[0].end :]
    if _LIST.search(before):
        return _LIST.sub(f"Does {new}", before, count=1)
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
        return f"{before.rstrip(' ?')}: {_OPENS.sub('', question).strip(' ?')}?"
    rest = re.sub(r"^(?:just|only|simply|also|even)\s+", "", _THERE.sub("", rest).strip(" ,"))
    year = re.fullmatch(r"(?:in |by |since )?((?:19|20)\d\d)", rest)
    if year:
        plain = re.sub(r"\b(?:in|by|since)? ?(?:19|20)\d\d\b", "", before).rstrip(" ?")
        return f"{plain} in {year[1]}?"
    old = mentions(before, question=True)
    if old:
        start, end = min(m.start for m in old), max(m.end for m in old)
        old_words = before[start:end]
        article = re.search(r"\b(?:an?|the)\s$", before[:start], re.IGNORECASE)
        if article and re.match(r"(?:an?|the)\s", rest, re.IGNORECASE):
            start = article.start()
        return f"{before[:start]}{_kin(rest, old_words)}{before[end:]}"
    named = " and ".join(subjects(before))
    return f"{rest} in {named}?" if named else f"{before.rstrip(' ?')}: {rest}?"


def _kin(rest: str, old: str) -> str:
    """ "a discount" after "a council tax exemption" is a council tax discount."""
    head = re.search(r"\b(council tax|health|pathway|personal|foster)\b", old, re.IGNORECASE)
    bare = re.sub(r"^(?:an?|the)\s", "", rest, flags=re.IGNORECASE)
    if head and not mentions(rest, question=True) and mentions(f"{head[1]} {bare}", question=True):
        return f"{head[1]} {bare}"
    return rest


def _with_subject(question: str, before: str, subjects: Subjects, people: Subjects) -> str:
    """The question with the councils it points at, or says nothing of, named."""
    if _PERSON.search(question):
        person = next(iter(people(before)), None)
        if person:
            named_person = _PERSON.sub(person, _OPENS.sub("", question), count=1)
            place = " and ".join(m.council.name for m in councils.find(before, typed=True)[:1])
            return f"{named_person.strip(' ?')} in {place}?" if place else named_person
        return f"{_OPENS.sub('', question).strip(' ?')} ({_core(before)})?"
    named = [
        before[m.start : m.end] if m.how == "body" else m.council.name
        for m in councils.find(before, typed=True)
    ]
    names = " and ".join(dict.fromkeys(named or subjects(before)))
    if not names:
        return f"{_OPENS.sub('', question).strip(' ?')} ({_core(before)})?"
    text = _OPENS.sub("", question)
    if _lacks_matter(text):
        text = _with_measure(text, before)
    if _THERE.search(text):
        return _THERE.sub(f"in {names}", text, count=1)
    if _POSSESSIVE.search(text):
        return _POSSESSIVE.sub(f"{names}’s", text, count=1)
    if _SUBJECT_IT.search(text):
        return _SUBJECT_IT.sub(names, text, count=1)
    if _THAT.search(text):
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
    loose = {"rate", "rates", "target", "targets", "figure", "figures", "percentage", "number", "present", "moment", "share", "proportion", "actual", "year", "date", "ago"}  # fmt: skip
    matter = [w for w in re.findall(r"[^\W_]+", text.lower()) if w not in words().frame]
    return not mentions(text, question=True) and all(w in loose or w.isdigit() for w in matter)


def _core(before: str) -> str:
    """What an earlier question was about, without its question word."""
    text = re.sub(r"^(?:when|why|where|by when|who|how|what)\b\s*(?:is|are|was|were|did|does|do|has|have)?\s*", "", before.strip(" ?."), flags=re.IGNORECASE)  # fmt: skip
    return text or before


def _of_them(question: str, before: str, subjects: Subjects) -> str:
    """A question about the councils that the last answer named."""
    names = subjects(before)
    if not names:
        return f"{question.strip(' ?')} ({_core(before)})?"
    if re.match(r"^(?:and |so )?which ones?\s*\??$", question.strip(), re.IGNORECASE):
        return re.sub(r"\bhow many\b", "which", before, flags=re.IGNORECASE)
    if _WHICH_NOT.search(question) and _LIST.search(before):
        return _LIST.sub("Which councils do not", before, count=1)
    asked = re.sub(r"^(?:and|so|but)\s+", "", question, flags=re.IGNORECASE)
    old = mentions(before, question=True)
    if old and not mentions(question, question=True):
        asked = re.sub(
            r"\bones?\b(?!\s*\?*$|s)|\bone\b", before[old[0].start : old[0].end], asked, count=1
        )
    return f"Of {', '.join(names)}: {asked}"
