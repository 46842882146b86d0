"""The worker process: requests as JSON lines on stdin, answers as JSON lines on stdout.

It is started by `index.load.limits` and holds the parsers, so that nothing they do to memory or
time reaches the program. Each parser is imported when the first file of its kind comes.
"""

import base64
import contextlib
import json
import os
import select
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import Any

from index.errors import LoadError, TooLarge
from index.load.limits import MEMORY, PROCESSOR_SECONDS
from index.records import Loaded

resource: ModuleType | None
try:
    import resource
except ImportError:
    resource = None

_IDLE_SECONDS = 60.0


def answer(request: Mapping[str, Any]) -> dict[str, Any]:
    """What `request` asks for, or the LoadError that stands against it."""
    path = Path(request["path"])
    try:
        if request["do"] == "render":
            from index.load.show import render

            image = render(path, **request["of"])
            return {"png": base64.b64encode(image).decode("ascii")}
        if request["do"] == "boxes":
            from index.load.show import boxes

            return boxes(path, **request["of"])
        return {"loaded": asdict(_read(request["format"], path))}
    except LoadError as error:
        return {"error": type(error).__name__, "message": error.message, "hint": error.hint}
    except OSError as error:
        message = f"It cannot be opened: {error.strerror}."
        hint = "Check that it is still there and who may read it."
        return {"error": LoadError.__name__, "message": message, "hint": hint}
    except MemoryError:
        hint = "Split it, or save it again in a simpler form."
        message = f"It needs over {MEMORY >> 30} GB of memory."
        return {"error": TooLarge.__name__, "message": message, "hint": hint}


def _read(kind: str, path: Path) -> Loaded:
    """The file at `path` by the reader of its kind, imported on first use to start quickly."""
    if kind == "pdf":
        from index.load.pdf import read_pdf

        return read_pdf(path)
    if kind == "docx":
        from index.load.docx import read_docx

        return read_docx(path)
    if kind == "html":
        from index.load.html import read_html

        return read_html(path)
    if kind == "markdown":
        from index.load.markdown import read_markdown

        return read_markdown(path)
    from index.load.text import read_text

    return read_text(path)


def _restrict() -> None:
    """Limit this process's memory, and let it leave no core file."""
    if resource is None:
        return
    for name, limit in (("RLIMIT_AS", MEMORY), ("RLIMIT_CORE", 0)):
        if hasattr(resource, name):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(getattr(resource, name), (limit, limit))


def _allow_time() -> None:
    """Let the next request use so much processor time and no more."""
    if resource is None:
        return
    until = int(time.process_time()) + 1 + PROCESSOR_SECONDS
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


def _waits() -> bool:
    """Wait for a request; False when none came for a while, so that an idle process ends."""
    if os.name != "posix":
        return True
    return bool(select.select([sys.stdin], [], [], _IDLE_SECONDS)[0])


def main() -> None:
    """Serve requests until the pipe closes or none comes for a minute."""
    with os.fdopen(os.dup(1), "wb") as replies:
        os.dup2(2, 1)
        _restrict()
        while _waits() and (line := sys.stdin.buffer.readline()):
            _allow_time()
            replies.write(json.dumps(answer(json.loads(line))).encode("ascii") + b"\n")
            replies.flush()


if __name__ == "__main__":
    main()
