"""What the product is held against: BM25 over stems without the commonest words.

The code is our own, so that a change of the product's search cannot move its baseline.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache

import snowballstemmer

K1, B = 1.2, 0.75
_WORD = re.compile(r"[^\W_]+")
_STOP = frozenset(
    re.findall(
        r"\w+",
        "a about all also an and any are as at be because been before being but by can could "
        "did do does doing for from had has have having he her here him his how i if in into is "
        "it its just me more most my no not of on or other our out s she should so some such t "
        "than that the their them then there these they this those through to up was we were "
        "what when where which while who whom whose why will with would you your",
    )
)


@cache
def _stemmer() -> "snowballstemmer.stemmer":
    return snowballstemmer.stemmer("english")


@cache
def stem(word: str) -> str:
    """The stem of a word in lower case."""
    return str(_stemmer().stemWord(word))


def stems(text: str) -> list[str]:
    """The stems of the words of a text that carry its matter."""
    return [stem(w) for w in _WORD.findall(text.lower()) if w not in _STOP]


class Bm25:
    """Okapi BM25 over stems of named texts (Robertson and Zaragoza 2009)."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        bags = {name: Counter(stems(text)) for name, text in texts.items()}
        mean = sum(sum(b.values()) for b in bags.values()) / max(1, len(bags))
        frequency = Counter(w for bag in bags.values() for w in bag)
        self._postings: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for name, bag in bags.items():
            norm = K1 * (1 - B + B * sum(bag.values()) / mean)
            for word, n in bag.items():
                idf = math.log(1 + (len(bags) - frequency[word] + 0.5) / (frequency[word] + 0.5))
                self._postings[word].append((name, idf * n * (K1 + 1) / (n + norm)))

    def best(self, question: str, k: int) -> list[str]:
        """Names of the k best texts, best first; ties by name."""
        scores: dict[str, float] = defaultdict(float)
        for word, times in sorted(Counter(stems(question)).items()):
            for name, weight in self._postings.get(word, ()):
                scores[name] += times * weight
        return sorted(scores, key=lambda name: (-scores[name], name))[:k]
