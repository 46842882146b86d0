"""The desk lets so many questions in, and the page says when adding a file went wrong."""

import threading
from pathlib import Path

import pytest

from index.errors import LoadError
from rag.web.asked import asked
from rag.web.desk import AT_ONCE, WAITING, Busy, Desk
from rag.web.library_tab import _adding
from tests.fakes_web import FakeAssistant


class Gated(FakeAssistant):
    """Answers once the gate is open."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()

    def ask(self, question, history=(), *, councils=(), documents=()):
        self.gate.wait(20)
        return super().ask(question, history)


def test_few_questions_wait_and_the_others_are_told_at_once() -> None:
    assistant = Gated()
    desk = Desk(assistant)
    threads = [
        threading.Thread(target=lambda: desk.ask(asked("How many?"), "test"))
        for _ in range(AT_ONCE + WAITING)
    ]
    for thread in threads:
        thread.start()
    while desk._line.acquire(blocking=False):
        desk._line.release()
    with pytest.raises(Busy):
        desk.ask(asked("How many?"), "test")
    assistant.gate.set()
    for thread in threads:
        thread.join()
    assert desk.ask(asked("How many?"), "test").text


class Breaks:
    """A writer that gives up."""

    suffixes = (".txt",)

    def __init__(self, error: Exception) -> None:
        self.error = error

    def add(self, files, progress=None):
        raise self.error

    def remove(self, ids):
        raise self.error


def test_what_goes_wrong_while_a_file_is_added_is_said_and_nothing_waits(tmp_path: Path) -> None:
    told = Desk(FakeAssistant(), writer=Breaks(LoadError("It is empty.", hint="Fill it.")))
    assert list(_adding(told, [str(tmp_path / "a.txt")])) == ["It is empty. Fill it."]
    broken = Desk(FakeAssistant(), writer=Breaks(ZeroDivisionError("a fault")))
    with pytest.raises(ZeroDivisionError):
        list(_adding(broken, [str(tmp_path / "a.txt")]))
