"""Rows of near misses on other texts than reports: an encyclopaedia's paragraphs, news items.

`general.jsonl` asks of paragraphs of the public sets: of each two questions that it answers and
four that it nearly does. `news.jsonl` asks of the invented items of `news_items.jsonl`, such as
councils put on their pages, in the same way, and of all councils too. What is asked of other texts
in `general_kept.jsonl` and `news_kept.jsonl` is not learned, but measured on.
"""

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from docs.reader.material import Row, load, sentence_spans
from docs.reader.reports import KINDS, fingerprint, wording
from rag.understand import understand

GENERAL = Path(__file__).with_name("general.jsonl")
GENERAL_KEPT = Path(__file__).with_name("general_kept.jsonl")
NEWS = Path(__file__).with_name("news.jsonl")
NEWS_KEPT = Path(__file__).with_name("news_kept.jsonl")
ITEMS = Path(__file__).with_name("news_items.jsonl")


def general(bench: Path, *, file: Path = GENERAL) -> Iterator[Row]:
    """Every question on a paragraph of the public sets, against it.

    Args:
        bench: the folder of public sets.
        file: of the questions.

    Raises:
        ValueError: a paragraph is not the one that was asked of.
    """
    asked = _lines(file)
    documents = {name: load(bench, "train", name)[1] for name in {a["set"] for a in asked}}
    for line in asked:
        document = documents[line["set"]][line["document"]]
        text = document["text"]
        if fingerprint([text]) != line["letters"]:
            raise ValueError(f"{line['document']}: another text than the one that was asked of.")
        yield _row(line, text, sentence_spans(text), document["title"], line["document"])


def news(*, seed: int, file: Path = NEWS) -> Iterator[Row]:
    """Every question on an item of news against it, as typed or as the product puts it.

    Args:
        seed: of what is drawn.
        file: of the questions.
    """
    rng = random.Random(seed)  # noqa: S311
    items = {item["item"]: item for item in _lines(ITEMS)}
    held = {item["council"] for item in items.values()}
    for line in _lines(file):
        item = items[line["item"]]
        question = understand(line["question"], held=held)
        of_one = line["kind"] in ("a", "u") or not question.conditions
        put = question.matter if of_one else question.conditions[0].clause
        put = wording(line["question"], put, rng)
        text = " ".join(item["sentences"])
        starts = [
            len(" ".join([*item["sentences"][:n], ""])) for n in range(len(item["sentences"]))
        ]
        spans = sentence_spans(text, starts)
        yield _row({**line, "question": put}, text, spans, item["title"], f"news {line['item']}")


def _row(line: dict, text: str, spans: Sequence[tuple[int, int]], title: str, group: str) -> Row:
    return Row(
        source="written",
        question=line["question"],
        title=title,
        text=text,
        gold=tuple(spans[n] for n in line["gold"]),
        kind=KINDS[line["kind"]],
        group=group,
        starts=tuple(start for start, _ in spans),
    )


def _lines(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
