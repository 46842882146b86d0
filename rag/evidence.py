"""Sentences read against a question -> evidence, best first.

    sentences ─ reader, field signals → a first score ─ the best by meaning too → evidence

Meaning (the cosine of question and sentence) costs milliseconds a sentence, so only those that the
cheap signals put in front are compared; vectors are kept while the process runs.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from index.embed import Embedder
from index.measures import measures
from index.records import Document, Sentence
from index.speakers import speakers
from index.store import Snapshot
from rag import weigh
from rag.read import Reader, candidates, rarity
from rag.records import Evidence, Hit, Query
from rag.retrieve import dates_of

COMPARED = 10
"""Sentences of one reading that are compared by meaning."""
FOUND = 0.5
"""How well a passage counts as found where nothing was searched for."""
SHORT_NAME = 3
LEAD_IN = 12
"""Sentences before a passage in which a quotation that runs into it may have opened."""
KEPT = 20_000
"""Sentence vectors kept: 30 MB."""

Vector = NDArray[np.float32]
Reading = tuple[Evidence, dict[str, float]]
"""A sentence read, and the signals of `weigh.py` on it."""


@dataclass(slots=True)
class SentenceVectors:
    """Vectors of sentences by their text, the latest used kept. Thread-safe."""

    embedder: Embedder
    _kept: OrderedDict[str, Vector] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, texts: Sequence[str]) -> list[Vector]:
        """One unit vector for each text."""
        with self._lock:
            known = {t: self._kept[t] for t in texts if t in self._kept}
        missing = [t for t in dict.fromkeys(texts) if t not in known]
        known |= dict(zip(missing, self.embedder.embed(missing), strict=True))
        with self._lock:
            for text in texts:
                self._kept[text] = known[text]
                self._kept.move_to_end(text)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return [known[t] for t in texts]


@dataclass(frozen=True, slots=True)
class Judge:
    """Reads sentences against questions."""

    reader: Reader
    vectors: SentenceVectors

    def passages(self, query: Query, hits: Sequence[Hit], library: Snapshot) -> list[Evidence]:
        """Every sentence of some passages, best first."""
        found: dict[str, dict[int, float]] = {}
        for hit in hits:
            numbers = found.setdefault(hit.document.id, {})
            for number in range(hit.passage.first, hit.passage.last + 1):
                numbers.setdefault(number, hit.score)
        picked = {
            name: [library.sentences(name)[n] for n in sorted(numbers)]
            for name, numbers in found.items()
        }
        return self.sentences(query, picked, library, found=found)

    def sentences(
        self,
        query: Query,
        picked: Mapping[str, Sequence[Sentence]],
        library: Snapshot,
        *,
        compared: int = COMPARED,
        found: Mapping[str, Mapping[int, float]] | None = None,
    ) -> list[Evidence]:
        """The picked sentences of each document (by its id), best first.

        `found` tells how well the passage of each sentence was found, by its number.
        """
        read = self.readings(query, picked, library, compared=compared, found=found)
        return sorted(
            (weigh.scored(e, signs, general=query.general) for e, signs in read), key=_order
        )

    def readings(
        self,
        query: Query,
        picked: Mapping[str, Sequence[Sentence]],
        library: Snapshot,
        *,
        compared: int = COMPARED,
        found: Mapping[str, Mapping[int, float]] | None = None,
    ) -> list[Reading]:
        """The same with what speaks for and against each; the best `compared` by meaning too."""
        quoted = _said_somewhere(query, picked, library)
        asked, words = weigh.ask(query, rarity()), query.matter
        read: list[Reading] = []
        for name, sentences in picked.items():
            ranks = (found or {}).get(name, {})
            document, everything = library.document(name), library.sentences(name)
            said = _speakers(everything, sentences)
            texts = candidates(document, everything, sentences)
            read_by = self.reader.read if query.general else self.reader.skim
            chances = read_by(words, texts)
            for sentence, chance in zip(sentences, chances, strict=True):
                around = weigh.around(everything, sentence.number, document)
                if not query.general and _ruled_out(query, quoted, sentence, around, document):
                    continue
                if _asks_exactly(query) and not weigh.has_rarest(asked, around):
                    continue
                speaker = said.get(sentence.number)
                signs = weigh.signals(asked, sentence, around, document, speaker, chance)
                signs["found"] = ranks.get(sentence.number, FOUND)
                evidence = Evidence(document=document, sentence=sentence, score=0, speaker=speaker)
                read.append((weigh.scored(evidence, signs, general=query.general), signs))
        read.sort(key=lambda r: _order(r[0]))
        return self._compared(words, read, compared)

    def _compared(self, words: str, found: Sequence[Reading], compared: int) -> list[Reading]:
        """The readings, the best of them compared with the question by meaning."""
        best, rest = found[:compared], found[compared:]
        if not best:
            return []
        question, *vectors = self.vectors.of([words, *(e.sentence.text for e, _ in best)])
        return [
            (evidence, signs | {"meaning": float(question @ vector)})
            for (evidence, signs), vector in zip(best, vectors, strict=True)
        ] + list(rest)


def _speakers(everything: Sequence[Sentence], picked: Sequence[Sentence]) -> dict[int, str | None]:
    """Who says each of the picked sentences, by its number.

    A quotation may have opened some paragraphs before, so reading begins a little earlier.
    """
    if not picked:
        return {}
    numbers = [s.number for s in picked]
    window = everything[max(0, min(numbers) - LEAD_IN) : max(numbers) + 1]
    return dict(zip((s.number for s in window), speakers(window), strict=True))


def _asks_exactly(query: Query) -> bool:
    """Whether the rarest word asked about must stand in the text, or be meant by another."""
    return query.kind in ("list", "count")


def _ruled_out(
    query: Query, quoted: Sequence[str], sentence: Sentence, around: str, document: Document
) -> bool:
    """Whether a sentence cannot answer, however alike it looks."""
    return (
        of_another_year(query, sentence, document)
        or not on_the_matter(query, around)
        or bool(quoted and not any(q in plain(sentence.text) for q in quoted))
        or (weigh.must_hold(query) and not weigh.holds(query, sentence.text, document))
        or (query.kind in ("list", "count") and weigh.number_missing(query, sentence.text))
        or weigh.premise_missing(query.standalone, around)
        or any(_nowhere(name, document) for name in query.names)
    )


def _nowhere(name: str, document: Document) -> bool:
    """Whether a document lacks a name that the question takes it to have; acronyms vary."""
    if name.isupper():
        return False
    said = document.text.lower()
    return any(word.lower() not in said for word in name.split() if len(word) > SHORT_NAME)


def plain(text: str) -> str:
    """A text as quotations of it are compared: one sort of quotation mark, small letters."""
    return text.translate(_MARKS).lower()


_MARKS = str.maketrans("“”‘’", "\"\"''")


def _said_somewhere(
    query: Query, picked: Mapping[str, Sequence[Sentence]], library: Snapshot
) -> list[str]:
    """The words quoted in a question that the documents do have."""
    if not query.quoted:
        return []
    texts = [plain(library.document(name).text) for name in picked]
    return [q for words in query.quoted if any((q := plain(words)) in text for text in texts)]


def _order(evidence: Evidence) -> tuple[float, str, int]:
    return -evidence.score, evidence.document.id, evidence.sentence.number


def on_the_matter(query: Query, around: str) -> bool:
    """A question about a known measure is answered only where the text speaks of it."""
    asked = {c.measure for c in query.conditions if c.measure}
    if not asked:
        return True
    table = measures()
    wanted = {k for key in asked for k in (key, *table[key].includes, *table[key].near)}
    return any(table[key].said.search(around) for key in wanted)


def of_another_year(query: Query, sentence: Sentence, document: Document) -> bool:
    """A question about a time is not answered by what neither names nor dates from its years."""
    return bool(query.periods) and not (
        any(year in sentence.text for year in query.years)
        or any(p.holds(date) for p in query.periods for date in dates_of(document))
    )
