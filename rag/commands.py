"""The commands, one function each: options and a console in, an exit code out."""

import json
import shutil
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from index.errors import LibraryDamaged, UsageError
from index.records import document_json, document_text_json, fact_json
from rag import batch, evaluation, pair_report, pairs, wanted
from rag.opening import Console, Ticker, failure_line
from rag.settings import LAST_PORT
from rag.shown import plain
from rag.shown.as_json import answer_json, hit_json
from rag.web.asked import asked

if TYPE_CHECKING:
    from index.sync import Problem

_MOST_HITS = 1000


def ask(options: Namespace, console: Console) -> int:
    """Answer a question, or a file of questions."""
    if options.batch:
        return _ask_batch(options, console)
    if options.out:
        raise UsageError("--out goes with --batch.", hint="Use '>' to write one answer to a file.")
    question = asked(" ".join(options.question), options.after, options.council, options.limit_to)
    answer = console.assistant().ask(
        question.question,
        question.history,
        councils=question.councils,
        documents=question.documents,
    )
    if options.json:
        _write_json(answer_json(answer), console.out)
    elif options.csv:
        from rag.web.tables import ledger_csv

        if answer.ledger is None:
            raise UsageError(
                "This answer has no table of councils, so there is nothing to write as CSV.",
                hint="Ask without --csv, or ask which councils ...",
            )
        console.out.write(ledger_csv(answer).replace("\r\n", "\n"))
    else:
        console.out.write(plain.answer_text(answer, _width(console.out)))
    return 3 if answer.status == "failed" else 0


def _ask_batch(options: Namespace, console: Console) -> int:
    if options.question or options.after or options.csv:
        raise UsageError(
            "--batch takes its questions from a file.",
            hint='Put the question and its "history" into the file; leave out --after and --csv.',
        )
    wrong = failed = False
    with ExitStack() as stack:
        questions = stack.enter_context(_questions(options.batch))
        limits = wanted.council_names(options.council)
        with console.snapshot() as library:
            wanted.document_ids(options.limit_to, [d.id for d in library.documents])
        assistant = console.assistant()
        out = stack.enter_context(_output(options.out, options.batch)) or console.out
        ticker = stack.enter_context(closing(Ticker(console.err)))
        rows = batch.answered(questions, assistant, councils=limits, documents=options.limit_to)
        for number, row in enumerate(rows, 1):
            out.write(json.dumps(row.json, ensure_ascii=False) + "\n")
            out.flush()
            ticker.line("answers", f"{number:,} answered")
            wrong, failed = wrong or row.wrong, failed or row.failed
    return 3 if failed else int(wrong)


@contextmanager
def _questions(name: str) -> Iterator[TextIO]:
    if name == "-":
        yield sys.stdin
        return
    with ExitStack() as stack:
        try:
            file = stack.enter_context(Path(name).open(encoding="utf-8", errors="surrogateescape"))
        except OSError as error:
            raise UsageError(
                f"The questions in {name!r} cannot be read: {error.strerror}.",
                hint="Check the name.",
            ) from error
        yield file


@contextmanager
def _output(name: str | None, source: str) -> Iterator[TextIO | None]:
    if name is None:
        yield None
        return
    path = Path(name)
    if source != "-" and path.exists() and path.samefile(source):
        raise UsageError("--out names the file of the questions.", hint="Name another file.")
    with _writing(path), path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        yield file


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.filename is None:  # not of opening the file: a full disk, a reader that went
            raise
        raise UsageError(
            f"{str(path)!r} cannot be written: {error.strerror}.",
            hint="Name a file in a folder that you may write to.",
        ) from error


def retrieve(options: Namespace, console: Console) -> int:
    """Print the passages nearest to a question."""
    if not 1 <= options.k <= _MOST_HITS:
        raise UsageError(f"-k is {options.k}.", hint=f"Ask for 1 to {_MOST_HITS} passages.")
    question = asked(" ".join(options.question)).question
    hits = console.assistant().retrieve(question, options.k)
    if options.json:
        _write_json([hit_json(hit) for hit in hits], console.out)
    else:
        console.out.write(plain.hits_text(hits, _width(console.out)))
    return 0


def add(options: Namespace, console: Console) -> int:
    """Bring files and folders into the library, which is made where it is missing."""
    from index.store import Library
    from index.sync import add as sync_add

    paths = [Path(name).expanduser() for name in options.paths]
    with (
        Library.open(console.place.folder, writable=True, create=True) as library,
        closing(Ticker(console.err)) as ticker,
    ):
        summary = sync_add(
            library,
            paths,
            embedder=console.tools.embedder(),
            prune=options.prune,
            progress=ticker,
        )
    for source, name in summary.duplicates:
        console.out.write(f"{source}: the same as {name}, kept once\n")
    for source, reason, hint in summary.failed:
        console.out.write(failure_line(source, reason, hint) + "\n")
    names = ("added", "changed", "unchanged", "removed", "duplicates", "failed")
    counts = [(name, len(getattr(summary, name))) for name in names]
    shown = ", ".join(f"{n} {name}" for name, n in counts if n or name in names[:3])
    console.out.write(shown + "\n")
    return 1 if summary.failed else 0


def remove(options: Namespace, console: Console) -> int:
    """Take documents out of the library; all of them, or none where one is not there."""
    from index.sync import remove as sync_remove

    with console.library(writable=True) as library:
        wanted.document_ids(options.documents, [d.id for d in library.snapshot().documents])
        for name in sync_remove(library, options.documents):
            console.out.write(f"{name} removed\n")
    return 0


def list_(options: Namespace, console: Console) -> int:
    """Print what documents there are."""
    with console.snapshot() as library:
        documents = library.documents
        if options.json:
            _write_json([document_json(d) for d in documents], console.out)
        else:
            console.out.write(plain.documents_text(documents))
    return 0


def show(options: Namespace, console: Console) -> int:
    """Print one document."""
    with console.snapshot() as library:
        wanted.document_ids([options.document], [d.id for d in library.documents])
        document = library.document(options.document)
    if options.json:
        _write_json(document_text_json(document), console.out)
    else:
        console.out.write(plain.document_text(document))
    return 0


def facts(options: Namespace, console: Console) -> int:
    """Print what the documents state of the measures, narrowed by the options."""
    fields = wanted.of_facts(measure=options.measure, council=options.council, role=options.role)
    with console.snapshot() as library:
        found = [f for f in library.facts if all(getattr(f, k) == v for k, v in fields.items())]
    if options.csv:
        plain.write_facts_csv(found, console.out)
    elif options.json:
        _write_json([fact_json(f) for f in found], console.out)
    else:
        console.out.write(plain.facts_text(found))
    return 0


def eval_(options: Namespace, console: Console) -> int:
    """Ask fixed questions and say which answers are not as they should be."""
    fixed = pairs.read([Path(name) for name in options.pairs])
    assistant = console.assistant()
    outcomes = []
    with closing(Ticker(console.err)) as ticker:
        for number, pair in enumerate(fixed, 1):
            documents = assistant.library.snapshot().documents
            outcomes.append(evaluation.outcome(pair, assistant, documents))
            ticker.line("pairs", f"{number:,} of {len(fixed):,} asked")
    if options.json:
        _write_json(pair_report.report_json(outcomes), console.out)
    else:
        console.out.write(pair_report.text(outcomes))
    if options.report:
        path = Path(options.report)
        with _writing(path):
            path.write_text(pair_report.markdown(outcomes), encoding="utf-8", newline="\n")
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def check(options: Namespace, console: Console) -> int:
    """Say where the parts of the library contradict each other."""
    problems = _mended(console) if options.repair else _problems(console)
    for problem in problems:
        place = f"{problem.where} of {problem.document}" if problem.document else problem.where
        done = " (mended)" if problem.repaired else ""
        console.out.write(plain.visible(f"{place}: {problem.what}{done}") + "\n")
    left = [problem for problem in problems if not problem.repaired]
    if not left:
        console.out.write("Catalogue, text index, vectors and facts agree.\n")
    elif not options.repair:
        console.say("Run 'councilqa check --repair' to mend what can be mended.")
    return 1 if left else 0


def _problems(console: Console) -> Sequence["Problem"]:
    from index.sync import check as sync_check

    with console.library() as library:
        return sync_check(library)


def _mended(console: Console) -> Sequence["Problem"]:
    """Mend the library; where its catalogue cannot be used at all, make it anew."""
    from index.sync import check as sync_check
    from index.sync import rescue

    embedder = console.tools.embedder()
    try:
        with console.library(writable=True) as library:
            problems = sync_check(library, repair=True, embedder=embedder)
    except LibraryDamaged as error:
        console.say(error.message)
    else:
        if all(p.repaired or p.where != "catalogue" for p in problems):
            return problems
    with closing(Ticker(console.err)) as ticker:
        return rescue(console.place.folder, embedder=embedder, progress=ticker)


def serve(options: Namespace, console: Console) -> int:
    """Open the page and the HTTP API; Ctrl-C is the usual way to end it."""
    port = console.settings.port if options.port is None else options.port
    if port is not None and not 0 <= port <= LAST_PORT:
        raise UsageError(f"There is no port {port}.", hint=f"Choose one up to {LAST_PORT}.")
    assistant = console.assistant()
    with suppress(KeyboardInterrupt):
        console.tools.serve(assistant, options.host or console.settings.host, port, options.name)
    return 0


def _write_json(value: object, out: TextIO) -> None:
    json.dump(value, out, ensure_ascii=False, indent=2)
    out.write("\n")


def _width(out: TextIO) -> int:
    """Columns to fold text at; 0 where no person watches, and nothing is folded."""
    return min(shutil.get_terminal_size().columns, 120) if out.isatty() else 0


COMMANDS: Mapping[str, Callable[[Namespace, Console], int]] = {
    "ask": ask,
    "retrieve": retrieve,
    "add": add,
    "remove": remove,
    "list": list_,
    "show": show,
    "facts": facts,
    "eval": eval_,
    "check": check,
    "serve": serve,
}
