"""Can a text be told to support a claim?"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docs.bench.metrics import auroc_estimate
from docs.bench.sets import Bench, letters, sample
from docs.bench.tables import Section, Table, decimal
from docs.reader.measure import Overlap
from rag.read import FeatureReader, Reader

_MARK = re.compile(r"\[(\d+)\]")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+|(?<=\])\s+(?=[A-Z])|(?<=\.)(?=\[)")
NOTE = (
    "WiCE: people judged claims of Wikipedia against the whole page cited. ExpertQA at hand has no "
    "judgement of single claims, but answers as machines gave them and as experts then corrected "
    "them: a citation that the expert let stand counts as good, one taken from a sentence that "
    "stayed as bad. Corrected answers without any citation were left out. The sources at hand are "
    "cut at 1,000 characters, so what bears a claim out is often not among them: a hint at best."
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement, the text it is said to rest on, and whether that bears it out."""

    claim: str
    text: str
    good: bool


def section(bench: Bench) -> Section:
    """Area under the curve of every reader's chance that the text supports the claim."""
    rows = []
    for name, label, claims in _sets(bench):
        for reader in (Overlap(), FeatureReader()):
            rows.append((name, label, reader.name, *_row(reader, claims)))
    absent = [f"{n} is not there and was left out." for n in SETS if not bench.has(n)]
    columns = ("set", "good", "reader", "AUROC", "good ones", "of")
    table = Table(columns, tuple(rows), note=NOTE)
    return Section("claims", "Claim support", (table, " ".join(absent)))


SETS = ("wice", "expertqa")


def _row(reader: Reader, claims: Sequence[Claim]) -> tuple[str, ...]:
    good = [c.good for c in claims]
    scores = [reader.support(c.claim, c.text) for c in claims]
    return decimal(auroc_estimate(scores, good)), str(sum(good)), str(len(good))


def _sets(bench: Bench) -> Iterator[tuple[str, str, list[Claim]]]:
    if bench.has("wice"):
        texts = bench.texts("wice")
        rows = sample(bench.rows("wice"), bench.most)
        for label, kinds in (
            ("supported", ("supported",)),
            ("supported at least in part", ("supported", "partially_supported")),
        ):
            yield (
                "wice",
                label,
                [
                    Claim(r["question"], texts[r["evidence"][0]["doc_id"]].text, k in kinds)
                    for r in rows
                    for k in r["answers"]
                ],
            )
    if bench.has("expertqa"):
        documents = {d["id"]: d for d in bench.rows("expertqa", "documents")}
        found = [c for r in bench.rows("expertqa") for c in judged(r, documents)]
        yield "expertqa", "citation let stand", balanced(found, bench.most)


def balanced(claims: Sequence[Claim], most: int) -> list[Claim]:
    """All bad ones and as many good ones, at most `most` of each: good ones are many more."""
    bad = sample([c for c in claims if not c.good], most)
    good = sample([c for c in claims if c.good], max(len(bad), 1))
    return [*good, *bad]


def judged(row: Mapping[str, Any], documents: Mapping[str, Mapping[str, Any]]) -> Iterator[Claim]:
    """The citations of a machine's answer, by whether the expert who corrected it let them stand.

    A source's label stands at the head of its raw text.
    """
    corrected = {letters(_MARK.sub("", s)): set(_MARK.findall(s)) for s in _cut(row["answers"][0])}
    if not any(corrected.values()):
        return
    sources = {}
    for e in row["evidence"]:
        if label := _MARK.match(documents[e["doc_id"]]["meta"]["raw_head"]):
            sources[label[1]] = documents[e["doc_id"]]["text"]
    for sentence in _cut(row["meta"]["answer_string"]):
        claim = _MARK.sub("", sentence).strip()
        marks = corrected.get(letters(claim))
        if marks is None or not claim:
            continue
        for label in sorted(set(_MARK.findall(sentence)) & sources.keys()):
            yield Claim(claim, sources[label], label in marks)


def _cut(text: str) -> list[str]:
    """Sentences, each with the marks that follow it."""
    found: list[str] = []
    for piece in _SENTENCE.split(text):
        if found and not letters(_MARK.sub("", piece)):
            found[-1] += piece
        elif piece.strip():
            found.append(piece)
    return found
