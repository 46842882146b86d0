"""A sync that is killed at any moment loses nothing it reported and leaves nothing half done.

The processes killed are real ones, by SIGKILL. `COUNCILQA_KILLS=240` kills as many instead of a few
(`-o log_cli=true --log-cli-level=INFO` shows the counts).
"""

import logging
import multiprocessing
import os
import random
import re
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from multiprocessing.context import ForkServerContext
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.errors import LibraryMissing
from index.store import Library
from index.store.check import problems
from index.sync import Progress, add, check
from tests.fakes import HashEmbedder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")

KILLS = int(os.environ.get("COUNCILQA_KILLS", "8"))
FILES = 40
MOST_STEPS = 8  # after which a run is killed; an undisturbed one takes some twenty
LONGEST_STEP = 0.25  # seconds after such a step
UNFINISHED = ("no vector", "no vector index", "another state")

log = logging.getLogger(__name__)


class SlowEmbedder(HashEmbedder):
    """Takes its time, as a model does."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        time.sleep(0.1)
        return super().embed(texts)


def work(library: Path, folder: Path, reported: Path) -> None:
    """What the killed process does: add the folder, and note each file once it is reported.

    Lines with `#` note how far it came otherwise.
    """
    note = os.open(reported, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def report(progress: Progress) -> None:
        word = Path(progress.current).stem if progress.stage == "read" else f"#{progress.stage}"
        os.write(note, f"{word}\n".encode())

    os.write(note, b"#start\n")
    with Library.open(library, create=True) as opened:
        add(opened, [folder], embedder=SlowEmbedder(), prune=True, progress=report)
    os.write(note, b"#done\n")


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Processes that start at once, with everything imported."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.test_crash", "chromadb"])
    return context


def text_of(number: int, edition: int) -> str:
    council = ("Slough", "Swindon", "Leicester")[number % 3]
    return "\n\n".join(
        f"Inspectors visited {council} for visit{number} edition{edition} part{part}. "
        f"In part{part}, {50 + number} per cent of care leavers have a pathway plan."
        for part in range(1 + number % 4)
    )


def write(folder: Path, edition: int) -> None:
    """One edition of the folder: some files change, some go, some come."""
    for number in range(FILES):
        file = folder / f"d{number:02}.txt"
        if (number + edition) % 9 == 8:
            file.unlink(missing_ok=True)
        elif edition == 0 or (number + edition) % 4 == 0 or not file.exists():
            file.write_text(text_of(number, edition))


def records(library: Library) -> dict[str, object]:
    """Everything that is served of each document."""
    snapshot = library.snapshot()
    return {
        d.id: (
            d.text,
            d.identity,
            snapshot.sentences(d.id),
            snapshot.passages(d.id),
            [f for f in snapshot.facts if f.document == d.id],
        )
        for d in snapshot.documents
    }


def right_records(tmp: Path, folder: Path) -> dict[str, object]:
    """What an undisturbed run makes of the folder."""
    shutil.rmtree(tmp, ignore_errors=True)
    with Library.open(tmp, create=True) as library:
        add(library, [folder], embedder=HashEmbedder())
        return records(library)


def killed(
    processes: ForkServerContext,
    library: Path,
    folder: Path,
    reported: Path,
    *,
    steps: int,
    delay: float,
) -> bool:
    """Start a run, kill it `delay` seconds after it noted `steps`; whether that was before its end.

    A moment counted in steps and seconds falls into every stage, however fast the machine is.
    """
    process = processes.Process(target=work, args=(library, folder, reported))
    before = len(notes_of(reported))
    process.start()
    while process.is_alive() and len(notes_of(reported)) < before + steps:
        time.sleep(0.002)
    process.join(delay)
    process.kill()  # it may have ended just now, which does no harm
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def notes_of(reported: Path) -> list[str]:
    return reported.read_text().split() if reported.exists() else []


def verify(
    library: Path, reported: set[str], now: dict[str, object], before: dict[str, object]
) -> None:
    """What is there after a kill is whole, and all that was reported is there."""
    try:
        opened = Library.open(library)
    except LibraryMissing:  # killed before it was made
        assert not reported
        return
    with opened:
        found = records(opened)
        lost = [name for name in reported if found.get(name) != now[name]]
        assert lost == []
        half = [n for n, r in found.items() if r not in (now.get(n), before.get(n))]
        assert half == []
        faults = [p for p in problems(opened.snapshot()) if not is_unfinished(p.what)]
        assert faults == []
        for name in reported:
            for passage in opened.snapshot().passages(name):
                assert_reachable(opened, passage.id, passage.text)


def is_unfinished(what: str) -> bool:
    return any(words in what for words in UNFINISHED)


def assert_reachable(library: Library, name: str, text: str) -> None:
    words = [w for w in re.findall(r"\w+", text) if w[-1].isdigit()]
    hits = library.snapshot().search_words(words, k=200)
    assert name in {hit for hit, _ in hits}


def test_no_kill_loses_or_halves_anything(processes: ForkServerContext, tmp_path: Path) -> None:
    chance = random.Random(KILLS)
    folder, library, reported = tmp_path / "folder", tmp_path / "library", tmp_path / "reported"
    folder.mkdir()
    kills, editions, before = Counter[str](), 0, {}
    while kills.total() < KILLS:
        write(folder, editions)
        now = right_records(tmp_path / "right", folder)
        reported.unlink(missing_ok=True)
        notes: list[str] = []
        for _ in range(min(12, KILLS - kills.total())):
            steps, delay = chance.randint(1, MOST_STEPS), chance.uniform(0, LONGEST_STEP)
            if not killed(processes, library, folder, reported, steps=steps, delay=delay):
                break
            been, notes = len(notes), notes_of(reported)
            kills[stage_of(notes[been:])] += 1
            verify(library, {n for n in notes if not n.startswith("#")}, now, before)
        killed(processes, library, folder, reported, steps=1, delay=60)
        with Library.open(library, writable=True) as opened:
            assert records(opened) == now
            assert check(opened, embedder=HashEmbedder()) == ()
            assert all_found_by_vector(opened) == 0
        before, editions = now, editions + 1
    log.info("%d kills over %d editions of %d files: %s", kills.total(), editions, FILES, kills)


def stage_of(notes: list[str]) -> str:
    """During which stage a run was killed, by what it noted last."""
    return notes[-1] if notes[-1].startswith("#") else "#read"


def all_found_by_vector(library: Library) -> int:
    """Number of passages that do not come first for their own text."""
    snapshot, embedder = library.snapshot(), HashEmbedder()
    assert snapshot.index_serves()
    missed = 0
    for document in snapshot.documents:
        for passage in snapshot.passages(document.id):
            vector = embedder.embed([passage.text])[0]
            best = snapshot.search_vectors(vector, k=1)
            missed += best[0][1] < 0.999999
    return missed


def test_two_processes_at_once_are_one_writer_and_nothing_is_lost(
    processes: ForkServerContext, tmp_path: Path
) -> None:
    folder, library = tmp_path / "folder", tmp_path / "library"
    folder.mkdir()
    write(folder, 0)
    running = [
        processes.Process(target=work, args=(library, folder, tmp_path / f"reported{n}"))
        for n in range(3)
    ]
    for process in running:
        process.start()
        time.sleep(0.02)
    for process in running:
        process.join()
    assert any(p.exitcode == 0 for p in running)
    with Library.open(library, writable=True) as opened:
        assert records(opened) == right_records(tmp_path / "right", folder)
        assert check(opened) == ()


def test_an_index_torn_anywhere_gives_right_answers_and_is_mended(tmp_path: Path) -> None:
    chance = random.Random(7)
    folder = tmp_path / "folder"
    folder.mkdir()
    write(folder, 0)
    embedder = HashEmbedder()
    question = embedder.embed(["care leavers of Slough have a pathway plan visit9"])[0]
    with Library.open(tmp_path / "library", create=True) as library:
        add(library, [folder], embedder=embedder)
        right = library.snapshot().search_vectors(question, k=10)
    for _ in range(max(3, KILLS // 8)):
        files = [f for f in (tmp_path / "library" / "vectors").rglob("*") if f.is_file()]
        for file in chance.sample(files, chance.randint(1, len(files))):
            os.truncate(file, int(file.stat().st_size * chance.random()))
        with Library.open(tmp_path / "library", writable=True) as library:
            assert library.snapshot().search_vectors(question, k=10) == right
            check(library, repair=True, embedder=embedder)
            assert check(library, embedder=embedder) == ()
            assert library.snapshot().index_serves()
            assert library.snapshot().search_vectors(question, k=10) == right
