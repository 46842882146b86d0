"""Counts and durations -> the text format that Prometheus reads."""

import threading
from collections import defaultdict
from collections.abc import Mapping

Labels = tuple[tuple[str, str], ...]
BUCKETS = (0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 1.5, 3.0, 10.0)
"""Upper bounds in seconds."""
HELP = {
    "councilqa_requests_total": ("counter", "HTTP requests by route, method and status code."),
    "councilqa_answers_total": ("counter", "Answers by surface, kind and status."),
    "councilqa_answer_seconds": ("histogram", "Seconds from question to answer."),
    "councilqa_documents": ("gauge", "Documents of the library by state."),
    "councilqa_passages_pending": ("gauge", "Passages whose vectors are still to come."),
}


class Metrics:
    """Counters that several threads may raise."""

    def __init__(self) -> None:
        """Start at nothing."""
        self._lock = threading.Lock()
        self._counts: dict[tuple[str, Labels], int] = defaultdict(int)
        self._seconds: dict[str, list[float]] = {}

    def count(self, name: str, **labels: str) -> None:
        """Raise a counter by one."""
        with self._lock:
            self._counts[name, tuple(labels.items())] += 1

    def observe(self, name: str, seconds: float) -> None:
        """Add a duration: one count for each bucket that holds it, then the count and the sum."""
        with self._lock:
            row = self._seconds.setdefault(name, [0.0] * (len(BUCKETS) + 2))
            for n, bound in enumerate(BUCKETS):
                row[n] += seconds <= bound
            row[-2] += 1
            row[-1] += seconds

    def text(self, gauges: Mapping[tuple[str, Labels], float]) -> str:
        """Everything counted so far, and the gauges given, as exposition text."""
        with self._lock:
            rows: dict[str, list[str]] = defaultdict(list)
            for (name, labels), number in sorted(self._counts.items()):
                rows[name].append(_line(name, labels, number))
            for name, row in self._seconds.items():
                rows[name] += _histogram(name, row)
        for (name, labels), value in gauges.items():
            rows[name].append(_line(name, labels, value))
        return "".join(_family(name, lines) for name, lines in rows.items())


def _family(name: str, lines: list[str]) -> str:
    kind, words = HELP[name]
    return f"# HELP {name} {words}\n# TYPE {name} {kind}\n" + "".join(lines)


def _line(name: str, labels: Labels, value: float) -> str:
    inner = ",".join(f'{key}="{_quoted(text)}"' for key, text in labels)
    return f"{name}{{{inner}}} {value:g}\n" if inner else f"{name} {value:g}\n"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _histogram(name: str, row: list[float]) -> list[str]:
    bounds = [*(f"{bound:g}" for bound in BUCKETS), "+Inf"]
    lines = [
        _line(f"{name}_bucket", (("le", bound),), number)
        for bound, number in zip(bounds, row, strict=False)
    ]
    return [*lines, f"{name}_sum {row[-1]:.6f}\n", _line(f"{name}_count", (), row[-2])]
