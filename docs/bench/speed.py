"""How fast is it, and how much memory does it take?

It makes a library in a temporary folder, then asks the same questions of every council in it.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from docs.bench.tables import Section, Table

LOOKUPS = (
    "What percentage of care leavers in {} are in education, employment or training?",
    "What do inspectors say about pathway plans in {}?",
    "When was {} inspected?",
    "How many care leavers does {} support?",
)
SURVEYS = (
    "Which councils target 75% of care leavers in education, employment or training?",
    "Which councils were told to improve their pathway plans?",
    "How many councils exempt care leavers from council tax?",
    "Which councils were judged good?",
)
MOST_COUNCILS = 25
ROUNDS = 3


def section(sources: Sequence[Path], *, seeds: bool) -> Section:
    """Speed and memory on some documents."""
    with tempfile.TemporaryDirectory() as scratch:
        rows = tuple(measured(Path(scratch, "library"), sources))
    parts = (Table(("what", "figure"), rows), busy())
    if seeds:
        return Section("speed on the seeds", "The five seed documents", parts)
    return Section("speed", "Speed on other documents", parts)


def busy() -> str:
    """A warning where others waited for the processors as well."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    spare = (os.cpu_count() or 1) - load
    if spare > 0:
        return ""
    return f"The machine was busy (load {load:.1f}): these figures are slower than they should be."


def measured(folder: Path, sources: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """What was measured, one thing after the other, and each figure."""
    seconds = timed(lambda: made(folder, sources))
    yield "making the library, vectors included", f"{seconds:.1f} s"
    command = [sys.executable, "-m", "rag", "--library", str(folder), "ask", "Who are you?"]
    seconds = timed(lambda: subprocess.run(command, check=True, capture_output=True))  # noqa: S603
    yield "one question on the command line, start included", f"{seconds:.1f} s"

    from rag import Assistant

    began = time.perf_counter()
    assistant = Assistant.open(folder)
    documents = assistant.library.snapshot().documents
    names = sorted({d.council for d in documents if d.council})
    assistant.ask(SURVEYS[0])
    yield "opening the assistant and the first answer", f"{time.perf_counter() - began:.1f} s"
    yield "documents and councils", f"{len(documents)} and {len(names)}"
    lookups = [ask.format(name) for ask in LOOKUPS for name in names[:MOST_COUNCILS]]
    for what, questions in (("lookup", lookups), ("survey", SURVEYS)):
        took = [timed(partial(assistant.ask, q)) for _ in range(ROUNDS) for q in questions]
        middle, slow = statistics.median(took), statistics.quantiles(took, n=20)[-1]
        yield f"{what}, {len(took)} asked", f"p50 {middle * 1000:.0f} ms, p95 {slow * 1000:.0f} ms"
    if memory := most_memory():
        yield "most memory in use", f"{memory:,.0f} MB"


def made(folder: Path, sources: Sequence[Path]) -> None:
    """Make a library of the sources."""
    from index.embed import MiniLM
    from index.store import Library
    from index.sync import add

    with Library.open(folder, writable=True, create=True) as library:
        add(library, sources, embedder=MiniLM.load())


def timed(work: Callable[[], object]) -> float:
    """Seconds that some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def most_memory() -> float | None:
    """The most memory this process ever held, in megabytes; None where that is not known."""
    if os.name == "nt":
        return None
    import resource

    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held / (1e6 if sys.platform == "darwin" else 1e3)
