"""Rows of questions -> rows of answers, in the same order, one by one as they are done."""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.errors import CouncilqaError, UsageError
from rag.shown.as_json import answer_json
from rag.shown.plain import error_json
from rag.web.asked import Asked, asked
from rag.web.desk import Answering

_log = logging.getLogger(__name__)
_BROKEN = {
    "code": "broken",
    "message": "Something in the program broke.",
    "hint": "The log tells what; please report it.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of answers, and whether it holds an error instead or an answer that failed."""

    json: Mapping[str, Any]
    wrong: bool = False
    failed: bool = False


def answered(
    lines: Iterable[str],
    assistant: Answering,
    *,
    councils: Sequence[str] = (),
    documents: Sequence[str] = (),
) -> Iterator[Row]:
    """Answer each line of questions as soon as it comes; blank lines are passed over.

    Args:
        lines: JSON objects with `question`, and `id` and `history` where there are any; `councils`
            and `documents` limit one question.
        assistant: Who answers.
        councils: Limits every question that does not limit itself.
        documents: The same for documents.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip("\ufeff \t\r\n"):
            continue
        name: Any = None
        try:
            row = _parsed(line)
            name = _name(row)
            ask = _asked(row, councils, documents)
            answer = assistant.ask(
                ask.question, ask.history, councils=ask.councils, documents=ask.documents
            )
        except CouncilqaError as error:
            yield Row(json={"id": name, "line": number, "error": error_json(error)}, wrong=True)
            continue
        except Exception:  # noqa: BLE001  a fault costs one answer, and is told with its trace
            _log.exception("The question of line %d broke the program.", number)
            yield Row(json={"id": name, "line": number, "error": _BROKEN}, failed=True)
            continue
        yield Row(
            json={"id": name, "answer": answer_json(answer)}, failed=answer.status == "failed"
        )


def _parsed(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise UsageError(
            f"The row is no JSON ({error}).", hint='Write one object a line: {"id", "question"}.'
        ) from error
    if not isinstance(row, dict):
        raise UsageError(
            "The row is no JSON object.", hint='Write one object a line: {"id", "question"}.'
        )
    return row


def _name(row: Mapping[str, Any]) -> str | int | None:
    name = row.get("id")
    if name is not None and not isinstance(name, str | int):
        raise UsageError("The row's id is neither text nor a whole number.", hint='Mend its "id".')
    return name


def _asked(row: Mapping[str, Any], councils: Sequence[str], documents: Sequence[str]) -> Asked:
    question = row.get("question")
    if not isinstance(question, str):
        raise UsageError("The row has no question.", hint='Give it as text under "question".')
    return asked(
        question,
        _texts(row, "history"),
        _texts(row, "councils") or councils,
        _texts(row, "documents") or documents,
    )


def _texts(row: Mapping[str, Any], name: str) -> list[str]:
    value = row.get(name) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise UsageError(f"{name!r} is no list of texts.", hint=f'Write {name!r} as ["...", ...].')
    return value
