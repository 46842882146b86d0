"""A question as typed -> the same with slips of the finger mended.

A word that neither the documents nor the language of questions knows, and that one slip (a letter
too many, too few, wrong, or two swapped) turns into a word they do know, is that word. Names of
councils are mended where councils are found. The distance is Damerau's (CACM 7:3, 1964).
"""

import json
import re
from collections.abc import Collection
from difflib import get_close_matches
from functools import lru_cache

from index import councils
from index.embed import TOKENIZER, model_folder
from index.tables import table
from rag.read import rarity
from rag.sentences.signals import stem

SHORTEST = 4
LONG = 8
"""Letters from which a word may have two slips: "efectivly"."""
ALIKE = 0.88
"""Likeness, 0 to 1, of a word with two slips to the one that is meant."""
_WORD = re.compile(rf"\b[a-zA-Z]{{{SHORTEST},}}\b(?![’']t\b)")
ASKING: tuple[str, ...] = tuple(table("rag.asked", "spelling.toml")["asking"])
"""Words of questions that are mended to, the commonest first, and never mended."""


def corrected(text: str, vocabulary: Collection[str]) -> str:
    """The question with slips mended; unchanged where there is no vocabulary to go by."""
    if not vocabulary:
        return text
    known = vocabulary if isinstance(vocabulary, frozenset) else frozenset(vocabulary)
    return _WORD.sub(lambda m: _mended(m[0], known), text)


def _mended(word: str, known: frozenset[str]) -> str:
    lower = word.lower()
    english = stem(lower) in rarity().known or {lower, lower.removesuffix("s")} & _english()
    place = lower in councils.spoken()
    if lower in known or lower in ASKING or english or place or word[0].isupper():
        return word
    return _nearest(lower, known) or word


@lru_cache(maxsize=1)
def _english() -> frozenset[str]:
    """The whole words, some 20,000 of English, that the embedding model knows."""
    table = json.loads((model_folder() / TOKENIZER).read_text(encoding="utf-8"))
    return frozenset(word for word in table["model"]["vocab"] if word.isalpha())


@lru_cache(maxsize=4096)
def _nearest(word: str, known: frozenset[str]) -> str | None:
    """The one known word a slip away; the words of questions first."""
    slips = _slips(word)
    asking = next((w for w in ASKING if w in slips), None)
    found = slips & known
    if not asking and not found and len(word) >= LONG:
        alike = [w for w in known if w[0] == word[0] and abs(len(w) - len(word)) <= 2]
        found = set(get_close_matches(word, alike, n=2, cutoff=ALIKE))
    return asking or (found.pop() if len(found) == 1 else None)


def _slips(word: str) -> set[str]:
    """Every string one slip away that begins alike, as nearly all slips do.

    A plural that only lacks its "s" stays: "cookers" are no "cookery".
    """
    letters = "abcdefghijklmnopqrstuvwxyz"
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    swaps = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    drops = {a + b[1:] for a, b in cuts if b}
    changes = {a + c + b[1:] for a, b in cuts if b for c in letters}
    additions = {a + c + b for a, b in cuts for c in letters}
    found = {s for s in swaps | drops | changes | additions if s[:1] == word[0]}
    return {s for s in found if not (word.endswith("s") and s[:-1] == word[:-1])}
