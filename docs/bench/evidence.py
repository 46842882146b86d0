"""Is the sentence put first the one that answers? In the right paragraph, and over the library."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docs.bench.metrics import Estimate, auroc_estimate, best_threshold, share
from docs.bench.sets import Bench, Collection, Question, letters
from docs.bench.tables import Section, Table, decimal, percent
from docs.reader.material import Row, cut, sentence_spans
from docs.reader.measure import Overlap, best_sentence, rows_of
from index.embed import MiniLM
from rag.lookup import ANSWERS_GENERALLY
from rag.read import NETWORK, FeatureReader, NetReader, Reader
from rag.records import Answer

PARAGRAPHS = ("nq_qed", "squad11_dev", "squad2_dev", "policyqa")
ASKED = {"nq_qed": False, "squad2_dev": True}
"""Sets asked of the whole library, and whether also what the product takes for a survey is asked:
a survey of thousands of documents takes half a minute, and these questions ask for one thing."""
SURVEYS = ("list", "count", "compare")
UNANSWERABLE = "squad2_dev"


@dataclass(frozen=True, slots=True)
class Read:
    """A question read: the chance of the best sentence, whether it is right, and whether any is."""

    chance: float
    right: bool
    answerable: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question asked of the product: what it was, and what came of it."""

    question: Question
    answered: bool
    right: bool
    """Whether the first sentence cited is that of the right paragraph that holds the answer."""
    holds: bool
    """Whether the first sentence cited, wherever it stands, holds an accepted answer."""
    survey: bool = False
    """Whether it was taken for a question about every council."""


def readers() -> tuple[Reader, ...]:
    """The baseline and the readers that are installed."""
    network = (NetReader.load(),) if NETWORK.exists() else ()
    return (Overlap(), FeatureReader(), *network)


def sections(bench: Bench, embedder: MiniLM) -> tuple[Section, Section]:
    """The right sentence, and answerable or not: from the same readings."""
    names = [n for n in PARAGRAPHS if bench.has(n)]
    rows = {n: rows_of(bench.folder, n, bench.most) for n in names}
    read = {r.name: {n: _read(r, rows[n]) for n in names} for r in readers()}
    asked: dict[tuple[str, str], list[Asked]] = {}
    for name in (n for n in ASKED if bench.has(n)):
        collection = bench.collection(name, embedder)
        asked[name, "BM25"] = plainly(collection, bench.questions(name))
        asked[name, "product"] = ask(bench, collection, surveys=ASKED[name])
    absent = [f"{n} is not there and was left out." for n in PARAGRAPHS if not bench.has(n)]
    first = Section(
        "evidence",
        "The right sentence",
        (_in_paragraph(read), _over_library(asked), " ".join(absent)),
    )
    if UNANSWERABLE not in rows:
        return first, Section("answerable", "Answerable or not", tuple(absent))
    tables = (
        _readers_decide({r: found[UNANSWERABLE] for r, found in read.items()}),
        _product_decides(asked[UNANSWERABLE, "product"]),
    )
    return first, Section("answerable", "Answerable or not", tables)


def _read(reader: Reader, rows: Sequence[Row]) -> list[Read]:
    return [Read(*best_sentence(reader, row), bool(row.gold)) for row in rows]


def _in_paragraph(read: dict[str, dict[str, list[Read]]]) -> Table:
    def cell(found: Sequence[Read]) -> str:
        right = [r.right for r in found if r.answerable]
        return percent(share(sum(right), len(right)))

    names = list(next(iter(read.values())))
    rows = (
        (name, *(cell(found[name]) for found in read.values()), str(_answerable(read, name)))
        for name in names
    )
    return Table(
        ("set", *read, "of"),
        tuple(rows),
        title="Put first in the right paragraph, percent",
    )


def _answerable(read: dict[str, dict[str, list[Read]]], name: str) -> int:
    return sum(r.answerable for r in next(iter(read.values()))[name])


def ask(bench: Bench, collection: Collection, *, surveys: bool) -> list[Asked]:
    """Ask the product the questions of a set over the library of all its documents."""
    assistant, found = collection.assistant, []
    for question in bench.questions(collection.name):
        if not surveys and collection.understood(question)["kind"] in SURVEYS:
            found.append(Asked(question, answered=False, right=False, holds=False, survey=True))
        else:
            found.append(_judged(collection, question, assistant.ask(question.text)))
    return found


def _judged(collection: Collection, asked: Question, answer: Answer) -> Asked:
    answered, survey = answer.status in ("answered", "partial"), answer.kind in SURVEYS
    first = next(iter(answer.citations), None) if answered else None
    if first is None:
        return Asked(asked, answered, right=False, holds=False, survey=survey)
    said = letters(first.quote)
    place = collection.letters(first)
    golds = [collection.span_letters(s) for s in asked.spans]
    right = place is not None and any(
        place[0] == name and place[1] < end and start < place[2] for name, start, end in golds
    )
    holds = any(letters(a) in said for a in asked.answers if a)
    return Asked(asked, answered, right, holds, survey)


def plainly(collection: Collection, asked: Sequence[Question]) -> list[Asked]:
    """The baseline: the sentence with most of the question's words in the document BM25 finds."""
    return [_in_first(collection, q, collection.by_words(q.text)) for q in asked]


def _in_first(collection: Collection, asked: Question, found: Sequence[str]) -> Asked:
    if not found:
        return Asked(asked, answered=False, right=False, holds=False)
    name, text = found[0], collection.texts[found[0]]
    row = Row(source="", question=asked.text, title=text.title, text=text.text, gold=())
    scores = Overlap().read(asked.text, cut(row))
    first, last = sentence_spans(text.text)[scores.index(max(scores))]
    said = letters(text.text[first:last])
    right = any(name == n and first < end and start < last for n, start, end in asked.spans)
    return Asked(asked, True, right, holds=any(letters(a) in said for a in asked.answers if a))


def _over_library(asked: dict[tuple[str, str], list[Asked]]) -> Table:
    rows = []
    for (name, who), everything in asked.items():
        found = [a for a in everything if a.question.answerable]
        answered = [a for a in found if a.answered]
        rows.append(
            (
                name,
                who,
                percent(share(sum(a.right for a in found), len(found))),
                percent(share(sum(a.holds for a in found), len(found))),
                percent(share(len(answered), len(found))),
                str(sum(a.survey for a in found)),
                percent(share(sum(a.right for a in answered), len(answered))),
                str(len(found)),
            )
        )
    columns = (
        "set",
        "who",
        "right",
        "holds the answer",
        "answered",
        "surveys",
        "right, of those answered",
        "of",
    )
    return Table(
        columns,
        tuple(rows),
        title="The first sentence given, asked of the whole library, percent",
        note="BM25 gives the sentence with most of the question's words in the document that it "
        "finds first. *Right*: it stands in the right paragraph and holds the answer. *Holds the "
        "answer*: an accepted answer stands in it, wherever it stands. *Surveys* were taken for "
        "questions about every council; of nq_qed they were not asked and count as wrong.",
    )


def _readers_decide(read: dict[str, list[Read]]) -> Table:
    rows = []
    for name, found in read.items():
        scores, good = [r.chance for r in found], [r.answerable for r in found]
        best = best_threshold(scores, good)
        thresholds = [("best here", best)]
        if name != Overlap.name:
            thresholds.insert(0, ("shipped", ANSWERS_GENERALLY))
        for label, threshold in thresholds:
            rows.append(
                (
                    name,
                    decimal(auroc_estimate(scores, good)),
                    f"{threshold:.2f} ({label})",
                    *errors([s >= threshold for s in scores], good),
                )
            )
    columns = ("reader", "AUROC", "threshold", *ERRORS)
    note = "The best threshold was chosen on these very questions, so it flatters."
    title = f"By the best sentence of the right paragraph, {UNANSWERABLE}, percent"
    return Table(columns, tuple(rows), title=title, note=note)


ERRORS = ("accuracy", "answered wrongly", "refused wrongly", "of")


def errors(said: Sequence[bool], good: Sequence[bool]) -> tuple[str, ...]:
    """How often a decision is right, and how often it is wrong of each kind."""
    pairs = list(zip(said, good, strict=True))
    bad = [s for s, g in pairs if not g]
    fine = [s for s, g in pairs if g]
    found: Iterator[Estimate | None] = iter(
        (
            share(sum(s == g for s, g in pairs), len(pairs)),
            share(sum(bad), len(bad)),
            share(len(fine) - sum(fine), len(fine)),
        )
    )
    return (*map(percent, found), str(len(pairs)))


def _product_decides(asked: Sequence[Asked]) -> Table:
    said, good = [a.answered for a in asked], [a.question.answerable for a in asked]
    rows = (
        ("product", *errors(said, good)),
        ("never answers", *errors([False] * len(good), good)),
    )
    return Table(
        ("who", *ERRORS),
        rows,
        title=f"By whether the product answers over the whole library, {UNANSWERABLE}, percent",
        note="That a question is unanswerable was judged of its own paragraph alone.",
    )
