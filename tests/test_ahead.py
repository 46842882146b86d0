"""Reading ahead: many files are derived in processes of their own and come back in their order."""

import os
import signal
from pathlib import Path

import pytest

from index import ahead, apart, derive
from index.errors import NoText
from index.folder import Found
from index.plan import Seen, Task

TEXTS = [
    f"Ofsted visited Slough in May 2018.\n\nThe council had {n} foster carers. "
    f"{n + 20} per cent of care leavers are in education, employment or training."
    for n in range(40)
]


def tasks_of(folder: Path, texts: list[str]) -> list[Task]:
    made = []
    for number, text in enumerate(texts):
        path = folder / f"report-{number}.txt"
        path.write_text(text, encoding="utf-8")
        found = Found(path=path, place=path.name, source=path.name, given=True, hints={})
        made.append(Task(seen=Seen(found=found, sha256=f"{number:064}"), id=path.stem))
    return made


def test_what_processes_derive_is_what_is_derived_here(tmp_path: Path) -> None:
    tasks = tasks_of(tmp_path, TEXTS)
    assert len(tasks) >= ahead._MANY
    for (task, outcome), expected in zip(ahead.read(tasks), tasks, strict=True):
        assert task is expected
        assert outcome == next(ahead.read([expected]))[1]
        assert outcome.facts


def test_a_file_without_text_keeps_its_place_among_many(tmp_path: Path) -> None:
    texts = [*TEXTS[:5], " \n", *TEXTS[5:]]
    outcomes = [outcome for _, outcome in ahead.read(tasks_of(tmp_path, texts))]
    assert [i for i, outcome in enumerate(outcomes) if isinstance(outcome, NoText)] == [5]


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_process_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    (task,) = tasks_of(tmp_path, TEXTS[:1])
    loaded = ahead._loaded(task.seen.found.path)
    derivers = apart.Derivers(1)
    try:
        before = derivers.contents(task, loaded)
        process = derivers._all[0]._process
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert derivers.contents(task, loaded) == before == derive.contents(task, loaded)
    finally:
        derivers.close()
