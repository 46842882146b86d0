"""The small models on top: a network of one hidden layer over the signals, and logistic fits."""

import math
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from docs.reader.material import Row, cut, labels
from rag.sentences.signals import Rarity, signals, stems

Matrix = NDArray[np.float64]


def rarity_of(texts: Iterable[str], *, keep: int = 4000) -> Rarity:
    """Inverse document frequencies of the commonest stems; all others count as the rarest."""
    bags = [set(stems(t)) for t in texts]
    frequency = Counter(s for bag in bags for s in bag)
    common = sorted(frequency.items(), key=lambda x: (-x[1], x[0]))[:keep]
    known = {s: round(math.log(1 + len(bags) / n), 2) for s, n in common}
    return Rarity(known, max(known.values()))


@dataclass(frozen=True, slots=True)
class Table:
    """Signals of many sentences, whether each answers, and the number of its row."""

    x: Matrix
    y: NDArray[np.bool_]
    row: NDArray[np.int64]


def table(rows: Sequence[Row], rarity: Rarity, *, most: int = 40) -> Table:
    """The signals of every sentence of the rows; at most `most` sentences of one row."""
    xs, ys, numbers = [], [], []
    for number, row in enumerate(rows):
        found, good = cut(row), labels(row)
        if len(found) > most:
            rng = random.Random(number)  # noqa: S311
            chosen = sorted(range(len(found)), key=lambda i: (not good[i], rng.random()))[:most]
            found, good = [found[i] for i in chosen], [good[i] for i in chosen]
        if found:
            xs.append(signals(row.question, found, rarity))
            ys += good
            numbers += [number] * len(found)
    return Table(np.concatenate(xs), np.array(ys), np.array(numbers))


class Small(nn.Module):
    """Signals to one number, through one hidden layer and straight."""

    def __init__(self, inputs: int, hidden: int) -> None:
        super().__init__()
        self.hidden = nn.Linear(inputs, hidden)
        self.out = nn.Linear(hidden, 1)
        self.straight = nn.Linear(inputs, 1, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(n, inputs) to (n,)."""
        return (self.out(torch.relu(self.hidden(x))) + self.straight(x)).squeeze(-1)


def fit_small(data: Table, *, hidden: int, seed: int, steps: int = 600) -> dict[str, list]:
    """Fit the network: cross-entropy of every sentence, and of the right one within its row."""
    torch.manual_seed(seed)
    middle, spread = data.x.mean(0), data.x.std(0) + 1e-3
    x = torch.tensor((data.x - middle) / spread, dtype=torch.float32)
    y = torch.tensor(data.y, dtype=torch.float32)
    rows = torch.tensor(np.unique(data.row, return_inverse=True)[1])
    n = int(rows.max()) + 1
    right = torch.zeros(n).index_add(0, rows, y).gt(0)
    net = Small(x.shape[1], hidden)
    best = torch.optim.AdamW(net.parameters(), lr=0.02, weight_decay=0.01)
    falling = torch.optim.lr_scheduler.OneCycleLR(best, 0.02, total_steps=steps)
    for _ in range(steps):
        z = net(x)
        every = torch.zeros(n).index_add(0, rows, z.clamp(max=20).exp()).log()
        good = torch.zeros(n).index_add(0, rows, z.clamp(max=20).exp() * y)[right].log()
        loss = (
            functional.binary_cross_entropy_with_logits(z, y) + 0.3 * (every[right] - good).mean()
        )
        best.zero_grad()
        loss.backward()
        best.step()
        falling.step()
    state = {k: v.detach().numpy().astype(float) for k, v in net.state_dict().items()}
    return {
        "middle": np.round(middle, 4).tolist(),
        "spread": np.round(spread, 4).tolist(),
        **{k.replace(".", "_"): np.round(v, 4).tolist() for k, v in state.items()},
    }


def logistic(x: Matrix, y: Matrix, *, ridge: float = 1e-3, steps: int = 60) -> list[float]:
    """Logistic regression by Newton's method; the last weight is the constant."""
    a = np.column_stack([x, np.ones(len(x))])
    w = np.zeros(a.shape[1])
    hold = ridge * len(a) * np.eye(len(w))
    hold[-1, -1] = 0
    for _ in range(steps):
        p = 1 / (1 + np.exp(-np.clip(a @ w, -30, 30)))
        slope = a.T @ (p - y) + hold @ w
        bend = (a * (p * (1 - p))[:, None]).T @ a + hold
        step = np.linalg.solve(bend + 1e-9 * np.eye(len(w)), slope)
        w -= step
        if np.abs(step).max() < 1e-8:
            break
    return [float(v) for v in w]
