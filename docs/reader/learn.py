"""Training the network on packed rows, by itself or after several others of its kind.

Several networks that differ by the chance of their training agree less on what none has seen. A
further one that learns from their mean (Hinton et al. 2015), on judged rows and on rows that
nobody judged, keeps most of what they know together and costs no more than one to run.
"""

import json
import logging
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from docs.reader.network import Net
from docs.reader.packed import KEPT, UNJUDGED, Packed

LOG = logging.getLogger(__name__)
NEVER = -1e4
"""Stands for a piece that cannot be the answer, within half precision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long and how fast to train."""

    seed: int
    minutes: float
    passes: int
    rate: float
    pieces: int
    """Word pieces of a batch, with padding."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Packed rows on a device, padded to one length."""

    ids: Tensor
    gold: Tensor
    length: Tensor
    head: Tensor
    first: Tensor
    packed: Packed

    @classmethod
    def of(cls, packed: Packed, device: torch.device) -> "Rows":
        """Pad the rows."""
        longest, count = int(packed.length.max()), len(packed.length)
        ids = np.zeros((count, longest), dtype=np.int16)
        gold = np.zeros((count, longest), dtype=bool)
        inside = np.arange(longest)[None] < packed.length[:, None]
        ids[inside], gold[inside] = packed.ids.astype(np.int16), packed.gold
        arrays = (ids, gold, packed.length, packed.head, packed.first)
        return cls(*(torch.from_numpy(a).to(device) for a in arrays), packed)

    def batch(self, numbers: np.ndarray) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Ids, sides, attention mask, pieces that may be the answer, pieces that are."""
        longest = int(self.packed.length[numbers].max())
        rows = torch.from_numpy(numbers).to(self.ids.device)
        place = torch.arange(longest, device=self.ids.device)[None]
        length, head, first = (t[rows][:, None] for t in (self.length, self.head, self.first))
        seen = place < length
        sides = (seen & (place >= head)).long()
        may = (place == 0) | ((place >= first) & (place < length - 1))
        ids, gold = self.ids[rows, :longest].int(), self.gold[rows, :longest]
        return ids, sides, seen[:, None, None, :], may, gold


def batches(lengths: np.ndarray, rng: random.Random, pieces: int) -> Iterator[np.ndarray]:
    """Numbers of rows of like length, at most `pieces` word pieces with padding, shuffled."""
    noise = np.random.default_rng(rng.getrandbits(32)).random(len(lengths)) * 8
    order = np.argsort(lengths + noise)
    out: list[list[int]] = [[]]
    longest = 0
    for number in order.tolist():
        longest = max(longest, int(lengths[number]))
        if out[-1] and (len(out[-1]) + 1) * longest > pieces:
            out.append([])
            longest = int(lengths[number])
        out[-1].append(number)
    rng.shuffle(out)
    yield from (np.array(numbers) for numbers in out)


def scores(net: Net, words: Tensor, batch: Sequence[Tensor]) -> Tensor:
    """The logarithm of each piece's share, over those that may be the answer."""
    ids, sides, seen, may, _ = batch
    with torch.autocast(words.device.type, dtype=torch.bfloat16):
        z = net(words[ids], sides, seen)
    return z.float().masked_fill(~may, NEVER).log_softmax(1)


def train(
    net: Net,
    words: Tensor,
    rows: Rows,
    chosen: np.ndarray,
    plan: Plan,
    teachers: Sequence[Net] = (),
) -> None:
    """Train in place until the passes or the minutes are over, the rate falling to nothing.

    Args:
        net: on the device of `words`.
        words: the word vectors (30522, 384).
        rows: all rows.
        chosen: the numbers of those to learn from.
        plan: how long and how fast.
        teachers: networks whose mean is learned from; rows without a judgement need them.
    """
    rng = random.Random(plan.seed)  # noqa: S311
    torch.manual_seed(plan.seed)
    net.train()
    groups = [
        {"params": [p for p in net.parameters() if p.ndim >= 2], "weight_decay": 0.01},
        {"params": [p for p in net.parameters() if p.ndim < 2], "weight_decay": 0.0},
    ]
    best = torch.optim.AdamW(groups, lr=plan.rate, fused=words.device.type == "cuda")
    lengths = rows.packed.length[chosen]
    judged = torch.from_numpy(rows.packed.part != UNJUDGED).to(words.device)
    work = plan.passes * sum(1 for _ in batches(lengths, random.Random(0), plan.pieces))  # noqa: S311
    begun, step, mean = time.monotonic(), 0, torch.zeros((), device=words.device)
    for _ in range(plan.passes):
        for some in batches(lengths, rng, plan.pieces):
            gone = max(step / work, (time.monotonic() - begun) / (60 * plan.minutes))
            if gone >= 1:
                return
            for group in best.param_groups:
                group["lr"] = plan.rate * min(1.0, (step + 1) / 200) * (1 - gone)
            numbers = chosen[some]
            batch = rows.batch(numbers)
            found = scores(net, words, batch)
            loss = _missed(found, batch[4], judged[torch.from_numpy(numbers).to(words.device)])
            if teachers:
                loss = 0.3 * loss + functional.kl_div(
                    found, _mean(teachers, words, batch), log_target=True, reduction="batchmean"
                )
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            best.step()
            best.zero_grad()
            step += 1
            mean = mean + (0.02 if step > 1 else 1.0) * (loss.detach() - mean)
            if step % 500 == 0:
                seconds = int(time.monotonic() - begun)
                note = {"step": step, "of": work, "loss": round(mean.item(), 4)}
                LOG.info(json.dumps({**note, "seconds": seconds}))


def _missed(found: Tensor, gold: Tensor, judged: Tensor) -> Tensor:
    """Mean negative logarithm of the share that falls on the answer, over judged rows."""
    share = found.masked_fill(~gold, NEVER).logsumexp(1)
    return -(share * judged).sum() / judged.sum().clamp(min=1)


def _mean(teachers: Sequence[Net], words: Tensor, batch: Sequence[Tensor]) -> Tensor:
    """The logarithm of the mean share of some networks."""
    with torch.no_grad():
        shares = torch.stack([scores(net, words, batch).exp() for net in teachers])
    return (shares.mean(0) + 1e-9).log()


def measured(net: Net, words: Tensor, rows: Rows, pieces: int) -> dict[str, dict[str, float]]:
    """Of each set's kept rows: how often the likeliest piece is right, and the answered share."""
    net.eval()
    kept = np.flatnonzero(rows.packed.part == KEPT)
    out: dict[str, list[tuple[bool, float, bool]]] = {}
    for some in batches(rows.packed.length[kept], random.Random(0), pieces):  # noqa: S311
        numbers = kept[some]
        batch = rows.batch(numbers)
        with torch.no_grad():
            found = scores(net, words, batch)
        answered = ~batch[4][:, 0]
        margin = -found[:, 0]
        text = found.clone()
        text[:, 0] = NEVER
        right = batch[4].gather(1, text.argmax(1, keepdim=True))[:, 0]
        for row, values in zip(
            numbers.tolist(),
            zip(answered.tolist(), margin.tolist(), right.tolist(), strict=True),
            strict=True,
        ):
            name = str(rows.packed.sets[rows.packed.set[row]]).split()[0]
            if "condition" in str(rows.packed.sets[rows.packed.set[row]]):
                name += " conditions"
            out.setdefault(name, []).append(values)
    return {name: _summary(values) for name, values in sorted(out.items())}


def _summary(values: Sequence[tuple[bool, float, bool]]) -> dict[str, float]:
    """Rows, the share of answered ones whose likeliest piece is right, AUROC of answered or not."""
    answered = np.array([a for a, _, _ in values])
    margin = np.array([m for _, m, _ in values])
    right = [r for a, _, r in values if a]
    rank = np.argsort(np.argsort(margin)) + 1
    yes, no = int(answered.sum()), int((~answered).sum())
    area = (rank[answered].sum() - yes * (yes + 1) / 2) / (yes * no) if yes and no else float("nan")
    return {"rows": len(values), "right": round(float(np.mean(right)), 3), "auroc": round(area, 3)}
