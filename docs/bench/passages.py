"""How long should a passage be? What part of the wanted excerpts the five best passages hold."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from docs.bench.baselines import Bm25
from docs.bench.metrics import Overlap, Span, mean, of_spans
from docs.bench.sets import Bench, Question
from docs.bench.tables import Section, Table, percent
from index import split
from index.embed import MiniLM
from index.records import Passage
from index.sync import embedded_text

SET = "chunking_eval"
LIMITS = (120, 160, 200, 250, 300)
TOP = 5
_TOKEN = re.compile(r"\w+|[^\w\s]")
NOTE = (
    f"The {TOP} best passages of all documents together, found by BM25 or by the cosine of MiniLM, "
    "against the excerpts that hold the answer, in words. The limit is in word pieces; MiniLM "
    "reads 256 of them. Means over the questions, in percent."
)


@dataclass(frozen=True, slots=True)
class Cut:
    """All documents cut at one limit."""

    limit: int
    passages: tuple[Passage, ...]


def section(bench: Bench, embedder: MiniLM) -> Section:
    """Recall, precision and intersection over union at every limit."""
    title = "Length of a passage"
    if not bench.has(SET):
        return Section("passages", title, (f"{SET} is not there and was left out.",))
    texts = {name: text.text for name, text in bench.texts(SET).items()}
    tokens = {n: [m.span() for m in _TOKEN.finditer(text)] for n, text in texts.items()}
    asked = bench.questions(SET)
    rows = []
    for limit in LIMITS:
        made = cut(texts, limit, embedder)
        for name, search in _searches(made, bench, embedder).items():
            found = [overlap(q, search(q.text), tokens) for q in asked]
            rows.append((_named(limit), str(len(made.passages)), name, *_figures(found)))
    columns = ("limit", "passages", "search", "recall", "precision", "IoU", "of")
    return Section("passages", title, (Table(columns, tuple(rows), note=NOTE),))


def _named(limit: int) -> str:
    return f"{limit} (ours)" if limit == split.LIMIT else str(limit)


def _figures(found: Sequence[Overlap]) -> tuple[str, ...]:
    values = ([o.recall for o in found], [o.precision for o in found], [o.iou for o in found])
    return (*(percent(mean(v)) for v in values), str(len(found)))


def cut(texts: Mapping[str, str], limit: int, embedder: MiniLM) -> Cut:
    """The documents in passages of at most so many word pieces."""
    found: list[Passage] = []
    for name, text in texts.items():
        sentences = split.sentences(name, text)
        found += split.passages(name, text, sentences, count=embedder.count, limit=limit)
    return Cut(limit, tuple(found))


def overlap(
    asked: Question, found: Sequence[Passage], tokens: Mapping[str, Sequence[Span]]
) -> Overlap:
    """What the passages found have in common with what was wanted, over all documents."""
    wanted: dict[str, list[Span]] = {}
    for name, start, end in asked.spans:
        wanted.setdefault(name, []).append((start, end))
    got: dict[str, list[Span]] = {}
    for passage in found:
        got.setdefault(passage.document, []).append((passage.start, passage.end))
    each = [
        of_spans(got.get(name, []), wanted.get(name, []), tokens[name])
        for name in sorted(wanted.keys() | got.keys())
    ]
    return Overlap(
        sum(o.found for o in each), sum(o.wanted for o in each), sum(o.both for o in each)
    )


def _searches(
    made: Cut, bench: Bench, embedder: MiniLM
) -> dict[str, Callable[[str], list[Passage]]]:
    by_id = {p.id: p for p in made.passages}
    bm25 = Bm25({p.id: embedded_text(p) for p in made.passages})
    vectors = _vectors(made, bench, embedder)

    def by_words(asked: str) -> list[Passage]:
        return [by_id[name] for name in bm25.best(asked, TOP)]

    def by_meaning(asked: str) -> list[Passage]:
        likeness = vectors @ embedder.embed([asked])[0]
        return [made.passages[i] for i in np.argsort(-likeness, kind="stable")[:TOP]]

    return {"BM25": by_words, "MiniLM": by_meaning}


def _vectors(made: Cut, bench: Bench, embedder: MiniLM) -> NDArray[np.float32]:
    """Vectors of the passages, kept from an earlier run where they are the same."""
    texts = list(_texts(made))
    digest = hashlib.sha256("\0".join((embedder.name, *texts)).encode()).hexdigest()[:16]
    kept = bench.work / SET / f"{digest}.npy"
    if kept.exists():
        loaded: NDArray[np.float32] = np.load(kept)
        return loaded
    vectors = embedder.embed(texts)
    kept.parent.mkdir(parents=True, exist_ok=True)
    np.save(kept, vectors)
    return vectors


def _texts(made: Cut) -> Iterator[str]:
    return (embedded_text(p) for p in made.passages)
