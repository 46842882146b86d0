"""Outcomes of fixed questions -> a report as text, as JSON and as Markdown."""

import re
import statistics
from collections.abc import Sequence
from typing import Any

from rag.evaluation import Outcome


def summary(outcomes: Sequence[Outcome]) -> str:
    """One line: how many passed, and how long a question took."""
    passed = sum(o.passed for o in outcomes)
    seconds = [o.seconds for o in outcomes]
    pace = f"{statistics.median(seconds):.3f} s in the middle, {max(seconds):.3f} s at most"
    return f"{passed} of {len(outcomes)} passed; a question took {pace}."


def text(outcomes: Sequence[Outcome]) -> str:
    """The summary, then each failure: its question, every reason, and the answer's text."""
    return "\n\n".join([summary(outcomes), *(_failure(o) for o in outcomes if not o.passed)]) + "\n"


def _failure(outcome: Outcome) -> str:
    lines = [f"FAILED {outcome.pair.id}: {outcome.pair.question}"]
    lines += [f"  after: {earlier}" for earlier in outcome.pair.history]
    lines += [f"  - {reason}" for reason in outcome.failures]
    if outcome.answer:
        lines += [f"  | {line}" for line in outcome.answer.text.split("\n")]
    return "\n".join(lines)


def by_tag(outcomes: Sequence[Outcome]) -> dict[str, tuple[int, int]]:
    """For each tag, in order of name, how many pairs passed and how many there are."""
    tags = sorted({tag for o in outcomes for tag in o.pair.tags})
    own = {tag: [o.passed for o in outcomes if tag in o.pair.tags] for tag in tags}
    return {tag: (sum(results), len(results)) for tag, results in own.items()}


def report_json(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The report as JSON: the counts, and one row for each pair."""
    return {
        "passed": sum(o.passed for o in outcomes),
        "failed": sum(not o.passed for o in outcomes),
        "total": len(outcomes),
        "tags": {
            tag: {"passed": good, "total": every} for tag, (good, every) in by_tag(outcomes).items()
        },
        "results": [
            {
                "id": o.pair.id,
                "question": o.pair.question,
                "passed": o.passed,
                "failures": list(o.failures),
                "status": o.answer and o.answer.status,
                "kind": o.answer and o.answer.kind,
                "text": o.answer and o.answer.text,
                "seconds": round(o.seconds, 4),
            }
            for o in outcomes
        ],
    }


def markdown(outcomes: Sequence[Outcome]) -> str:
    """The report as Markdown: the summary, a table by tag, and each failure."""
    lines = ["# Fixed questions", "", summary(outcomes), ""]
    lines += ["| tag | passed | of |", "|---|---:|---:|"]
    lines += [f"| {_cell(tag)} | {n} | {of} |" for tag, (n, of) in by_tag(outcomes).items()]
    lines += [f"| **all** | {sum(o.passed for o in outcomes)} | {len(outcomes)} |", ""]
    for failed in (o for o in outcomes if not o.passed):
        lines += [f"## {_cell(failed.pair.id)}: {_cell(failed.pair.question)}", ""]
        lines += [f"- {_cell(reason)}" for reason in failed.failures]
        if failed.answer:
            lines += ["", *(f"> {_cell(line)}" for line in failed.answer.text.split("\n"))]
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _cell(words: str) -> str:
    """Words that Markdown shows as they are."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", words)
