"""Citations labelled in order of first use, and the marks that stand for them in a text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rag.records import Citation, Source, Trace

NO_TRACE = Trace(seconds=0, stages=(), library="", version="")


@dataclass(slots=True)
class Labels:
    """Citations in order of first use, one for each place cited."""

    citations: list[Citation] = field(default_factory=list)
    _known: dict[tuple[str, int, int], int] = field(default_factory=dict)

    def of(self, sources: Iterable[Source]) -> tuple[int, ...]:
        """The labels of sources, new ones where they are cited for the first time."""
        return tuple(dict.fromkeys(self._label(s) for s in sources))

    def _label(self, source: Source) -> int:
        place = (source.document.id, source.start, source.end)
        if place not in self._known:
            self._known[place] = len(self.citations) + 1
            self.citations.append(
                Citation(
                    label=self._known[place],
                    document=source.document,
                    start=source.start,
                    end=source.end,
                )
            )
        return self._known[place]


def marked(text: str, labels: Sequence[int]) -> str:
    """A statement with its citation marks."""
    return f"{text} {''.join(f'[{n}]' for n in labels)}"


def labelled(sources: Iterable[Source]) -> list[Citation]:
    """Sources as citations, labelled from 1."""
    labels = Labels()
    labels.of(sources)
    return labels.citations
