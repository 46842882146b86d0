"""The page: a conversation, the documents it rests on, and a way to say that an answer is wrong."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import gradio as gr

from index.errors import CouncilqaError
from rag.records import Answer, Stage
from rag.shown.as_json import answer_json
from rag.shown.words import count_words, next_words
from rag.web import conversation as talk
from rag.web.asked import asked
from rag.web.conversation import Turns
from rag.web.desk import Desk
from rag.web.library_tab import library_tab
from rag.web.markup import escape
from rag.web.patience import patient

TITLE = "Council questions"
WRONG = (
    "A figure, a name or a date is wrong",
    "The source does not support it",
    "Something is missing",
    "It should say that the documents do not say",
    "Something else",
)
STOPS = 0.25
"""Seconds until "Stop" is heard at the latest."""
BETWEEN = 0.2
"""Seconds between two looks at a text that is still coming."""
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
Update = dict[Any, Any]


class Chat:
    """The tab where questions are asked: its parts, and what happens when they are used."""

    def __init__(self, desk: Desk, examples: Sequence[str]) -> None:
        """Lay the parts out inside the blocks that are open now."""
        self._desk = desk
        self.turns = gr.State(())
        self.conversation = _html("", "conversation")
        with gr.Accordion("This answer is wrong", open=False, visible=False) as self.doubt:
            self._lay_doubt()
        with gr.Column(elem_id="composer"):
            self.status = _html("", "status")
            with gr.Row(elem_id="line"):
                self.question = gr.Textbox(
                    label="Your question",
                    placeholder="Which councils … ?",
                    lines=1,
                    max_lines=6,
                    elem_id="question",
                )
                self.ask = gr.Button("Ask", variant="primary", elem_id="ask")
                self.stop = gr.Button("Stop", interactive=False, elem_id="stop")
                self.clear = gr.Button("New conversation", visible=False, elem_id="clear")
        with gr.Column(elem_id="examples", visible=bool(examples)) as self.examples:
            _html("<h2>For example</h2>", "examples-title")
            self.buttons = [gr.Button(text, elem_classes="example") for text in examples]

    def _lay_doubt(self) -> None:
        self.which = gr.Dropdown([], label="Which answer", visible=False)
        self.what = gr.Radio(list(WRONG), label="What is wrong with it?")
        self.comment = gr.Textbox(label="What should it say? (optional)", lines=2, max_lines=6)
        self.sent = _html("", "sent")
        self.send = gr.Button("Send")

    def wire(self, opened: Callable[..., Any]) -> None:
        """Say what happens when; `opened` is told once the page is there."""
        parts = [
            self.turns,
            self.conversation,
            self.status,
            self.question,
            self.stop,
            self.clear,
            self.examples,
            self.doubt,
            self.which,
            self.what,
            self.comment,
            self.sent,
        ]
        quiet: dict[str, Any] = {**QUIET, "outputs": parts, "trigger_mode": "multiple"}
        asks = [
            gr.on(
                [self.ask.click, self.question.submit],
                self.answer,
                [self.question, self.turns],
                **quiet,
            ),
            opened(self.answer_link, [self.turns], **quiet),
            *(b.click(self.answer, [b, self.turns], **quiet) for b in self.buttons),
        ]
        for event in asks:
            event.failure(self.fail, [self.turns], **quiet)
        self.stop.click(self.halt, [self.turns], cancels=asks, **quiet)
        self.clear.click(self.start_again, **quiet)
        self.send.click(self.report, [self.turns, self.which, self.what, self.comment], **quiet)

    def answer(self, question: str, turns: Turns) -> Iterator[Update]:
        """Answer a question under the eyes of the reader."""
        try:
            checked = asked(question or "", talk.history(turns))
        except CouncilqaError as error:
            yield {self.status: _said(f"{error.message} {error.hint}", wrong=True)}
            return
        if turns and not turns[-1].over:
            yield {self.status: _said("Wait for the answer, or stop it, then ask the next.")}
            return
        turns = talk.begun(turns, checked)
        yield self._working(turns)
        documents = len(self._desk.shown.documents)
        text, sent = "", time.monotonic()
        try:
            for piece in patient(self._desk.stream(checked, "page"), STOPS):
                if piece is None:
                    yield self._unchanged()
                elif isinstance(piece, Stage):
                    yield {self.status: _said(next_words(piece.name, documents))}
                elif isinstance(piece, str):
                    text += piece
                    if time.monotonic() - sent > BETWEEN:
                        draft = talk.drafted(turns, text)
                        yield {self.conversation: talk.conversation_html(draft)}
                        sent = time.monotonic()
                else:
                    turns = talk.answered(turns, piece, self._desk.sentences)
                    yield self._finished(turns, talk.spoken(piece))
        except CouncilqaError as error:
            note = f"{error.message} {error.hint}"
            yield self._finished(talk.broken_off(turns, note), note, wrong=True)

    def answer_link(self, turns: Turns, request: gr.Request) -> Iterator[Update]:
        """Answer the question that the address holds, where it holds one."""
        question = request.query_params.get("q", "")
        if question.strip():
            yield from self.answer(question, turns)
        else:
            yield {self.status: ""}

    def halt(self, turns: Turns) -> Update:
        """Leave the question that is being worked on."""
        return self._finished(talk.broken_off(turns, "You stopped this question."), "Stopped.")

    def fail(self, turns: Turns) -> Update:
        """Say that the program broke; the log has the details."""
        if not turns or turns[-1].over:
            return self._unchanged()
        note = "Something in the program broke. Ask again; if it happens again, tell who runs it."
        return self._finished(talk.broken_off(turns, note), note, wrong=True)

    def start_again(self) -> Update:
        """Forget the conversation."""
        return {
            self.turns: (),
            self.conversation: "",
            self.status: _said("A new conversation."),
            self.examples: gr.update(visible=bool(self.buttons)),
            self.doubt: gr.update(visible=False),
            self.clear: gr.update(visible=False),
        }

    def report(self, turns: Turns, which: str | None, what: str | None, comment: str) -> Update:
        """Keep what the reader says of an answer, in the library itself."""
        answer = talk.chosen(turns, which)
        if answer is None or not (what or comment.strip()):
            return {self.sent: _said("Say what is wrong first.", wrong=True)}
        try:
            self._keep(answer, what or WRONG[-1], comment)
        except CouncilqaError as error:
            return {self.sent: _said(f"Not kept. {error.message} {error.hint}", wrong=True)}
        thanks = "Thank you. Your note is kept with the documents on this machine."
        return {self.sent: _said(thanks), self.what: None, self.comment: ""}

    def _keep(self, answer: Answer, verdict: str, comment: str) -> None:
        self._desk.assistant.library.add_feedback(
            question=answer.question,
            verdict=verdict,
            comment=comment.strip()[:5000],
            answer=answer_json(answer),
        )

    def _unchanged(self) -> Update:
        return {self.status: gr.skip()}

    def _working(self, turns: Turns) -> Update:
        return {
            self.turns: turns,
            self.conversation: talk.conversation_html(turns),
            self.status: _said("Working…"),
            self.question: "",
            self.stop: gr.update(interactive=True),
            self.examples: gr.update(visible=False),
            self.sent: "",
        }

    def _finished(self, turns: Turns, words: str, *, wrong: bool = False) -> Update:
        labels = talk.labels(turns)
        first = labels[0] if labels else None
        return {
            self.turns: turns,
            self.conversation: talk.conversation_html(turns),
            self.status: _said(words, wrong=wrong),
            self.stop: gr.update(interactive=False),
            self.clear: gr.update(visible=bool(turns)),
            self.doubt: gr.update(visible=bool(labels)),
            self.which: gr.update(choices=labels, value=first, visible=len(labels) > 1),
        }


def build_page(desk: Desk, examples: Sequence[str]) -> gr.Blocks:
    """The page as Gradio blocks; `examples` are questions shown as buttons."""
    blocks = gr.Blocks(
        title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)
    )
    with blocks:
        intro = _html(intro_html(desk), "intro")
        with gr.Tabs():
            with gr.Tab("Ask"):
                chat = Chat(desk, examples)
            with gr.Tab("Documents") as tab:
                library_tab(desk, tab)
        chat.wire(blocks.load)
        blocks.load(lambda: intro_html(desk), outputs=intro, show_progress="hidden")
    blocks.queue(default_concurrency_limit=8, max_size=64, api_open=False)
    return blocks


def theme() -> gr.themes.Base:
    """Plain shapes and the fonts of the machine, so that nothing is fetched."""
    fonts = ("system-ui", "Segoe UI", "Roboto", "Helvetica", "Arial", "sans-serif")
    return gr.themes.Base(
        primary_hue="blue",
        neutral_hue="slate",
        radius_size="sm",
        text_size="lg",
        font=[gr.themes.Font(name) for name in fonts],
        font_mono=[gr.themes.Font("ui-monospace"), gr.themes.Font("monospace")],
    )


def intro_html(desk: Desk) -> str:
    """The heading of the page and what the answers are made from."""
    documents = desk.shown.documents
    councils = {d.council for d in documents if d.council}
    years = sorted(d.published[:4] for d in documents if d.published)
    span = f", from {years[0]} to {years[-1]}" if years and years[0] != years[-1] else ""
    held = f"{count_words(len(documents), 'document')} on {count_words(len(councils), 'council')}"
    if not documents:
        held, span = "The library is empty: add documents with <code>councilqa add</code>", ""
    return (
        f'<header class="intro"><a class="skip-link" href="#question">Go to the question box</a>'
        f"<h1>{TITLE}</h1>"
        "<p>Answers from inspection documents, each with the sentence it rests on.</p>"
        f"<p>{held}{span}.</p></header>"
    )


def _html(value: str, name: str) -> gr.Markdown:
    return gr.Markdown(value, elem_id=name, latex_delimiters=[], container=False)


def _said(words: str, *, wrong: bool = False) -> str:
    return f'<p class="{"wrong" if wrong else "said-now"}">{escape(words)}</p>'
