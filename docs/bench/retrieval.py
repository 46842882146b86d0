"""Does the search find the right document, and how far up? The product beside its baselines."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from docs.bench.metrics import hit, mean, ndcg, reciprocal_rank, share
from docs.bench.sets import Bench, Collection, Question
from docs.bench.tables import Section, Table, decimal, percent
from index.embed import MiniLM

BASELINES = {"BM25": Collection.by_words, "MiniLM": Collection.by_meaning}
Wording = Callable[[Question, Collection], str]
History = Callable[[Question], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Task:
    """A way of asking the questions of a set."""

    name: str
    label: str
    wording: Wording
    distinct: bool = False
    """Whether rows that ask the same count once."""
    history: History | None = None
    """What the product is told was said before; the baselines know no conversations."""


def _alone(asked: Question, _: Collection) -> str:
    return asked.text


def _with_scenario(asked: Question, _: Collection) -> str:
    return f"{asked.meta.get('scenario') or ''} {asked.text}".strip()


def _pasted(asked: Question, _: Collection) -> str:
    return " ".join((*asked.said, asked.text))


def _rewritten(asked: Question, _: Collection) -> str:
    return str(asked.meta["rewrite"])


TASKS = (
    Task("nq_qed", "question", _alone),
    Task("squad2_dev", "question", _alone),
    Task("or_sharc", "question", _alone),
    Task("or_sharc", "each different question once", _alone, distinct=True),
    Task("or_sharc", "with its scenario", _with_scenario),
    Task("conditionalqa", "question, page looked for", _alone),
    Task("conditionalqa", "with its scenario", _with_scenario),
)
CONVERSATIONS = (
    Task("doc2dial_val", "last turn alone", _alone),
    Task("doc2dial_val", "all turns pasted before it", _pasted),
    Task("doc2dial_val", "after the user's earlier turns", _alone, history=lambda q: q.earlier),
    Task("doc2dial_val", "after all turns", _alone, history=lambda q: q.said),
    Task("mtrag_human", "last turn alone", _alone),
    Task("mtrag_human", "earlier questions pasted before it", _pasted),
    Task("mtrag_human", "after the earlier questions", _alone, history=lambda q: q.earlier),
    Task("mtrag_human", "made whole by a person", _rewritten),
)
NOTES = {
    "conditionalqa": "Each conditionalqa page is one document.",
    "mtrag_human": "Of mtrag_human only questions of which a right passage is at hand.",
}


def section(bench: Bench, embedder: MiniLM) -> Section:
    """Single questions."""
    return _section(bench, embedder, TASKS, "retrieval", "Retrieval")


def conversations(bench: Bench, embedder: MiniLM) -> Section:
    """Questions that follow others."""
    title = "Retrieval in a conversation"
    return _section(bench, embedder, CONVERSATIONS, "conversations", title)


def _section(
    bench: Bench, embedder: MiniLM, tasks: Sequence[Task], name: str, title: str
) -> Section:
    names = list(dict.fromkeys(t.name for t in tasks))
    rows = [
        row
        for one in names
        if bench.has(one)
        for row in _rows(bench, bench.collection(one, embedder), tasks)
    ]
    absent = [f"{n} is not there and was left out." for n in names if not bench.has(n)]
    columns = ("set", "asked", "search", "hit@1", "hit@5", "hit@10", "MRR@10", "nDCG@10", "of")
    notes = [note for n, note in NOTES.items() if n in names and bench.has(n)]
    note = " ".join(["Hits in percent, with 95 % intervals.", *notes, *absent])
    return Section(name, title, (Table(columns, tuple(rows), note=note), "" if rows else note))


def _rows(bench: Bench, collection: Collection, tasks: Sequence[Task]) -> Iterator[tuple[str, ...]]:
    for task in (t for t in tasks if t.name == collection.name):
        held = bench.findable(collection)
        asked = once_each(held) if task.distinct else held
        words = [task.wording(q, collection) for q in asked]
        earlier = [task.history(q) if task.history else () for q in asked]
        found = {
            "product": [collection.by_product(w, e) for w, e in zip(words, earlier, strict=True)]
        }
        if task.history is None:
            for name, system in BASELINES.items():
                found[name] = [system(collection, w) for w in words]
        for name in (*BASELINES, "product"):
            if name in found:
                right = figures(found[name], [q.gold for q in asked])
                yield (task.name, task.label, name, *right)


def once_each(asked: Sequence[Question]) -> list[Question]:
    """Each different question once; any document that answers it in some row is right."""
    found: dict[str, Question] = {}
    for one in asked:
        before = found.get(one.text, one)
        found[one.text] = replace(before, gold=before.gold | one.gold)
    return list(found.values())


def figures(found: Sequence[list[str]], gold: Sequence[frozenset[str]]) -> tuple[str, ...]:
    """Hits, reciprocal rank and gain of some rankings, and their number."""
    pairs = list(zip(found, gold, strict=True))
    hits = [share(sum(hit(f, g, k) for f, g in pairs), len(pairs)) for k in (1, 5, 10)]
    ranks = mean([reciprocal_rank(f, g) for f, g in pairs])
    gains = mean([ndcg(f, g) for f, g in pairs])
    return (*map(percent, hits), decimal(ranks), decimal(gains), str(len(pairs)))
