"""The command line: `councilqa`, also `python -m rag`.

The result goes to stdout, progress and log to stderr. Exit codes: 0 done, 1 failed checks or
files, 2 wrong usage, 3 broken machinery. Nothing heavy is imported before a command needs it.
"""

import argparse
import io
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import rag
from index.errors import CouncilqaError
from rag.quiet import quiet

if TYPE_CHECKING:
    from rag.opening import Tools

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_DESCRIPTION = """\
Ask what inspection reports say of councils' children's services.
Every statement of an answer cites the words it rests on."""
_EPILOG = """\
The library is the folder 'library' where you are, made from the folder 'seeds' on first use;
--library or the variable COUNCILQA_LIBRARY names another.
Exit codes: 0 done, 1 failed checks or files, 2 wrong usage, 3 broken machinery."""
_STOPPED = 130  # what shells report of a program that Ctrl-C ended
_UNREAD = 141  # what shells report of a program whose reader went away


def main(argv: Sequence[str] | None = None, tools: "Tools | None" = None) -> int:
    """Carry out one command line; its exit code.

    Args:
        argv: The arguments after the program's name; those of the process where None.
        tools: What to answer, embed and serve with; the real ones where None.
    """
    quiet()
    _speak_utf8()
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(message)s")
    try:
        code = _run(argv, tools)
        sys.stdout.flush()
    except KeyboardInterrupt:
        _say("Stopped. What was done before is kept; the same command goes on from there.")
        return _STOPPED
    except CouncilqaError as error:
        _say(f"councilqa: {error.message}")
        if error.hint:
            _say(error.hint)
        return error.exit_code
    except BrokenPipeError:
        _let_go_of_stdout()
        return _UNREAD
    except OSError as error:
        _say(f"councilqa: {error}. Check the disk and the rights, then run the command again.")
        _let_go_of_stdout()
        return CouncilqaError.exit_code
    except Exception:
        logging.getLogger("councilqa").exception(
            "councilqa: the program itself is broken. Please report the lines below."
        )
        return CouncilqaError.exit_code
    return code


def _run(argv: Sequence[str] | None, tools: "Tools | None") -> int:
    try:
        options = _parser().parse_args(argv)
    except SystemExit as end:  # argparse has said what is wrong, or has helped
        return end.code if isinstance(end.code, int) else 2
    from rag import commands
    from rag.opening import Console, Tools, place
    from rag.settings import settings

    given = settings(os.environ)
    console = Console(
        out=sys.stdout,
        err=sys.stderr,
        place=place(Path(options.library or given.library), Path.cwd()),
        settings=given,
        tools=tools or Tools.real(given),
    )
    return commands.COMMANDS[options.command](options, console)


def _say(message: str) -> None:
    print(message, file=sys.stderr)


def _speak_utf8() -> None:
    """Let a console without UTF-8 show what it can instead of ending the program."""
    streams = ((sys.stdin, "surrogateescape"), (sys.stdout, "replace"), (sys.stderr, "replace"))
    for stream, errors in streams:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)


def _let_go_of_stdout() -> None:
    """Send what is still unwritten nowhere, so that the interpreter can end in peace."""
    if sys.__stdout__ is not None and sys.stdout is sys.__stdout__:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.__stdout__.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="councilqa",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"councilqa {rag.__version__}")
    parser.add_argument("--library", metavar="DIR", help="folder of the library")
    parser.set_defaults(command="")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_asking(commands)
    _add_library(commands)
    _add_reading(commands)
    _add_checking(commands)
    return parser


def _command(commands: "Commands", name: str, help_: str) -> argparse.ArgumentParser:
    """A command; `--library` may stand before it and after it."""
    parser = commands.add_parser(name, help=help_, description=help_.capitalize() + ".")
    parser.add_argument(
        "--library", metavar="DIR", default=argparse.SUPPRESS, help="folder of the library"
    )
    parser.set_defaults(command=name)
    return parser


def _add_asking(commands: "Commands") -> None:
    ask = _command(commands, "ask", "answer a question from the documents")
    ask.add_argument("question", nargs="*", help="the question, best in quotes")
    ask.add_argument(
        "--after",
        action="append",
        default=[],
        metavar="QUESTION",
        help="an earlier question of the same conversation, oldest first; may be repeated",
    )
    ask.add_argument(
        "--council", action="append", default=[], help="ask only of this council; may be repeated"
    )
    ask.add_argument(
        "--limit-to",
        action="append",
        default=[],
        metavar="DOC",
        help="read only this document; may be repeated",
    )
    shape = ask.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    shape.add_argument("--csv", action="store_true", help="print the table of councils as CSV")
    ask.add_argument(
        "--batch",
        metavar="QUESTIONS.jsonl",
        help='answer many: rows {"id", "question", "history"}; - reads stdin',
    )
    ask.add_argument("--out", metavar="ANSWERS.jsonl", help="where the answers to --batch go")
    retrieve = _command(commands, "retrieve", "show the passages nearest to a question")
    retrieve.add_argument("question", nargs="+")
    retrieve.add_argument("-k", type=int, default=10, help="how many passages (default: 10)")
    retrieve.add_argument("--json", action="store_true", help="print JSON")


def _add_library(commands: "Commands") -> None:
    add = _command(commands, "add", "add files and folders to the library")
    add.add_argument("paths", nargs="+", metavar="PATH", help="a file, or a folder with all below")
    add.add_argument(
        "--prune", action="store_true", help="also remove documents gone from these folders"
    )
    remove = _command(commands, "remove", "remove documents from the library")
    remove.add_argument("documents", nargs="+", metavar="DOC", help="id of a document")


def _add_reading(commands: "Commands") -> None:
    listed = _command(commands, "list", "list the documents of the library")
    listed.add_argument("--json", action="store_true", help="print JSON")
    show = _command(commands, "show", "print the text of a document and what is known of it")
    show.add_argument("document", metavar="DOC", help="id of a document")
    show.add_argument("--json", action="store_true", help="print JSON")
    facts = _command(commands, "facts", "print what the documents state of the known measures")
    facts.add_argument("--measure", help="only this measure, such as eet")
    facts.add_argument("--council", help="only this council")
    facts.add_argument("--role", help="only this role, such as target")
    shape = facts.add_mutually_exclusive_group()
    shape.add_argument("--csv", action="store_true", help="print CSV")
    shape.add_argument("--json", action="store_true", help="print JSON")


def _add_checking(commands: "Commands") -> None:
    evaluate = _command(commands, "eval", "ask fixed questions and check the answers")
    evaluate.add_argument("pairs", nargs="+", metavar="PAIRS.jsonl", help="files of Q&A pairs")
    evaluate.add_argument("--json", action="store_true", help="print JSON")
    evaluate.add_argument("--report", metavar="FILE.md", help="also write a report as Markdown")
    check = _command(commands, "check", "check that all parts of the library agree")
    check.add_argument("--repair", action="store_true", help="mend what can be mended")
    serve = _command(commands, "serve", "open the page and the HTTP API")
    serve.add_argument("--host", help="address to listen at (default: 127.0.0.1)")
    serve.add_argument(
        "--port", type=int, help="port to listen at (default: the first free one from 7860)"
    )
    serve.add_argument(
        "--name",
        action="append",
        default=[],
        metavar="HOST",
        help="name that the page may be asked under; may be given again (default: of an address "
        "that other machines can reach, any)",
    )


if __name__ == "__main__":
    sys.exit(main())
