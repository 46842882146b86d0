"""Questions and answers in a row -> what the page shows of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.records import Answer
from rag.shown.words import count_words
from rag.web.asked import Asked
from rag.web.render import Sentences, answer_html, draft_html, waiting_html

SHOWN = 15
"""Turns that stay on the page; earlier ones still count as history."""
REMEMBERED = 20
"""Earlier questions that a follow-up is read against."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question of a conversation and what came of it; no answer while it is worked on."""

    number: int
    asked: Asked
    html: str
    answer: Answer | None = None
    over: bool = False


Turns = tuple[Turn, ...]


def history(turns: Turns) -> list[str]:
    """The earlier questions that a new one is read against, oldest first."""
    return [turn.asked.question for turn in turns if turn.answer][-REMEMBERED:]


def begun(turns: Turns, asked: Asked) -> Turns:
    """The conversation with a question added that is being worked on."""
    number = turns[-1].number + 1 if turns else 1
    html = waiting_html(number, asked.question, "Working…")
    return (*turns, Turn(number=number, asked=asked, html=html))


def drafted(turns: Turns, text: str) -> Turns:
    """The conversation with the text of its last answer as far as it has come."""
    last = turns[-1]
    return (*turns[:-1], replace(last, html=draft_html(last.number, last.asked.question, text)))


def answered(turns: Turns, answer: Answer, sentences: Sentences) -> Turns:
    """The conversation with its last question answered."""
    last = turns[-1]
    html = answer_html(last.number, answer, sentences, last.asked)
    return (*turns[:-1], replace(last, html=html, answer=answer, over=True))


def broken_off(turns: Turns, note: str) -> Turns:
    """The conversation with its last question left without an answer, where it was open still."""
    if not turns or turns[-1].over:
        return turns
    last = turns[-1]
    html = waiting_html(last.number, last.asked.question, note)
    return (*turns[:-1], replace(last, html=html, over=True))


def conversation_html(turns: Turns) -> str:
    """The last turns as one block of HTML."""
    gone = len(turns) - SHOWN
    note = f"{count_words(gone, 'earlier question')} not shown." if gone > 0 else ""
    head = f'<p class="note">{note}</p>' if note else ""
    return f'<div class="turns">{head}{"".join(turn.html for turn in turns[-SHOWN:])}</div>'


def spoken(answer: Answer) -> str:
    """What a screen reader says when the answer has come."""
    sources = count_words(len(answer.citations), "source")
    if answer.status == "not_found":
        return "Answered: the documents do not say."
    if answer.status == "failed":
        return "Something went wrong; the answer says what."
    seconds = answer.trace.seconds
    took = f" in {seconds:.0f} seconds" if seconds >= 2 else ""
    return f"Answered with {sources}{took}."


def chosen(turns: Turns, label: str | None) -> Answer | None:
    """The answer that a reader picked by its label; the last one where none was picked."""
    found = [turn.answer for turn in turns if turn.answer and answer_label(turn) == label]
    last = [turn.answer for turn in turns if turn.answer]
    return (found or last)[-1] if last else None


def answer_label(turn: Turn) -> str:
    """How a reader picks an answer: its number and the beginning of its question."""
    question = turn.asked.question
    return f"{turn.number}. {question if len(question) <= 60 else question[:59] + '…'}"


def labels(turns: Sequence[Turn]) -> list[str]:
    """The labels of every turn that has an answer, newest first."""
    return [answer_label(turn) for turn in reversed(turns) if turn.answer]
