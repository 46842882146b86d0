"""Sentences read against a question -> evidence, best first.

sentences ─ those that can answer ─ reader, field signals → evidence
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.measures import measures
from index.records import Document, Sentence
from index.speakers import speakers
from index.store import Snapshot
from rag.read import Reader, candidates, rarity
from rag.records import Evidence, Hit, Query
from rag.retrieve import dates_of
from rag.sentences import weigh
from rag.sentences.holds import holds, must_hold
from rag.sentences.scarcity import is_small
from rag.sentences.signals import Candidate
from rag.sentences.stock import stock

BLOCKS = 5
"""Blocks of about 200 word pieces that are read for one question."""
FOUND = 0.5
"""How well a passage counts as found where nothing was searched for."""
SHORT_NAME = 3
LEAD_IN = 12
"""Sentences before a passage in which a quotation that runs into it may have opened."""

Reading = tuple[Evidence, dict[str, float]]
"""A sentence read, and the signals of `weigh.py` on it."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Reads sentences against questions."""

    reader: Reader

    def passages(
        self,
        query: Query,
        hits: Sequence[Hit],
        library: Snapshot,
        *,
        blocks: int = BLOCKS,
        use: weigh.Use | None = None,
    ) -> list[Evidence]:
        """The sentences of the likeliest `blocks` of some passages, best first."""
        found: dict[str, dict[int, float]] = {}
        for hit in hits:
            numbers = found.setdefault(hit.document.id, {})
            for number in range(hit.passage.first, hit.passage.last + 1):
                numbers.setdefault(number, hit.score)
        picked = {
            name: [library.sentences(name)[n] for n in sorted(numbers)]
            for name, numbers in found.items()
        }
        return self.sentences(query, picked, library, blocks=blocks, found=found, use=use)

    def sentences(
        self,
        query: Query,
        picked: Mapping[str, Sequence[Sentence]],
        library: Snapshot,
        *,
        blocks: int | None = BLOCKS,
        found: Mapping[str, Mapping[int, float]] | None = None,
        use: weigh.Use | None = None,
    ) -> list[Evidence]:
        """The picked sentences of each document (by its id), best first.

        Those of the likeliest `blocks` are read, all where None; `found` tells how well the passage
        of each sentence was found, by its number. They are weighed for a lookup, or for another
        `use`.
        """
        weighed_for = use or _way(query, library)
        read = self.readings(query, picked, library, blocks=blocks, found=found, use=weighed_for)
        return sorted((weigh.scored(e, signs, weighed_for) for e, signs in read), key=_order)

    def readings(
        self,
        query: Query,
        picked: Mapping[str, Sequence[Sentence]],
        library: Snapshot,
        *,
        blocks: int | None = BLOCKS,
        found: Mapping[str, Mapping[int, float]] | None = None,
        use: weigh.Use = "field",
    ) -> list[Reading]:
        """The same with what speaks for and against each."""
        asked = weigh.ask(query, rarity())
        rows = list(_eligible(query, asked, picked, library))
        near = [(found or {}).get(r.document.id, {}).get(r.sentence.number, FOUND) for r in rows]
        chosen = self._likeliest(asked, rows, near, blocks)
        chances = self.reader.read(query.matter, [rows[i].text for i in chosen])
        said = _speakers([rows[i] for i in chosen], library)
        read: list[Reading] = []
        for i, chance in zip(chosen, chances, strict=True):
            document, sentence = rows[i].document, rows[i].sentence
            speaker = said.get((document.id, sentence.number))
            signs = weigh.signals(asked, sentence, document, speaker, chance)
            signs["found"] = near[i]
            if "rarest missing" in weigh.weights(use):
                signs["rarest missing"] = float(not weigh.has_rarest(asked, rows[i].beside))
            evidence = Evidence(document=document, sentence=sentence, score=0, speaker=speaker)
            read.append((evidence, signs))
        return read

    def _likeliest(
        self, asked: weigh.Asked, rows: Sequence["_Row"], near: Sequence[float], blocks: int | None
    ) -> list[int]:
        """The rows of the likeliest blocks: found best, liked best by counting, and saying most."""
        if blocks is None or len({row.text.block for row in rows}) <= blocks:
            return list(range(len(rows)))
        counted = self.reader.skim(asked.query.matter, [row.text for row in rows])
        said = [weigh.coverage(asked, row.sentence.text) for row in rows]
        best = sorted(range(len(rows)), key=lambda i: (-counted[i] - near[i] - said[i], i))
        close = set(list(dict.fromkeys(rows[i].text.block for i in best))[:blocks])
        return [i for i, row in enumerate(rows) if row.text.block in close]


def _way(query: Query, library: Snapshot) -> weigh.Use:
    """What a lookup is weighed by: its library may be of other matters, or of few passages."""
    if query.general:
        return "general"
    return "few" if is_small(library) else "field"


@dataclass(frozen=True, slots=True)
class _Row:
    """A sentence that may answer, and as the reader takes it."""

    document: Document
    sentence: Sentence
    beside: str
    """The sentence with its neighbours."""
    text: Candidate


def _eligible(
    query: Query,
    asked: weigh.Asked,
    picked: Mapping[str, Sequence[Sentence]],
    library: Snapshot,
) -> Iterator[_Row]:
    """The picked sentences that are not ruled out beforehand."""
    quoted = _said_somewhere(query, picked, library)
    shared = frozenset() if query.general else stock(library)
    for name, sentences in picked.items():
        document, everything = library.document(name), library.sentences(name)
        texts = candidates(document, sentences)
        for sentence, text in zip(sentences, texts, strict=True):
            if (name, sentence.number) in shared:
                continue
            beside = weigh.around(everything, sentence.number, document)
            if not query.general and _ruled_out(query, quoted, sentence, beside, document):
                continue
            if query.expected == "named" and not weigh.coverage(asked, beside):
                continue
            yield _Row(document, sentence, beside, text)


def _speakers(rows: Sequence[_Row], library: Snapshot) -> dict[tuple[str, int], str | None]:
    """Who says each of some sentences, by its document and number.

    A quotation may have opened some paragraphs before, so each run of sentences that stand near
    each other is read from a little earlier.
    """
    numbers: dict[str, list[int]] = {}
    for row in rows:
        numbers.setdefault(row.document.id, []).append(row.sentence.number)
    found: dict[tuple[str, int], str | None] = {}
    for name, said in numbers.items():
        everything = library.sentences(name)
        for run in _runs(sorted(said)):
            window = everything[max(0, run[0] - LEAD_IN) : run[-1] + 1]
            found |= {
                (name, s.number): who for s, who in zip(window, speakers(window), strict=True)
            }
    return found


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    """Numbers in rising order, cut where the next is further than a lead-in away."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number - runs[-1][-1] <= LEAD_IN:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _ruled_out(
    query: Query, quoted: Sequence[str], sentence: Sentence, around: str, document: Document
) -> bool:
    """Whether a sentence cannot answer, however alike it looks."""
    surveyed = query.kind in ("list", "count")
    return (
        of_another_year(query, around, document)
        or (surveyed and not on_the_matter(query, around))
        or bool(quoted and not any(q in plain(sentence.text) for q in quoted))
        or (not surveyed and must_hold(query) and not holds(query, sentence.text, document))
        or (surveyed and weigh.number_missing(query, sentence.text))
        or weigh.premise_missing(query.standalone, around)
        or any(_nowhere(name, document) for name in query.names)
        or (query.kind == "lookup" and weigh.other_direction(query.standalone, sentence.text))
        or (not _asks_for_grades(query) and _GRADE_ROW.search(sentence.text) is not None)
    )


def _asks_for_grades(query: Query) -> bool:
    return any(c.measure == "judgement" for c in query.conditions) or query.premise is not None


_GRADE_ROW = re.compile(
    r"[|:]\s*(?:outstanding|good|adequate|inadequate|requires improvement(?: to be good)?)\W*$",
    re.IGNORECASE,
)
"""A row of the table of judgements, which answers nothing but a question for a grade."""


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


def of_another_year(query: Query, text: str, document: Document) -> bool:
    """A question about a time is not answered by what neither names nor dates from its years."""
    return bool(query.periods) and not (
        any(year in text for year in query.years)
        or any(p.holds(date) for p in query.periods for date in dates_of(document))
    )
