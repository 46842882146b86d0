"""Deriving in a process of its own, so that the writer's process is free to write.

The process is given text that was read already, never a file, and answers with records; both go
through its pipes as pickles, which only these two ends write. It ends when its pipe does. Where it
cannot be started or ends before it answers, the document is derived here instead.
"""

import os
import pickle
import subprocess
import sys
from queue import SimpleQueue

from index import derive
from index.plan import Task
from index.process import end, start
from index.records import Loaded
from index.store import Contents


class Derivers:
    """`derive.contents` in other processes; may be asked by as many threads as there are."""

    def __init__(self, number: int) -> None:
        self._all = [_Deriver() for _ in range(number)]
        self._idle: SimpleQueue[_Deriver] = SimpleQueue()
        for deriver in self._all:
            self._idle.put(deriver)

    def contents(self, task: Task, loaded: Loaded) -> Contents:
        """As `derive.contents`."""
        deriver = self._idle.get()
        try:
            return deriver.contents(task, loaded)
        finally:
            self._idle.put(deriver)

    def close(self) -> None:
        """End the processes."""
        for deriver in self._all:
            deriver.close()


class _Deriver:
    """One process, started when it is first asked."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lost = False

    def contents(self, task: Task, loaded: Loaded) -> Contents:
        if not self._lost:
            try:
                return self._ask(task, loaded)
            except (OSError, EOFError, pickle.UnpicklingError):
                self._lost = True
                self.close()
        return derive.contents(task, loaded)

    def _ask(self, task: Task, loaded: Loaded) -> Contents:
        """The process's answer."""
        if self._process is None:
            self._process = start("index.apart")
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        pickle.dump((task, loaded), self._process.stdin, pickle.HIGHEST_PROTOCOL)
        self._process.stdin.flush()
        answer: Contents = pickle.load(self._process.stdout)  # noqa: S301 - our own process
        return answer

    def close(self) -> None:
        if self._process is not None:
            end(self._process)
            self._process = None


def main() -> None:
    """Answer each (task, loaded) on stdin with its contents on stdout, until the pipe closes."""
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)
        while True:
            try:
                task, loaded = pickle.load(sys.stdin.buffer)  # noqa: S301 - from who started us
            except EOFError:
                return
            pickle.dump(derive.contents(task, loaded), answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()


if __name__ == "__main__":
    main()
