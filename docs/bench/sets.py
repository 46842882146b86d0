"""The public sets: their questions, and the product's library of each one's documents.

A folder of sets holds `dev/NAME.jsonl` with questions and `documents/NAME.jsonl` with what they are
asked of. Libraries are made as `councilqa add` makes them, from one text file a document, and kept.
"""

import hashlib
import json
import random
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from docs.bench.baselines import Bm25
from index.derive import PIPELINE
from index.embed import MiniLM
from index.store import Library
from index.sync import add
from rag import Assistant
from rag.records import Citation, Stage
from rag.understand import QUESTION_LIMIT

SEED = 7
PASSAGES = 100
"""Passages from which the ten best documents are taken."""
FIRST = 10
PAGED = ("conditionalqa",)
"""Sets whose documents are paragraphs of pages, and pages are what is looked for."""
_NO_LETTER = re.compile(r"[\W_]+")
_Row = TypeVar("_Row")
Span = tuple[str, int, int]
"""A document and a half-open range in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One row: what is asked, where the answer stands, and what was said before."""

    id: str
    text: str
    gold: frozenset[str]
    spans: tuple[Span, ...] = ()
    answers: tuple[str, ...] = ()
    answerable: bool = True
    earlier: tuple[str, ...] = ()
    """The user's earlier questions."""
    said: tuple[str, ...] = ()
    """Everything said before, by either side."""
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Text:
    """A document of a set."""

    title: str
    text: str

    @property
    def whole(self) -> str:
        """As it is written into a file."""
        return f"{self.title}\n\n{self.text}" if self.title else self.text


@dataclass(frozen=True)
class Bench:
    """A folder of sets, where to keep libraries, and the most questions asked of a set."""

    folder: Path
    work: Path
    most: int

    def has(self, *names: str) -> bool:
        """Whether the questions of all these sets are there."""
        return all((self.folder / "dev" / f"{n}.jsonl").exists() for n in names)

    def rows(self, name: str, part: str = "dev") -> list[dict[str, Any]]:
        """The rows of a set as they stand."""
        path = self.folder / part / f"{name}.jsonl"
        with path.open(encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    def questions(
        self, name: str, keep: Callable[[Question], bool] | None = None
    ) -> list[Question]:
        """The questions of a set; a fixed sample, in order, where there are more than `most`."""
        found = [q for q in map(question, self.rows(name)) if keep is None or keep(q)]
        return sample(found, self.most)

    def findable(self, collection: "Collection") -> list[Question]:
        """The questions of a set to which a document at hand is right, and only those documents."""
        found = [
            replace(q, gold=frozenset(collection.gold(q)))
            for q in map(question, self.rows(collection.name))
        ]
        return sample([q for q in found if q.gold], self.most)

    def texts(self, name: str) -> dict[str, Text]:
        """The documents of a set by id."""
        rows = self.rows(name, "documents")
        if name not in PAGED:
            return {r["id"]: Text(r["title"] or "", r["text"]) for r in rows}
        pages: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            pages.setdefault(row["meta"]["url"], []).append(row)
        return {
            url: Text(parts[0]["title"], "\n\n".join(p["text"] for p in parts))
            for url, parts in pages.items()
        }

    def collection(self, name: str, embedder: MiniLM) -> "Collection":
        """The library of a set, made if it is not there yet, with its baselines.

        Of documents with the same text only the first is there, as in the product.
        """
        texts, same = distinct(self.texts(name))
        library = self._library(name, texts, embedder)
        return Collection(name=name, texts=texts, same=same, folder=library, embedder=embedder)

    def _library(self, name: str, texts: Mapping[str, Text], embedder: MiniLM) -> Path:
        folder = self.work / name
        library, files, stamp = folder / "library", folder / "texts", folder / "stamp"
        digest = hashlib.sha256(repr(sorted((k, t.whole) for k, t in texts.items())).encode())
        wanted = f"{PIPELINE} {digest.hexdigest()}"
        if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
            return library
        shutil.rmtree(files, ignore_errors=True)
        files.mkdir(parents=True)
        for name_, text in texts.items():
            (files / f"{stem_of(name_)}.txt").write_text(text.whole + "\n", encoding="utf-8")
        with Library.open(library, writable=True, create=True) as made:
            add(made, [files], embedder=embedder, prune=True)
        stamp.write_text(wanted, encoding="utf-8")
        return library


def distinct(texts: Mapping[str, Text]) -> tuple[dict[str, Text], dict[str, str]]:
    """The first document of each text, and for every document the one that stands for it."""
    first: dict[str, str] = {}
    same = {name: first.setdefault(text.whole, name) for name, text in texts.items()}
    return {name: texts[name] for name in first.values()}, same


def stem_of(name: str) -> str:
    """A file name for a document's id, and so its id in the library."""
    return "d" + hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()[:10]


def letters(text: str) -> str:
    """The letters and digits of a text, in lower case."""
    return _NO_LETTER.sub("", text).lower()


def sample(rows: list[_Row], most: int) -> list[_Row]:
    """A fixed sample, in the order of the rows."""
    if len(rows) <= most:
        return rows
    picked = random.Random(SEED).sample(range(len(rows)), most)  # noqa: S311
    return [rows[i] for i in sorted(picked)]


def question(row: Mapping[str, Any]) -> Question:
    """A row of a set."""
    meta = row["meta"]
    turns = meta.get("history") or []
    dialogue = [t for t in turns if isinstance(t, dict) and "role" in t]
    said = tuple(t["text"] for t in dialogue) or tuple(t for t in turns if isinstance(t, str))
    earlier = tuple(t["text"] for t in dialogue if t["role"] == "user") or said
    if row["id"].startswith("C_"):  # canard: title, heading, question, answer, question, answer ...
        earlier = (said[0], *said[2::2])
    spans = tuple(
        (e["doc_id"], e["start"], e["start"] + len(e["quote"]))
        for e in row["evidence"]
        if e.get("start", -1) is not None and e.get("start", -1) >= 0 and e["quote"].strip()
    )
    gold = {meta["url"]} if "url" in meta else {e["doc_id"] for e in row["evidence"]}
    return Question(
        id=row["id"],
        text=row["question"],
        gold=frozenset(gold),
        spans=spans,
        answers=tuple(row["answers"]),
        answerable=row["answerable"],
        earlier=earlier,
        said=said,
        meta=meta,
    )


@dataclass(frozen=True, kw_only=True)
class Collection:
    """The documents of a set, and the ways to search them; each names the documents, best first."""

    name: str
    texts: Mapping[str, Text]
    same: Mapping[str, str]
    """The document that stands for each one."""
    folder: Path
    embedder: MiniLM

    @cached_property
    def assistant(self) -> Assistant:
        """The product over the set's documents."""
        return Assistant.open(self.folder)

    @cached_property
    def ids(self) -> dict[str, str]:
        """The set's id of each document of the library."""
        return {stem_of(name): name for name in self.texts}

    @cached_property
    def _bm25(self) -> Bm25:
        return Bm25({name: text.whole for name, text in self.texts.items()})

    def gold(self, asked: Question) -> set[str]:
        """The right documents, as far as they are at hand."""
        return {self.same[name] for name in asked.gold if name in self.same}

    def by_words(self, asked: str) -> list[str]:
        """The baseline: BM25 over whole documents."""
        return self._bm25.best(asked, FIRST)

    def by_meaning(self, asked: str) -> list[str]:
        """The baseline: the cosine of MiniLM, of the question as it is with each passage."""
        snapshot = self.assistant.library.snapshot()
        vector = self.embedder.embed([asked])[0]
        near = snapshot.search_vectors(vector, k=PASSAGES)
        return self._documents(snapshot.passage(name).document for name, _ in near)

    def by_product(self, asked: str, history: Sequence[str] = ()) -> list[str]:
        """The product's own search."""
        hits = self.assistant.retrieve(asked[-QUESTION_LIMIT:], PASSAGES, history)
        return self._documents(hit.document.id for hit in hits)

    def _documents(self, names: Iterator[str]) -> list[str]:
        return [self.ids[name] for name in dict.fromkeys(names)][:FIRST]

    def letters(self, citation: Citation) -> Span | None:
        """A citation as the set's document and the letters of it from and to which it goes.

        Loading tidies white space and marks; letters and digits stay. None where they did not.
        """
        name, text = self.ids[citation.document.id], citation.document.text
        if letters(text) != letters(self.texts[name].whole):
            return None
        return name, len(letters(text[: citation.start])), len(letters(text[: citation.end]))

    def span_letters(self, span: Span) -> Span:
        """A place in a set's document, counted in letters."""
        name, start, end = span
        text = self.texts[name]
        lead = len(letters(text.title))
        first, last = (lead + len(letters(text.text[:at])) for at in (start, end))
        return name, first, last

    def understood(self, asked: Question) -> Mapping[str, Any]:
        """What the product takes a question for: its kind, and the question in full."""
        stage = next(iter(self.assistant.stream(asked.text, asked.earlier)))
        assert isinstance(stage, Stage)
        return stage.detail
