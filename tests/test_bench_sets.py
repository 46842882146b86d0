"""How the benchmark reads public sets, and where it writes what it found."""

from docs.bench import retrieval, sets, tables
from tests.fakes_bench import lines, made, row


def test_of_documents_with_the_same_text_one_stands_for_all(tmp_path):
    folder = made(tmp_path)
    one = sets.Bench(folder, folder / "work", 10)
    texts, same = sets.distinct(one.texts("squad2_dev"))
    assert set(texts) == {"a", "b", "c"}
    assert same["twin"] == "a"


def test_pages_are_put_together_from_their_paragraphs(tmp_path):
    parts = [
        {"id": f"u#{n}", "title": "a page", "text": text, "meta": {"url": "u"}}
        for n, text in enumerate(["One.", "Two."])
    ]
    lines(tmp_path / "documents" / "conditionalqa.jsonl", parts)
    found = sets.Bench(tmp_path, tmp_path, 10).texts("conditionalqa")
    assert {n: t.whole for n, t in found.items()} == {"u": "a page\n\nOne.\n\nTwo."}


def test_a_conversation_is_read_by_who_speaks():
    turns = [{"role": r, "text": t} for r, t in [("user", "A?"), ("agent", "B."), ("user", "C?")]]
    found = sets.question(row("a", meta={"history": turns}))
    assert (found.earlier, found.said) == (("A?", "C?"), ("A?", "B.", "C?"))
    told = ["Title", "Heading", "A?", "B.", "C?", "D."]
    found = sets.question(row("a", id="C_1", meta={"history": told}))
    assert found.earlier == ("Title", "A?", "C?")


def test_a_sample_is_the_same_every_time_and_keeps_the_order():
    found = sets.sample(list(range(100)), 10)
    assert found == sorted(found) == sets.sample(list(range(100)), 10)
    assert sets.sample([3, 1], 10) == [3, 1]


def test_rows_that_ask_the_same_count_once_with_all_their_right_documents():
    asked = [sets.question(row(n, question="Same?")) for n in "ab"]
    (one,) = retrieval.once_each(asked)
    assert one.gold == {"a", "b"}


def test_a_section_takes_the_place_of_its_older_self_and_of_nothing_else():
    def section(said):
        return tables.Section("s", "Title", (tables.Table(("x",), ((said,),)), ""))

    once = tables.placed("Before.\n", section("old \\1"))
    assert "old \\1" in once
    text = tables.placed(once + "\nAfter.\n", section("new"))
    assert text == once.replace("old \\1", "new") + "\nAfter.\n"
