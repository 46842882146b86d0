"""Makes the reader: training data, both models, the ONNX file, the calibration and the figures.

Run from the project's folder with PyTorch, onnx, safetensors, tokenizers, onnxruntime and the
project's own dependencies installed, in three steps of which the second wants a GPU:

    python -m docs.train_reader --bench FOLDER --minilm FOLDER --reports LIBRARY --pack rows.npz
    python -m docs.train_network rows.npz --minilm FILE --device cuda --out FOLDER
    python -m docs.train_reader --bench FOLDER --minilm FOLDER --network FOLDER/reader.safetensors

`--bench` holds `train/`, `dev/` and `documents/` with one JSON Lines file a set, and `--minilm`
the `model.safetensors` and `tokenizer.json` of all-MiniLM-L6-v2. `--reports` names a library of the
inspection reports that the questions in `docs/reader/` were asked of. The first step writes the
hashes of the data into `docs/reader/data.json`; the third writes `reader.onnx` and `reader.json`
of `rag/sentences/` and the figures; with `--counts` the reader that counts is made anew too.
"""

import argparse
import json
import logging
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from docs.reader.export import export
from docs.reader.fit import fit_small, logistic, rarity_of, table
from docs.reader.material import (
    STATED,
    TRAINED_ON,
    WRITTEN,
    Row,
    count,
    cut,
    digest,
    held_out,
    labels,
    make,
    unjudged,
)
from docs.reader.measure import Overlap, measure
from docs.reader.network import saved
from docs.reader.packed import KEPT, LEARNED, UNJUDGED, Packed, pack
from docs.reader.reports import CONDITIONS, CONDITIONS_KEPT, QUESTIONS, TWINS, conditions
from docs.reader.reports import KEPT as TWINS_KEPT
from docs.reader.reports import rows as of_reports
from docs.reader.written import GENERAL, GENERAL_KEPT, ITEMS, NEWS, NEWS_KEPT, general, news
from index.embed import MiniLM
from rag.read import NETWORK, SETTINGS, FeatureReader, NetReader, Reader, Small, evidence_of
from rag.sentences.margins import CrossEncoder
from rag.sentences.signals import Rarity, signals

LOG = logging.getLogger("train_reader")
NOTES = Path(__file__).parent / "reader"
ASKED = ("question", "mistaken", "exchanged")
EVIDENCE = ("in sentence", "in block", "numbers nowhere", "names nowhere")


def material(options: argparse.Namespace) -> list[Row]:
    """The rows of the public sets, the written texts, and the reports where they are there."""
    rows = [
        *make(options.bench, seed=options.seed, qamr=options.qamr),
        *general(options.bench),
        *news(seed=options.seed),
    ]
    if options.reports:
        for file in (QUESTIONS, TWINS):
            rows += of_reports(options.reports, MiniLM.load(), seed=options.seed, file=file)
        rows += conditions(options.reports, seed=options.seed)
    random.Random(options.seed).shuffle(rows)  # noqa: S311
    return rows


def rounded(values: Sequence[float]) -> list[float]:
    """To four places, as they are kept."""
    return [round(float(v), 4) for v in values]


def fit_features(rows: Sequence[Row], seed: int) -> dict[str, Any]:
    """The reader that counts: rarities, the small network, and its two calibrations."""
    rarity = rarity_of(sorted({r.text for r in rows if r.source != "qamr"}))
    asked = [r for r in rows if r.kind in ASKED]
    single = [r for r in asked if r.source == "qamr"][:4000]
    learned = [r for r in asked if r.source != "qamr"] + single
    small = fit_small(
        table([r for r in learned if not held_out(r.group)], rarity, most=12), hidden=24, seed=seed
    )
    kept = table([r for r in learned if held_out(r.group)], rarity, most=12)
    weights = logistic(Small.of(small)(kept.x)[:, None], kept.y.astype(float))
    stated = [r for r in rows if r.kind in STATED]
    support = logistic(
        np.array([evidence_of(signals(r.question, cut(r), rarity), EVIDENCE) for r in stated]),
        np.array([float(bool(r.gold)) for r in stated]),
    )
    return {
        "rarity": {"unknown": rarity.unknown, "known": rarity.known},
        "small": small,
        "features": rounded(weights),
        "features_support": {"signals": EVIDENCE, "weights": rounded(support)},
    }


def packed(rows: Sequence[Row], options: argparse.Namespace) -> Packed:
    """The rows as the network learns them, with those it is measured on and those nobody judged."""
    tokenizer = Tokenizer.from_file(str(options.minilm / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    parts = [(r, KEPT if held_out(r.group) and r.source not in WRITTEN else LEARNED) for r in rows]
    kept = [*general(options.bench, file=GENERAL_KEPT), *news(seed=options.seed, file=NEWS_KEPT)]
    if options.reports:
        kept += of_reports(options.reports, MiniLM.load(), seed=options.seed, file=TWINS_KEPT)
        kept += conditions(options.reports, seed=options.seed, file=CONDITIONS_KEPT)
    others = unjudged([r for r, part in parts if part == LEARNED], seed=options.seed)
    parts += [*((r, KEPT) for r in kept), *((r, UNJUDGED) for r in others)]
    return pack(parts, tokenizer, seed=options.seed)


def fit_together(
    rows: Sequence[Row], data: dict[str, Any], encoder: CrossEncoder, options: argparse.Namespace
) -> None:
    """Weights of the cross-encoder and the counts, on texts that neither has seen.

    They are the kept tenth of the public sets, and half of what was written on other texts and
    kept: questions with as many answers as near misses, as those are that people ask.
    """
    rarity = Rarity(data["rarity"]["known"], data["rarity"]["unknown"])
    small = Small.of(data["small"])
    rng = random.Random(options.seed)  # noqa: S311
    kept = [r for r in rows if held_out(r.group) and r.kind in ASKED and r.source not in WRITTEN]
    chosen = rng.sample(kept, min(options.kept, len(kept)))
    for others in (
        general(options.bench, file=GENERAL_KEPT),
        news(seed=options.seed, file=NEWS_KEPT),
    ):
        written = list(others)
        chosen += rng.sample(written, len(written) // 2)
    xs, ys = [], []
    for row in chosen:
        found, good = cut(row)[:24], labels(row)[:24]
        counted = small(signals(row.question, found, rarity))
        xs += [[*m, c] for m, c in zip(encoder.margins(row.question, found), counted, strict=True)]
        ys += good
    data["together"] = rounded(logistic(np.array(xs), np.array(ys, dtype=float)))


def write(path: Path, data: object) -> None:
    """JSON without needless space, the same bytes for the same data."""
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def figures(folder: Path, most: int) -> dict[str, Any]:
    """The baseline and both readers, on development data."""
    readers: tuple[Reader, ...] = (Overlap(), FeatureReader(), NetReader.load())
    return {r.name: measure(r, folder, most=most, threshold=0.5) for r in readers}


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--minilm", type=Path, required=True)
    parser.add_argument("--reports", type=Path, help="library of inspection reports")
    parser.add_argument("--pack", type=Path, help="write the rows to learn from, and stop")
    parser.add_argument("--network", type=Path, help="the weights that training left")
    parser.add_argument("--counts", action="store_true", help="make the reader that counts anew")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=29)
    parser.add_argument("--qamr", type=int, default=20000, help="questions taken of QAMR")
    parser.add_argument("--kept", type=int, default=400, help="public rows of the last fit")
    parser.add_argument("--most", type=int, default=1500, help="development questions of one set")
    return parser.parse_args()


def main() -> None:
    """Pack the rows, or make everything of a trained network."""
    options = arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    rows = material(options)
    LOG.info(json.dumps(dict(sorted(count(rows).items()))))
    if options.pack:
        packed(rows, options).save(options.pack)
        note_data(options)
        return
    known = json.loads(SETTINGS.read_text(encoding="utf-8"))
    data = fit_features(rows, options.seed) if options.counts else known
    export(saved(options.network), NETWORK)
    data["files"] = {
        "network": digest(NETWORK),
        "words": digest(options.minilm / "model.safetensors"),
        "tokenizer": digest(options.minilm / "tokenizer.json"),
    }
    encoder = CrossEncoder.load(NETWORK, data["files"], threads=options.threads)
    fit_together(rows, data, encoder, options)
    write(SETTINGS, data)
    result = figures(options.bench, options.most)
    (NOTES / "figures.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def note_data(options: argparse.Namespace) -> None:
    """The hashes of the files that the rows were made of."""
    files = [options.bench / "train" / f"{n}.jsonl" for n in TRAINED_ON]
    files += [options.bench / "documents" / f"{n}.jsonl" for n in TRAINED_ON]
    files += [GENERAL, NEWS, ITEMS]
    files += [QUESTIONS, TWINS, CONDITIONS] if options.reports else []
    hashes = {f"{p.parent.name}/{p.name}": digest(p) for p in files}
    (NOTES / "data.json").write_text(json.dumps(hashes, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
