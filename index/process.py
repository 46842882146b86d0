"""Starting a module of this program in a process of its own, with pipes, and ending it."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path


def start(module: str) -> subprocess.Popen[bytes]:
    """The process of `python -m module`; what it says on stderr is dropped.

    It imports nothing from the working folder (-P), which may be the folder of strange files.
    """
    root = str(Path(__file__).parents[1])
    inherited = os.environ.get("PYTHONPATH")
    return subprocess.Popen(  # noqa: S603 - a module of this program
        [sys.executable, "-P", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [root, inherited]))},
    )


def end(process: subprocess.Popen[bytes]) -> None:
    """End the process and let go of its pipes."""
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    process.wait()
