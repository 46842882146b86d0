"""What is worked out once for a library, by however many threads, and forgotten with it."""

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from index.store import Library, Snapshot
from rag.once import once
from tests.fakes import put


def test_a_result_is_worked_out_once_and_does_not_keep_its_library(tmp_path: Path) -> None:
    made: list[int] = []

    @once
    def count(library: Snapshot) -> int:
        made.append(len(library.documents))
        return made[-1]

    with Library.open(tmp_path, writable=True, create=True) as library:
        put(library, "a", "There is a choir.")
        snapshot = library.snapshot()
        with ThreadPoolExecutor(4) as pool:
            assert set(pool.map(count, [snapshot] * 8)) == {1}
        assert made == [1]
        alive = weakref.ref(snapshot)
        put(library, "b", "There is a band.")
        snapshot = library.snapshot()
        gc.collect()
        assert alive() is None
        assert count(snapshot) == 2
