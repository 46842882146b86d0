"""What a ledger holds beside its verdicts: what was searched, what was not, and what came nearest."""

from pathlib import Path

import pytest

from index import councils
from index.store import Library
from index.sync import add
from rag.assistant import Assistant
from rag.evaluation import breaches
from rag.read import FeatureReader
from rag.records import Answer
from rag.shown.wording import NAMED
from tests.fakes import HashEmbedder

LEEDS = ("There is a choir of ten at Leeds City Council.", "Leeds")


@pytest.fixture
def ask(tmp_path: Path):
    """Ask a library of texts, each of a council or of none."""
    files = tmp_path / "files"
    files.mkdir()

    def asking(question: str, **texts: tuple[str, str]) -> Answer:
        rows = [f"{name}.txt,{council}" for name, (_, council) in texts.items()]
        (files / "manifest.csv").write_text("\n".join(["file,council", *rows]))
        for name, (text, _) in texts.items():
            (files / f"{name}.txt").write_text(text)
        with Library.open(tmp_path / "library", writable=True, create=True) as library:
            assert not add(library, [files], embedder=HashEmbedder()).failed
        assistant = Assistant(Library.open(tmp_path / "library"), HashEmbedder(), FeatureReader())
        answer = assistant.ask(question)
        assert not breaches(answer, assistant.library.snapshot().documents)
        return answer

    return asking


def test_councils_that_say_nothing_are_an_answer_without_a_claim(ask) -> None:
    texts = {"a": ("There is a choir.", "Leeds"), "b": ("There is a band.", "Derby")}
    answer = ask("Which councils do not mention apprenticeships?", **texts)
    assert answer.status == "answered"
    assert (answer.claims, answer.nearest) == ((), ())
    assert answer.ledger.counts["states"] == 2


def test_what_comes_nearest_is_shown_where_no_council_states_it(ask) -> None:
    answer = ask("Which councils offer horse riding?", a=LEEDS)
    assert answer.status == "not_found"
    assert [c.document.id for c in answer.nearest] == ["a"]


def test_the_figure_of_an_entry_is_the_one_that_its_statement_gives(ask) -> None:
    text = "Leaders speak of EET. Currently 60 per cent of care leavers are in EET."
    answer = ask("Compare EET in Leeds and Derby", a=(text, "Leeds"), b=("A choir.", "Derby"))
    leeds = next(e for e in answer.ledger.entries if e.council == "Leeds")
    assert (leeds.value, leeds.unit) == (60.0, "percent")


def test_the_leading_line_says_where_each_council_says_it(ask) -> None:
    texts = {n: (f"{c} has pathway plans.", c) for n, c in (("a", "Leeds"), ("b", "Derby"))}
    answer = ask("Which councils mention pathway plans?", **texts)
    assert answer.text.startswith("2 of 2 councils: Derby [1] and Leeds [2].")


def test_two_texts_of_one_title_and_no_council_are_two_entries(ask) -> None:
    title = "Minutes of the panel\n\n"
    texts = {
        "a": (f"{title}The EET rate of care leavers is 75 per cent.", ""),
        "b": (f"{title}The EET target for care leavers is 82 per cent.", ""),
        "c": LEEDS,
    }
    answer = ask("Which councils mention EET?", **texts)
    assert {e.council for e in answer.ledger.entries} == {
        "Minutes of the panel (a)", "Minutes of the panel (b)", "Leeds",
    }  # fmt: skip
    assert answer.ledger.counts["states"] == 2
    assert answer.ledger.documents == 3


def test_the_brackets_of_a_title_are_no_citation(ask) -> None:
    minutes = ("Notes [7] of “it”\n\nThe EET rate of care leavers is 75 per cent.", "")
    answer = ask("Which councils report an EET rate?", a=minutes, b=LEEDS)
    assert answer.ledger.counts["states"] == 1
    assert "Notes (7) of ‘it’" in answer.text
    assert "[7]" not in answer.text


def test_a_document_that_cannot_be_read_is_told_beside_those_that_could(ask, tmp_path) -> None:
    (tmp_path / "files" / "b.pdf").write_bytes(b"%PDF-1.4 cut off")
    files = tmp_path / "files"
    (files / "a.txt").write_text(LEEDS[0])
    (files / "manifest.csv").write_text("file,council\na.txt,Leeds\nb.pdf,Leeds\n")
    with Library.open(tmp_path / "library", writable=True, create=True) as library:
        add(library, [files], embedder=HashEmbedder())
    assistant = Assistant(Library.open(tmp_path / "library"), HashEmbedder(), FeatureReader())
    answer = assistant.ask("Which councils mention apprenticeships?")
    (leeds,) = answer.ledger.entries
    assert (leeds.verdict, answer.ledger.documents) == ("silent", 2)
    assert leeds.statement == "nothing found in 1 document (1 more could not be read)"
    assert "1 document could not be read." in answer.text


def test_too_many_near_misses_stand_in_the_table_alone(ask) -> None:
    names = [c.name for c in councils.current() if "," not in c.name][: NAMED + 2]
    texts = {
        f"d{n}": (f"The EET rate of care leavers is {50 + n} per cent.", name)
        for n, name in enumerate(names)
    }
    answer = ask("Which councils have an EET rate of 50 per cent?", **texts)
    assert answer.ledger.counts == {
        "states": 1, "differs": NAMED + 1, "silent": 0, "unreadable": 0,
    }  # fmt: skip
    assert f"{NAMED + 1} councils say something else; the table has what each says." in answer.text
    assert len(answer.claims) == 1
    assert all(e.citations for e in answer.ledger.entries)
