"""Reading files, and deriving from them, ahead of the one who writes.

    files ─→ load (worker processes) ─→ derive (here, or apart where there are many) ─→ in order

Files keep their order, so that a run gives the same library however fast its parts are.
"""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

from index import derive
from index.apart import Derivers
from index.errors import CouncilqaError, LoadError, NoText
from index.load import load
from index.plan import Task
from index.records import Loaded
from index.store import Contents

Outcome = Contents | CouncilqaError

_AT_ONCE = min(max(os.cpu_count() or 2, 2), 4)
_AHEAD = 2 * _AT_ONCE
_MANY = 24
"""From so many files on, starting processes to derive in costs less than it saves."""


def read(tasks: Sequence[Task]) -> Iterator[tuple[Task, Outcome]]:
    """Each task in order with what its file gives, or with why it cannot be read."""
    with ExitStack() as stack:
        contents = derive.contents
        if len(tasks) >= _MANY:
            contents = stack.enter_context(closing(Derivers(_AT_ONCE))).contents
        pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="read")
        stack.callback(pool.shutdown, cancel_futures=True)
        waiting: deque[tuple[Task, Future[Outcome]]] = deque()
        for task in tasks:
            waiting.append((task, pool.submit(_outcome, task, contents)))
            if len(waiting) > _AHEAD:
                first, outcome = waiting.popleft()
                yield first, outcome.result()
        for first, outcome in waiting:
            yield first, outcome.result()


def _outcome(task: Task, contents: Callable[[Task, Loaded], Contents]) -> Outcome:
    loaded = _loaded(task.seen.found.path)
    return loaded if isinstance(loaded, CouncilqaError) else contents(task, loaded)


def _loaded(path: Path) -> Loaded | CouncilqaError:
    try:
        loaded = load(path)
    except CouncilqaError as error:
        return error
    except OSError as error:
        return LoadError(f"{path.name!r} cannot be read: {error.strerror or error}.")
    if not loaded.text.strip():
        return NoText(f"{path.name!r} holds no text.")
    return loaded
