"""The assistant: a question in, a checked answer out. This screen is the whole way through.

question ─ follow up → standalone ─ understand → Query ─┬─ look up ──┐
                                                        ├─ summarise ┼─ compose (verify) → Answer
                                                        └─ survey ───┘
Where a language model is configured, it drafts what a lookup or a summary says from the sentences
that were found. Each of its statements is checked; where none passes, their own words are given.
"""

import logging
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from index.embed import Embedder, MiniLM
from index.errors import CouncilqaError, ModelError, UsageError
from index.store import Library, Snapshot
from rag.compose import failed_answer, lookup_answer, survey_answer
from rag.conversation import Conversation
from rag.draft import draft, located, rewrite
from rag.guidance import guidance
from rag.lookup import NEAREST, look_up, whole
from rag.model import LanguageModel
from rag.parts.catalogue import of_library
from rag.parts.defined import defined
from rag.read import Reader, open_reader
from rag.records import Answer, Evidence, Findings, Hit, Query, Stage, Trace
from rag.retrieve import retrieve, settled, valued_facts, vocabulary
from rag.sentences.evidence import Judge
from rag.sentences.stock import stock
from rag.summary import summarise
from rag.survey import survey
from rag.titled import Reading, titles_in
from rag.understand import QUESTION_LIMIT, generally
from rag.verify import drafted_fault
from rag.version import VERSION
from rag.wanted import council_names, document_ids

FIELD = 0.2
"""Share of a library's documents that must be about a council for it to be of the field."""
HISTORY = 20
"""Earlier questions that a conversation is read back to."""
_log = logging.getLogger(__name__)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff]+")


class Assistant:
    """Answers questions from one library. Thread-safe; never writes to it."""

    def __init__(
        self,
        library: Library,
        embedder: Embedder,
        reader: Reader,
        model: LanguageModel | None = None,
    ) -> None:
        """Put the parts together; `open` does it for a folder."""
        self.library = library
        self._embedder = embedder
        self._model = model
        self._judge = Judge(reader)

    @classmethod
    def open(cls, folder: str | Path, *, model: LanguageModel | None = None) -> "Assistant":
        """The assistant over the library in a folder.

        Args:
            folder: where the library is.
            model: who drafts; without one, answers are in the documents' own words.

        Raises:
            LibraryMissing: there is no library in that folder.
        """
        return cls(Library.open(Path(folder)), MiniLM.load(), open_reader(), model)

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        councils: Sequence[str] = (),
        documents: Sequence[str] = (),
    ) -> Answer:
        """The answer to a question, which may lean on earlier ones of the conversation.

        Args:
            question: as typed, at most 2,000 characters.
            history: the earlier questions, oldest first.
            councils: names to limit the search to, however they are written.
            documents: ids to limit the search to.

        Raises:
            UsageError: the question is empty or too long, or limited to what is no council.
            UnknownDocument: it is limited to a document that the library does not have.
        """
        *_, answer = self.stream(question, history, councils=councils, documents=documents)
        assert isinstance(answer, Answer)
        return answer

    def stream(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        councils: Sequence[str] = (),
        documents: Sequence[str] = (),
    ) -> Iterator[Stage | str | Answer]:
        """As `ask`, giving each stage as it ends, then the text in pieces, and last the Answer."""
        began = time.perf_counter()
        asked = cleaned(question)
        snapshot = self.library.snapshot()
        stages: list[Stage] = []
        talk = self._conversation(history, snapshot, councils, documents)
        broken: CouncilqaError | None = None
        try:
            full = talk.standalone(asked)
        except CouncilqaError as error:  # an earlier question is answered to fill this one in
            full, broken = asked, error
        if self._model and full == asked and talk.history:
            full = _rewritten(self._model, asked, talk.history)
        query = self._understood(asked, full, talk)
        stages.append(_stage("understand", began, kind=query.kind, standalone=query.standalone))
        yield stages[-1]
        step = time.perf_counter()
        try:
            if broken:
                raise broken
            reply = talk.reply(asked)
            answer, found = (reply, Findings()) if reply else self._answered(query, snapshot)
        except CouncilqaError as error:
            _log.exception("The question could not be worked on.")
            reply, answer, found = None, failed_answer(query, error), Findings()
        way = "cite" if reply else _WAYS[answer.kind]
        stages.append(_stage(way, step, documents=len(snapshot.documents)))
        yield stages[-1]
        writer = None
        if self._model and found.statements and not found.fixed:
            answer, writer, stage = _drafted(self._model, query, found, answer, snapshot)
            stages.append(stage)
            yield stage
        yield from _pieces(answer.text)
        yield replace(
            answer,
            question=question,
            standalone=full if titles_in(full, snapshot.documents) else answer.standalone,
            trace=Trace(
                seconds=time.perf_counter() - began,
                stages=tuple(stages),
                library=snapshot.fingerprint,
                version=VERSION,
                model=writer,
            ),
        )

    def retrieve(self, question: str, k: int = 10, history: Sequence[str] = ()) -> tuple[Hit, ...]:
        """The `k` best passages for a question, which may lean on earlier ones; no answer."""
        snapshot = self.library.snapshot()
        talk = self._conversation(history, snapshot, (), ())
        asked = cleaned(question)
        query = self._understood(asked, talk.standalone(asked), talk)
        return retrieve(snapshot, query, self._embedder, k=k)

    def warm(self) -> None:
        """Read ahead what the first question would wait for."""
        snapshot = self.library.snapshot()
        self._embedder.embed(["What do inspectors say?"])
        self._judge.reader.read("What do inspectors say?", ["They say that it is good."])
        vocabulary(snapshot)
        valued_facts(snapshot)
        stock(snapshot)

    def _conversation(
        self,
        history: Sequence[str],
        snapshot: Snapshot,
        councils: Sequence[str],
        documents: Sequence[str],
    ) -> Conversation:
        """The conversation so far, over what the search is limited to."""
        reading = Reading(
            library=snapshot.documents,
            limits=council_names(councils),
            documents=document_ids(documents, [d.id for d in snapshot.documents]),
        )
        before = [q for q in map(_bare, history[-HISTORY:]) if 0 < len(q) <= QUESTION_LIMIT]
        return Conversation(
            history=before,
            reading=reading,
            answered=self._plain,
            library=snapshot,
        )

    def _plain(self, question: str, talk: Conversation) -> Answer:
        """The answer to a turn of a conversation, in the documents' own words."""
        query = self._understood(question, talk.standalone(question), talk)
        return talk.reply(question) or self._answered(query, talk.library)[0]

    def _understood(self, question: str, full: str, talk: Conversation) -> Query:
        query = talk.reading.read(question, standalone=full, vocabulary=vocabulary(talk.library))
        field = _of_the_field(talk.library)
        return settled(query, talk.library) if field else generally(query, talk.history)

    def _answered(self, query: Query, snapshot: Snapshot) -> tuple[Answer, Findings]:
        """The answer in the documents' own words, and what it says them from; a survey, nothing."""
        advice = guidance(query, snapshot)
        if advice:
            found = Findings(advice=advice)
            return lookup_answer(replace(query, kind="lookup"), found, snapshot), found
        told = of_library(query, snapshot) or defined(query, snapshot)
        if told:
            return lookup_answer(replace(query, kind="lookup"), told, snapshot), told
        if query.kind in ("list", "count", "compare"):
            surveyed = survey(query, snapshot, self._embedder, self._judge)
            none = surveyed and all(f.verdict != "states" for f in surveyed)
            hits = retrieve(snapshot, query, self._embedder, k=NEAREST) if none else ()
            return survey_answer(query, surveyed, snapshot, [whole(h) for h in hits]), Findings()
        if query.kind == "summary":
            found = summarise(query, snapshot)
        else:
            found = look_up(query, snapshot, self._embedder, self._judge)
        return lookup_answer(query, found, snapshot), found


_WAYS = {
    "list": "survey",
    "count": "survey",
    "compare": "survey",
    "summary": "summarise",
    "lookup": "look up",
}


def _rewritten(model: LanguageModel, question: str, history: Sequence[str]) -> str:
    """A question that no rule fills in, as the model reads it beside the earlier ones."""
    try:
        return rewrite(model, question, history) or question
    except ModelError:
        _log.warning("The language model did not read the question.", exc_info=True)
        return question


def _drafted(
    model: LanguageModel, query: Query, found: Findings, plain: Answer, library: Snapshot
) -> tuple[Answer, str | None, Stage]:
    """The answer in the model's words, its name and the stage; `plain` where it does not serve."""
    began = time.perf_counter()
    evidence = _evidence(found, library)
    try:
        made = draft(model, query, evidence)
    except ModelError as error:
        return plain, None, _stage("draft", began, model=model.name, failed=error.message)
    drafted = replace(found, statements=located(made, evidence))
    answer = lookup_answer(query, drafted, library, drafted_fault)
    dropped, kept = (*made.dropped, *answer.dropped), len(answer.claims)
    stage = _stage("draft", began, model=model.name, prompt=made.prompt, kept=kept)
    if kept:
        return replace(answer, dropped=dropped), model.name, stage
    return replace(plain, dropped=(*plain.dropped, *dropped)), None, stage


def _evidence(found: Findings, library: Snapshot) -> list[Evidence]:
    """The sentences that statements rest on, each once, in order."""
    places = {
        (s.document.id, s.start, s.end): s.document for t in found.statements for s in t.sources
    }
    return [
        Evidence(document=document, sentence=sentence, score=1.0)
        for (name, start, end), document in places.items()
        for sentence in library.sentences(name)
        if sentence.start == start or (start < sentence.start and sentence.end <= end)
    ]


def _of_the_field(library: Snapshot) -> bool:
    """Whether a library is about councils: a name in passing does not make a text about one."""
    about = sum(d.council is not None for d in library.documents)
    return about >= FIELD * len(library.documents)


def cleaned(question: str) -> str:
    """The question without control and invisible characters and needless space.

    Raises:
        UsageError: nothing is left, or more than the limit.
    """
    text = _bare(question)
    if not text:
        raise UsageError(
            "The question is empty.",
            hint="Type a question, for example: which councils target 75% EET?",
        )
    if len(text) > QUESTION_LIMIT:
        raise UsageError(
            f"The question has {len(text):,} characters; at most {QUESTION_LIMIT:,} are read.",
            hint="Ask it in fewer words.",
        )
    return text


def _bare(question: str) -> str:
    return " ".join(_CONTROL.sub(" ", question).split())


def _stage(name: str, began: float, **detail: object) -> Stage:
    return Stage(name=name, seconds=time.perf_counter() - began, detail=dict(detail))


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that end at lines, so that no citation mark is ever cut."""
    yield from text.splitlines(keepends=True)


__all__ = ["Assistant", "CouncilqaError", "cleaned"]
