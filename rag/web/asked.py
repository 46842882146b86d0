"""What came in from a browser or a program -> a question the assistant can be given."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from index.errors import UsageError

LONGEST = 2_000
"""Characters of a question; more is no question but a document."""
MOST = 50
"""Earlier questions, councils or documents that one question may name."""
LONGEST_ADDRESS = 8_000


class QuestionTooLong(UsageError):
    """A question has more characters than are read."""

    status = 413


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with the earlier ones of its conversation and what it is limited to."""

    question: str
    history: tuple[str, ...] = ()
    councils: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()

    def query(self, standalone: str) -> str:
        """The same question as the query of an address, for the routes that ask it again.

        Where the earlier questions would make the address too long for a browser, the question
        stands in its standalone form instead.
        """
        limits = [("council", name) for name in self.councils]
        limits += [("document", name) for name in self.documents]
        query = [("question", self.question), *(("after", q) for q in self.history), *limits]
        text = urlencode(query)
        short = len(text) <= LONGEST_ADDRESS
        return text if short else urlencode([("question", standalone), *limits])


def asked(
    question: str,
    history: Sequence[str] = (),
    councils: Sequence[str] = (),
    documents: Sequence[str] = (),
) -> Asked:
    """A question that was checked; control characters have become spaces.

    Raises:
        UsageError: the question is empty, is no text, or names too many things.
        QuestionTooLong: it, or an earlier one, has more than 2,000 characters.
    """
    for name, values in (("history", history), ("councils", councils), ("documents", documents)):
        if len(values) > MOST:
            raise UsageError(
                f"{len(values)} entries in {name!r}; at most {MOST} are read.", hint="Send fewer."
            )
    return Asked(
        question=_clean(question),
        history=tuple(_clean(q) for q in history if q.strip()),
        councils=tuple(_clean(c) for c in councils if c.strip()),
        documents=tuple(_clean(d) for d in documents if d.strip()),
    )


def _clean(text: str) -> str:
    if len(text) > LONGEST:
        raise QuestionTooLong(
            f"A question may have up to {LONGEST:,} characters; this one has {len(text):,}.",
            hint="Ask in a sentence or two; documents are added, not pasted.",
        )
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UsageError(
            "The question holds characters that are no text.", hint="Send it as UTF-8."
        ) from error
    clean = re.sub(r"[\x00-\x1f\x7f-\x9f\s]+", " ", text).strip()
    if not clean:
        raise UsageError("The question is empty.", hint="Type a question, then ask.")
    return clean
