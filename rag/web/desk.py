"""The desk where questions arrive, from the page and from programs alike.

It gives each to the assistant, lets only so many in at a time, and counts what came of it.
"""

import threading
import time
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from index.errors import CouncilqaError, LoadError, UnknownDocument, UsageError
from index.records import Document, Fact, Place, Sentence
from rag.records import Answer, Hit, Stage
from rag.web.asked import Asked
from rag.web.metrics import Labels, Metrics

if TYPE_CHECKING:
    from index.store import File
    from index.sync import Progress, Summary

AT_ONCE = 8
WAITING = 16
"""Questions that may wait for their turn: each holds one of the server's forty threads."""
DRAWN_AT_ONCE = 2
"""Pages of files that are drawn or measured at the same time."""
WAIT = 30.0
"""Seconds that a question waits for its turn."""


class Busy(CouncilqaError):
    """More questions came in than can be answered."""

    status = 503
    retryable = True


class ReadOnly(UsageError):
    """Documents may not be changed here."""

    status = 403


class Shown(Protocol):
    """What is read of a library's snapshot."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """Every document, sorted by id."""
        ...

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact."""
        ...

    @property
    def pending(self) -> int:
        """Passages whose vectors are still to come."""
        ...

    def document(self, name: str, /) -> Document:
        """The document of that id."""
        ...

    def sentences(self, name: str, /) -> Sequence[Sentence]:
        """The sentences of a document, in order."""
        ...


class Shelf(Protocol):
    """What is used of a library."""

    @property
    def folder(self) -> Path:
        """Where it lies."""
        ...

    @property
    def fingerprint(self) -> str:
        """The sha256 over what it holds."""
        ...

    def snapshot(self) -> Shown:
        """The library as it stands now."""
        ...

    def files(self, document: str) -> tuple["File", ...]:
        """The files that hold a document."""
        ...

    def add_feedback(
        self,
        *,
        question: str,
        verdict: str,
        comment: str = "",
        answer: Mapping[str, Any] | None = None,
    ) -> None:
        """Keep what a reader said of an answer."""
        ...


class Answering(Protocol):
    """What is used of an assistant."""

    @property
    def library(self) -> Shelf:
        """The library that answers are made from."""
        ...

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        councils: Sequence[str] = (),
        documents: Sequence[str] = (),
    ) -> Answer:
        """The answer to a question."""
        ...

    def stream(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        councils: Sequence[str] = (),
        documents: Sequence[str] = (),
    ) -> Iterator[Stage | str | Answer]:
        """Stages and text as they come; the answer last."""
        ...

    def retrieve(self, question: str, k: int = 10, history: Sequence[str] = ()) -> tuple[Hit, ...]:
        """The passages nearest to a question, best first."""
        ...

    def warm(self) -> None:
        """Read ahead what the first question would wait for."""
        ...


class Writer(Protocol):
    """Who adds documents and removes them."""

    @property
    def suffixes(self) -> Collection[str]:
        """Endings of the files that can be read, with their dots."""
        ...

    def add(
        self,
        files: Sequence[tuple[str, Path]],
        progress: Callable[["Progress"], None] | None = None,
    ) -> "Summary":
        """Add files, each with the name it came under and the place where it lies now."""
        ...

    def remove(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Remove documents; the ids of those that went."""
        ...


class Desk:
    """Where the page and the routes ask; `writer` is None where documents may not be changed."""

    def __init__(self, assistant: Answering, *, writer: Writer | None = None) -> None:
        """Take questions for `assistant`."""
        self.assistant = assistant
        self.metrics = Metrics()
        self._writer = writer
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._line = threading.BoundedSemaphore(AT_ONCE + WAITING)
        self._sheets = threading.BoundedSemaphore(DRAWN_AT_ONCE)

    @property
    def shown(self) -> Shown:
        """The library as it stands now."""
        return self.assistant.library.snapshot()

    @property
    def writable(self) -> bool:
        """Whether documents may be added and removed here."""
        return self._writer is not None

    @property
    def writer(self) -> Writer:
        """Who changes documents.

        Raises:
            ReadOnly: nobody may, here.
        """
        if self._writer is None:
            raise ReadOnly(
                "Documents may not be changed here.",
                hint="Use 'councilqa add' and 'councilqa remove' on the machine itself.",
            )
        return self._writer

    def ask(self, asked: Asked, surface: str) -> Answer:
        """The answer to a question.

        Raises:
            UsageError: the question is limited to what is no council.
            UnknownDocument: or to a document that is not there.
            Busy: too many others are being answered.
        """
        with self._place(surface) as answers:
            answers.append(
                self.assistant.ask(
                    asked.question,
                    asked.history,
                    councils=asked.councils,
                    documents=asked.documents,
                )
            )
            return answers[0]

    def stream(self, asked: Asked, surface: str) -> Generator[Stage | str | Answer, None, None]:
        """Stages and text as they come; the answer last. Raises what `ask` raises."""
        with self._place(surface) as answers:
            for piece in self.assistant.stream(
                asked.question, asked.history, councils=asked.councils, documents=asked.documents
            ):
                if isinstance(piece, Answer):
                    answers.append(piece)
                yield piece

    def document(self, name: str) -> Document:
        """The document of that id.

        Raises:
            UnknownDocument: there is none.
        """
        return self.shown.document(name)

    def picture(self, name: str, number: int, *, scale: float) -> bytes:
        """The picture (PNG) of a page, from 1, of the file that a document was read from.

        Raises:
            UnknownDocument: there is no such document.
            LoadError: there is no such page, or the file has gone or changed.
            Busy: too many pages are being drawn.
        """
        from index.load import render

        with self._drawing():
            return render(self._file(name), number, scale=scale)

    def place(self, name: str, number: int, start: int, end: int) -> Place | None:
        """Where the characters `start:end` stand on a page; None where none of them is on it.

        Raises what `picture` raises.
        """
        from index.places import on_page

        document = self.document(name)
        page = next((p for p in document.pages if p.number == number), None)
        if page is None:
            message = f"{document.title!r} has no page {number}."
            raise LoadError(message, hint=f"It has {len(document.pages)}.")
        with self._drawing():
            path = self._file(name)
            if max(start, page.start) >= min(end, page.end):
                return None
            return on_page(path, document.text, page, start, end)

    def _file(self, name: str) -> Path:
        """The file that a document was read from, where it still is what was read."""
        from index.places import file_of

        shelf = self.assistant.library
        return file_of(self.document(name), shelf.files(name), library=shelf.folder)

    def sentences(self, name: str) -> Sequence[Sentence]:
        """The sentences of a document; none where it has gone since it was cited."""
        try:
            return self.shown.sentences(name)
        except UnknownDocument:
            return ()

    def metrics_text(self) -> str:
        """What was counted, and how large the library is, as Prometheus reads it."""
        shown = self.shown
        gauges: dict[tuple[str, Labels], float] = {}
        for document in shown.documents:
            key = ("councilqa_documents", (("state", document.state),))
            gauges[key] = gauges.get(key, 0) + 1
        gauges["councilqa_passages_pending", ()] = shown.pending
        return self.metrics.text(gauges)

    @contextmanager
    def _drawing(self) -> Iterator[None]:
        """Wait for a turn to draw or measure a page."""
        if not self._sheets.acquire(timeout=WAIT):
            raise Busy("Too many pages at once.", hint="Ask again in a moment.")
        try:
            yield
        finally:
            self._sheets.release()

    @contextmanager
    def _place(self, surface: str) -> Iterator[list[Answer]]:
        """Wait for a place, where few wait already; the answers left in the list are counted."""
        if not self._line.acquire(blocking=False):
            raise Busy("Too many questions at once.", hint="Ask again in a moment.")
        try:
            with self._served(surface) as answers:
                yield answers
        finally:
            self._line.release()

    @contextmanager
    def _served(self, surface: str) -> Iterator[list[Answer]]:
        if not self._places.acquire(timeout=WAIT):
            raise Busy("Too many questions at once.", hint="Ask again in a moment.")
        began = time.perf_counter()
        answers: list[Answer] = []
        try:
            yield answers
        finally:
            self._places.release()
            for answer in answers:
                self.metrics.observe("councilqa_answer_seconds", time.perf_counter() - began)
                self.metrics.count(
                    "councilqa_answers_total",
                    surface=surface,
                    kind=answer.kind,
                    status=answer.status,
                )
