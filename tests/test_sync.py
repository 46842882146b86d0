"""Adding folders: the library agrees with them afterwards, and says what it did."""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import LibraryDamaged, LibraryLocked, UnknownDocument
from index.folder import listing
from index.records import Passage
from index.store import Library, Origin
from index.store.catalogue import FILE
from index.sync import PIPELINE, Progress, Summary, add, check, embedded_text, remove, rescue
from tests.fakes import HashEmbedder, rights_bind

SLOUGH = """Inspectors visited Slough Borough Council in May 2018.

Care leavers get good support. 60 per cent of care leavers are in education."""
SWINDON = """Ofsted visited Swindon Borough Council.

Most care leavers have a pathway plan. Assessments are timely."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "reports"
    made.mkdir()
    write(made, slough=SLOUGH, swindon=SWINDON)
    return made


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", create=True) as opened:
        yield opened


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def sync(library: Library, *paths: Path, prune: bool = False) -> Summary:
    return add(library, paths, embedder=HashEmbedder(), prune=prune)


def ids(library: Library) -> list[str]:
    return [d.id for d in library.snapshot().documents]


def state_of(folder: Path) -> dict[str, bytes]:
    return {
        f.relative_to(folder).as_posix(): f.read_bytes()
        for f in sorted(folder.rglob("*"))
        if f.is_file()
    }


def everything(library: Library) -> list[object]:
    """All records that the library serves, without the keys under which it keeps them."""
    snapshot = library.snapshot()
    return [
        (d, snapshot.sentences(d.id), snapshot.passages(d.id), snapshot.facts)
        for d in snapshot.documents
    ]


# what comes in


def test_a_folder_comes_in_and_can_be_searched(library: Library, folder: Path) -> None:
    done = sync(library, folder)
    assert done.added == ("slough", "swindon")
    assert done.failed == done.duplicates == ()
    snapshot = library.snapshot()
    assert snapshot.pending == 0
    assert {d.state for d in snapshot.documents} == {"ready"}
    assert [d.council for d in snapshot.documents] == ["Slough", "Swindon"]
    best, *_ = snapshot.search_words(["pathway", "plan"], k=1)
    assert snapshot.passage(best[0]).document == "swindon"
    assert snapshot.index_serves()
    assert check(library) == ()


def test_adding_again_changes_not_a_byte(library: Library, folder: Path) -> None:
    sync(library, folder)
    library.close()
    before = state_of(library.folder)
    with Library.open(library.folder, writable=True) as again:
        done = sync(again, folder, prune=True)
    assert done == Summary(unchanged=("slough", "swindon"))
    assert state_of(library.folder) == before


def test_the_order_of_adding_does_not_show(tmp_path: Path, folder: Path) -> None:
    found = []
    for name, order in (("a", ["slough", "swindon"]), ("b", ["swindon", "slough"])):
        with Library.open(tmp_path / name, create=True) as library:
            for stem in order:
                sync(library, folder / f"{stem}.txt")
            found.append((library.fingerprint, everything(library)))
    assert found[0] == found[1]


def test_a_changed_file_replaces_all_that_came_from_it(library: Library, folder: Path) -> None:
    sync(library, folder)
    write(folder, slough="Zebras now live in Slough.")
    done = sync(library, folder)
    assert (done.changed, done.unchanged) == (("slough",), ("swindon",))
    snapshot = library.snapshot()
    assert snapshot.document("slough").text == "Zebras now live in Slough."
    assert snapshot.search_words(["education"], k=5) == []
    assert "60 per cent" not in " ".join(f.quote for f in snapshot.facts)
    assert check(library) == ()


def test_a_changed_library_is_the_same_as_one_made_afresh(tmp_path: Path, folder: Path) -> None:
    with Library.open(tmp_path / "changed", create=True) as library:
        sync(library, folder)
        write(folder, slough="Zebras now live in Slough.", bath="Bath has zebras.")
        (folder / "swindon.txt").unlink()
        sync(library, folder, prune=True)
        changed = (library.fingerprint, everything(library))
    with Library.open(tmp_path / "fresh", create=True) as library:
        sync(library, folder)
        assert (library.fingerprint, everything(library)) == changed


def test_what_has_gone_is_removed_only_when_asked(library: Library, folder: Path) -> None:
    sync(library, folder)
    (folder / "slough.txt").unlink()
    assert sync(library, folder).removed == ()
    assert ids(library) == ["slough", "swindon"]
    assert sync(library, folder, prune=True).removed == ("slough",)
    assert ids(library) == ["swindon"]


def test_pruning_one_folder_leaves_the_others_alone(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    write(other, bath="Bath has zebras.")
    sync(library, folder, other)
    (other / "bath.txt").unlink()
    assert sync(library, folder, prune=True).removed == ()
    shutil.rmtree(other)
    done = sync(library, folder, other, prune=True)
    assert done.removed == ()  # a folder that is not there may be a drive that is not there
    assert done.failed[0][1] == "there is no such file or folder"


def test_the_same_contents_are_kept_once_and_named(library: Library, folder: Path) -> None:
    write(folder, copy=SLOUGH)
    shutil.copy(folder / "swindon.txt", folder / "swindon-2.md")
    first = sync(library, folder)
    assert len(first.added) == 2
    again = sync(library, folder)
    assert again.duplicates == first.duplicates
    assert {name for _, name in again.duplicates} <= set(ids(library))
    assert [Path(source).name for source, _ in again.duplicates] == ["slough.txt", "swindon.txt"]
    assert len(ids(library)) == 2


def test_the_same_text_in_other_bytes_is_kept_once(library: Library, folder: Path) -> None:
    (folder / "windows.txt").write_bytes(b"\xef\xbb\xbf" + SLOUGH.replace("\n", "\r\n").encode())
    first = sync(library, folder)
    assert [name for _, name in first.duplicates] == ["slough"]
    assert sync(library, folder).duplicates == first.duplicates
    assert ids(library) == ["slough", "swindon"]


def test_a_copy_keeps_a_document_when_its_first_file_goes(library: Library, folder: Path) -> None:
    write(folder, zcopy=SLOUGH)
    sync(library, folder)
    (folder / "slough.txt").unlink()
    done = sync(library, folder, prune=True)
    assert done.removed == ()
    assert library.snapshot().document("slough").source.endswith("zcopy.txt")
    (folder / "zcopy.txt").unlink()
    assert sync(library, folder, prune=True).removed == ("slough",)


def test_a_moved_file_keeps_its_document(library: Library, folder: Path) -> None:
    sync(library, folder)
    (folder / "2018").mkdir()
    (folder / "slough.txt").rename(folder / "2018" / "slough council.txt")
    sync(library, folder, prune=True)
    assert ids(library) == ["slough", "swindon"]
    assert library.snapshot().document("slough").source.endswith("2018/slough council.txt")
    assert sync(library, folder).unchanged == ("slough", "swindon")


def test_two_files_that_swap_contents_swap_documents(library: Library, folder: Path) -> None:
    sync(library, folder)
    write(folder, slough=SWINDON, swindon=SLOUGH)
    sync(library, folder)
    sync(library, folder)
    texts = sorted(d.text for d in library.snapshot().documents)
    assert texts == sorted([SLOUGH, SWINDON])
    places = {f.place: f.sha256 for o in library.origins().values() for f in o.files}
    assert len(places) == 2
    assert check(library) == ()


def test_files_of_one_name_get_ids_of_their_own(library: Library, folder: Path) -> None:
    for name, text in (("2018", SLOUGH), ("2019", SWINDON)):
        (folder / name).mkdir()
        write(folder / name, report=text)
    (folder / "slough.txt").unlink()
    (folder / "swindon.txt").unlink()
    sync(library, folder)
    digests = {d.id: d.sha256 for d in library.snapshot().documents}
    assert len(digests) == 2
    assert all(name == f"report-{digest[:8]}" for name, digest in digests.items())
    before = everything(library)
    sync(library, folder)
    assert everything(library) == before


def test_an_id_with_a_hash_goes_with_its_contents(library: Library, folder: Path) -> None:
    for name, text in (("2018", SLOUGH), ("2019", SWINDON)):
        (folder / name).mkdir()
        write(folder / name, report=text)
    before = set(sync(library, folder / "2018", folder / "2019").added)
    write(folder / "2018", report="Zebras now live in Slough.")
    (changed,) = sync(library, folder / "2018", folder / "2019").changed
    assert changed not in before
    assert len(ids(library)) == 2
    assert check(library) == ()


def test_a_name_that_is_taken_gets_a_hash(library: Library, folder: Path, tmp_path: Path) -> None:
    sync(library, folder)
    other = tmp_path / "other"
    other.mkdir()
    write(other, slough="Another Slough.")
    (added,) = sync(library, other).added
    assert added.startswith("slough-")
    assert ids(library) == ["slough", added, "swindon"]


# what is known beside the text


def test_a_manifest_gives_what_it_knows_and_is_no_document(library: Library, folder: Path) -> None:
    manifest = folder / "manifest.csv"
    manifest.write_text("file,council,council_basis\nslough.txt,Leicester,metadata\n,\n")
    (folder / "README.md").write_text("About these files.")
    sync(library, folder)
    assert ids(library) == ["slough", "swindon"]
    assert library.snapshot().document("slough").council == "Leicester"
    manifest.write_text("file,council,council_basis\nslough.txt,Bath and North East Somerset,text")
    assert sync(library, folder).changed == ("slough",)
    assert library.snapshot().document("slough").council == "Bath and North East Somerset"
    assert sync(library, folder).unchanged == ("slough", "swindon")


def test_a_day_in_the_name_of_a_file_dates_the_document(library: Library, folder: Path) -> None:
    text = "Ofsted visited Swindon Borough Council on 5 and 6 March 2019, inspectors said."
    (folder / "letter 2019-04-09.txt").write_text(text)
    sync(library, folder)
    identity = library.snapshot().document("letter 2019-04-09").identity
    assert (identity.published, identity.published_basis) == ("2019-04-09", "metadata")


@pytest.mark.parametrize("date", ["01/03/2019", "2019-3-1", "2019-13-45", "2019-02-30", "Oct 2018"])
@pytest.mark.parametrize("column", ["published", "visited_from", "visited_to"])
def test_a_date_of_a_manifest_that_is_none_is_named_and_left_out(
    library: Library, folder: Path, column: str, date: str
) -> None:
    rows = f"file,council,{column}\nslough.txt,Leicester,{date}\n"
    (folder / "manifest.csv").write_text(rows)
    done = add(library, [folder], embedder=HashEmbedder())
    ((source, reason, hint),) = done.failed
    assert source.endswith("manifest.csv")
    assert reason == f"row 2: {column} is {date!r}"
    assert "2019-03-01" in hint
    document = library.snapshot().document("slough")
    assert document.council == "Leicester"
    assert document.published != date


def test_a_word_that_a_column_does_not_know_and_a_file_that_is_not_there_are_named(
    library: Library, folder: Path
) -> None:
    rows = "file,kind,council_basis\nslough.txt,Focused Visits,txt\nslouhg.txt,news,text\n"
    (folder / "manifest.csv").write_text(rows)
    done = add(library, [folder], embedder=HashEmbedder())
    reasons = [reason for _, reason, _ in done.failed]
    assert sorted(reasons) == [
        "it names 'slouhg.txt', which the folder does not have",
        "row 2: council_basis is 'txt'",
        "row 2: kind is 'Focused Visits'",
    ]
    assert any("focused visit" in hint for _, _, hint in done.failed)
    assert "slough" in [d.id for d in library.snapshot().documents]


def test_a_row_without_a_file_is_named_and_the_rest_comes_in(
    library: Library, folder: Path
) -> None:
    (folder / "manifest.csv").write_text("council,file\nDerby\nLeicester,slough.txt\n")
    done = add(library, [folder], embedder=HashEmbedder())
    assert [reason for _, reason, _ in done.failed] == ["row 2 names no file"]
    assert library.snapshot().document("slough").council == "Leicester"


def test_a_manifest_that_cannot_be_read_is_named_and_the_rest_comes_in(
    library: Library, folder: Path
) -> None:
    (folder / "manifest.csv").write_bytes(b"\xff\xfe\x00file")
    done = sync(library, folder)
    assert done.added == ("slough", "swindon")
    assert "manifest" in done.failed[0][1]


def test_a_source_does_not_say_where_the_folder_lies(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(library, folder)
    assert library.snapshot().document("slough").source == "reports/slough.txt"
    monkeypatch.chdir(folder)
    write(folder, bath="Bath has zebras.")
    sync(library, Path("bath.txt"))
    assert library.snapshot().document("bath").source == "bath.txt"


# what cannot be read


def test_a_file_that_cannot_be_read_is_named_and_kept_as_unreadable(
    library: Library, folder: Path
) -> None:
    (folder / "empty.txt").write_bytes(b"")
    (folder / "noise.txt").write_bytes(bytes(range(256)) * 40)
    done = sync(library, folder)
    assert done.added == ("slough", "swindon")
    assert [Path(source).name for source, _, _ in done.failed] == ["empty.txt", "noise.txt"]
    assert all(reason for _, reason, _ in done.failed)
    states = library.snapshot().states
    assert states == {
        "empty": "unreadable", "noise": "unreadable", "slough": "ready", "swindon": "ready",
    }  # fmt: skip
    assert library.snapshot().document("empty").reason
    assert library.snapshot().pending == 0
    assert check(library) == ()


def test_a_file_that_stays_unreadable_is_named_again_and_nothing_is_written(
    library: Library, folder: Path
) -> None:
    (folder / "empty.txt").write_bytes(b"")
    first = sync(library, folder)
    before = library.snapshot().generation
    assert [f[:2] for f in sync(library, folder).failed] == [f[:2] for f in first.failed]
    assert sync(library, folder / "empty.txt").failed
    assert library.snapshot().generation == before


def test_an_unreadable_file_that_is_mended_comes_in(library: Library, folder: Path) -> None:
    (folder / "bath.txt").write_bytes(b"")
    sync(library, folder)
    write(folder, bath="Bath has zebras.")
    assert sync(library, folder).changed == ("bath",)
    assert library.snapshot().document("bath").state == "ready"


@pytest.mark.skipif(not rights_bind(), reason="rights do not bind this user")
def test_a_file_that_may_not_be_read_now_keeps_the_text_read_before(
    library: Library, folder: Path
) -> None:
    sync(library, folder)
    (folder / "slough.txt").chmod(0)
    done = sync(library, folder, prune=True)
    assert Path(done.failed[0][0]).name == "slough.txt"
    assert library.snapshot().document("slough").text == SLOUGH


def test_a_path_that_is_not_there_is_named(library: Library, folder: Path) -> None:
    done = sync(library, folder / "nowhere", folder)
    assert done.failed[0][1] == "there is no such file or folder"
    assert done.added == ("slough", "swindon")


def test_a_format_nobody_reads_is_named_but_is_no_document(library: Library, folder: Path) -> None:
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(2_000))
    assert sync(library, folder).failed == ()
    assert len(sync(library, folder / "photo.jpg").failed) == 1
    assert ids(library) == ["slough", "swindon"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_no_link_leads_out_of_the_folder(library: Library, folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "secret"
    outside.mkdir()
    write(outside, secret="A secret.")
    (folder / "file.txt").symlink_to(outside / "secret.txt")
    (folder / "folder").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    (folder / "itself.txt").symlink_to("itself.txt")
    (folder / "inside.txt").symlink_to(folder / "slough.txt")
    os.mkfifo(folder / "pipe.txt")
    done = sync(library, folder)
    assert ids(library) == ["slough", "swindon"]
    refused = {Path(source).name: reason for source, reason, _ in done.failed}
    assert refused.keys() == {"file.txt", "folder", "itself.txt", "pipe.txt"}
    assert "out of the folder" in refused["file.txt"]
    assert "A secret" not in "".join(d.text for d in library.snapshot().documents)


@pytest.mark.skipif(os.name == "nt", reason="names that Windows cannot have")
def test_any_file_name_gives_an_id_that_can_be_shown(library: Library, folder: Path) -> None:
    names = [b"\xff\xfe.txt", "caf\u0065\u0301 ☃.txt".encode(), b"a\nb.txt", b"'; DROP TABLE--.txt"]
    for number, name in enumerate(names):
        (folder / os.fsdecode(name)).write_text(f"Document {number} is about zebras.")
    done = sync(library, folder)
    assert len(done.added) == 6
    assert all(d.id.isprintable() and d.source.isprintable() for d in library.snapshot().documents)
    assert "café ☃" in ids(library)
    assert sync(library, folder, prune=True) == Summary(unchanged=done.added)


def test_hidden_files_and_the_library_itself_are_passed_over(folder: Path) -> None:
    write(folder, **{".hidden": "No.", "~$lock": "No."})
    with Library.open(folder / "library", create=True) as library:
        write(library.folder, stray="No.")
        assert sync(library, folder).added == ("slough", "swindon")


# going on, and doing again


class Interrupted(Exception):
    """Stands for whatever cuts a run off."""


def test_an_interrupted_run_goes_on_where_it_was(tmp_path: Path, folder: Path) -> None:
    for n in range(12):
        write(folder, **{f"d{n}": f"Document {n} is about zebra{n}.\n\n" + SLOUGH})
    with Library.open(tmp_path / "whole", create=True) as whole:
        sync(whole, folder)
        right = (whole.fingerprint, everything(whole))
    embedder = HashEmbedder()
    with Library.open(tmp_path / "library", create=True) as library:
        for stop_after in (0, 3, 5, 9, 99):
            reported: list[Progress] = []

            def report(progress: Progress, stop: int = stop_after, seen: list = reported) -> None:
                seen.append(progress)
                if len(seen) > stop:
                    raise Interrupted

            with contextlib.suppress(Interrupted):
                add(library, [folder], embedder=embedder, progress=report)
            read = [p for p in reported if p.stage == "read"]
            assert len(ids(library)) >= len(read)
        assert (library.fingerprint, everything(library)) == right
        assert embedder.embedded == len(library.snapshot().vector_keys)
        assert check(library) == ()


def test_progress_counts_what_is_stored(library: Library, folder: Path) -> None:
    stored: list[tuple[str, int, int]] = []

    def report(progress: Progress) -> None:
        if progress.stage == "read":
            stored.append((progress.current, progress.done, len(ids(library))))

    add(library, [folder], embedder=HashEmbedder(), progress=report)
    assert [(Path(name).name, done, there) for name, done, there in stored] == [
        ("slough.txt", 1, 1),
        ("swindon.txt", 2, 2),
    ]


def test_words_can_be_searched_before_the_vectors_are_there(library: Library, folder: Path) -> None:
    class Watching(HashEmbedder):
        def embed(self, texts: Sequence[str]):
            with Library.open(library.folder) as reader:
                snapshot = reader.snapshot()
                found.append((snapshot.search_words(["pathway"], k=1), snapshot.pending))
            return super().embed(texts)

    found: list[tuple[list[tuple[str, float]], int]] = []
    add(library, [folder], embedder=Watching())
    assert found[0][0]
    assert found[0][1] > 0


def test_a_passage_is_embedded_with_the_heading_it_stands_under(library: Library) -> None:
    passage = Passage(
        id="a", document="d", start=0, end=3, text="Bad.", first=0, last=0, heading="Care leavers"
    )
    assert embedded_text(passage) == "Care leavers\nBad."
    assert embedded_text(replace(passage, heading="")) == "Bad."
    assert embedded_text(replace(passage, text="Care leavers\n\nBad.")).count("leavers") == 1


def test_two_runs_at_once_are_one_run_and_a_refusal(library: Library, folder: Path) -> None:
    refused: list[LibraryLocked] = []

    def report(_: Progress) -> None:
        with Library.open(library.folder, writable=True) as second:
            try:
                sync(second, folder)
            except LibraryLocked as error:
                refused.append(error)

    add(library, [folder], embedder=HashEmbedder(), progress=report)
    assert len(refused) >= 4
    assert ids(library) == ["slough", "swindon"]
    assert check(library) == ()


def older(library: Library, name: str, origin: Origin) -> None:
    """Write a document as an older pipeline might have: without facts, in one passage."""
    document = library.snapshot().document(name)
    sentences = library.snapshot().sentences(name)
    passage = replace(
        library.snapshot().passages(name)[0],
        id=f"{name}:old",
        start=0,
        end=len(document.text),
        text=document.text,
        first=0,
        last=len(sentences) - 1,
    )
    library.put(document, sentences, [passage], [], origin=replace(origin, pipeline="older"))


@pytest.mark.parametrize("gone", [False, True])
def test_records_of_an_older_pipeline_are_made_anew(
    library: Library, folder: Path, tmp_path: Path, gone: bool
) -> None:
    sync(library, folder)
    right = (library.fingerprint, everything(library))
    for name, origin in library.origins().items():
        older(library, name, origin)
    assert library.fingerprint != right[0]
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    if gone:
        shutil.rmtree(folder)
    done = sync(library, elsewhere)
    assert done.changed == ("slough", "swindon")
    assert {o.pipeline for o in library.origins().values()} == {PIPELINE}
    assert (library.fingerprint, everything(library)) == right


def test_an_older_pipeline_is_noticed_in_the_folder_itself(library: Library, folder: Path) -> None:
    sync(library, folder)
    right = everything(library)
    older(library, "slough", library.origins()["slough"])
    assert sync(library, folder) == Summary(changed=("slough",), unchanged=("swindon",))
    assert everything(library) == right


def test_another_embedder_makes_all_vectors_anew(library: Library, folder: Path) -> None:
    sync(library, folder)
    other = HashEmbedder(name="other", dimensions=8)
    assert add(library, [folder], embedder=other).unchanged == ("slough", "swindon")
    snapshot = library.snapshot()
    assert snapshot.embedder == "other"
    assert snapshot.search_vectors(other.embed(["pathway"])[0], k=1)
    assert snapshot.index_serves()
    assert check(library, embedder=other) == ()


def test_removing_takes_all_or_nothing(library: Library, folder: Path) -> None:
    sync(library, folder)
    with pytest.raises(UnknownDocument, match="nowhere"):
        remove(library, ["slough", "nowhere"])
    assert ids(library) == ["slough", "swindon"]
    assert remove(library, ["slough"]) == ("slough",)
    assert ids(library) == ["swindon"]
    assert check(library) == ()
    assert sync(library, folder).added == ("slough",)


# checking


BREAKS = {
    "a word index that lost a passage": "INSERT INTO words (words, rowid, text, heading) "
    "SELECT 'delete', key, text, heading FROM passages LIMIT 1",
    "a vector that is none": "UPDATE vectors SET data = zeroblob(128) WHERE passage = 1",
    "a vector cut short": "UPDATE vectors SET data = substr(data, 1, 90) WHERE passage = 1",
    "a vector that is missing": "DELETE FROM vectors WHERE passage = 1",
    "a passage that is missing": "DELETE FROM passages WHERE key = 1",
    "a sentence that is off by one": 'UPDATE sentences SET "end" = "end" - 1 WHERE number = 0',
    "a fact off its place": "UPDATE facts SET record = json_set(record, '$.start', 10000)",
    "a fact that is no record": "UPDATE facts SET record = '[' WHERE number = 0",
    "an identity that is no record": "UPDATE documents SET identity = '{' WHERE id = 'slough'",
    "a sentence in another paragraph": "UPDATE sentences SET paragraph = 7 WHERE number = 0",
    "a text that was changed": "UPDATE documents SET text = replace(text, '60', '90')",
    "a text that was cut": "UPDATE documents SET text = substr(text, 1, 30) WHERE id = 'slough'",
    "a wrong state": "UPDATE documents SET state = 'embedding' WHERE id = 'slough'",
    "an orphan": "INSERT INTO sentences VALUES (99, 0, 0, 0, 1)",
    "an orphaned vector": "INSERT INTO vectors SELECT 99, data FROM vectors LIMIT 1",
}


@pytest.mark.parametrize("how", BREAKS)
def test_what_is_broken_is_found_and_mended(library: Library, folder: Path, how: str) -> None:
    sync(library, folder)
    right = (library.fingerprint, everything(library))
    connection = sqlite3.connect(library.folder / FILE, isolation_level=None)
    connection.execute(BREAKS[how])
    connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
    connection.execute("UPDATE documents SET revision = revision + 1")
    connection.close()
    found = check(library)
    assert found
    assert not any(p.repaired for p in found)
    mended = check(library, repair=True, embedder=HashEmbedder())
    assert mended
    assert all(p.repaired for p in mended)
    assert check(library, embedder=HashEmbedder()) == ()
    assert (library.fingerprint, everything(library)) == right


def test_a_text_that_is_lost_with_its_file_is_named_and_not_called_mended(
    library: Library, folder: Path
) -> None:
    sync(library, folder)
    connection = sqlite3.connect(library.folder / FILE)
    connection.execute("UPDATE documents SET text = substr(text, 1, 30) WHERE id = 'slough'")
    connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
    connection.execute("UPDATE documents SET revision = revision + 1")
    connection.commit()
    connection.close()
    shutil.rmtree(folder)
    left = [p for p in check(library, repair=True, embedder=HashEmbedder()) if not p.repaired]
    assert {p.document for p in left} == {"slough"}


def test_a_torn_index_is_found_and_mended(library: Library, folder: Path) -> None:
    sync(library, folder)
    torn = next((library.folder / "vectors").rglob("data_level0.bin"))
    os.truncate(torn, 10)
    with Library.open(library.folder, writable=True) as again:
        assert [p.where for p in check(again)] == ["index"]
        assert [p.repaired for p in check(again, repair=True)] == [True]
        assert check(again) == ()


def test_checking_without_repair_writes_nothing(library: Library, folder: Path) -> None:
    sync(library, folder)
    library.close()
    before = (library.folder / FILE).read_bytes()
    with Library.open(library.folder) as reader:
        assert check(reader, embedder=HashEmbedder()) == ()
    assert (library.folder / FILE).read_bytes() == before


def test_a_listing_is_sorted_and_takes_what_is_named(folder: Path, tmp_path: Path) -> None:
    named = folder / "README.md"
    named.write_text("Read me.")
    found = listing([folder, named], library=tmp_path / "library", suffixes={".txt"})
    assert [(f.path.name, f.given) for f in found.found] == [
        ("README.md", True),
        ("slough.txt", False),
        ("swindon.txt", False),
    ]
    assert found.roots == (folder,)


def test_files_that_cannot_be_read_are_each_named_though_they_hold_the_same(
    library: Library, folder: Path
) -> None:
    for name in ("a", "b"):
        (folder / f"{name}.txt").write_bytes(b"")
    for _ in range(2):
        done = sync(library, folder)
        assert [Path(source).name for source, _, _ in done.failed] == ["a.txt", "b.txt"]
        assert done.duplicates == ()


@pytest.mark.skipif(os.name == "nt", reason="names and files that Windows cannot have")
def test_names_that_look_alike_are_files_of_their_own(library: Library, folder: Path) -> None:
    names = [b"\xff.txt", b"\xfe.txt", "caf\u00e9.txt".encode(), "cafe\u0301.txt".encode()]
    for number, name in enumerate(names):
        (folder / os.fsdecode(name)).write_text(f"Document {number} is about zebras.")
    done = sync(library, folder)
    assert len(done.added) == 6
    assert sync(library, folder, prune=True) == Summary(unchanged=done.added)


@pytest.mark.skipif(os.name == "nt", reason="names and files that Windows cannot have")
def test_a_manifest_leads_nowhere_else_and_holds_nothing_up(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "outside.csv").write_text("file,council\nslough.txt,Leicester\n")
    (folder / "manifest.csv").symlink_to(tmp_path / "outside.csv")
    (folder / "deep").mkdir()
    os.mkfifo(folder / "deep" / "manifest.csv")
    write(folder / "deep", bath="Bath has zebras.")
    done = sync(library, folder)
    assert len(done.failed) == 2
    assert library.snapshot().document("slough").council == "Slough"


def test_a_folder_in_a_folder_in_a_folder_is_no_trouble(library: Library, folder: Path) -> None:
    deep = folder
    for _ in range(300):
        deep = deep / "a"
        deep.mkdir()
    write(deep, bath="Bath has zebras.")
    assert "bath" in sync(library, folder).added


# a catalogue that cannot be used


def overwrite(file: Path, start: int, data: bytes) -> None:
    with file.open("r+b") as stream:
        stream.seek(start)
        stream.write(data)


DAMAGES = {
    "garbage": lambda file: file.write_bytes(b"no catalogue at all, but long enough " * 999),
    "nothing": lambda file: os.truncate(file, 0),
    "half": lambda file: os.truncate(file, file.stat().st_size // 2),
    "all but the last page": lambda file: os.truncate(file, file.stat().st_size - 4_096),
    "a lost header": lambda file: overwrite(file, 0, b"\x00" * 100),
    "a lost first page": lambda file: overwrite(file, 0, b"\xff" * 4_096),
    "a hole": lambda file: overwrite(file, 3 * 4_096, b"\xff" * 40_000),
}


ENDS = ("-wal", "-shm")


def is_damaged(folder: Path) -> bool:
    try:
        with Library.open(folder, writable=True) as opened:
            return bool(check(opened))
    except LibraryDamaged as error:
        return "check --repair" in error.hint


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_catalogue_is_put_aside_and_made_anew(
    library: Library, folder: Path, how: str
) -> None:
    filler = "\n\n".join(f"Inspectors saw {n} plans in Swindon." for n in range(400))
    write(folder, long=f"Ofsted wrote of Swindon Borough Council.\n\n{filler}")
    sync(library, folder)
    library.add_feedback(question="why", verdict="wrong")
    right = (library.fingerprint, everything(library))
    library.close()
    DAMAGES[how](library.folder / FILE)
    damaged = (library.folder / FILE).read_bytes()
    assert is_damaged(library.folder)
    found = rescue(library.folder, embedder=HashEmbedder())
    (aside,) = (f for f in library.folder.glob(f"{FILE}.damaged-*") if not f.name.endswith(ENDS))
    assert aside.read_bytes() == damaged
    assert aside.name in found[0].what
    with Library.open(library.folder, writable=True) as anew:
        sync(anew, folder)
        assert (anew.fingerprint, everything(anew)) == right
        assert check(anew, embedder=HashEmbedder()) == ()


@pytest.mark.parametrize("how", ["a lost header", "all but the last page"])
def test_what_is_left_of_a_catalogue_comes_back_without_the_files(
    library: Library, folder: Path, how: str
) -> None:
    sync(library, folder)
    library.add_feedback(question="why", verdict="wrong")
    right = everything(library)
    library.close()
    shutil.rmtree(folder)
    DAMAGES[how](library.folder / FILE)
    found = rescue(library.folder, embedder=HashEmbedder())
    assert all(p.repaired for p in found)
    with Library.open(library.folder) as anew:
        assert everything(anew) == right
        if how == "a lost header":
            assert [f.question for f in anew.feedback()] == ["why"]


def test_a_rescue_reads_what_was_uploaded_and_says_what_has_gone(
    library: Library, folder: Path
) -> None:
    uploads = library.folder / "uploads"
    uploads.mkdir()
    write(uploads, leeds="Ofsted visited Leeds City Council, inspectors said.")
    sync(library, uploads)
    library.close()
    DAMAGES["garbage"](library.folder / FILE)
    found = rescue(library.folder, embedder=HashEmbedder())
    assert [p.document for p in found if p.repaired] == [None, "leeds"]
    assert "councilqa add" in found[-1].what
    assert not found[-1].repaired


def test_a_rescue_that_was_cut_off_is_taken_up_again(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(library, folder)
    right = everything(library)
    library.close()
    shutil.rmtree(folder)
    DAMAGES["a lost header"](library.folder / FILE)
    with monkeypatch.context() as patch:
        patch.setattr("index.sync._complete", interrupted)
        with pytest.raises(KeyboardInterrupt):
            rescue(library.folder, embedder=HashEmbedder())
    with Library.open(library.folder, writable=True) as half:
        assert [(p.where, p.repaired) for p in check(half, repair=True)] == [("catalogue", False)]
    (library.folder / FILE).unlink()
    with pytest.raises(LibraryDamaged, match="check --repair"):
        Library.open(library.folder, create=True)
    rescue(library.folder, embedder=HashEmbedder())
    with Library.open(library.folder) as anew:
        assert everything(anew) == right
    assert len(list(library.folder.glob(f"{FILE}.damaged-*"))) == 1
    assert not (library.folder / "rescue").exists()


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt
