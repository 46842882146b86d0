"""A condition in words -> what must stand in a sentence that says it.

Names are looked for letter for letter, however they are spaced; else the words that are rare in the
library tell the condition from everything else, together with what stands beside them in the
question.

    question ─ names, alternatives joined, loose words left out ─ rarity in the library → Sought
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from index.measures import mentions
from index.store import Snapshot
from rag.asked.asking import asked_polarity, calendar_words, terms, words
from rag.records import Condition, Query
from rag.retrieve import kinds_of_things, meanings, synonyms, vocabulary
from rag.sentences.said import SHORT, Group, Said, capital
from rag.sentences.weigh import stems

SAYS_LITTLE = 0.1
"""Rarity up to which a word is in so many passages that it tells nothing from anything."""
TELLS = 0.3
"""Rarity from which a word is looked for; a passage in eighteen has such a one."""
TOGETHER = 0.3
"""Share of the passages with the rarer of two words, from which they are one phrase."""
PHRASE = 0.5
"""Rarity from which two common words are a phrase of their own."""
LONGEST = 5
"""Words of the longest phrase that is looked for as it stands."""
WHOLE = 3
"""Telling words from which a phrase may be fixed although each of them is common."""
MOSTLY = 0.5
"""Share of the passages with all words of a phrase, from which it is one."""
_WORDS = re.compile(r"[\w’'-]+")
_JOINING = ("and", "of")
_SMALL = ("and", "of", "the", "for", "in", "to", "with")
_FUNCTION = frozenset(
    {"which", "what", "where", "whose", "have", "with", "that", "this", "these", "those", "their"}
    | {"there", "they", "been", "being", "from", "into", "about", "does", "councils", "council"}
    | {"authorities", "local", "report", "reports", "found", "many", "much", "also", "offer"}
)
_NAME = re.compile(
    r"(?-i:[A-Z])[\w’'&-]+(?:\s+(?:of|in|and|the|for|to|with|&)?\s*(?-i:[A-Z])[\w’'&-]+)+"
)
_SINGLE = re.compile(r"(?<=[\w,;:’'\"(] )(?-i:[A-Z])[a-zà-ÿ]{3,}\b")
_NUMBERED = re.compile(r"\b(?-i:[A-Z])[a-z]{3,} \d{1,3}\b(?!%| per\b)")
"""A name with its number: "Catch 22"."""
_TITLED = re.compile(
    r"\b(?-i:[A-Z])[a-z]{3,}(?= (?:programme|project|scheme|model|initiative|approach)\b)"
)
"""A name told by what follows it, at the beginning too: "Pause programme"."""
_AT = re.compile(r"\b(?:in|on|at|across|around|throughout|within) $", re.IGNORECASE)
"""What stands before the name of a place, which tells where a thing is and not what it is."""
_ON_THE_LIST = re.compile(
    r"improv\w+|needs?|needed|needing|list(?:ed)?|areas?|weak\w*|recommend\w*|criticis\w+|told|tell"
    r"|named?|problems?|issues?|concern\w*|failings?|shortcomings?|struggl\w+|poor\w*"
    r"|difficult(?:y|ies)|wrong|bad(?:ly)?|fault\w*",
    re.IGNORECASE,
)
"""Words that ask for what inspectors find wrong or want improved, not for what it is."""
_PRAISE = re.compile(r"prais\w+|commend\w*|applaud\w*|compliment\w*|impressed", re.IGNORECASE)
"""Words that ask for praise, not for what is praised."""
_OF_WHERE = re.compile(
    r"\b(?:which|what|any|name|list|all) (?:areas|places)\b(?! of\b)", re.IGNORECASE
)
"""Words that ask for councils and not for what they do."""
_EXPLAINED = re.compile(r"\((?:[^()\s]+\s+){3,}[^()]*\)")
"""What a question says to explain a word: "Pause (for women whose children were taken)"."""
_KNOWN_SHORT = re.compile(r"\s(?:RAA|LSCB|MASH|CAMHS|LADO|NHS|DfE)s?$")
"""What an acronym adds to a name that goes without it: "Adoption Counts RAA"."""
_LETTERS = re.compile(r"\b([A-Z]{3,6})s?\b")
_ACRONYM = re.compile(r"(?P<words>(?:[\w’'-]+\s+){2,6})\((?P<short>[A-Z]{2,6})\)")
_OR = re.compile(
    r"^\s*\(?(?:,|/|\bor\b|,\s*or\b)\s*(?:an?\s+|the\s+|some\s+|any\s+)?(?:other\s+)?$",
    re.IGNORECASE,
)
_SAME_HEAD = re.compile(
    r"(?P<first>[\w-]+) (?P<head>[a-z]{4,})(?P<more>(?:, [\w-]+ (?P=head))*),? or (?:other )?"
    r"(?P<last>[\w-]+) (?P=head)\b"
)
"""Things of one kind of which one will do: "training flats, trainer flats or taster flats"."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What the sentences must say, and all that the question says of it, common words too."""

    groups: tuple[Group, ...]
    said: tuple[Group, ...] = ()

    @property
    def rarest(self) -> Group:
        """What tells it best from everything else."""
        return max(self.groups, key=lambda g: (g.named, g.paired, g.rarity))

    def is_in(self, text: str) -> bool:
        """Whether a text has the rarest of what is sought, with what stands beside it."""
        said, beside = Said.of(text), self.beside
        together = beside is None or self.rarest.named or said.together(self.rarest, beside)
        return said.has(self.rarest) and together

    @property
    def beside(self) -> Group | None:
        """What stands right beside the rarest word in the question, as in "protected status"."""
        key = self.rarest
        ends = (key.at - 1, key.at + len(key.phrases[0].split()))
        near = [g for g in self.said if key.at >= 0 and g.at in ends]
        return max(near, key=lambda g: g.rarity, default=None)


def sought(
    query: Query, library: Snapshot, *, tells: float = TELLS, together: float = PHRASE
) -> Sought | None:
    """What a condition looks for; None where none of its words is rare enough to look for."""
    groups = groups_of(query, library, tells=tells, together=together)
    telling = tuple(g for g in groups if g.named or g.rarity >= SAYS_LITTLE)
    found = Sought(telling, groups) if telling else None
    return found if found and (found.rarest.named or found.rarest.rarity >= tells) else None


def groups_of(
    query: Query, library: Snapshot, *, tells: float = TELLS, together: float = PHRASE
) -> tuple[Group, ...]:
    """All that a question says of what is sought, each thing with its ways of saying it.

    Where no word of it tells, two of them may that are rare together.
    """
    text = _asked(query)
    query = replace(query, terms=tuple(t for t in query.terms if t in text))
    names = _names(text)
    taken = {s for name in names for phrase in name for s in stems(phrase)}
    groups = [
        replace(_group(_spaced(name, library), library, named=True), cased=_is_cased(name, library))
        for name in names
    ]
    faults = asked_polarity(text) == "bad"
    for meant in _alternatives(query, text):
        if faults and _ON_THE_LIST.fullmatch(meant[0]):
            continue
        if not set(stems(meant[0])) <= taken:
            groups.append(_group(meant, library, at=_word_of(text, meant[0])))
    if any(g.named or g.rarity >= tells for g in groups if not _is_kind(g)):
        groups = [g for g in groups if g.named or not _is_kind(g)]
    groups = _paired(groups, text, library)
    if not any(g.named or g.rarity >= tells for g in groups):
        groups += _phrases(text, library, together)
    return tuple(groups)


def _is_kind(group: Group) -> bool:
    """Whether a word only says of what kind the thing beside it is."""
    return group.phrases[0].lower() in kinds_of_things()


def _asked(query: Query) -> str:
    """The matter of a question without what explains a word or asks for councils.

    What kinds of a thing it names share is said once: "training, trainer or taster flats".
    """
    return _SAME_HEAD.sub(_said_once, _EXPLAINED.sub(" ", _OF_WHERE.sub(" ", query.matter)))


def _said_once(found: re.Match[str]) -> str:
    head = f" {found['head']}"
    kinds = f"{found['first']}{found['more']} or {found['last']}"
    return kinds.replace(head, "") + head


def _is_cased(name: tuple[str, ...], library: Snapshot) -> bool:
    """Whether a name is also a word of everyday use: one that the documents bend ("paused")."""
    only = name[0]
    if len(name) > 1 or not (only.isalpha() and only.istitle()):
        return False
    own, lower = stems(only), only.lower()
    others = (w for w in vocabulary(library) if w.startswith(lower[:SHORT]))
    bent = any(stems(w) == own for w in others if w.rstrip("s") != lower.rstrip("s"))
    return bent and any(capital(only).search(d.text) for d in library.documents)


def _spaced(name: tuple[str, ...], library: Snapshot) -> tuple[str, ...]:
    """The forms of a name, also written as two words or as one, where the documents know those."""
    known = vocabulary(library)
    apart = [
        f"{word[:cut]} {word[cut:]}"
        for word in name
        if word.isalpha() and not word.isupper()
        for cut in range(SHORT, len(word) - SHORT + 1)
        if {word[:cut].lower(), word[cut:].lower()} <= known
    ]
    joined = [form.replace(" ", "") for form in name if form.count(" ") == 1]
    return tuple(dict.fromkeys([*name, *apart, *(j for j in joined if j.lower() in known)]))


def _paired(groups: Sequence[Group], text: str, library: Snapshot) -> list[Group]:
    """Words side by side that the documents say so too, as one: "functional family therapy".

    What a word stands beside may be common in the field: "freedom programme".
    """
    spoken = _WORDS.findall(text)
    kept = {g.at: g for g in groups if " " not in g.phrases[0] and g.at >= 0 and not g.named}
    found = [g for g in groups if kept.get(g.at) is not g]
    for group in sorted(kept.values(), key=lambda g: -g.rarity):
        if kept.get(group.at) is not group or group.rarity < SAYS_LITTLE:
            continue
        span = _phrase_around(group, spoken, library)
        if span:
            phrase = " ".join(spoken[span[0] : span[1]])
            rarity = _rarity(library.frequency((phrase,)), library)
            kept = {at: g for at, g in kept.items() if not span[0] <= at < span[1]}
            kept[span[0]] = replace(
                group, phrases=(phrase,), rarity=rarity, paired=True, at=span[0]
            )
    return sorted([*found, *kept.values()], key=lambda g: g.at)


def _phrase_around(
    group: Group, spoken: Sequence[str], library: Snapshot
) -> tuple[int, int] | None:
    """First word and end of the longest fixed phrase of a question that has the group's word.

    A word that goes by others too is one of a phrase only where that is long.
    """
    shortest = 2 if len(group.phrases) == 1 else WHOLE
    for length in range(LONGEST, shortest - 1, -1):
        for start in range(max(0, group.at - length + 1), group.at + 1):
            said = spoken[start : start + length]
            if len(said) == length and _is_fixed(said, library):
                return start, start + length
    return None


def _is_fixed(said: Sequence[str], library: Snapshot) -> bool:
    """Whether the documents mostly say some words together where they say the rarest of them.

    Or, of three and more that carry matter, where they say all of them in one passage.
    """
    ends = (said[0], said[-1])
    empty = any(map(_is_function, ends)) or said[-1].lower() in kinds_of_things()
    if empty or (len(said) > 2 and any(map(_says_nothing, ends))):
        return False
    together = library.frequency((" ".join(said),))
    telling = [w for w in said if not _is_function(w)]
    rarest = min(library.frequency((w,)) for w in telling)
    if together >= TOGETHER * rarest > 0:
        return True
    joined = all(w.lower() in _JOINING for w in said if _is_function(w))
    if not together or len(telling) < WHOLE or not joined:
        return False
    every = [
        {name for name, _ in library.search_words((w,), k=library.passage_count)} for w in telling
    ]
    return together >= MOSTLY * len(set.intersection(*every))


def _is_function(word: str) -> bool:
    return len(word) <= SHORT or word.lower() in _FUNCTION | words().frame


def _phrases(text: str, library: Snapshot, least: float) -> list[Group]:
    """Two common words side by side that are rare together: "young inspectors"."""
    found = []
    said = [w for w in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*|[^\w\s]", text)]
    for at, (one, other) in enumerate(pairwise(said)):
        if min(len(one), len(other)) > SHORT and {one.lower(), other.lower()}.isdisjoint(_FUNCTION):
            group = _group((f"{one} {other}",), library, at=at)
            if least <= group.rarity < 1:
                found.append(group)
    return sorted(found, key=lambda g: -g.rarity)[:1]


def _names(text: str) -> list[tuple[str, ...]]:
    """The names of things that a question has, each with its short form where it gives one."""
    found: list[tuple[str, ...]] = []
    for match in _ACRONYM.finditer(text):
        parts = match["words"].split()
        tails = (parts[-n:] for n in range(2, len(parts) + 1))
        short = match["short"].lower()
        spelt = next((t for t in tails if short in (_initials(t), _initials(t, every=True))), None)
        if spelt:
            found.append((" ".join(spelt), match["short"]))
    said = " ".join(p for name in found for p in name).lower()
    for match in _LETTERS.finditer(text):
        plain = match[1].lower() in synonyms() or mentions(match[1], question=True)
        if not plain and match[1].lower() not in _plain_names() and match[1].lower() not in said:
            found.append((match[1],))
    said = " ".join(p for name in found for p in name).lower()
    found_alone = (m for pattern in (_NUMBERED, _SINGLE, _TITLED) for m in pattern.finditer(text))
    single = [
        m
        for m in found_alone
        if m.group().lower().split()[0] not in _plain_names() and not _AT.search(text[: m.start()])
    ]
    for match in (*_NAME.finditer(text), *single):
        name = _KNOWN_SHORT.sub("", match.group())
        first, *others = name.split()
        counts = others[:1] == ["of"] and first.lower() in words().loose
        led = counts or first.lower() in words().frame
        if match.start() == 0 and led:
            name = " ".join(others[1:] if others[:1] and others[0] in _SMALL else others)
        if name and name.lower() not in said:
            found.append((name,))
            said = f"{said} {name.lower()}"
    return _with_their_short_forms(found)


def _with_their_short_forms(names: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The names, an acronym beside what it stands for: "Family Drug and Alcohol Court, FDAC"."""
    short = {n[0].lower(): n for n in names if len(n) == 1 and n[0].isupper()}
    found: list[tuple[str, ...]] = []
    taken: set[str] = set()
    for name in names:
        parts = name[0].split()
        initials = (_initials(parts), _initials(parts, every=True)) if len(parts) > 1 else ()
        own = next((short[i] for i in initials if i in short), None)
        found.append((*name, *own) if own else name)
        taken.update(own or ())
    return [n for n in found if not (len(n) == 1 and n[0] in taken)]


@cache
def _plain_names() -> frozenset[str]:
    """Capital words that are no names of things: months, days, and the field's own."""
    return words().frame | words().loose | words().bare | calendar_words() | {"english", "british"}


def _initials(parts: Sequence[str], *, every: bool = False) -> str:
    """The first letters of some words, as an acronym takes them: mostly without "of" and "the"."""
    pieces = re.split(r"[\s-]+", " ".join(parts).lower())
    return "".join(p[0] for p in pieces if p and (every or p not in _SMALL))


def _alternatives(query: Query, text: str) -> list[tuple[str, ...]]:
    """The words of the matter; those of which one will do ("dinner, meal or party") together."""
    found: list[tuple[str, ...]] = []
    end: int | None = None
    places = {t: re.search(rf"(?<!\w){re.escape(t)}(?!\w)", text) for t in query.terms}
    known = sorted(meanings(query), key=lambda m: p.start() if (p := places[m[0]]) else len(text))
    for term, meant in known:
        place = places[term]
        of_a_phrase = " " in meant[0]
        empty = _says_nothing(term) and not of_a_phrase
        if empty or meant in found or any(c.isdigit() for c in term):
            continue
        if found and end is not None and place and _OR.match(text[end : place.start()] or "-"):
            found[-1] = (*found[-1], *meant)
        else:
            found.append(meant)
        end = place.end() if place else None
    return found


def _says_nothing(term: str) -> bool:
    """Whether a word, in whatever form, says nothing of what is sought: "treating" as "treat"."""
    known = words().loose | calendar_words()
    return term.lower() in known or set(stems(term)) <= _loose_stems()


@cache
def _loose_stems() -> frozenset[str]:
    return frozenset(s for word in words().loose for s in stems(word))


def _word_of(text: str, term: str) -> int:
    """The number of the word with which a term begins, -1 where it is not there."""
    place = re.search(rf"(?<!\w){re.escape(term)}(?!\w)", text)
    return len(_WORDS.findall(text[: place.start()])) if place else -1


def _group(
    phrases: tuple[str, ...], library: Snapshot, *, named: bool = False, at: int = -1
) -> Group:
    rarity = _rarity(library.frequency(phrases), library)
    return Group(phrases, rarity, named=named, at=at)


def _rarity(passages: int, library: Snapshot) -> float:
    """How rare it is to be in so many passages: 0 in all, 1 in none."""
    total = library.passage_count + 1
    return math.log(total / (passages + 1)) / math.log(total)


def of_condition(query: Query, condition: Condition) -> Query:
    """The question as to one of its conditions."""
    said = terms(condition.words)
    asked = tuple(w for w in said if not (condition.polarity == "good" and _PRAISE.fullmatch(w)))
    asked = asked or said
    return replace(query, conditions=(condition,), matter=condition.clause, terms=asked)
