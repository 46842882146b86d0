"""Sentences -> who says each: a named person, Ofsted, or the council.

A quotation belongs to the name beside its verb of saying ("... ,' said the trust's CEO Nicola
Clemo", "David Haley, ... said: ..."), and goes on over paragraphs that open with a quotation mark
while the one before was never closed, as British newspapers set it.
"""

import re
from collections.abc import Sequence
from functools import cache

from index import councils
from index.cues import cues
from index.records import Sentence

_TITLE = r"(?:Councillor|Cllr\.?|Dr\.?|Mr\.?|Mrs\.?|Ms\.?|Sir|Dame|Lord|Baroness)"
_WORD = r"[A-Z][a-zà-ÿ]+(?:[-’'][A-Z][a-zà-ÿ]+)?"
NAME = rf"(?:{_TITLE}\s)?{_WORD}\s(?:[A-Z]\.\s)?(?:Mc|Mac|O[’'])?{_WORD}"
"""Pattern of what may be a person's name: two words with capitals, with or without a title."""

_QUOTE = re.compile(r"[“\"‘]")
_OPENS_WITH_QUOTE = re.compile(r"\s*[“\"‘]")


def speakers(sentences: Sequence[Sentence]) -> tuple[str | None, ...]:
    """Who says each sentence, or None where the text does not tell; one entry a sentence."""
    paragraphs: dict[int, list[Sentence]] = {}
    for sentence in sentences:
        paragraphs.setdefault(sentence.paragraph, []).append(sentence)
    said: dict[int, str | None] = {}
    open_quote_of: str | None = None
    for block in paragraphs.values():
        text = " ".join(s.text for s in block)
        name = _named(text)
        if name is None and open_quote_of and _OPENS_WITH_QUOTE.match(text):
            name = open_quote_of
        quoted = name is not None
        for sentence in block:
            said[sentence.number] = name if quoted else _reported(sentence.text)
        if not quoted and "the council" in {said[s.number] for s in block}:
            said |= {s.number: said[s.number] or "the council" for s in block}
        still_open = text.rfind("“") > text.rfind("”")
        open_quote_of = name if quoted and still_open else None
    return tuple(said[s.number] for s in sentences)


def people_in(text: str) -> tuple[str, ...]:
    """The names of people in a text: two capitalised words that no council, post or body has."""
    return tuple(m.group() for m in re.finditer(NAME, text) if _is_person(m.group()))


def _named(text: str) -> str | None:
    """The person whom a paragraph with a quotation in it quotes."""
    if not _QUOTE.search(text):
        return None
    for pattern in _beside_a_verb():
        for match in pattern.finditer(text):
            if _is_person(match["name"]):
                return match["name"]
    return None


@cache
def _beside_a_verb() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A name after the verb of saying, and one before it."""
    verb = cues().saying
    after = rf"[”\"’',]\s*{verb}\s(?:[^.“”\"]{{0,60}}?\s)??(?P<name>{NAME})"
    before = rf"(?P<name>{NAME}),?\s[^.“”\"‘]{{0,160}}?\b{verb}\b"
    return re.compile(after), re.compile(before)


def _is_person(name: str) -> bool:
    return not cues().never_a_name.search(name) and not councils.find(name)


def _reported(text: str) -> str | None:
    return next((who for who, pattern in cues().speaker if pattern.search(text)), None)
