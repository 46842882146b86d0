"""Trains the reader's network on rows that `docs/train_reader.py --pack` made.

It needs a copy of `docs/`, PyTorch, NumPy and safetensors, and nothing of the project else:

    python -m docs.train_network rows.npz --minilm model.safetensors --device cuda --out FOLDER

Some networks are trained from MiniLM that differ by chance alone, then one more after their mean;
its weights are `FOLDER/reader.safetensors`, the log is `FOLDER/train.log`. With `--after FILE`, the
weights of an earlier run or the shipped `reader.onnx` (which needs onnx), one network goes on from
there on more rows, after itself as it was.
"""

import argparse
import json
import logging
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

from docs.reader.learn import Plan, Rows, measured, train
from docs.reader.network import Net, saved, start
from docs.reader.packed import LEARNED, UNJUDGED, Packed

LOG = logging.getLogger("train_network")


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("rows", type=Path)
    parser.add_argument("--minilm", type=Path, required=True, help="its model.safetensors")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--after", type=Path, help="weights of an earlier run to go on from")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--teachers", type=int, default=3)
    parser.add_argument("--minutes", type=float, default=1.4, help="of a teacher")
    parser.add_argument("--passes", type=int, default=8, help="of a teacher")
    parser.add_argument("--rate", type=float, default=2.5e-4)
    parser.add_argument("--student-minutes", type=float, default=4)
    parser.add_argument("--student-passes", type=int, default=8)
    parser.add_argument("--pieces", type=int, default=32768, help="word pieces of a batch")
    parser.add_argument("--seed", type=int, default=29)
    return parser.parse_args()


def main() -> None:
    """Train the teachers and the one that learns from them."""
    options = arguments()
    options.out.mkdir(parents=True, exist_ok=True)
    note = logging.FileHandler(options.out / "train.log", mode="w")
    form = "%(asctime)s %(message)s"
    logging.basicConfig(level=logging.INFO, format=form, handlers=[note, logging.StreamHandler()])
    device = torch.device(options.device)
    rows = Rows.of(Packed.load(options.rows), device)
    part = rows.packed.part
    judged = np.flatnonzero(part == LEARNED)
    everything = np.flatnonzero((part == LEARNED) | (part == UNJUDGED))
    LOG.info(json.dumps({"judged": len(judged), "with others": len(everything)}))
    words = start(options.minilm)[1].to(device)
    if options.after:
        teachers, net = [_of(options.after, device).eval()], _of(options.after, device)
    else:
        teachers, net = _taught(options, words, rows, judged), _begun(options, options.teachers)
    plan = Plan(
        seed=options.seed + options.teachers,
        minutes=options.student_minutes,
        passes=options.student_passes,
        rate=options.rate,
        pieces=options.pieces,
    )
    train(net, words, rows, everything, plan, teachers)
    _note("student", plan, measured(net, words, rows, options.pieces))
    save(net, options.out / "reader.safetensors")


def _taught(
    options: argparse.Namespace, words: torch.Tensor, rows: Rows, judged: np.ndarray
) -> list[Net]:
    """The networks whose mean is learned from."""
    teachers = []
    for number in range(options.teachers):
        plan = Plan(
            seed=options.seed + number,
            minutes=options.minutes,
            passes=options.passes,
            rate=options.rate,
            pieces=options.pieces,
        )
        net = _begun(options, number)
        train(net, words, rows, judged, plan)
        _note(f"teacher {number}", plan, measured(net, words, rows, options.pieces))
        teachers.append(net.eval())
        save(net, options.out / f"teacher{number}.safetensors")
    return teachers


def _begun(options: argparse.Namespace, number: int) -> Net:
    """A network with MiniLM's weights and a head by chance."""
    torch.manual_seed(options.seed + number)
    return start(options.minilm)[0].to(options.device)


def _of(path: Path, device: torch.device) -> Net:
    """A network with the weights that `save` wrote, or those of the shipped ONNX file."""
    if path.suffix != ".onnx":
        return saved(path).to(device)
    from docs.reader.resume import resume

    net = Net()
    resume(net, path)
    return net.to(device)


def _note(name: str, plan: Plan, figures: dict[str, dict[str, float]]) -> None:
    LOG.info(json.dumps({"network": name, "plan": asdict(plan), "kept": figures}))


def save(net: Net, path: Path) -> None:
    """The weights in half the bytes; what that loses is far below the integers of the ONNX file."""
    save_file({k: v.detach().half().cpu().contiguous() for k, v in net.state_dict().items()}, path)


if __name__ == "__main__":
    main()
