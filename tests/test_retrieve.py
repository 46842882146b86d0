"""The passages most likely to hold an answer, narrowed first by what the question names."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from llama_index.core.schema import QueryBundle

import rag
from index.embed import MiniLM
from index.errors import LibraryMissing
from index.store import Library, Snapshot
from index.sync import add
from rag.assistant import Assistant
from rag.read import FeatureReader
from rag.retrieve import EARLIER, beside_earlier, expanded, in_scope, retrieve, synonyms, vocabulary
from rag.retriever import Retriever
from rag.understand import understand
from tests import library_fixture
from tests.fakes import HashEmbedder
from tests.library_fixture import COUNCILS

assistant = library_fixture.assistant
folder = library_fixture.folder
snapshot = library_fixture.snapshot


def asked(question: str):
    return understand(question, held=COUNCILS)


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("drop-in café", "derby"),
        ("where can young people who left care drop by in the evening?", "derby"),
        ("third monitoring visit", "bury"),
        ("staff morale", "bury"),
        ("staying close scheme", "kent_2022"),
        ("unaccompanied asylum-seeking children", "kent_2020"),
        ("training for foster carers shared by trusts", "region"),
    ],
)
def test_the_best_passage_is_the_one_that_speaks_of_it(
    question: str, document: str, assistant: Assistant
) -> None:
    assert assistant.retrieve(question, k=5)[0].document.id == document


def test_earlier_questions_are_searched_for_too_where_no_rule_fills_the_question_in() -> None:
    now, earlier = [("a", 1.0), ("b", 0.9)], [("b", 2.0), ("c", 1.0)]
    assert beside_earlier(now, earlier) == [("b", 0.9 + 2 * EARLIER), ("a", 1.0), ("c", EARLIER)]
    assert beside_earlier(now, []) == now


def test_a_bare_question_is_searched_with_the_ones_before_it(tmp_path: Path) -> None:
    texts = {
        "bees": "A hive of bees needs a licence. The licence costs ten pounds a year.",
        "boats": "A boat on the river needs a permit. The permit costs forty pounds a year.",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    with Library.open(tmp_path / "library", writable=True, create=True) as made:
        add(made, [tmp_path / f"{name}.txt" for name in texts], embedder=HashEmbedder())
    general = Assistant(Library.open(tmp_path / "library"), HashEmbedder(), FeatureReader())
    for name, earlier in (("bees", "keeping bees"), ("boats", "mooring a boat on the river")):
        assert general.retrieve("how much a year?", 1, [earlier])[0].document.id == name


def test_hits_are_ranked_from_one_and_no_more_than_asked_for(assistant: Assistant) -> None:
    hits = assistant.retrieve("care leavers in education", k=4)
    assert [h.rank for h in hits] == [1, 2, 3, 4]
    scores = [h.score for h in hits]
    assert scores == sorted(scores, reverse=True)
    for hit in hits:
        assert hit.passage.document == hit.document.id
        assert hit.document.text[hit.passage.start : hit.passage.end] == hit.passage.text
    assert len({h.passage.id for h in hits}) == 4


def test_a_council_in_the_question_narrows_the_search(assistant: Assistant) -> None:
    assert {h.document.council for h in assistant.retrieve("pathway plans in Bury")} == {"Bury"}


def test_scope_is_what_the_question_and_the_caller_leave(snapshot: Snapshot) -> None:
    def ids(question: str, **limits: object) -> set[str]:
        query = understand(question, held=COUNCILS, **limits)
        return {d.id for d in in_scope(snapshot, query)}

    everything = {"bury", "derby", "kent_2020", "kent_2022", "leeds", "region"}
    assert ids("pathway plans") == everything
    assert ids("pathway plans in Kent") == {"kent_2020", "kent_2022"}
    assert ids("pathway plans", documents=["leeds"]) == {"leeds"}
    assert ids("pathway plans", limits=["Derby"]) == {"derby"}
    assert ids("pathway plans in the North West") == {"bury"}
    assert ids("what did the focused visit say of plans") == {"derby"}


def test_what_cannot_be_read_is_never_searched(snapshot: Snapshot) -> None:
    assert "blank" not in {d.id for d in in_scope(snapshot, asked("anything in Wigan"))}


def test_a_search_over_nothing_finds_nothing(snapshot: Snapshot) -> None:
    assert retrieve(snapshot, asked("plans"), MiniLM.load(), documents=[]) == ()


def test_synonyms_are_looked_for_as_well() -> None:
    assert set(expanded(["housing"])) > {"housing", "accommodation"}
    assert expanded(["xyzzy"]) == ("xyzzy",)
    assert expanded(["workplace"]) == ("workplace",)
    for word, others in synonyms().items():
        assert word not in others
        assert others


def test_the_words_of_the_documents_are_known(snapshot: Snapshot) -> None:
    words = vocabulary(snapshot)
    assert {"dentist", "morale", "evenings"} <= words
    assert all(w == w.lower() for w in words)


@settings(max_examples=60, deadline=None)
@given(text=st.text(min_size=1, max_size=60))
def test_no_question_is_syntax(text: str, snapshot: Snapshot) -> None:
    hits = retrieve(snapshot, asked(text), HashEmbedder(dimensions=384), k=3)
    assert len(hits) <= 3


@pytest.mark.parametrize(
    "text",
    ['"', "a AND OR NOT b", "NEAR(a b)", "plan*", "title:plan", "'; DROP TABLE passages;--", "^x"],
)
def test_full_text_syntax_is_only_words(text: str, assistant: Assistant) -> None:
    assert len(assistant.retrieve(text, k=3)) <= 3


# As a llama-index retriever


def test_the_retriever_gives_nodes_with_their_place(folder, assistant: Assistant) -> None:
    nodes = Retriever(assistant, top_k=3).retrieve("pathway plans in Bury")
    assert 0 < len(nodes) <= 3
    for found in nodes:
        known = found.node.metadata
        document = assistant.library.snapshot().document(known["document"])
        assert set(known) >= {"document", "council", "date", "page", "start", "end"}
        assert (known["council"], known["date"], known["page"]) == ("Bury", "2020-06-24", None)
        assert known["title"] == document.title
        assert document.text[known["start"] : known["end"]] == found.node.get_content()
        assert found.score is not None


def test_the_retriever_opens_a_folder_and_takes_a_query_bundle(folder) -> None:
    nodes = rag.Retriever.open(folder, top_k=2).retrieve(QueryBundle("drop-in café"))
    assert nodes[0].node.metadata["document"] == "derby"
    assert len(nodes) == 2


def test_the_retriever_gives_what_the_assistant_gives(assistant: Assistant) -> None:
    nodes = Retriever(assistant, top_k=5).retrieve("council tax")
    hits = assistant.retrieve("council tax", k=5)
    assert [n.node.node_id for n in nodes] == [h.passage.id for h in hits]
    assert [n.score for n in nodes] == [h.score for h in hits]


def test_a_folder_without_a_library_is_refused(tmp_path) -> None:
    with pytest.raises(LibraryMissing):
        Retriever.open(tmp_path / "nowhere")
