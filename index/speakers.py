"""Sentences -> who says each: a named person, Ofsted, or the council.

A quotation belongs to the name beside its verb of saying ("... ,' said the trust's CEO Nicola
Clemo", "David Haley, ... said: ..."), and goes on over paragraphs that open with a quotation mark
while the one before was never closed, as British newspapers set it.
"""

import re
from collections.abc import Sequence

from index import councils
from index.cues import cues
from index.records import Sentence

NAME = r"(?:(?:Councillor|Cllr\.?|Dr\.?|Mr\.?|Mrs\.?|Ms\.?|Sir|Dame|Lord|Baroness)\s)?[A-Z][a-zà-ÿ]+(?:[-’'][A-Z][a-zà-ÿ]+)?\s(?:[A-Z]\.\s)?(?:Mc|Mac|O[’'])?[A-Z][a-zà-ÿ]+(?:[-’'][A-Z][a-zà-ÿ]+)?"
_SAID = r"(?:said|says|added|adds|agreed|commented|explained|told|wrote|continued|concluded)"
_AFTER = re.compile(
    rf"[”\"’',]\s*(?:{_SAID})\s(?:[^.“”\"]{{0,60}}?\s)?(?P<name>{NAME})|[”\"’',]\s*(?:{_SAID})\s(?P<bare>{NAME})"
)
_BEFORE = re.compile(
    rf"(?P<name>{NAME}),?\s[^.“”\"‘]{{0,160}}?\b{_SAID}\b|(?P<bare>{NAME})\s{_SAID}\b"
)
_NOT_NAMES = re.compile(
    r"\b(?:Council|Borough|City|County|Children|Services|Trust|Ofsted|Department|Cabinet|Director|"
    r"Chief|Executive|Member|Inspection|Report|January|February|March|April|June|July|August|"
    r"September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|The|This|That|South|North|West|East|Early|Help|Hub|Care|Leavers?|Young|People|Looked|After|Senior|Corporate|Local|National|Secretary|State|Education|Personal|Board|Panel|House|Act|Good|Requires|Improvement)\b"
)


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
        if name is None and open_quote_of and re.match(r"\s*[“\"‘]", text):
            name = open_quote_of
        quoted = name is not None
        for sentence in block:
            said[sentence.number] = name if quoted else _reported(sentence.text)
        if not quoted and "the council" in {said[s.number] for s in block}:
            said |= {s.number: said[s.number] or "the council" for s in block}
        still_open = text.rfind("“") > text.rfind("”")
        open_quote_of = name if quoted and still_open else None
    return tuple(said[s.number] for s in sentences)


def _named(text: str) -> str | None:
    """The person whom a paragraph with a quotation in it quotes."""
    if not re.search(r"[“\"‘]", text):
        return None
    for pattern in (_AFTER, _BEFORE):
        for match in pattern.finditer(text):
            name = match["name"] or match["bare"]
            if name and not _NOT_NAMES.search(name):
                return str(name)
    return None


def people_in(text: str) -> tuple[str, ...]:
    """The names of people in a text: two capitalised words that no council, post or body has."""
    found = (m.group() for m in re.finditer(NAME, text))
    return tuple(n for n in found if not _NOT_NAMES.search(n) and not councils.find(n))


def _reported(text: str) -> str | None:
    for speaker, pattern in cues().speaker:
        if pattern.search(text):
            return speaker
    return None
