"""The command line: what each command prints, where, and with which exit code."""

import csv
import errno
import io
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import ModelError
from index.store import Library
from rag.__main__ import main
from rag.opening import UNFINISHED, Tools
from rag.records import Answer, Hit
from rag.wanted import council_names, document_ids
from tests.fakes import HashEmbedder
from tests.fakes_answers import DOCUMENTS, lookup, not_found, survey

PROJECT = Path(__file__).parents[1]
EASTON = "Easton Council is aiming for 75 per cent of care leavers in employment by 2022.\n"
SWINDON = (
    "Swindon Borough Council welcomed the report.\n\n"
    "In Swindon 60 per cent of care leavers are in education, employment or training.\n\n"
    "Swindon aims for 75 per cent of care leavers in education, employment or training by 2022.\n"
)


class FakeAssistant:
    """Answers by the first word of the question, over the real library in a folder."""

    def __init__(self, folder: Path) -> None:
        self.library = Library.open(folder)
        self.asked: list[tuple[object, ...]] = []
        self.seen = ""

    def warm(self) -> None:
        pass

    def ask(self, question, history=(), *, councils=(), documents=()) -> Answer:
        limits = council_names(councils), document_ids(documents, ["swindon"])
        self.asked.append((question, tuple(history), *limits))
        if question.startswith("peek"):
            self.seen = Path("answers.jsonl").read_text("utf-8")
        if question.startswith("stop"):
            raise KeyboardInterrupt
        if question.startswith("crash"):
            raise ZeroDivisionError("a fault in the program")
        if question.startswith("model"):
            raise ModelError("The model failed.", hint="Try again.")
        if question.startswith("fail"):
            return replace(not_found(question), status="failed", text="The model failed.")
        if question.startswith("which"):
            return survey(question)
        return lookup(question) if question.startswith("how") else not_found(question)

    def stream(self, question, history=(), *, councils=(), documents=()) -> Iterator[Answer]:
        yield self.ask(question, history, councils=councils, documents=documents)

    def retrieve(self, question: str, k: int = 10) -> tuple[Hit, ...]:
        snapshot = self.library.snapshot()
        passages = [p for d in snapshot.documents for p in snapshot.passages(d.id)]
        return tuple(
            Hit(passage=p, document=snapshot.document(p.document), score=1 / rank, rank=rank)
            for rank, p in enumerate(passages[:k], 1)
        )


class Desk:
    """A working folder with seeds, and the command line over it."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.assistants: list[FakeAssistant] = []
        self.served: list[tuple[str | int | None, ...]] = []
        self.out = self.err = ""

    def _assistant(self, folder: Path) -> FakeAssistant:
        self.assistants.append(FakeAssistant(folder))
        return self.assistants[-1]

    def _serve(self, assistant: object, host: str, port: int | None, names: Sequence[str]) -> None:
        assert assistant in self.assistants
        self.served.append((host, port, *names))
        raise KeyboardInterrupt  # how people end a server

    def __call__(self, *argv: str) -> int:
        tools = Tools(assistant=self._assistant, embedder=HashEmbedder, serve=self._serve)
        code = main(argv, tools)
        self.out, self.err = self._capsys.readouterr()
        return code

    def json(self, *argv: str):
        assert self(*argv) == 0, self.err
        return json.loads(self.out)


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "swindon.txt").write_text(SWINDON, "utf-8")
    monkeypatch.chdir(tmp_path)
    return Desk(capsys)


def rows(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


# the library


def test_the_default_library_is_made_from_the_seeds_where_one_is_on_first_use(desk, tmp_path):
    assert [d["id"] for d in desk.json("list", "--json")] == ["swindon"]
    assert "Making the library" in desk.err
    assert (tmp_path / "library" / "library.db").exists()
    assert not (tmp_path / "library" / UNFINISHED).exists()
    desk.json("list", "--json")
    assert desk.err == ""


def test_without_seeds_where_one_is_those_of_the_project_are_taken(desk, tmp_path):
    (tmp_path / "seeds" / "swindon.txt").unlink()
    (tmp_path / "seeds").rmdir()
    assert len(desk.json("list", "--json")) == 5


def test_a_library_whose_making_was_cut_off_is_completed(desk, tmp_path):
    folder = tmp_path / "library"
    Library.open(folder, create=True).close()
    (folder / UNFINISHED).touch()
    assert [d["id"] for d in desk.json("list", "--json")] == ["swindon"]
    assert not (folder / UNFINISHED).exists()


def test_a_seed_that_cannot_be_read_is_told_and_the_others_are_there(desk, tmp_path):
    (tmp_path / "seeds" / "empty.txt").write_text("")
    states = {d["id"]: d["state"] for d in desk.json("list", "--json")}
    assert states == {"swindon": "ready", "empty": "unreadable"}
    assert "empty.txt" in desk.err


def test_a_library_that_was_chosen_is_never_made_from_the_seeds(desk, monkeypatch):
    for way in ("before", "after", "variable"):
        if way == "variable":
            monkeypatch.setenv("COUNCILQA_LIBRARY", "other")
        chosen = ["--library", "other"] if way != "variable" else []
        argv = [*chosen, "list"] if way == "before" else ["list", *chosen]
        assert desk(*argv) == 3
        assert "There is no library in" in desk.err
        assert "councilqa add" in desk.err
        assert desk.out == ""


def test_adding_to_a_library_that_is_not_there_makes_it_of_what_was_named(desk, tmp_path):
    (tmp_path / "easton.txt").write_text(EASTON, "utf-8")
    assert desk("--library", "other", "add", "easton.txt") == 0
    assert [d["id"] for d in desk.json("--library", "other", "list", "--json")] == ["easton"]


def test_add_says_what_was_done_and_a_second_time_changes_nothing(desk):
    assert desk("add", "seeds") == 0
    assert desk.out == "1 added, 0 changed, 0 unchanged\n"
    assert "Reading files: 1 of 1" in desk.err
    assert desk("add", "seeds") == 0
    assert desk.out == "0 added, 0 changed, 1 unchanged\n"


def test_a_file_that_fails_is_named_with_the_reason_and_the_exit_code_is_1(desk, tmp_path):
    (tmp_path / "seeds" / "scan.txt").write_bytes(b"\x7fELF\x00\x01\x02" * 100)
    assert desk("add", "seeds", "none.txt") == 1
    assert desk.out.endswith("1 added, 0 changed, 0 unchanged, 2 failed\n")
    assert "scan.txt: " in desk.out
    assert "none.txt: there is no such file or folder. Check" in desk.out


def test_add_with_prune_takes_out_what_has_gone_from_the_folder(desk, tmp_path):
    desk("add", "seeds")
    (tmp_path / "seeds" / "swindon.txt").unlink()
    assert desk("add", "seeds") == 0
    assert len(desk.json("list", "--json")) == 1
    assert desk("add", "seeds", "--prune") == 0
    assert desk.out.endswith("1 removed\n")


def test_remove_takes_all_or_nothing(desk):
    assert desk("remove", "swindon", "swindom") == 2
    assert "There is no document 'swindom'" in desk.err
    assert "Did you mean 'swindon'?" in desk.err
    assert len(desk.json("list", "--json")) == 1
    assert desk("remove", "swindon") == 0
    assert desk.out == "swindon removed\n"
    assert desk.json("list", "--json") == []
    assert desk("list") == 0
    assert "holds no documents" in desk.out


def test_list_shows_each_document_with_its_council(desk):
    assert desk("list") == 0
    assert desk.out.startswith("ID ")
    assert "swindon  Swindon" in desk.out
    assert desk.out.endswith("\n1 document\n")


def test_show_gives_the_text_that_offsets_count_in(desk):
    shown = desk.json("show", "swindon", "--json")
    assert shown["text"] == SWINDON.strip()
    assert shown["characters"] == len(shown["text"])
    assert desk("show", "swindon") == 0
    assert "council:    Swindon (text)\n" in desk.out
    assert desk.out.endswith(f"\n\n{SWINDON}")
    assert desk("show", "nobody") == 2


def test_facts_are_narrowed_by_measure_council_and_role(desk):
    every = desk.json("facts", "--json")
    found = desk.json(
        "facts",
        "--measure",
        "EET",
        "--council",
        "Swindon Borough Council",
        "--role",
        "target",
        "--json",
    )
    assert [(f["value"], f["by"]) for f in found] == [(75.0, "2022")]
    assert found[0] in every
    text = desk.json("show", "swindon", "--json")["text"]
    assert all(text[f["start"] : f["end"]] == f["quote"] for f in every)
    assert desk.json("facts", "--council", "Slough", "--json") == []
    assert desk("facts", "--role", "target") == 0
    assert desk.out.startswith("Swindon · eet · 75.0 percent · target")
    assert desk.out.endswith("\n1 fact\n")


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["facts", "--measure", "height"], "There is no measure 'height'. There are: eet, "),
        (["facts", "--role", "goal"], "There is no role 'goal'. There are: actual, target"),
        (
            ["facts", "--council", "Swindom"],
            "There is no council 'Swindom'. Did you mean 'Swindon'",
        ),
        (["ask", "how many", "--council", "Atlantis"], "There is no council 'Atlantis'."),
        (["ask", "how many", "--limit-to", "none"], "There is no document 'none'."),
        (["ask", ""], "The question is empty."),
        (["ask", " \x00\x1b "], "The question is empty."),
        (["ask", "x" * 2001], "up to 2,000 characters; this one has 2,001"),
        (["ask", "how many", "--csv"], "no table of councils"),
        (["ask", "how many", "--out", "a"], "--out goes with --batch"),
        (["ask", "how", "--batch", "q"], "--batch takes its questions from a file"),
        (["ask", "--batch", "none.jsonl"], "The questions in 'none.jsonl' cannot be read"),
        (["retrieve", "x", "-k", "0"], "-k is 0. Ask for 1 to"),
        (["eval", "none.jsonl"], "The pairs in 'none.jsonl' cannot be read"),
        (["serve", "--port", "70000"], "There is no port 70000"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_to_do(desk, argv, message):
    assert desk(*argv) == 2
    assert message in " ".join(desk.err.split())
    assert desk.out == ""


@pytest.mark.parametrize("argv", [[], ["unknown"], ["ask", "how", "--json", "--csv"], ["show"]])
def test_a_command_line_that_makes_no_sense_ends_with_2_and_shows_the_usage(desk, argv):
    assert desk(*argv) == 2
    assert desk.err.startswith("usage: councilqa")


# asking


def test_an_answer_is_shown_with_its_sources(desk):
    assert desk("ask", "how", "many?") == 0
    assert desk.out == (
        "Easton has 40 care leavers. [1]\n\nSources\n"
        "  [1] Easton · Easton improves · 1 March 2019 · easton "
        "(council not known, no date known)\n"
        "      “It has 40 care leavers.”\n"
    )


def test_a_list_is_shown_with_a_table_of_councils(desk):
    assert desk("ask", "which councils?") == 0
    assert "Of 3 councils in 2 documents: 1 states it, 1 says something else, 1 says" in desk.out
    assert "\n  Easton       States it            75%  Target  by 2022  [1]\n" in desk.out
    assert "\n  Weston Park  Says nothing\n" in desk.out


def test_an_answer_as_json_is_the_contract_s(desk):
    answer = desk.json("ask", "which councils?", "--json")
    assert answer["ledger"]["counts"] == {"states": 1, "differs": 1, "silent": 1, "unreadable": 0}
    assert answer["citations"][0]["quote"] == "75 per cent"
    assert answer["question"] == "which councils?"


def test_a_list_as_csv_has_a_row_for_each_council(desk):
    assert desk("ask", "which councils?", "--csv") == 0
    table = list(csv.DictReader(io.StringIO(desk.out)))
    assert [row["council"] for row in table] == ["Easton", "Weston", "Weston Park"]
    assert table[0]["quote"] == "75 per cent"


def test_not_knowing_is_done_and_shows_what_came_nearest(desk):
    assert desk("ask", "who is the king?") == 0
    assert "The documents do not say." in desk.out
    assert "Nearest passages\n  - Weston" in desk.out


def test_an_answer_that_failed_ends_with_3(desk):
    assert desk("ask", "fail now") == 3
    assert "The model failed." in desk.out


def test_earlier_questions_and_limits_reach_the_assistant(desk):
    limits = ["--council", "swindon borough council", "--limit-to", "swindon"]
    assert desk("ask", "how many?", "--after", "first", "--after", "second", *limits) == 0
    (asked,) = desk.assistants[0].asked
    assert asked == ("how many?", ("first", "second"), ("Swindon",), ("swindon",))


def test_characters_that_a_terminal_obeys_reach_neither_the_assistant_nor_the_screen(desk):
    assert desk("ask", "who\x00 is\x1b[31m the king\x07?") == 0
    assert desk.assistants[0].asked[0][0] == "who is [31m the king ?"
    assert "\x1b" not in desk.out


def test_retrieve_gives_passages_without_an_answer(desk):
    hits = desk.json("retrieve", "care", "leavers", "-k", "1", "--json")
    assert len(hits) == 1
    assert hits[0]["rank"] == 1
    text = desk.json("show", "swindon", "--json")["text"]
    assert text[hits[0]["start"] : hits[0]["end"]] == hits[0]["text"]
    assert desk("retrieve", "care leavers") == 0
    assert desk.out.startswith("1. Swindon · ")


# many questions


def batch(folder: Path, *lines: object) -> str:
    file = folder / "questions.jsonl"
    file.write_text(
        "".join((x if isinstance(x, str) else json.dumps(x)) + "\n" for x in lines), "utf-8"
    )
    return str(file)


def test_a_batch_is_answered_in_order_by_one_assistant(desk, tmp_path):
    file = batch(
        tmp_path,
        {"id": "a", "question": "how many?", "history": ["earlier"]},
        "",
        {"id": 2, "question": "who?", "councils": ["Slough"]},
        {"question": "which councils?", "documents": ["swindon"]},
    )
    assert desk("ask", "--batch", file, "--council", "Swindon") == 0
    answers = rows(desk.out)
    assert [row["id"] for row in answers] == ["a", 2, None]
    assert [row["answer"]["status"] for row in answers] == ["answered", "not_found", "answered"]
    (assistant,) = desk.assistants
    assert assistant.asked == [
        ("how many?", ("earlier",), ("Swindon",), ()),
        ("who?", (), ("Slough",), ()),
        ("which councils?", (), ("Swindon",), ("swindon",)),
    ]


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ("{", "usage_error", "The row is no JSON"),
        ("[" * 100_000, "usage_error", "The row is no JSON"),
        ("[1]", "usage_error", "The row is no JSON object"),
        ({"id": "x"}, "usage_error", "The row has no question"),
        ({"id": "x", "question": 7}, "usage_error", "The row has no question"),
        ({"id": "x", "question": " "}, "usage_error", "The question is empty"),
        ({"id": "x", "question": "x" * 2001}, "question_too_long", "2,001"),
        ({"id": "x", "question": "\ud800"}, "usage_error", "characters that are no text"),
        ({"id": "x", "question": "how", "history": "a"}, "usage_error", "'history' is no list"),
        ({"id": "x", "question": "how", "history": [1]}, "usage_error", "'history' is no list"),
        ({"id": [1], "question": "how"}, "usage_error", "id is neither text nor"),
        ({"id": 1e400, "question": "how"}, "usage_error", "id is neither text nor"),
        ({"id": "x", "question": "model"}, "model_error", "The model failed."),
    ],
)
def test_a_bad_row_is_answered_by_an_error_and_the_others_go_on(
    desk, tmp_path, line, code, message
):
    good = {"id": "good", "question": "how many?"}
    assert desk("ask", "--batch", batch(tmp_path, line, good)) == 1
    bad, answered = rows(desk.out)
    assert bad["error"]["code"] == code
    assert message in bad["error"]["message"]
    assert bad["line"] == 1
    assert bad["id"] == ("x" if isinstance(line, dict) and line["id"] == "x" else None)
    assert answered["id"] == "good"


def test_a_batch_with_an_answer_that_failed_ends_with_3(desk, tmp_path):
    file = batch(tmp_path, {"id": 1, "question": "fail"}, {"id": 2, "question": "how"})
    assert desk("ask", "--batch", file) == 3
    assert [row["id"] for row in rows(desk.out)] == [1, 2]


def test_a_fault_of_the_program_costs_a_batch_one_answer(desk, tmp_path, caplog):
    questions = ({"id": 1, "question": "how"}, {"id": 2, "question": "crash"})
    file = batch(tmp_path, *questions, {"id": 3, "question": "who"})
    assert desk("ask", "--batch", file) == 3
    answers = rows(desk.out)
    assert [row["id"] for row in answers] == [1, 2, 3]
    assert answers[1]["error"]["code"] == "broken"
    assert "ZeroDivisionError" in caplog.text


def test_a_batch_may_come_by_stdin_and_go_to_a_file(desk, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"id": "é", "question": "how many?"}\n'))
    assert desk("ask", "--batch", "-", "--out", "answers.jsonl") == 0
    assert desk.out == ""
    (row,) = rows((tmp_path / "answers.jsonl").read_text("utf-8"))
    assert row["id"] == "é"


def test_each_answer_of_a_batch_can_be_read_before_the_next_is_asked(desk, tmp_path):
    file = batch(tmp_path, {"id": 1, "question": "how"}, {"id": 2, "question": "peek"})
    assert desk("ask", "--batch", file, "--out", "answers.jsonl") == 0
    assert [row["id"] for row in rows(desk.assistants[0].seen)] == [1]


def test_a_batch_never_writes_over_its_own_questions_nor_where_it_may_not(desk, tmp_path):
    file = batch(tmp_path, {"id": 1, "question": "how"})
    before = Path(file).read_text()
    assert desk("ask", "--batch", file, "--out", file) == 2
    assert Path(file).read_text() == before
    assert desk("ask", "--batch", file, "--out", str(tmp_path / "no" / "where")) == 2
    assert "cannot be written" in desk.err


def test_a_batch_that_is_stopped_keeps_the_answers_it_has_given(desk, tmp_path):
    file = batch(tmp_path, {"id": 1, "question": "how"}, {"id": 2, "question": "stop"})
    assert desk("ask", "--batch", file, "--out", "answers.jsonl") == 130
    assert [row["id"] for row in rows((tmp_path / "answers.jsonl").read_text())] == [1]
    assert "Stopped." in desk.err


# checks


def pairs(folder: Path, **changes: object) -> str:
    row = {"id": "p1", "question": "how many?", "status": "answered", "kind": "lookup"}
    row |= {"must_say": ["40"], "must_not_say": [], "councils": None, "cites": [], "tags": ["t"]}
    return batch(folder, row | changes)


class OverTheFakes(Desk):
    """Answers are held against the documents that the fake answers quote."""

    def _assistant(self, folder: Path) -> FakeAssistant:
        assistant = super()._assistant(folder)

        class Shown:
            documents = DOCUMENTS

        class Held:
            def snapshot(self) -> Shown:
                return Shown()

        assistant.library = Held()
        return assistant


def test_eval_ends_with_0_where_all_pass_and_with_1_where_one_fails(desk, tmp_path, capsys):
    desk = OverTheFakes(capsys)
    assert desk("eval", pairs(tmp_path)) == 0
    assert desk.out.startswith("1 of 1 passed")
    assert desk("eval", pairs(tmp_path, must_say=["41"]), "--report", "report.md") == 1
    assert "FAILED p1: how many?\n  - the text does not say '41'" in desk.out
    assert "| t | 0 | 1 |" in (tmp_path / "report.md").read_text("utf-8")
    assert desk("eval", pairs(tmp_path, must_say=["41"]), "--json") == 1
    assert json.loads(desk.out)["failed"] == 1


def test_eval_names_the_line_of_a_pair_that_cannot_be_used(desk, tmp_path):
    assert desk("eval", pairs(tmp_path, must_say=["("])) == 2
    assert "questions.jsonl, line 1" in desk.err


def test_a_report_that_cannot_be_written_is_wrong_usage(desk, tmp_path, capsys):
    assert OverTheFakes(capsys)("eval", pairs(tmp_path), "--report", "no/where.md") == 2


def test_check_finds_nothing_in_a_sound_library(desk):
    assert desk("check") == 0
    assert desk.out == "Catalogue, text index, vectors and facts agree.\n"


def test_check_names_what_does_not_agree_and_repair_mends_it(desk, tmp_path):
    import sqlite3

    desk("list")
    with sqlite3.connect(tmp_path / "library" / "library.db") as database:
        database.execute("DELETE FROM vectors")
    assert desk("check") == 1
    assert desk.out
    assert "councilqa check --repair" in desk.err
    assert desk("check", "--repair") == 0
    assert "(mended)" in desk.out
    assert desk("check") == 0


@pytest.mark.parametrize("damage", [b"Dear all", b"no catalogue at all, and long " * 999])
def test_repair_makes_a_library_anew_whose_catalogue_cannot_be_opened(desk, tmp_path, damage):
    desk("list")
    library = tmp_path / "library"
    (library / "library.db").write_bytes(damage)
    assert desk("check") == 3
    assert "councilqa check --repair" in desk.err
    assert desk("check", "--repair") == 1
    assert "was moved to 'library.db.damaged-" in desk.out
    assert "councilqa add" in desk.out
    (aside,) = library.glob("library.db.damaged-*[0-9]")
    assert aside.read_bytes() == damage
    assert desk("check") == 0


def test_repair_brings_back_what_is_left_of_a_catalogue(desk, tmp_path):
    desk("list")
    before = desk.out
    with (tmp_path / "library" / "library.db").open("r+b") as file:
        file.write(bytes(100))
    assert desk("check", "--repair") == 0
    assert "read from what was left of it (mended)" in desk.out
    desk("list")
    assert desk.out == before


def test_serve_listens_where_it_is_told_to_until_ctrl_c(desk, monkeypatch):
    assert desk("serve") == 0
    assert desk("serve", "--host", "0.0.0.0", "--port", "0", "--name", "reports.example") == 0
    monkeypatch.setenv("COUNCILQA_HOST", "::1")
    monkeypatch.setenv("COUNCILQA_PORT", "8123")
    assert desk("serve") == 0
    assert desk.served == [("127.0.0.1", None), ("0.0.0.0", 0, "reports.example"), ("::1", 8123)]


# how it ends


def test_ctrl_c_ends_with_130_and_a_word(desk):
    assert desk("ask", "stop") == 130
    assert desk.err.endswith("goes on from there.\n")
    assert "Traceback" not in desk.err


def test_a_fault_in_the_program_ends_with_3_and_is_logged(desk, caplog):
    assert desk("ask", "crash") == 3
    assert "ZeroDivisionError" in caplog.text


def test_a_model_that_fails_ends_with_3_and_its_hint(desk):
    assert desk("ask", "model") == 3
    assert desk.err.endswith("councilqa: The model failed.\nTry again.\n")


class Gone(io.StringIO):
    """An output that takes nothing."""

    def __init__(self, error: OSError) -> None:
        super().__init__()
        self._error = error

    def write(self, text: str) -> int:
        raise self._error


def test_a_reader_that_went_away_ends_it_quietly(desk, monkeypatch):
    desk("list")
    monkeypatch.setattr(sys, "stdout", Gone(BrokenPipeError()))
    assert desk("list") == 141
    assert desk.err == ""


def test_a_full_disk_behind_stdout_ends_with_3_and_a_word(desk, monkeypatch):
    desk("list")
    full = OSError(errno.ENOSPC, "No space left on device")
    monkeypatch.setattr(sys, "stdout", Gone(full))
    assert desk("list") == 3
    assert "No space left on device" in desk.err


# as a process


def run(*argv: str, stdout: int | None = subprocess.PIPE, **env: str) -> subprocess.Popen:
    code = "import sys; from rag.__main__ import main; sys.exit(main())"
    return subprocess.Popen(
        [sys.executable, "-c", code, *argv],
        cwd=PROJECT,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env={"PATH": "", "SYSTEMROOT": "", **env},
    )


def test_help_and_version_load_none_of_the_heavy_libraries():
    heavy = ("gradio", "chromadb", "llama_index", "onnxruntime", "numpy", "fastapi", "tokenizers")
    code = (
        "import sys; from rag.__main__ import main\n"
        "assert main(['--help']) == main(['--version']) == main(['ask', '--help']) == 0\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("\n[]\n")
    assert "\ncouncilqa 0." in done.stdout


def test_a_console_without_utf_8_shows_the_answer_all_the_same(desk, tmp_path):
    desk("list")
    folder = str(tmp_path / "library")
    process = run("--library", folder, "facts", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert "Swindon · eet" in out.decode("utf-8")


def test_a_pipe_that_closes_ends_it_without_a_traceback():
    process = run("--version")
    process.stdout.close()
    err = process.stderr.read()
    assert (process.wait(), err) == (141, b"")


COMMANDS = ("ask", "add", "remove", "list", "show", "facts", "retrieve", "eval", "check", "serve")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_contract_has_help(desk, name):
    assert desk(name, "--help") == 0
    assert desk.out.startswith(f"usage: councilqa {name}")
