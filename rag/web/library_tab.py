"""The tab that lists the documents and, where writing is allowed, adds and removes them."""

import queue
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from index.errors import CouncilqaError
from index.records import Document
from rag.shown.words import count_words, kind_words
from rag.web.desk import Desk
from rag.web.markup import escape
from rag.web.tables import documents_html

if TYPE_CHECKING:
    from index.sync import Progress, Summary

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
STAGES = {"read": "Reading files", "embed": "Indexing by meaning", "index": "Finishing"}


def library_tab(desk: Desk, tab: gr.Tab) -> None:
    """Lay the tab out inside the blocks that are open now."""
    wanted = gr.Textbox(label="Show only documents with these words", elem_id="filter")
    listed = _html("", "documents")

    def show(words: str) -> str:
        return documents_html(filtered(desk.shown.documents, words))

    gr.on(
        [tab.select, wanted.change], show, [wanted], [listed], trigger_mode="always_last", **QUIET
    )
    if desk.writable:
        _changes(desk, tab, listed)


def filtered(documents: Sequence[Document], words: str) -> list[Document]:
    """The documents whose title, council, kind or date hold every one of the words."""
    asked = (words or "").casefold().split()

    def text(document: Document) -> str:
        parts = (document.title, document.council, kind_words(document), document.published)
        return " ".join(part or "" for part in parts).casefold()

    return [d for d in documents if all(word in text(d) for word in asked)]


def _changes(desk: Desk, tab: gr.Tab, listed: gr.Markdown) -> None:
    with gr.Accordion("Add documents", open=False):
        suffixes = sorted(desk.writer.suffixes)
        kinds = ", ".join(suffix.removeprefix(".").upper() for suffix in suffixes)
        _html(f"<p>Files of these kinds can be read: {escape(kinds)}.</p>", "kinds")
        files = gr.File(label="Files", file_count="multiple", file_types=suffixes)
        add = gr.Button("Add to the library", variant="primary")
        adding = _html("", "adding")
    with gr.Accordion("Remove documents", open=False):
        chosen = gr.Dropdown([], multiselect=True, label="Documents to remove")
        remove = gr.Button("Remove from the library")
        with gr.Row(visible=False) as sure:
            yes = gr.Button("Yes, remove them", variant="stop")
            no = gr.Button("No, keep them")
        removing = _html("", "removing")

    def choices() -> Any:  # noqa: ANN401
        found = [
            (f"{d.title} ({d.council or 'council not known'})", d.id) for d in desk.shown.documents
        ]
        return gr.update(choices=found, value=[])

    def table() -> str:
        return documents_html(desk.shown.documents)

    def added(paths: list[str] | None) -> Iterator[dict[Any, Any]]:
        for words in _adding(desk, paths or []):
            yield {adding: f"<p>{words}</p>"}
        yield {listed: table(), chosen: choices(), files: None}

    def asked(names: list[str]) -> dict[Any, Any]:
        words = f"Remove {count_words(len(names), 'document')}?" if names else "Choose some first."
        return {sure: gr.update(visible=bool(names)), removing: f"<p>{words}</p>"}

    def removed(names: list[str]) -> dict[Any, Any]:
        words = _removing(desk, names)
        return {
            removing: f"<p>{escape(words)}</p>",
            sure: gr.update(visible=False),
            listed: table(),
            chosen: choices(),
        }

    add.click(added, [files], [adding, listed, chosen, files], **QUIET)
    remove.click(asked, [chosen], [sure, removing], **QUIET)
    yes.click(removed, [chosen], [removing, sure, listed, chosen], **QUIET)
    no.click(lambda: (gr.update(visible=False), ""), None, [sure, removing], **QUIET)
    tab.select(choices, None, [chosen], **QUIET)


def _adding(desk: Desk, paths: Sequence[str]) -> Iterator[str]:
    """What happens while files are added, as HTML, until it is done."""
    if not paths:
        yield "Choose some files first."
        return
    news: queue.Queue[Progress | None] = queue.Queue()
    files = [(Path(path).name, Path(path)) for path in paths]
    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="add")
    adding = pool.submit(lambda: desk.writer.add(files, news.put))
    adding.add_done_callback(lambda _: news.put(None))
    pool.shutdown(wait=False)  # what was begun is finished, though the reader may leave
    while piece := news.get():
        left = f", about {piece.seconds_left:.0f} seconds left" if piece.seconds_left else ""
        stage = STAGES.get(piece.stage, "Working")
        yield escape(f"{stage}: {piece.done} of {piece.total}{left}")
    try:
        yield summary_html(adding.result())
    except CouncilqaError as error:
        yield escape(f"{error.message} {error.hint}")


def summary_html(summary: "Summary") -> str:
    """What became of the files, in a sentence, and each that failed with its reason."""
    parts = [
        (summary.added, "added"),
        (summary.changed, "replaced"),
        (summary.unchanged, "unchanged"),
        (summary.duplicates, "there already under another name"),
    ]
    said = ", ".join(f"{len(names)} {words}" for names, words in parts if names)
    failed = "".join(
        f"<li>{escape(source)}: {escape(reason)} {escape(hint)}</li>"
        for source, reason, hint in summary.failed
    )
    words = escape(f"Done: {said}." if said else "Nothing was added.")
    return f"{words}<ul>{failed}</ul>" if failed else words


def _removing(desk: Desk, names: Sequence[str]) -> str:
    try:
        gone = desk.writer.remove(names)
    except CouncilqaError as error:
        return f"{error.message} {error.hint}"
    return f"Removed {count_words(len(gone), 'document')}."


def _html(value: str, name: str) -> gr.Markdown:
    return gr.Markdown(value, elem_id=name, latex_delimiters=[], container=False)
