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
    lock = threading.Lock()

    @wraps(made)
    def of(library: Snapshot) -> T:
        with lock:
            if library in kept:
                return kept[library]
        result = made(library)
        with lock:
            return kept.setdefault(library, result)

    return of
