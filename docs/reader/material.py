"""What the reader learns from: questions, the text read against them, and where the answer stands.

A row with no gold span is a question that its text does not answer. Such rows come from SQuAD 2.0
itself, from paragraphs that BM25 takes for the right one, and from questions and claims in which
a number or a name was exchanged.
"""

import hashlib
import json
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from rag.sentences.signals import Candidate

Span = tuple[int, int]
TRAINED_ON = ("nq_qed", "squad2_dev", "squad11_dev", "policyqa", "doc2dial_val", "qamr")
PASSAGE = 900
"""Characters of a passage, about 200 word pieces: what retrieval hands to the reader."""
FACTUAL = ("nq_qed", "squad2_dev", "squad11_dev")
WRITTEN = ("reports", "written")
"""Sources whose questions were written for the project; what is kept of them lies in own files."""
STATED = ("claim", "wrong claim", "restated", "wrongly restated", "unstated")
"""Kinds of rows that are statements."""
WORD = re.compile(r"[a-z0-9]+")
BREAK = re.compile(r"(?<=[.!?;:])[\"')\]]*\s+(?=[\"'(\[]*[A-Z0-9•*-])|\n+")
NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w])")
NAME = re.compile(r"(?<=\s)[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)*")
ASKING = re.compile(
    r"^(?:in |at |on |to |from |for |by |with )?"
    r"(?:(?:what|which)(?: \w+)? (?=is|was|are|were|did|do|does|has|had|have|can|could|will)|"
    r"who(?:m|se)?\b|when\b|where\b|how (?:many|much|long|old|far)(?: \w+)?)\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A question (or claim) and a text; `gold` holds the answer's places, none if it has none."""

    source: str
    question: str
    title: str
    text: str
    gold: tuple[Span, ...]
    kind: str = "question"
    group: str = ""
    starts: tuple[int, ...] | None = None


def load(folder: Path, part: str, name: str) -> tuple[list[dict], dict[str, dict]]:
    """Rows of one set and its documents by id."""
    rows = [json.loads(line) for line in (folder / part / f"{name}.jsonl").open(encoding="utf-8")]
    path = folder / "documents" / f"{name}.jsonl"
    documents = {d["id"]: d for d in map(json.loads, path.open(encoding="utf-8"))}
    return rows, documents


def digest(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def sentence_spans(text: str, starts: Sequence[int] | None = None) -> list[Span]:
    """Sentences as half-open spans, by the given starts or by punctuation."""
    if starts is None:
        starts = [0, *(m.end() for m in BREAK.finditer(text))]
    ends = [*starts[1:], len(text)]
    spans = [(s, s + len(text[s:e].rstrip())) for s, e in zip(starts, ends, strict=True)]
    return [(s, e) for s, e in spans if e > s]


def cut(row: Row) -> list[Candidate]:
    """Every sentence of a row's text, each within a passage of whole sentences."""
    out: list[Candidate] = []
    spans = sentence_spans(row.text, row.starts)
    while spans:
        begin = spans[0][0]
        n = max(1, sum(e - begin <= PASSAGE for _, e in spans))
        block = row.text[begin : spans[n - 1][1]]
        out += [
            Candidate(block=block, start=s - begin, end=e - begin, title=row.title)
            for s, e in spans[:n]
        ]
        spans = spans[n:]
    return out


def labels(row: Row) -> list[bool]:
    """For every sentence of a row's text, whether a part of the answer stands in it."""
    spans = sentence_spans(row.text, row.starts)
    return [any(s < ge and e > gs for gs, ge in row.gold) for s, e in spans]


def held_out(group: str, *, tenth: int = 0) -> bool:
    """Whether a document belongs to the tenth of the training part kept for the last fit."""
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % 10 == tenth


def _question(row: dict) -> str | None:
    """The question on its own feet; None where it leans on a dialogue."""
    history = row["meta"].get("history") or []
    if row["type"] != "conversational_span" or not history:
        return row["question"]
    asked = [h["text"] for h in history if h["role"] == "user"]
    if len(row["question"].split()) >= 6:
        return row["question"]
    return f"{asked[-1]} {row['question']}" if asked else None


def answered(folder: Path, part: str, name: str) -> Iterator[Row]:
    """The rows of one set, each with the paragraph it was asked of."""
    rows, documents = load(folder, part, name)
    for row in rows:
        question = _question(row)
        golds: dict[str, list[Span]] = defaultdict(list)
        for e in row["evidence"]:
            if e.get("start") is not None and e["quote"].strip():
                golds[e["doc_id"]].append((e["start"], e["start"] + len(e["quote"])))
        if not row["answerable"]:
            golds = {row["meta"]["gold_paragraph"]: []} if "gold_paragraph" in row["meta"] else {}
        if question is None:
            continue
        for doc_id, spans in list(golds.items())[:1]:
            document = documents[doc_id]
            yield Row(
                source=name,
                question=question,
                title=document["title"],
                text=document["text"],
                gold=tuple(sorted(set(spans))),
                group=row["meta"].get("article", doc_id.split("#")[0]),
                starts=tuple(document["meta"].get("sentence_starts") or ()) or None,
            )


def _joined(rows: Sequence[Row], rng: random.Random) -> Iterator[Row]:
    """Single sentences with others of the same article before and after, as one paragraph."""
    by_article = defaultdict(dict)
    for row in rows:
        by_article[row.group.rsplit(":", 2)[0]][row.group] = row.text
    for row in rows:
        others = [t for k, t in by_article[row.group.rsplit(":", 2)[0]].items() if k != row.group]
        rng.shuffle(others)
        before = "".join(t + " " for t in others[: rng.randint(0, 2)])
        after = "".join(" " + t for t in others[2 : 2 + rng.randint(0, 2)])
        gold = tuple((s + len(before), e + len(before)) for s, e in row.gold)
        yield replace(row, text=before + row.text + after, gold=gold, starts=None)


class Bm25:
    """Okapi BM25 over texts (Robertson and Zaragoza 2009), k1 1.2, b 0.75."""

    def __init__(self, texts: Sequence[str]) -> None:
        bags = [Counter(WORD.findall(t.lower())) for t in texts]
        mean = sum(sum(b.values()) for b in bags) / max(1, len(bags))
        frequency = Counter(w for b in bags for w in b)
        postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, bag in enumerate(bags):
            norm = 1.2 * (0.25 + 0.75 * sum(bag.values()) / mean)
            for word, n in bag.items():
                idf = math.log(1 + (len(bags) - frequency[word] + 0.5) / (frequency[word] + 0.5))
                postings[word].append((number, idf * n * 2.2 / (n + norm)))
        self.count = len(bags)
        self.postings = {
            word: tuple(map(np.array, zip(*p, strict=True))) for word, p in postings.items()
        }

    def best(self, question: str, k: int) -> list[int]:
        """Numbers of the k best texts that share a word with the question, best first."""
        scores = np.zeros(self.count)
        for word in sorted(set(WORD.findall(question.lower())) & self.postings.keys()):
            numbers, weights = self.postings[word]
            scores[numbers] += weights
        best = np.argpartition(-scores, min(k, self.count - 1))[:k]
        order = best[np.lexsort((best, -scores[best]))]
        return [int(n) for n in order if scores[n] > 0]


def mistaken(rows: Sequence[Row], rng: random.Random, *, share: float) -> Iterator[Row]:
    """Questions against a paragraph that BM25 takes for theirs and that lacks the answer."""
    texts = sorted({(r.text, r.title) for r in rows})
    starts = {r.text: r.starts for r in rows}
    index = Bm25([t for t, _ in texts])
    for row in rows:
        if not row.gold or rng.random() > share:
            continue
        answers = {row.text[s:e].lower() for s, e in row.gold}
        for number in index.best(row.question, 6):
            text, title = texts[number]
            if text != row.text and not any(a in text.lower() for a in answers):
                yield replace(
                    row, text=text, title=title, gold=(), kind="mistaken", starts=starts[text]
                )
                break


def _other_number(found: str, rng: random.Random) -> str:
    if found.isdigit() and len(found) == 4:
        return str(int(found) + rng.choice((-12, -7, -3, -2, -1, 1, 2, 3, 7, 12)))
    digits = [c for c in found if c.isdigit()]
    changed = list(digits)
    while changed == digits:
        changed = [str(rng.randint(1, 9)) for _ in digits]
    spare = iter(changed)
    return re.sub(r"\d", lambda _: next(spare), found)


def exchanged(rows: Sequence[Row], rng: random.Random, *, share: float) -> Iterator[Row]:
    """Questions in which a number, or a name of the same article, was exchanged for another."""
    names = defaultdict(set)
    for row in rows:
        names[row.group].update(NAME.findall(row.question))
    for row in rows:
        if not row.gold or rng.random() > share:
            continue
        number = NUMBER.search(row.question)
        name = NAME.search(row.question)
        if number:
            new, place = _other_number(number[0], rng), number
        elif name:
            spare = sorted(n for n in names[row.group] if n not in row.text)
            if not spare:
                continue
            new, place = rng.choice(spare), name
        else:
            continue
        question = row.question[: place.start()] + new + row.question[place.end() :]
        if new not in row.text:
            yield replace(row, question=question, gold=(), kind="exchanged")


OPPOSITES = (
    ("first", "last"), ("largest", "smallest"), ("highest", "lowest"), ("most", "least"),
    ("before", "after"), ("increase", "decrease"), ("increased", "decreased"), ("north", "south"),
    ("northern", "southern"), ("east", "west"), ("eastern", "western"), ("more", "fewer"),
    ("above", "below"), ("minimum", "maximum"), ("major", "minor"), ("won", "lost"),
    ("winning", "losing"), ("began", "ended"), ("start", "end"), ("started", "ended"),
    ("open", "close"), ("opened", "closed"), ("gained", "lost"), ("allowed", "forbidden"),
    ("accepted", "rejected"), ("joined", "left"), ("born", "buried"), ("early", "late"),
    ("older", "younger"), ("oldest", "youngest"), ("better", "worse"), ("best", "worst"),
    ("long", "short"), ("large", "small"), ("high", "low"), ("common", "rare"),
    ("always", "never"), ("inside", "outside"), ("upper", "lower"), ("internal", "external"),
    ("positive", "negative"), ("strong", "weak"), ("support", "oppose"),
    ("supported", "opposed"), ("easy", "difficult"), ("different", "similar"),
)  # fmt: skip
"""Words that exclude one another; either way round."""
OPPOSITE = dict([*OPPOSITES, *((b, a) for a, b in OPPOSITES)])
AUXILIARY = re.compile(r"\b(did|does|do|is|are|was|were|can|could|has|have|had|will|would)\b")


def twisted(rows: Sequence[Row], rng: random.Random, *, share: float) -> Iterator[Row]:
    """Questions that their paragraph seems to answer: denied, turned round, or of another name.

    The other name is one that the paragraph has, so that every word of the question stands there.
    """
    for row in rows:
        if not row.gold or rng.random() > share:
            continue
        made = [m for m in (_opposed(row), _renamed(row, rng), _denied(row)) if m]
        if made:
            weights = {_opposed(row): 3, _renamed(row, rng): 2}
            question = rng.choices(made, [weights.get(m, 1) for m in made])[0]
            yield replace(row, question=question, gold=(), kind="twisted")


def _opposed(row: Row) -> str | None:
    found = [m for m in re.finditer(r"\b[a-z]+\b", row.question) if m[0] in OPPOSITE]
    if not found:
        return None
    return row.question[: found[0].start()] + OPPOSITE[found[0][0]] + row.question[found[0].end() :]


def _renamed(row: Row, rng: random.Random) -> str | None:
    name = NAME.search(row.question)
    answers = [row.text[s:e] for s, e in row.gold]
    if not name:
        return None
    others = sorted(
        n
        for n in set(NAME.findall(row.text))
        if n not in row.question and name[0] not in n and not any(n in a or a in n for a in answers)
    )
    if not others:
        return None
    return row.question[: name.start()] + rng.choice(others) + row.question[name.end() :]


def _denied(row: Row) -> str | None:
    found = AUXILIARY.search(row.question)
    if not found:
        return None
    return f"{row.question[: found.end()]} not{row.question[found.end() :]}"


def claims(rows: Sequence[Row], rng: random.Random, *, share: float) -> Iterator[Row]:
    """Statements made of a question and an answer: the right one, and a wrong one beside it."""
    answers = defaultdict(list)
    for row in rows:
        for s, e in row.gold[:1]:
            answers[row.text].append(row.text[s:e])
    for row in rows:
        if not row.gold or rng.random() > share:
            continue
        s, e = min(row.gold, key=lambda g: g[1] - g[0])
        right, asked = row.text[s:e], row.question.rstrip(" ?")
        body, found = ASKING.subn("", asked, count=1)
        if not found or len(right) > 80:
            continue
        number = NUMBER.search(right)
        others = [a for a in answers[row.text] if a not in right and right not in a]
        wrong = rng.choice(others) if others else None
        if number and rng.random() < 0.7:
            wrong = right.replace(number[0], _other_number(number[0], rng))
        order = "{0} {1}." if rng.random() < 0.5 else "{1} {0}."
        yield replace(row, question=order.format(right, body), kind="claim")
        if wrong:
            said = order.format(wrong, body)
            yield replace(row, question=said, gold=(), kind="wrong claim")


def _thinned(sentence: str, rng: random.Random) -> str:
    words = [w for w in sentence.split() if rng.random() < 0.75 or any(c.isdigit() for c in w)]
    return " ".join(words)


def restated(rows: Sequence[Row], rng: random.Random, *, share: float) -> Iterator[Row]:
    """Sentences with some words left out, against their paragraph, or against one that differs.

    It differs in that the sentence is missing from it, or that the statement's number or name
    was exchanged.
    """
    texts = sorted({(r.text, r.title, r.source, r.group) for r in rows})
    names = defaultdict(set)
    for text, _, _, group in texts:
        names[group].update(NAME.findall(text))
    for text, title, source, group in texts:
        if rng.random() > share * 2:
            continue
        spans = [(s, e) for s, e in sentence_spans(text) if len(text[s:e].split()) >= 8]
        if len(spans) < 2:
            continue
        s, e = rng.choice(spans)
        claim = _thinned(text[s:e], rng)
        row = Row(
            source=source,
            question=claim,
            title=title,
            text=text,
            gold=((s, e),),
            kind="restated",
            group=group,
        )
        yield row
        number, name = NUMBER.search(claim), NAME.search(claim)
        spare = sorted(n for n in names[group] if n not in text)
        found, new = None, ""
        if number and rng.random() < 0.7:
            found, new = number, _other_number(number[0], rng)
        elif name and spare and rng.random() < 0.7:
            found, new = name, rng.choice(spare)
        if found:
            changed = claim[: found.start()] + new + claim[found.end() :]
            yield replace(row, question=changed, gold=(), kind="wrongly restated")
        else:
            yield replace(row, text=(text[:s] + text[e:]).strip(), gold=(), kind="unstated")


def unjudged(rows: Sequence[Row], *, seed: int, share: float = 0.4) -> Iterator[Row]:
    """Questions against texts of their kind that BM25 puts near and nobody judged.

    Of all questions that were written for the project, and of a share of the public ones.
    """
    rng = random.Random(seed)  # noqa: S311
    by_source: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_source[row.source].append(row)
    for source, own in sorted(by_source.items()):
        texts = sorted({(r.text, r.title) for r in own})
        starts = {r.text: r.starts for r in own}
        index = Bm25([t for t, _ in texts])
        for row in own:
            if row.kind in STATED or (source not in WRITTEN and rng.random() > share):
                continue
            near = [texts[n] for n in index.best(row.question, 8) if texts[n][0] != row.text]
            for text, title in rng.sample(near, min(1, len(near))):
                yield replace(
                    row, text=text, title=title, gold=(), kind="unjudged", starts=starts[text]
                )


def make(folder: Path, *, seed: int, qamr: int = 8000) -> list[Row]:
    """Every training row, in a fixed shuffled order."""
    rng = random.Random(seed)  # noqa: S311
    out: list[Row] = []
    for name in TRAINED_ON:
        rows = list(answered(folder, "train", name))
        if name == "qamr":
            rows = [replace(r, group=g) for r, g in _with_ids(folder, rows)]
            out += _joined(rng.sample(rows, min(qamr, len(rows))), rng)
            continue
        out += rows
        if name != "policyqa":  # its questions fit nearly every policy
            out += mistaken(rows, rng, share=0.35)
        if name in FACTUAL:
            out += restated(rows, rng, share=0.1)
            out += exchanged(rows, rng, share=0.5)
            out += twisted(rows, rng, share=0.3 if name != "nq_qed" else 0.1)
            out += claims(rows, rng, share=0.3)
    rng.shuffle(out)
    return out


def _with_ids(folder: Path, rows: Sequence[Row]) -> Iterable[tuple[Row, str]]:
    _, documents = load(folder, "train", "qamr")
    by_text = {d["text"]: i for i, d in documents.items()}
    return [(r, by_text[r.text]) for r in rows]


def count(rows: Iterable[Row]) -> Mapping[str, int]:
    """How many rows of each set and kind there are."""
    return Counter(f"{r.source} {r.kind} {'answered' if r.gold else 'not'}" for r in rows)
