"""What each part of the benchmark counts."""

from docs.bench import claims, evidence, fixed, follow_ups, passages, sets
from docs.bench.sets import Question
from index.records import Passage
from tests.fakes_bench import lines, made


def test_answered_wrongly_is_counted_of_the_unanswerable_and_refused_wrongly_of_the_others():
    found = evidence.errors([True, True, False, False], [True, False, False, True])
    assert [f.split(" ")[0] for f in found] == ["50.0", "50.0", "50.0", "4"]


def test_a_sentence_is_right_where_it_holds_the_answer_in_the_right_document(tmp_path):
    bench = sets.Bench(made(tmp_path), tmp_path / "work", 10)
    texts, same = sets.distinct(bench.texts("squad2_dev"))
    found = sets.Collection(name="", texts=texts, same=same, folder=tmp_path, embedder=None)
    asked = evidence.plainly(found, bench.questions("squad2_dev"))
    assert [(a.right, a.holds, a.answered) for a in asked[:3]] == [(True, True, True)] * 3
    elsewhere = dict.fromkeys(texts, texts["c"])
    found = sets.Collection(name="", texts=elsewhere, same=same, folder=tmp_path, embedder=None)
    asked = evidence.plainly(found, bench.questions("squad2_dev"))
    assert [(a.right, a.holds) for a in asked[2:3]] == [(False, True)]


def test_words_added_are_told_from_noise():
    made = follow_ups.Made.of("And when?", "When was the ferry built?", "when was a ferry sold?")
    assert made == follow_ups.Made({"ferri", "built"}, {"ferri", "sold"}, {"sold"})
    assert [f.split(" ")[0] for f in follow_ups.figures([made])] == [
        "50.0",
        "50.0",
        "0.0",
        "–",
        "1",
    ]


def test_a_citation_that_an_expert_took_out_of_a_sentence_counts_as_bad():
    documents = {
        "x": {"text": "About dens.", "meta": {"raw_head": "[1] a.example"}},
        "y": {"text": "About cubs.", "meta": {"raw_head": "[2] b.example"}},
    }
    given = "Foxes dig dens [1]. They bear cubs in March [1][2]. They fly [2]."
    kept = "Foxes dig dens [1]. They bear cubs in March [2]."
    asked = {
        "answers": [kept],
        "evidence": [{"doc_id": "x"}, {"doc_id": "y"}],
        "meta": {"answer_string": given},
    }
    found = [(c.claim, c.text, c.good) for c in claims.judged(asked, documents)]
    assert found == [
        ("Foxes dig dens .", "About dens.", True),
        ("They bear cubs in March .", "About dens.", False),
        ("They bear cubs in March .", "About cubs.", True),
    ]


def test_a_pair_may_leave_out_what_is_not_to_be_checked(tmp_path):
    path = tmp_path / "mine.jsonl"
    lines(path, [{"question": "Which?", "councils": ["Slough"], "extra": 1}, {"question": "Why?"}])
    first, second = fixed.read([path])
    assert (first.id, first.councils, first.status) == ("mine-1", {"Slough"}, None)
    assert (second.id, second.must_say, second.councils) == ("mine-2", (), None)


def test_passages_are_held_against_the_wanted_excerpts_of_all_documents():
    asked = Question(id="q", text="?", gold=frozenset({"a"}), spans=(("a", 0, 7),))
    tokens = {"a": [(0, 3), (4, 7), (8, 11)], "b": [(0, 5)]}

    def passage(document, start, end):
        place = {"document": document, "start": start, "end": end}
        return Passage(id=f"{document}{start}", text="", first=0, last=0, **place)

    found = passages.overlap(asked, [passage("a", 4, 11), passage("b", 0, 5)], tokens)
    assert (found.found, found.wanted, found.both) == (3, 2, 1)
