"""What is worked out once for a library as it stands, and forgotten with it."""

import threading
from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from index.store import Snapshot

T = TypeVar("T")


def once(made: Callable[[Snapshot], T]) -> Callable[[Snapshot], T]:
    """The function, which works out its result once for each snapshot.

    A snapshot keeps its files open as long as it lives, so nothing here may keep it alive.
    """
    kept: WeakKeyDictionary[Snapshot, T] = WeakKeyDictionary()
    lock = threading.RLock()

    @wraps(made)
    def of(library: Snapshot) -> T:
        with lock:  # others wait, instead of working it out beside
            if library not in kept:
                kept[library] = made(library)
            return kept[library]

    return of
