"""From records to the catalogue's rows and back."""

import json
import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, fields
from hashlib import sha256
from typing import Any, TypeVar

from index.errors import LibraryDamaged
from index.records import Document, Fact, Identity, Page, Passage, Sentence, Visit
from index.store.contents import Contents, File, Origin, digest

Decoded = TypeVar("Decoded")
_IDENTITY_FIELDS = frozenset(f.name for f in fields(Identity))
_ORIGIN_FIELDS = frozenset(f.name for f in fields(Origin)) - {"pipeline", "files"}
_FACT_FIELDS = frozenset(f.name for f in fields(Fact)) - {"document", "quote"}


def write(connection: sqlite3.Connection, contents: Contents, revision: int) -> None:
    """Write one document and all that belongs to it; whatever was there before is replaced.

    Passages that stay the same keep their row, and with it their vector.
    """
    document, origin = contents.document, contents.origin
    key = _write_document(connection, contents, revision)
    for table in ("pages", "sentences", "facts"):
        connection.execute(f"DELETE FROM {table} WHERE document = ?", (key,))  # noqa: S608 (our names)
    _write_files(connection, key, origin.files)
    connection.executemany(
        "INSERT INTO pages VALUES (?, ?, ?, ?)",
        [(key, p.number, p.start, p.end) for p in document.pages],
    )
    connection.executemany(
        "INSERT INTO sentences VALUES (?, ?, ?, ?, ?)",
        [(key, s.number, s.paragraph, s.start, s.end) for s in contents.sentences],
    )
    connection.executemany(
        "INSERT INTO facts VALUES (?, ?, ?)",
        [(key, number, _fact_record(fact)) for number, fact in enumerate(contents.facts)],
    )
    _write_passages(connection, key, contents.passages)
    settle(connection, [key])


def write_files(
    connection: sqlite3.Connection, name: str, files: Sequence[File], revision: int
) -> None:
    """Say anew in which files the document called `name` lies; it is shown as the first."""
    row = connection.execute(
        "UPDATE documents SET source = ?, revision = ? WHERE id = ? RETURNING key",
        (files[0].source, revision, name),
    ).fetchone()
    if row:
        _write_files(connection, int(row[0]), files)


def _write_files(connection: sqlite3.Connection, key: int, files: Sequence[File]) -> None:
    connection.execute("DELETE FROM files WHERE document = ?", (key,))
    connection.executemany(
        "INSERT INTO files VALUES (?, ?, ?, ?, ?) ON CONFLICT (place) DO UPDATE SET "
        "source = excluded.source, sha256 = excluded.sha256, "
        "document = excluded.document, number = excluded.number",
        [(f.place, f.source, f.sha256, key, number) for number, f in enumerate(files)],
    )


def _write_document(connection: sqlite3.Connection, contents: Contents, revision: int) -> int:
    document, origin = contents.document, contents.origin
    values = {
        "id": document.id,
        "title": document.title,
        "source": document.source,
        "sha256": document.sha256,
        "text": document.text,
        "text_sha256": text_digest(document.text),
        "records_sha256": digest(contents),
        "identity": json.dumps(asdict(document.identity), ensure_ascii=False),
        "state": document.state,
        "reason": document.reason,
        "origin": json.dumps(_origin_record(origin), ensure_ascii=False, sort_keys=True),
        "pipeline": origin.pipeline,
        "revision": revision,
        "vectors_revision": revision,
    }
    names = ", ".join(values)
    marks = ", ".join("?" for _ in values)
    updates = ", ".join(f"{name} = excluded.{name}" for name in values if name != "id")
    row = connection.execute(
        f"INSERT INTO documents ({names}) VALUES ({marks}) "  # noqa: S608 (our own names)
        f"ON CONFLICT (id) DO UPDATE SET {updates} RETURNING key",
        tuple(values.values()),
    ).fetchone()
    return int(row[0])


def _origin_record(origin: Origin) -> dict[str, Any]:
    return {
        "hints": dict(origin.hints),
        "title": origin.title,
        "published": origin.published,
        "made": origin.made,
        "publisher": origin.publisher,
    }


def _fact_record(fact: Fact) -> str:
    record = {name: getattr(fact, name) for name in sorted(_FACT_FIELDS)}
    return json.dumps(record, ensure_ascii=False)


def _write_passages(connection: sqlite3.Connection, key: int, passages: Sequence[Passage]) -> None:
    wanted = {(p.id, p.start, p.end, p.first, p.last, p.heading, p.text): p.id for p in passages}
    stored = {
        tuple(row[1:]): int(row[0])
        for row in connection.execute(
            'SELECT key, id, start, "end", first, last, heading, text '
            "FROM passages WHERE document = ?",
            (key,),
        )
    }
    gone = [(k,) for row, k in stored.items() if row not in wanted]
    connection.executemany("DELETE FROM passages WHERE key = ?", gone)
    connection.executemany(
        'INSERT INTO passages (document, id, start, "end", first, last, heading, text) '
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(key, *row) for row in wanted if row not in stored],
    )


def mend(connection: sqlite3.Connection, bad_vectors: Sequence[int], revision: int) -> None:
    """Drop rows that belong to nothing and vectors that are none; derive indexes and states anew.

    Runs inside the caller's transaction.
    """
    for table in ("files", "pages", "sentences", "passages", "facts"):
        connection.execute(
            f"DELETE FROM {table} WHERE document NOT IN (SELECT key FROM documents)"  # noqa: S608
        )
    connection.execute("DELETE FROM vectors WHERE passage NOT IN (SELECT key FROM passages)")
    connection.executemany("DELETE FROM vectors WHERE passage = ?", [(k,) for k in bad_vectors])
    connection.execute("REINDEX")
    connection.execute("INSERT INTO words (words) VALUES ('rebuild')")
    connection.execute("UPDATE documents SET vectors_revision = ?", (revision,))
    settle(connection, [key for (key,) in connection.execute("SELECT key FROM documents")])


def settle(connection: sqlite3.Connection, keys: Sequence[int]) -> None:
    """Bring the state of readable documents in line with the vectors that are there."""
    connection.executemany(
        "UPDATE documents SET state = CASE WHEN EXISTS (SELECT 1 FROM passages p "
        "LEFT JOIN vectors v ON v.passage = p.key WHERE p.document = documents.key "
        "AND v.passage IS NULL) THEN 'embedding' ELSE 'ready' END "
        "WHERE key = ? AND state <> 'unreadable'",
        [(key,) for key in keys],
    )


def text_digest(text: str) -> str:
    """The sha256 of a canonical text."""
    return sha256(text.encode()).hexdigest()


def read_document(connection: sqlite3.Connection, key: int) -> Document:
    """One document with its text."""
    row = connection.execute(
        "SELECT id, title, source, sha256, text, identity, state, reason, text_sha256 "
        "FROM documents WHERE key = ?",
        (key,),
    ).fetchone()
    if text_digest(row[4]) != row[8]:
        raise _unsound(f"The text of {row[0]!r} is not as it was written.")
    pages = connection.execute(
        'SELECT number, start, "end" FROM pages WHERE document = ? ORDER BY number', (key,)
    )
    return Document(
        id=row[0],
        title=row[1],
        source=row[2],
        sha256=row[3],
        text=row[4],
        identity=_decoded(_identity, row[5], row[0]),
        pages=tuple(Page(number=n, start=s, end=e) for n, s, e in pages),
        state=row[6],
        reason=row[7],
    )


def _decoded(decode: Callable[[Any], Decoded], stored: str, name: str) -> Decoded:
    """A record that is stored as JSON, or that it cannot be read."""
    try:
        return decode(json.loads(stored))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _unsound(f"A record of {name!r} cannot be read ({error}).") from error


def _unsound(message: str) -> LibraryDamaged:
    return LibraryDamaged(message, hint="Run 'councilqa check --repair'.")


def _identity(record: dict[str, Any]) -> Identity:
    values = _known(_IDENTITY_FIELDS, record)
    visited = values.get("visited")
    return Identity(
        **values
        | {
            "visited": visited and Visit(**visited),
            "councils": tuple(values.get("councils", ())),
            "grades": tuple((area, grade) for area, grade in values.get("grades", ())),
        }
    )


def _known(names: Collection[str], record: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a stored record that this version of the program knows."""
    return {name: value for name, value in record.items() if name in names}


def read_origin(connection: sqlite3.Connection, key: int) -> Origin:
    """How one document came to be."""
    record, pipeline = connection.execute(
        "SELECT origin, pipeline FROM documents WHERE key = ?", (key,)
    ).fetchone()
    files = connection.execute(
        "SELECT place, source, sha256 FROM files WHERE document = ? ORDER BY number", (key,)
    )
    return Origin(
        **_known(_ORIGIN_FIELDS, _decoded(dict, record, str(key))),
        pipeline=pipeline,
        files=tuple(File(place=p, source=s, sha256=d) for p, s, d in files),
    )


def read_sentences(
    connection: sqlite3.Connection, key: int, document: Document
) -> tuple[Sentence, ...]:
    """The sentences of one document, in order."""
    found = connection.execute(
        'SELECT number, paragraph, start, "end" FROM sentences WHERE document = ? ORDER BY number',
        (key,),
    )
    return tuple(
        Sentence(
            document=document.id,
            number=number,
            paragraph=paragraph,
            start=start,
            end=end,
            text=document.text[start:end],
        )
        for number, paragraph, start, end in found
    )


def read_passages(
    connection: sqlite3.Connection, key: int, document: Document
) -> tuple[Passage, ...]:
    """The passages of one document, in order."""
    found = connection.execute(
        'SELECT id, start, "end", first, last, heading FROM passages '
        "WHERE document = ? ORDER BY start, key",
        (key,),
    )
    return tuple(
        Passage(
            id=row[0],
            document=document.id,
            start=row[1],
            end=row[2],
            text=document.text[row[1] : row[2]],
            first=row[3],
            last=row[4],
            heading=row[5],
        )
        for row in found
    )


def read_pending(connection: sqlite3.Connection, limit: int) -> tuple[Passage, ...]:
    """The first `limit` passages without a vector, in the order in which they were written."""
    found = connection.execute(
        'SELECT p.id, d.id, p.start, p."end", p.text, p.first, p.last, p.heading '
        "FROM passages p JOIN documents d ON d.key = p.document "
        "LEFT JOIN vectors v ON v.passage = p.key WHERE v.passage IS NULL ORDER BY p.key LIMIT ?",
        (limit,),
    )
    names = ("id", "document", "start", "end", "text", "first", "last", "heading")
    return tuple(Passage(**dict(zip(names, row, strict=True))) for row in found)


def read_facts(connection: sqlite3.Connection, key: int, document: Document) -> tuple[Fact, ...]:
    """The facts of one document, in the order in which they were found."""
    found = connection.execute(
        "SELECT record FROM facts WHERE document = ? ORDER BY number", (key,)
    )

    def fact(record: dict[str, Any]) -> Fact:
        quote = document.text[record["start"] : record["end"]]
        return Fact(**_known(_FACT_FIELDS, record), document=document.id, quote=quote)

    return tuple(_decoded(fact, record, document.id) for (record,) in found)
