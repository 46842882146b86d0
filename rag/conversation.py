"""A turn and the ones before it -> the question in full, and what the last answer has to say to it.

What earlier answers were about is found by answering their questions again, each at most once, and
only where a turn points at it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from index.speakers import people_in
from index.store import Snapshot
from rag.follow_up import asks_how_old, asks_of_list, questions, standalone
from rag.parts.cited import NONE_BEFORE, NONE_NAMED, cited, refused
from rag.records import Answer
from rag.retrieve import NO_REPORT
from rag.shown.wording import date_words
from rag.titled import Reading
from rag.turns import Report, names_in, of_councils

_MONTH = len("2019-03")


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The earlier questions, oldest first, and how questions are read and answered."""

    history: Sequence[str]
    reading: Reading
    library: Snapshot
    answered: Callable[[str, "Conversation"], Answer]
    """Answers a question in the documents' own words, after the turns of a conversation."""
    known: dict[str, Answer] = field(default_factory=dict)
    """Answers to questions in full that were asked again."""

    def standalone(self, question: str) -> str:
        """The question with what it takes from the conversation filled in.

        One that only asks where the last answer stands is the last question again.
        """
        before = questions(self.history)
        if before and self._asks_nothing_new(question):
            return self._full(before[-1], before[:-1])
        return self._full(question, before)

    def reply(self, question: str) -> Answer | None:
        """What the last answer itself says to a turn that asks nothing new; None to any other.

        That is a turn that asks where the last answer stands, or one about its list where that is
        empty.
        """
        before = questions(self.history)
        if self._asks_nothing_new(question):
            return self._cited(question, before)
        if not before or not asks_of_list(question):
            return None
        last = self._full(before[-1], before[:-1])
        empty = self._lists(last) and not self._subjects(last)
        return refused(question, question, NONE_NAMED) if empty else None

    def _asks_nothing_new(self, question: str) -> bool:
        return len(questions([*self.history, question])) == len(questions(self.history))

    def _cited(self, question: str, before: Sequence[str]) -> Answer:
        """Where the last answer stands; it is asked of other councils where they are named."""
        if not before:
            return refused(question, question, NONE_BEFORE)
        last, names = self._full(before[-1], before[:-1]), names_in(question)
        if names and not self._lists(last) and not set(names) <= set(names_in(last)):
            earlier = self._answer(of_councils(last, names))
        else:
            earlier = self.answered(before[-1], replace(self, history=before[:-1]))
        dated = asks_how_old(question)
        return cited(question, earlier, self.library, councils=names, dated=dated)

    def _answer(self, full: str) -> Answer:
        """The answer to a question in full."""
        if full not in self.known:
            self.known[full] = self.answered(full, replace(self, history=()))
        return self.known[full]

    def _full(self, question: str, before: Sequence[str]) -> str:
        return standalone(
            question, before, subjects=self._subjects, people=self._people, report=self._report
        )

    def _lists(self, earlier: str) -> bool:
        """Whether an earlier question was one for councils."""
        return self.reading.read(earlier).kind in ("list", "count")

    def _subjects(self, earlier: str) -> tuple[str, ...]:
        """The councils that the answer to an earlier question was about."""
        query = self.reading.read(earlier)
        if query.kind not in ("list", "count") and (query.councils or query.elsewhere):
            return (*query.councils, *query.elsewhere)
        answer = self._answer(earlier)
        if answer.ledger:
            return tuple(e.council for e in answer.ledger.entries if e.verdict == "states")
        about = [c.document.council for c in answer.citations[:1]]
        return tuple(name for name in about if name)

    def _people(self, earlier: str) -> tuple[str, ...]:
        """The people whom the answer to an earlier question names."""
        asked = set(people_in(self.reading.read(earlier).question))
        said = [n for c in self._answer(earlier).claims for n in people_in(c.text)]
        return tuple(dict.fromkeys([*asked, *said]))

    def _report(self, earlier: str) -> Report | None:
        """The report that the answer to an earlier question rests on: of one council, and dated."""
        if self._lists(earlier):
            return None
        rests_on = [c.document for c in self._answer(earlier).citations[:1]]
        if not rests_on and len(named := self.reading.read(earlier).councils) == 1:
            rests_on = [d for d in self.library.documents if d.council == named[0]]
            rests_on = [d for d in rests_on if d.identity.kind not in NO_REPORT]
        document = max(rests_on, key=lambda d: d.published or "", default=None)
        if document is None or not (document.council and document.published):
            return None
        before = max(
            (
                d.published
                for d in self.library.documents
                if d.council == document.council
                and d.identity.kind == document.identity.kind
                and (d.published or "") < document.published
                and d.published
            ),
            default=None,
        )
        return Report(
            council=document.council,
            month=date_words(document.published[:_MONTH]),
            before=date_words(before[:_MONTH]) if before else None,
        )
