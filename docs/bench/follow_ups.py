"""How close does the product's question in full come to the one that a person wrote?"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from docs.bench.baselines import stems
from docs.bench.metrics import share
from docs.bench.sets import Bench, Question
from docs.bench.tables import Section, Table, percent
from index.speakers import people_in
from rag.follow_up import standalone

SETS = ("canard_dev", "mtrag_human")
NOTE = (
    "Words are stems without the commonest. *Found*: share of the words which the person added to "
    "the question that ours has too. *Noise*: share of the words which ours added that the "
    "person's has not. *Left alone*: share of the questions to which the person added words and "
    "ours none. *Changed needlessly*: share of those to which the person added none and ours some. "
    "Of canard_dev the title of the page is taken for the first question."
)


@dataclass(frozen=True, slots=True)
class Made:
    """The words added to a question: by a person, and by us."""

    theirs: frozenset[str]
    ours: frozenset[str]
    noise: frozenset[str]

    @classmethod
    def of(cls, asked: str, rewritten: str, made: str) -> "Made":
        """Compare two ways of making a question whole."""
        said, theirs, ours = (frozenset(stems(t)) for t in (asked, rewritten, made))
        return cls(theirs - said, ours - said, ours - said - theirs)


def section(bench: Bench) -> Section:
    """The product beside leaving the question alone and pasting what was said before it."""
    ways: dict[str, Callable[[Question], str]] = {
        "left alone": lambda q: q.text,
        "earlier questions pasted": lambda q: " ".join((*q.earlier, q.text)),
        "product": made_whole,
    }
    rows = [
        (name, label, *figures([Made.of(q.text, q.meta["rewrite"], way(q)) for q in asked]))
        for name, asked in _asked(bench)
        for label, way in ways.items()
    ]
    absent = [f"{n} is not there and was left out." for n in SETS if not bench.has(n)]
    columns = ("set", "question", "found", "noise", "left alone", "changed needlessly", "of")
    table = Table(columns, tuple(rows), title="Words, percent", note=NOTE)
    return Section("follow-ups", "Follow-up questions", (table, " ".join(absent)))


def _asked(bench: Bench) -> Iterator[tuple[str, list[Question]]]:
    for name in SETS:
        if bench.has(name):
            yield name, bench.questions(name)


def made_whole(asked: Question) -> str:
    """The product's question in full, without a library to look earlier answers up in.

    Whom an earlier answer names is taken from the conversation, where it is there to be read.
    """
    said = [name for text in asked.said for name in people_in(text)]
    people = tuple(dict.fromkeys(said))
    return standalone(asked.text, asked.earlier, subjects=lambda _: (), people=lambda _: people)


def figures(made: Sequence[Made]) -> tuple[str, ...]:
    """The shares of a table's row."""
    leaning = [m for m in made if m.theirs]
    whole = [m for m in made if not m.theirs]
    added = sum(len(m.ours) for m in made)
    found = (
        share(sum(len(m.theirs & m.ours) for m in leaning), sum(len(m.theirs) for m in leaning)),
        share(sum(len(m.noise) for m in made), added),
        share(sum(not m.ours for m in leaning), len(leaning)),
        share(sum(bool(m.ours) for m in whole), len(whole)),
    )
    return (*map(percent, found), str(len(made)))
