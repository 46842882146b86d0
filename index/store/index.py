"""The vector index of a library: which generation serves, and when it is built anew."""

import json
import logging
import os
import shutil
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.store.catalogue import VECTORS
from index.store.generations import (
    CURRENT,
    FEWEST,
    REACHED,
    Generation,
    Shown,
    Stamp,
    Unusable,
    build,
    fits,
    keys_of,
    replace_file,
    sample_of,
    torn,
)
from index.store.reporting import reported

_ALWAYS_REBUILT = 5_000  # passages; a rebuild of so few takes a second or two
_LAG = 0.1  # share of passages that a larger generation may lack before it is rebuilt

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lag:
    """What a generation lacks of a snapshot (n,), and how many it holds that have gone."""

    folder: str
    generation: int
    lacking: NDArray[np.int64]
    gone: int


class Index:
    """The current generation of a library folder, opened when first asked for."""

    def __init__(self, folder: Path) -> None:
        """Nothing is opened yet."""
        self._folder = folder
        self._root = folder / VECTORS
        self._lock = threading.Lock()
        self._generation: Generation | None = None
        self._refused: str | None = None
        self._last_lag: _Lag | None = None

    def close(self) -> None:
        """Close the generation that is open."""
        with self._lock:
            self._generation = None

    def candidates(
        self, shown: Shown, vector: NDArray[np.float32], k: int
    ) -> NDArray[np.int64] | None:
        """Keys of passages that are worth an exact look, those that the index lacks included.

        None where there is no index to rely on, and every passage is worth a look.
        """
        generation = self.current(shown)
        if generation is None:
            return None
        lag = self._lag(generation, shown)
        try:
            near = generation.nearest(vector, k + lag.gone)
        except Unusable as error:
            self._refuse(generation.stamp, str(error))
            return None
        return np.union1d(near, lag.lacking)

    def _lag(self, generation: Generation, shown: Shown) -> "_Lag":
        """How far the generation is behind the snapshot; worked out once for both."""
        lag = self._last_lag
        if lag is None or (lag.folder, lag.generation) != (
            generation.stamp.folder,
            shown.generation,
        ):
            lag = _Lag(
                folder=generation.stamp.folder,
                generation=shown.generation,
                lacking=np.setdiff1d(shown.vector_keys, generation.keys, assume_unique=True),
                gone=len(np.setdiff1d(generation.keys, shown.vector_keys, assume_unique=True)),
            )
            self._last_lag = lag
        return lag

    def current(self, shown: Shown) -> Generation | None:
        """The generation that serves, opened and checked; None where none can be relied on."""
        with self._lock:
            stamp = Stamp.read(self._root)
            if stamp is None or stamp.folder == self._refused or not fits(stamp, shown):
                return None
            if self._generation is None or self._generation.stamp != stamp:
                self._generation = None
                self._generation = self._opened(stamp, shown)
            return self._generation

    def _opened(self, stamp: Stamp, shown: Shown) -> Generation | None:
        folder = self._root / stamp.folder
        reason = torn(folder, stamp)
        if reason is None and not self._is_writable():
            reason = "Chroma cannot open what it may not write"
        if reason is None:
            try:
                generation = Generation(folder, stamp)
                reason = generation.fault(shown)
                if reason is None:
                    return generation
            except Unusable as error:
                reason = str(error)
        self._refused = stamp.folder
        log.warning("vector index %s is not used: %s", stamp.folder, reason)
        return None

    def _is_writable(self) -> bool:
        return os.access(self._root, os.W_OK)

    def _refuse(self, stamp: Stamp, reason: str) -> None:
        with self._lock:
            self._refused = stamp.folder
            self._generation = None
        log.warning("vector index %s is not used: %s", stamp.folder, reason)

    def faults(self, shown: Shown) -> list[str]:
        """What is wrong with the current generation; empty where it serves, lagging or not."""
        if len(shown.vector_keys) < FEWEST:
            return []
        stamp = Stamp.read(self._root)
        if stamp is None:
            return ["there is no vector index"]
        if not fits(stamp, shown):
            return ["the vector index was built for another state of the library"]
        if reason := torn(self._root / stamp.folder, stamp):
            return [f"the vector index is torn: {reason}"]
        if not self._is_writable():
            return []
        with self._lock:
            self._refused = None
            self._generation = None
        generation = self.current(shown)
        if generation is None:
            return ["the vector index cannot be opened"]
        row = shown.vector_rows(sample_of(shown.vector_keys)[:1])[0]
        if len(generation.reached(row)) < REACHED * stamp.count:
            return ["the vector index does not reach all of its passages"]
        return []

    def build(self, shown: Shown, *, anew: bool = False) -> bool:
        """Build a generation from the snapshot where the current one lags; whether it did.

        Raises:
            LibraryError: the disk is full or cannot be written.
        """
        if not anew and not self._lags(shown):
            return False
        with reported(self._folder):
            self._root.mkdir(exist_ok=True)
            self._sweep(Stamp.read(self._root))
            stamp = build(self._root, shown) if len(shown.vector_keys) >= FEWEST else None
            if stamp is None:
                (self._root / CURRENT).unlink(missing_ok=True)
            else:
                replace_file(self._root / CURRENT, json.dumps(asdict(stamp), indent=1).encode())
            with self._lock:
                self._generation = None
            self._sweep(stamp)
        return stamp is not None

    def _lags(self, shown: Shown) -> bool:
        keys = shown.vector_keys
        stamp = Stamp.read(self._root)
        if len(keys) < FEWEST:
            return stamp is not None
        if stamp is None or not fits(stamp, shown) or stamp.folder == self._refused:
            return True
        if torn(self._root / stamp.folder, stamp):
            return True
        held = keys_of(self._root / stamp.folder)
        if len(np.setdiff1d(held, keys, assume_unique=True)):
            return True  # what is removed must be gone from everywhere
        lacking = len(keys) - stamp.count
        return lacking > (0 if len(keys) <= _ALWAYS_REBUILT else _LAG * len(keys))

    def _sweep(self, kept: Stamp | None) -> None:
        """Remove generations that are not the current one, those never finished among them."""
        for folder in self._root.glob("gen-*"):
            if kept is None or folder.name != kept.folder:
                shutil.rmtree(folder, ignore_errors=True)
