"""Measure the product, print what was found as Markdown and put it into `docs/benchmarks.md`.

    python -m docs.bench                                  speed and memory on the seeds
    python -m docs.bench --sources FOLDER                 the same on other documents
    python -m docs.bench --bench FOLDER --most 1000       on public sets, this many rows of each
    python -m docs.bench --pairs FILE...                  fixed questions, over the same documents

Figures on public sets do not depend on the machine; those of speed do, and want an idle one.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from docs.bench.tables import Section, write
from rag.quiet import quiet

ROOT = Path(__file__).parents[2]
PUBLIC = ("retrieval", "conversations", "evidence", "follow-ups", "claims", "passages")
PARTS = ("speed", "pairs", *PUBLIC)


def main(words: Sequence[str] | None = None) -> None:
    """Measure what is asked for, one part after the other; each is written once it is there."""
    options = arguments().parse_args(words)
    quiet()
    options.work.mkdir(parents=True, exist_ok=True)
    for section in measured(options):
        sys.stdout.write(section.markdown() + "\n\n")
        sys.stdout.flush()
        if options.out:
            write(options.out, [section])


def measured(options: argparse.Namespace) -> Iterator[Section]:
    """The sections, as they are done. Speed comes first, while little memory is taken."""
    from docs.bench import fixed, speed

    sources = options.sources or [ROOT / "seeds"]
    if "speed" in options.only:
        yield speed.section(sources, seeds=not options.sources)
    if "pairs" in options.only and options.pairs:
        with tempfile.TemporaryDirectory() as scratch:
            library = options.library or Path(scratch, "library")
            if not options.library:
                speed.made(library, sources)
            yield fixed.section(options.pairs, library)
    if options.bench:
        yield from public(options)


def public(options: argparse.Namespace) -> Iterator[Section]:
    """The sections on public sets."""
    from docs.bench import claims, evidence, follow_ups, passages, retrieval
    from docs.bench.sets import Bench
    from index.embed import MiniLM

    bench = Bench(options.bench, options.work, options.most)
    embedder = MiniLM.load()
    parts: dict[str, Callable[[], Sequence[Section]]] = {
        "retrieval": lambda: [retrieval.section(bench, embedder)],
        "conversations": lambda: [retrieval.conversations(bench, embedder)],
        "evidence": lambda: evidence.sections(bench, embedder),
        "follow-ups": lambda: [follow_ups.section(bench)],
        "claims": lambda: [claims.section(bench)],
        "passages": lambda: [passages.section(bench, embedder)],
    }
    for name in PUBLIC:
        if name in options.only:
            yield from parts[name]()


def arguments() -> argparse.ArgumentParser:
    """What the command line takes."""
    parser = argparse.ArgumentParser(
        prog="python -m docs.bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--sources", type=Path, nargs="+", help="documents, instead of the seeds")
    parser.add_argument("--bench", type=Path, help="folder of public sets: dev/ and documents/")
    parser.add_argument("--pairs", type=Path, nargs="+", help="files of fixed questions")
    parser.add_argument("--library", type=Path, help="ask fixed questions of this library")
    parser.add_argument("--most", type=int, default=1000, help="rows of a set (1000)")
    parser.add_argument(
        "--work", type=Path, default=ROOT / "build" / "bench", help="kept libraries"
    )
    parser.add_argument(
        "--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART", help=", ".join(PARTS)
    )
    parser.add_argument("--out", type=Path, help="file to write into, between its marks")
    return parser


if __name__ == "__main__":
    main()
