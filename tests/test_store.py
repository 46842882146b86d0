"""The library folder: what is put in comes out whole, and nothing wrong with it gives answers."""

import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import (
    LibraryDamaged,
    LibraryError,
    LibraryLocked,
    LibraryMissing,
    LibraryVersion,
    UnknownDocument,
)
from index.records import Document, Identity, Page, Visit
from index.split import passages, sentences
from index.store import File, Library, Origin, catalogue
from index.store.catalogue import FILE, SCHEMA_VERSION
from tests.fakes import HashEmbedder, fill, put, rights_bind

LEAVERS = "Care leavers get good support. Most of them have a pathway plan.\n\nSome do not."
HOMES = "The children's homes are safe. Inspectors visited in May."


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", create=True) as opened:
        yield opened


def vectors_of(embedder: HashEmbedder, text: str) -> np.ndarray:
    return embedder.embed([text])[0]


# what is put in comes out


def test_a_document_comes_out_as_it_was_put_in(library: Library) -> None:
    identity = Identity(
        kind="monitoring visit",
        council="Slough",
        council_basis="text",
        councils=("Slough", "Swindon"),
        visited=Visit(start="2018-10", end="2018-10", basis="inferred"),
        visit_number=2,
        grades=(("overall", "good"), ("care leavers", "inadequate")),
    )
    document = Document(
        id="visit",
        title="Visit to “Slough”",
        source="folder/visit.pdf",
        sha256="ab" * 32,
        text=LEAVERS,
        identity=identity,
        pages=(Page(number=1, start=0, end=20), Page(number=2, start=20, end=len(LEAVERS))),
    )
    parts = sentences("visit", LEAVERS)
    cut = passages("visit", LEAVERS, parts, count=len, limit=40)
    library.put(document, parts, cut, ())
    snapshot = library.snapshot()
    assert snapshot.document("visit") == replace(document, state="embedding")
    assert snapshot.sentences("visit") == parts
    assert snapshot.passages("visit") == cut
    assert [snapshot.passage(p.id) for p in cut] == list(cut)


def test_facts_quote_their_document(library: Library) -> None:
    put(library, "leavers", LEAVERS, council="Slough")
    facts = library.snapshot().facts
    assert [f.quote for f in facts] == [s.text for s in sentences("leavers", LEAVERS)]
    assert {f.council for f in facts} == {"Slough"}


@settings(max_examples=40, deadline=None)
@given(blocks=st.lists(st.text(st.characters(codec="utf-8"), min_size=1).map(str.split)))
def test_every_offset_gives_its_text_back(blocks: list[list[str]], tmp_path_factory) -> None:
    text = "\n\n".join(" ".join(words) for words in blocks if words)
    with Library.open(tmp_path_factory.mktemp("any") / "l", create=True) as library:
        put(library, "any", text)
        snapshot = library.snapshot()
        stored = snapshot.document("any").text
        assert stored == text
        records = (*snapshot.sentences("any"), *snapshot.passages("any"))
        assert all(stored[r.start : r.end] == r.text for r in records)


def test_a_record_that_is_not_the_text_at_its_offsets_is_refused(library: Library) -> None:
    parts = sentences("leavers", LEAVERS)
    document = Document(
        id="leavers", title="", source="", sha256="", text=LEAVERS, identity=Identity()
    )
    wrong = (replace(parts[0], end=parts[0].end - 1), *parts[1:])
    with pytest.raises(ValueError, match="sentence 0"):
        library.put(document, wrong, (), ())
    assert library.snapshot().documents == ()


def test_a_snapshot_stays_as_it_was_while_the_library_changes(library: Library) -> None:
    put(library, "leavers", LEAVERS)
    before = library.snapshot()
    put(library, "leavers", HOMES)
    put(library, "other", HOMES)
    assert [d.id for d in before.documents] == ["leavers"]
    assert before.document("leavers").text == LEAVERS
    assert before.sentences("leavers")[0].text.startswith("Care leavers")
    assert before.search_words(["homes"], k=5) == []
    assert [d.id for d in library.snapshot().documents] == ["leavers", "other"]


def test_a_snapshot_is_the_same_object_until_something_changes(library: Library) -> None:
    put(library, "leavers", LEAVERS)
    assert library.snapshot() is library.snapshot()
    first = library.snapshot()
    document = first.document("leavers")
    put(library, "homes", HOMES)
    assert library.snapshot() is not first
    assert library.snapshot().document("leavers") is document


def test_another_process_sees_a_change_at_its_next_snapshot(library: Library) -> None:
    with Library.open(library.folder) as reader:
        assert reader.snapshot().documents == ()
        put(library, "leavers", LEAVERS)
        assert [d.id for d in reader.snapshot().documents] == ["leavers"]


def test_a_removed_document_is_gone_everywhere(library: Library) -> None:
    fill(library, "leavers", LEAVERS, embedder=HashEmbedder())
    fill(library, "homes", "Zyzzogeton lives in a home.", embedder=HashEmbedder())
    assert library.remove(["homes", "never there"]) == ("homes",)
    library.sweep()
    library.build_index()
    snapshot = library.snapshot()
    assert [d.id for d in snapshot.documents] == ["leavers"]
    assert snapshot.search_words(["home"], k=5) == []
    assert {f.document for f in snapshot.facts} == {"leavers"}
    library.close()
    stored = b"".join(f.read_bytes() for f in library.folder.rglob("*") if f.is_file())
    assert b"zyzzogeton" not in stored.lower()


def test_the_fingerprint_tells_contents_apart_and_nothing_else(tmp_path: Path) -> None:
    prints = []
    for name, text in (("a", LEAVERS), ("b", LEAVERS), ("c", HOMES)):
        with Library.open(tmp_path / name, create=True) as library:
            fill(library, "same", text, embedder=HashEmbedder())
            prints.append(library.fingerprint)
    assert prints[0] == prints[1] != prints[2]


def test_feedback_is_kept_also_while_somebody_writes(library: Library) -> None:
    with library.writing(), Library.open(library.folder) as reader:
        reader.add_feedback(question="Who?", verdict="wrong", comment="It was Slough")
        assert [(f.question, f.comment) for f in reader.feedback()] == [("Who?", "It was Slough")]


def test_an_unknown_id_is_named(library: Library) -> None:
    for ask in (library.snapshot().document, library.snapshot().passage):
        with pytest.raises(UnknownDocument, match="nowhere"):
            ask("nowhere")


# searching by words


def test_words_match_by_stem_without_case_and_accents(library: Library) -> None:
    put(library, "leavers", "The naïve leaver was leaving.")
    put(library, "homes", HOMES)
    for term in ("NAIVE", "leavers", "leaving"):
        found = library.snapshot().search_words([term], k=5)
        assert [library.snapshot().passage(i).document for i, _ in found] == ["leavers"]


def test_better_matches_come_first_and_only_k_of_them(library: Library) -> None:
    for number in range(6):
        put(library, f"d{number}", " ".join(["plan"] * number + ["word"] * (9 - number)) + ".")
    found = library.snapshot().search_words(["plan"], k=3)
    assert [library.snapshot().passage(i).document for i, _ in found] == ["d5", "d4", "d3"]
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 0


def test_a_word_search_keeps_to_the_documents_it_is_given(library: Library) -> None:
    put(library, "leavers", LEAVERS)
    put(library, "homes", LEAVERS + " More.")
    found = library.snapshot().search_words(["leavers"], k=9, documents={"homes", "unknown"})
    assert {library.snapshot().passage(i).document for i, _ in found} == {"homes"}
    assert library.snapshot().search_words(["leavers"], k=9, documents=()) == []


@pytest.mark.parametrize(
    "term",
    ['"', "a AND", "-x", "(", "NEAR(a b)", "text:care", "*", "^care", "a\x00b", "\ud800", "' OR 1",
     "", " ", "{text}: x", "‘", "x" * 100_000],
)  # fmt: skip
def test_nothing_in_a_term_is_query_syntax(library: Library, term: str) -> None:
    put(library, "leavers", LEAVERS)
    assert library.snapshot().search_words([term, "pathway"], k=1)[0][1] > 0
    library.snapshot().search_words([term], k=1)


def test_thousands_of_terms_are_no_trouble(library: Library) -> None:
    put(library, "leavers", LEAVERS)
    terms = ["pathway", *(f"word{n}" for n in range(5_000))]
    assert library.snapshot().search_words(terms, k=1)


# searching by vectors


def filled(library: Library, number: int = 30) -> HashEmbedder:
    """A library of small documents, all with vectors."""
    embedder = HashEmbedder()
    for n in range(number):
        put(library, f"d{n:02}", f"Topic{n} is about subject{n % 7} and place{n % 3}.")
    fill(library, "last", "Nothing of the kind.", embedder=embedder)
    return embedder


def test_chroma_and_the_exact_search_give_the_same_answer(library: Library) -> None:
    embedder = filled(library)
    everything = [d.id for d in library.snapshot().documents]
    question = vectors_of(embedder, "subject3 in place1")
    exact = library.snapshot().search_vectors(question, k=8, documents=everything)
    assert library.snapshot().search_vectors(question, k=8) == exact
    assert library.build_index()
    assert library.snapshot().index_serves()
    assert library.snapshot().search_vectors(question, k=8) == exact
    assert len(exact) == 8


def test_what_the_index_lacks_is_searched_beside_it(library: Library) -> None:
    embedder = filled(library)
    library.build_index()
    fill(library, "new", "A zebra and a quagga.", embedder=embedder)
    library.remove(["d03"])
    snapshot = library.snapshot()
    assert snapshot.index_serves()
    best = snapshot.search_vectors(vectors_of(embedder, "a zebra and a quagga."), k=2)
    assert snapshot.passage(best[0][0]).document == "new"
    gone = snapshot.search_vectors(vectors_of(embedder, "Topic3 is about subject3"), k=31)
    assert "d03" not in {snapshot.passage(i).document for i, _ in gone}


def test_vectors_still_to_come_are_counted_and_not_found(library: Library) -> None:
    embedder = filled(library)
    put(library, "late", "A zebra came late.")
    snapshot = library.snapshot()
    assert snapshot.pending == 1
    assert snapshot.document("late").state == "embedding"
    found = snapshot.search_vectors(vectors_of(embedder, "A zebra came late."), k=40)
    assert "late" not in {snapshot.passage(i).document for i, _ in found}
    fill(library, "later", "And a quagga.", embedder=embedder)
    assert library.snapshot().pending == 0
    assert library.snapshot().document("late").state == "ready"


def test_a_passage_that_stays_the_same_keeps_its_vector(library: Library) -> None:
    embedder = filled(library, 3)
    keys = library.snapshot().vector_keys
    put(library, "d01", "Topic1 is about subject1 and place1.", council="Slough")
    assert library.snapshot().pending == 0
    assert (library.snapshot().vector_keys == keys).all()
    assert embedder.embedded == 4


@pytest.mark.parametrize("bad", [np.nan, np.inf, 0.0, 7.0])
def test_a_vector_that_is_none_is_refused(library: Library, bad: float) -> None:
    put(library, "leavers", HOMES)
    ids = [p.id for p in library.pending(9)]
    with pytest.raises(ValueError, match="unit length"):
        library.put_vectors(ids, np.full((len(ids), 4), bad, dtype=np.float32), embedder="x")
    with pytest.raises(ValueError, match="unit length"):
        library.snapshot().search_vectors(np.full(4, bad, dtype=np.float32), k=1)
    assert library.snapshot().pending == len(ids)


def test_vectors_of_two_embedders_are_never_mixed(library: Library) -> None:
    filled(library, 3)
    put(library, "new", HOMES)
    other = HashEmbedder(name="other", dimensions=16)
    ids = [p.id for p in library.pending(9)]
    with pytest.raises(LibraryVersion, match="other"):
        library.put_vectors(ids, other.embed(ids), embedder=other.name)
    assert library.use_embedder("other")
    assert library.snapshot().pending > 3
    assert {d.state for d in library.snapshot().documents} == {"embedding"}


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("CURRENT", 0.5),
        ("keys.npy", 0.9),
        ("chroma.sqlite3", 0.0),
        ("chroma.sqlite3", 0.5),
        ("data_level0.bin", 0.0),
        ("index_metadata.pickle", 0.9),
    ],
)
def test_a_torn_index_gives_the_right_answers_and_can_be_built_anew(
    library: Library, name: str, left: float
) -> None:
    embedder = filled(library)
    library.build_index()
    question = vectors_of(embedder, "subject3 in place1")
    right = library.snapshot().search_vectors(question, k=8)
    library.close()
    torn = next((library.folder / "vectors").rglob(name))
    os.truncate(torn, int(torn.stat().st_size * left))
    with Library.open(library.folder, writable=True) as again:
        assert again.snapshot().search_vectors(question, k=8) == right
        assert not again.snapshot().index_serves()
        assert again.build_index()
        assert again.snapshot().index_serves()
        assert again.snapshot().search_vectors(question, k=8) == right


def test_an_index_of_another_library_is_not_used(library: Library, tmp_path: Path) -> None:
    embedder = filled(library)
    library.build_index()
    with Library.open(tmp_path / "other", create=True) as other:
        filled(other)
        fill(other, "zebra", "A zebra.", embedder=embedder)
        shutil.copytree(library.folder / "vectors", other.folder / "vectors")
        assert not other.snapshot().index_serves()
        found = other.snapshot().search_vectors(vectors_of(embedder, "A zebra."), k=1)
        assert [score for _, score in found] == [1.0]


def test_a_new_generation_replaces_the_old_one(library: Library) -> None:
    embedder = filled(library, 5)
    library.build_index()
    assert not library.build_index()
    fill(library, "new", "A zebra.", embedder=embedder)
    assert library.build_index()
    assert len(list((library.folder / "vectors").glob("gen-*"))) == 1
    library.remove([d.id for d in library.snapshot().documents])
    library.build_index()
    assert list((library.folder / "vectors").iterdir()) == []


def test_questions_are_answered_by_many_threads_while_documents_come_in(library: Library) -> None:
    embedder = filled(library, 20)
    library.build_index()
    question, errors, stop = vectors_of(embedder, "subject3"), [], threading.Event()

    def ask() -> None:
        while not stop.is_set():
            snapshot = library.snapshot()
            texts = {d.id: d.text for d in snapshot.documents}
            for name, _ in snapshot.search_vectors(question, k=5) + snapshot.search_words(
                ["subject3", "place1"], k=5
            ):
                passage = snapshot.passage(name)
                if texts[passage.document][passage.start : passage.end] != passage.text:
                    errors.append(name)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for n in range(12):
            fill(library, f"d{n:02}", f"Topic{n} now has subject{n}.", embedder=embedder)
            if n % 4 == 0:
                library.build_index()
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert errors == []


# opening, locking, versions, disks


def test_a_missing_library_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LibraryMissing, match="councilqa add"):
        Library.open(tmp_path)
    with pytest.raises(LibraryMissing):
        Library.open(tmp_path, writable=True)


def test_a_library_that_was_never_finished_is_missing_and_can_be_made(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    with pytest.raises(LibraryMissing):
        Library.open(tmp_path)
    with Library.open(tmp_path, create=True) as library:
        assert library.snapshot().documents == ()


def test_a_second_writer_is_refused_and_told_who_writes(library: Library) -> None:
    with library.writing(), Library.open(library.folder, writable=True) as second:
        with pytest.raises(LibraryLocked, match=str(os.getpid())):
            second.remove(["x"])
        assert second.snapshot().documents == ()
    with Library.open(library.folder, writable=True) as second:
        second.remove(["x"])


def test_a_second_thread_is_refused_as_well(library: Library) -> None:
    caught: list[Exception] = []

    def write() -> None:
        try:
            library.remove(["x"])
        except LibraryLocked as error:
            caught.append(error)

    with library.writing():
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    assert len(caught) == 1


def test_a_library_opened_for_reading_is_not_written(library: Library) -> None:
    with (
        Library.open(library.folder) as reader,
        pytest.raises(LibraryError, match="reading only"),
    ):
        put(reader, "leavers", LEAVERS)


def test_a_library_of_a_newer_version_is_refused_with_what_to_do(library: Library) -> None:
    library.close()
    connection = sqlite3.connect(library.folder / FILE)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    for writable in (False, True):
        with pytest.raises(LibraryVersion, match="newer program"):
            Library.open(library.folder, writable=writable)


def test_an_older_library_is_lifted_step_by_step_or_not_at_all(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "old.db", isolation_level=None)
    connection.execute("PRAGMA user_version = 1")
    steps = {1: "CREATE TABLE a (x);\nINSERT INTO a VALUES (1);", 2: "ALTER TABLE a ADD y;"}
    catalogue.upgrade(connection, steps, 3)
    assert catalogue.version(connection) == 3
    assert connection.execute("SELECT * FROM a").fetchall() == [(1, None)]
    with pytest.raises(sqlite3.OperationalError):
        catalogue.upgrade(connection, {3: "CREATE TABLE b (x);", 4: "nonsense;"}, 5)
    assert catalogue.version(connection) == 3
    catalogue.upgrade(connection, {4: "CREATE TABLE b (x);"}, 5)
    assert catalogue.version(connection) == 3
    catalogue.upgrade(connection, {3: "CREATE TABLE b (x);"}, 4)
    assert catalogue.version(connection) == 4


def test_something_else_in_place_of_the_catalogue_is_called_damaged(library: Library) -> None:
    library.close()
    (library.folder / FILE).write_bytes(b"not a catalogue at all, but long enough" * 200)
    with pytest.raises(LibraryDamaged, match="add the documents again"):
        Library.open(library.folder)


def test_a_full_disk_is_named_and_what_was_there_stays(library: Library) -> None:
    put(library, "leavers", LEAVERS)
    with library.writing():
        used = library._writer.execute("PRAGMA page_count").fetchone()[0]
        library._writer.execute(f"PRAGMA max_page_count = {used + 20}")
        with pytest.raises(LibraryError, match="full"):
            put(library, "homes", HOMES * 5_000)
    assert [d.id for d in library.snapshot().documents] == ["leavers"]
    put(library, "homes", HOMES)
    assert [d.id for d in library.snapshot().documents] == ["homes", "leavers"]


@pytest.mark.skipif(not rights_bind(), reason="rights do not bind this user")
def test_a_read_only_folder_can_be_read_and_says_that_it_cannot_be_written(
    library: Library,
) -> None:
    fill(library, "leavers", LEAVERS, embedder=HashEmbedder())
    library.close()
    library.folder.chmod(0o500)
    try:
        with Library.open(library.folder) as reader:
            assert reader.snapshot().search_words(["pathway"], k=1)
        with (
            pytest.raises(LibraryError, match="cannot be written"),
            Library.open(library.folder, writable=True) as writer,
        ):
            writer.remove(["leavers"])
    finally:
        library.folder.chmod(0o700)


def test_a_file_knows_its_documents_other_places(library: Library) -> None:
    files = (
        File(place="../a.txt", source="a.txt", sha256="1"),
        File(place="../b.txt", source="b.txt", sha256="2"),
    )
    document = Document(id="a", title="a", source="a.txt", sha256="1", text="", identity=Identity())
    origin = Origin(pipeline="1", hints={"council": "Slough"}, title="A", files=files)
    library.put(document, (), (), (), origin=origin)
    assert library.origins() == {"a": origin}
    library.put_files("a", files[::-1])
    assert library.origins()["a"].files == files[::-1]
    assert library.snapshot().document("a").source == "b.txt"


def test_what_a_later_program_wrote_besides_is_passed_over(library: Library) -> None:
    put(library, "leavers", LEAVERS)
    before = (library.origins(), library.snapshot().documents)
    library.close()
    connection = sqlite3.connect(library.folder / FILE)
    for column in ("origin", "identity"):
        connection.execute(f"UPDATE documents SET {column} = json_set({column}, '$.later', 1)")
    connection.commit()
    connection.close()
    with Library.open(library.folder) as reader:
        assert (reader.origins(), reader.snapshot().documents) == before


def test_an_emptied_catalogue_is_damaged_and_neither_missing_nor_new(library: Library) -> None:
    for name, text in (("leavers", LEAVERS), ("homes", HOMES)):
        fill(library, name, text, embedder=HashEmbedder())
    library.build_index()
    library.close()
    os.truncate(library.folder / FILE, 0)
    for create in (False, True):
        with pytest.raises(LibraryDamaged, match="repair"):
            Library.open(library.folder, create=create)


def test_a_library_put_in_place_of_another_is_noticed(library: Library, tmp_path: Path) -> None:
    put(library, "leavers", LEAVERS)
    with Library.open(tmp_path / "other", create=True) as other:
        put(other, "homes", HOMES)
    library.close()
    with Library.open(library.folder) as reader:
        assert reader.snapshot().document("leavers").text == LEAVERS
        (tmp_path / "other" / FILE).replace(library.folder / FILE)
        assert [d.text for d in reader.snapshot().documents] == [HOMES]


def test_a_text_that_is_not_as_it_was_written_is_not_served(library: Library) -> None:
    put(library, "leavers", LEAVERS)
    library.close()
    connection = sqlite3.connect(library.folder / FILE)
    connection.execute("UPDATE documents SET text = replace(text, 'good', 'poor')")
    connection.commit()
    connection.close()
    with Library.open(library.folder) as reader, pytest.raises(LibraryDamaged, match="repair"):
        reader.snapshot().document("leavers")


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(LibraryVersion, match="another program"):
        Library.open(tmp_path, create=True)
    assert (tmp_path / FILE).read_bytes() == before
