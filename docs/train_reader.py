"""Makes the reader: training data, both models, the ONNX file, the weights and the figures.

Run from the project's folder with PyTorch, onnx, safetensors, tokenizers, onnxruntime and the
project's own dependencies installed; any machine will do, a GPU is used with `--device cuda`:

    OMP_WAIT_POLICY=PASSIVE python -m docs.train_reader --bench FOLDER --minilm FOLDER

`--bench` holds `train/`, `dev/` and `documents/` with one JSON Lines file a set, and `--minilm`
the `model.safetensors` and `tokenizer.json` of all-MiniLM-L6-v2. It writes `reader.onnx` and
`reader.json` of `rag/sentences/`, and into `docs/reader/` the hashes of the data, the log and the
figures.
`--reports` names a library of the inspection reports that `docs/reader/reports.jsonl` asks of;
with `--twins` those of `twins.jsonl` are learned too, with `--conditions` those of
`conditions.jsonl`. `--written` adds the near misses of `general.jsonl` and `news.jsonl`.
With `--network FILE` and `--features FILE` (both left in `--work` by an earlier run) that part is
not trained again.
"""

import argparse
import json
import logging
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer

from docs.reader.export import export
from docs.reader.fit import fit_small, logistic, rarity_of, table
from docs.reader.material import TRAINED_ON, Row, count, cut, digest, held_out, labels, make
from docs.reader.measure import Overlap, measure
from docs.reader.network import LAYERS, Net, Plan, encode, start, train
from docs.reader.reports import CONDITIONS, QUESTIONS, TWINS, conditions
from docs.reader.reports import rows as of_reports
from docs.reader.resume import resume
from docs.reader.written import GENERAL, ITEMS, NEWS, general, news
from index.embed import MiniLM
from rag.read import NETWORK, SETTINGS, FeatureReader, NetReader, Reader, Small, evidence_of
from rag.sentences.margins import CrossEncoder
from rag.sentences.signals import Rarity, signals

LOG = logging.getLogger("train_reader")
NOTES = Path(__file__).parent / "reader"
ASKED = ("question", "mistaken", "exchanged")
STATED = ("claim", "wrong claim", "restated", "wrongly restated", "unstated")
EVIDENCE = ("in sentence", "in block", "numbers nowhere", "names nowhere")


def material(options: argparse.Namespace) -> list[Row]:
    """The rows of the public sets, or a share of them, and of the reports where they are there."""
    rng = random.Random(options.seed)  # noqa: S311
    rows = make(options.bench, seed=options.seed, qamr=options.qamr)
    rows = rng.sample(rows, round(options.share * len(rows)))
    if options.written:
        rows += [*general(options.bench), *news(seed=options.seed)]
    if options.reports:
        asked = list(of_reports(options.reports, MiniLM.load(), seed=options.seed))
        rows += rng.sample(asked, round(options.asked * len(asked)))
        if options.twins:
            rows += of_reports(options.reports, MiniLM.load(), seed=options.seed, file=TWINS)
        rows += conditions(options.reports, seed=options.seed) if options.conditions else ()
    rng.shuffle(rows)
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


def network(rows: Sequence[Row], options: argparse.Namespace) -> Net:
    """The cross-encoder: trained, or from a checkpoint."""
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    net, words = start(options.minilm / "model.safetensors", layers=LAYERS)
    if options.network:
        net.load_state_dict(load_file(options.network))
        return net
    if options.resume:
        resume(net, options.resume)
    tokenizer = Tokenizer.from_file(str(options.minilm / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    learned = [r for r in rows if not held_out(r.group)]
    learned += [r for r in learned if r.source == "squad2_dev"] * (options.hard - 1)
    items = encode(learned, tokenizer, random.Random(options.seed))  # noqa: S311
    LOG.info(json.dumps({"rows": len(items), "pieces": sum(len(x.ids) for x in items)}))
    plan = Plan(
        seed=options.seed,
        minutes=options.minutes,
        passes=options.passes,
        rate=options.rate,
        pieces=options.pieces,
        device=options.device,
    )
    checkpoint = options.work / "reader.safetensors"
    train(net, words, items, plan, checkpoint)
    save_file({k: v.cpu() for k, v in net.state_dict().items()}, checkpoint)
    return net


def fit_together(
    rows: Sequence[Row], data: dict[str, Any], encoder: CrossEncoder, most: int
) -> None:
    """Weights of the cross-encoder and the counts, on the tenth that neither has seen."""
    rarity = Rarity(data["rarity"]["known"], data["rarity"]["unknown"])
    small = Small.of(data["small"])
    kept = [r for r in rows if held_out(r.group) and r.kind in ASKED]
    xs, ys = [], []
    for row in kept[:most]:
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
    parser.add_argument("--work", type=Path, default=Path("build"))
    parser.add_argument("--network", type=Path, help="checkpoint of an earlier run")
    parser.add_argument("--resume", type=Path, help="reader.onnx of an earlier run to go on from")
    parser.add_argument("--features", type=Path, help="features.json of an earlier run")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--minutes", type=float, default=55)
    parser.add_argument("--passes", type=int, default=3)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--qamr", type=int, default=8000, help="questions taken of QAMR")
    parser.add_argument("--share", type=float, default=1.0, help="share of the public sets' rows")
    parser.add_argument("--conditions", action="store_true", help="train on conditions too")
    parser.add_argument("--twins", action="store_true", help="train on near misses too")
    parser.add_argument("--written", action="store_true", help="and on those of other texts")
    parser.add_argument("--asked", type=float, default=1.0, help="share of the reports' questions")
    parser.add_argument("--hard", type=int, default=1, help="times that SQuAD 2.0 is read a pass")
    parser.add_argument("--pieces", type=int, default=3072)
    parser.add_argument("--kept", type=int, default=700, help="rows for the last fit")
    parser.add_argument("--most", type=int, default=1500, help="development questions of one set")
    return parser.parse_args()


def main() -> None:
    """Make everything, in order."""
    options = arguments()
    options.work.mkdir(parents=True, exist_ok=True)
    mode = "a" if options.network or options.resume else "w"
    note = logging.FileHandler(NOTES / "train.log", mode=mode)
    form = "%(asctime)s %(message)s"
    logging.basicConfig(level=logging.INFO, format=form, handlers=[note, logging.StreamHandler()])
    rows = material(options)
    LOG.info(json.dumps(dict(sorted(count(rows).items()))))
    files = [options.bench / "train" / f"{n}.jsonl" for n in TRAINED_ON]
    files += [options.bench / "documents" / f"{n}.jsonl" for n in TRAINED_ON]
    files += [QUESTIONS] if options.reports else []
    files += [GENERAL, NEWS, ITEMS] if options.written else []
    files += [TWINS] if options.reports and options.twins else []
    files += [CONDITIONS] if options.reports and options.conditions else []
    hashes = {f"{p.parent.name}/{p.name}": digest(p) for p in files}
    (NOTES / "data.json").write_text(json.dumps(hashes, indent=1) + "\n", encoding="utf-8")
    if options.features:
        data = json.loads(options.features.read_text(encoding="utf-8"))
    else:
        data = fit_features(rows, options.seed)
        write(options.work / "features.json", data)
    export(network(rows, options), NETWORK)
    data["files"] = {
        "network": digest(NETWORK),
        "words": digest(options.minilm / "model.safetensors"),
        "tokenizer": digest(options.minilm / "tokenizer.json"),
    }
    encoder = CrossEncoder.load(NETWORK, data["files"], threads=options.threads)
    fit_together(rows, data, encoder, options.kept)
    write(SETTINGS, data)
    result = figures(options.bench, options.most)
    (NOTES / "figures.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
