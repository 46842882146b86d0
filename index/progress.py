"""How far a long run has come."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run has come. What counts as done is stored, and stays if the run is cut off.

    `stage` is `read` (files), `embed` (passages) or `index`; `current` is the file or document at
    hand; `seconds_left` is an estimate for the stage, None before there is anything to go by.
    """

    stage: str
    done: int
    total: int
    seconds_left: float | None = None
    current: str = ""


Report = Callable[[Progress], None]


class Clock:
    """Counts what is done of a stage and guesses how long the rest takes."""

    def __init__(self, stage: str, total: int) -> None:
        """Start counting `total` things of a stage."""
        self.stage, self.total, self.done = stage, total, 0
        self.started = time.monotonic()

    def progress(self, more: int, current: str) -> Progress:
        """The next progress, with `more` done."""
        self.done += more
        pace = (time.monotonic() - self.started) / max(self.done, 1)
        return Progress(
            stage=self.stage,
            done=self.done,
            total=max(self.total, self.done),
            seconds_left=round(pace * max(self.total - self.done, 0), 1),
            current=current,
        )
