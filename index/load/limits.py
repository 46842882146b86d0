"""What one file may cost, and the worker processes that keep to it.

Parsers of PDF, HTML and Word files run in worker processes with a limit of memory, processor time
and wall-clock time. A worker that dies or hangs takes one file with it; the caller gets a
LoadError with the reason and the next file gets a new worker. Where the system has no `resource`
module (Windows) the wall-clock limit alone holds.
"""

import json
import signal
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from index.errors import LoadError, NoText, TooLarge, UnsupportedFormat
from index.process import end, start

MAX_BYTES = 25_000_000
MAX_PAGES = 400
MAX_CHARACTERS = 2_000_000
MEMORY = 1 << 30
PROCESSOR_SECONDS = 30
WALL_SECONDS = 60.0

_MAX_REPLY = 64_000_000
_ERRORS = {kind.__name__: kind for kind in (LoadError, UnsupportedFormat, TooLarge, NoText)}
_DAMAGED = "It may be damaged: open it in its own program, save it again and add that."
_OUT_OF_TIME = "Split it, or save it again in a simpler form."


class _Died(Exception):
    """The worker ended before it answered."""

    def __init__(self, *, timed_out: bool, code: int | None) -> None:
        super().__init__(code)
        self.timed_out = timed_out
        self.code = code


class Worker:
    """One process that reads files, one at a time."""

    def __init__(self, *, wall: float = WALL_SECONDS) -> None:
        """Start the process; `wall` is the longest it may take over one request, in seconds."""
        self._wall = wall
        self._answered = 0
        self._process = start("index.load.worker")

    @property
    def is_fresh(self) -> bool:
        """Has the worker not answered anything yet?"""
        return self._answered == 0

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to `request`; raises _Died where the process ends or hangs instead."""
        fired = threading.Event()

        def end() -> None:
            fired.set()
            self._process.kill()

        timer = threading.Timer(self._wall, end)
        timer.daemon = True
        timer.start()
        try:
            line = self._exchange(json.dumps(request).encode() + b"\n")
        finally:
            timer.cancel()
        if not line.endswith(b"\n"):
            self.close()
            raise _Died(timed_out=fired.is_set(), code=self._process.returncode)
        self._answered += 1
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _exchange(self, request: bytes) -> bytes:
        """Send `request` and read one line; empty where the pipe is broken."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(request)
            self._process.stdin.flush()
            return self._process.stdout.readline(_MAX_REPLY)
        except (BrokenPipeError, ConnectionResetError):
            return b""

    def close(self) -> None:
        """End the process and let go of its pipes."""
        end(self._process)


class Pool:
    """Idle workers, lent to one caller at a time; as many run as callers ask at once."""

    def __init__(self, *, wall: float = WALL_SECONDS) -> None:
        self._wall = wall
        self._idle: list[Worker] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def ask(self, request: Mapping[str, Any], *, name: str) -> dict[str, Any]:
        """What a worker answers to `request` about the file `name`.

        Where a worker dies that had served before, a new one gets the file too: the old one may
        have ended while idle, or been weakened by what it read earlier.

        Raises:
            LoadError: the file could not be read within the limits, and why.
        """
        while True:
            worker = self._lend()
            fresh = worker.is_fresh
            try:
                answer = worker.ask(request)
            except _Died as end:
                if fresh or end.timed_out:
                    raise _reason(end, name, self._wall) from end
                continue
            self._take_back(worker)
            if "error" in answer:
                kind, message = _ERRORS[answer["error"]], answer["message"]
                raise kind(f"{name!r}: {message}", hint=answer["hint"])
            return answer

    def close(self) -> None:
        """End the idle workers."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.close()

    def _lend(self) -> Worker:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        try:
            return Worker(wall=self._wall)
        except OSError as error:
            message = f"No process could be started to read it: {error.strerror}."
            raise LoadError(message, hint="Close other programs and try again.") from error

    def _take_back(self, worker: Worker) -> None:
        with self._lock:
            self._idle.append(worker)


def _reason(end: _Died, name: str, wall: float) -> LoadError:
    """Why a worker that died could not read the file `name`."""
    if end.timed_out:
        return TooLarge(f"{name!r}: It took over {wall:g} seconds to read.", hint=_OUT_OF_TIME)
    if end.code is not None and -end.code == getattr(signal, "SIGXCPU", None):
        message = f"{name!r}: It took over {PROCESSOR_SECONDS} seconds of processor time."
        return TooLarge(message, hint=_OUT_OF_TIME)
    message = f"{name!r}: It broke its reader or needs over {MEMORY >> 30} GB of memory."
    return LoadError(message, hint=_DAMAGED)
