"""The reader's network in PyTorch: MiniLM's six layers and one number for every word piece.

A question, a title and a text go in together. Softmax over the text's word pieces and the first
piece ("nothing answers") is trained towards the pieces of the answer, summed over them. A
sentence's score is the logarithm of its pieces' summed exponentials less the first piece's.
"""

import json
import logging
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from docs.reader.material import Row

LOG = logging.getLogger(__name__)
QUESTION, TITLE, TEXT = 40, 12, 176
CLS, SEP = 101, 102
WIDTH, HEADS, LAYERS, POSITIONS = 384, 12, 6, 256


@dataclass(frozen=True, slots=True)
class Example:
    """Word pieces, the side each is on, and which of them may be or are the answer."""

    ids: list[int]
    sides: list[int]
    first: int
    gold: list[int]


class Layer(nn.Module):
    """One encoder layer of BERT (Devlin et al. 2019), normalised after each half."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.mix = nn.Linear(WIDTH, WIDTH)
        self.up, self.down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.norm1, self.norm2 = (nn.LayerNorm(WIDTH, eps=1e-12) for _ in range(2))

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """Word pieces (batch, n, 384) to the same shape."""
        batch, n = x.shape[0], x.shape[1]
        heads = [
            part(x).view(batch, n, HEADS, WIDTH // HEADS).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        ]
        seen = functional.scaled_dot_product_attention(*heads, attn_mask=mask)
        x = self.norm1(x + self.mix(seen.transpose(1, 2).reshape(batch, n, WIDTH)))
        return self.norm2(x + self.down(functional.gelu(self.up(x))))


class Net(nn.Module):
    """From embedded word pieces to one number each."""

    def __init__(self, layers: int = LAYERS) -> None:
        super().__init__()
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.sides = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.head = nn.Linear(WIDTH, 1)

    def forward(self, words: Tensor, sides: Tensor, mask: Tensor | None = None) -> Tensor:
        """Word vectors (batch, n, 384) and sides (batch, n) to numbers (batch, n)."""
        places = torch.arange(words.shape[1], device=words.device)
        x = self.norm(words + self.positions(places)[None] + self.sides(sides))
        for layer in self.layers:
            x = layer(x, mask)
        return self.head(x.float()).squeeze(-1)


def start(weights: Path, *, layers: int = LAYERS) -> tuple[Net, Tensor]:
    """The network with MiniLM's weights, and its word vectors (30522, 384), left as they are."""
    given = load_file(weights)
    net = Net(layers)
    state = {
        "positions.weight": given["embeddings.position_embeddings.weight"][:POSITIONS],
        "sides.weight": given["embeddings.token_type_embeddings.weight"],
        "norm.weight": given["embeddings.LayerNorm.weight"],
        "norm.bias": given["embeddings.LayerNorm.bias"],
    }
    names = {
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "mix": "attention.output.dense",
        "norm1": "attention.output.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "norm2": "output.LayerNorm",
    }
    for number in range(layers):
        for ours, theirs in names.items():
            for part in ("weight", "bias"):
                name = f"encoder.layer.{number}.{theirs}.{part}"
                state[f"layers.{number}.{ours}.{part}"] = given[name]
    missing = net.load_state_dict(state, strict=False).missing_keys
    if missing != ["head.weight", "head.bias"]:
        raise ValueError(f"unexpected weights in {weights.name!r}: {missing}")
    nn.init.normal_(net.head.weight, std=0.02)
    nn.init.zeros_(net.head.bias)
    return net, given["embeddings.word_embeddings.weight"]


def encode(rows: Sequence[Row], tokenizer: Tokenizer, rng: random.Random) -> list[Example]:
    """Rows as word pieces; a long text is cut to a stretch that keeps the first answer."""
    asked = tokenizer.encode_batch([r.question for r in rows], add_special_tokens=False)
    titles = tokenizer.encode_batch([r.title for r in rows], add_special_tokens=False)
    out = []
    for row, question, title in zip(rows, asked, titles, strict=True):
        s = row.gold[0][0] if row.gold else 0
        centre = max(0, s - 1500) if row.gold else rng.randint(0, max(0, len(row.text) - 1500))
        text = tokenizer.encode(row.text[centre : centre + 4000], add_special_tokens=False)
        places = [(a + centre, b + centre) for a, b in text.offsets]
        begin = 0
        if len(text.ids) > TEXT:
            at = next((i for i, (_, b) in enumerate(places) if b > s), 0) if row.gold else 0
            low, high = max(0, at - TEXT + 30), min(at, len(text.ids) - TEXT)
            begin = rng.randint(min(low, high), max(high, 0))
        kept = slice(begin, begin + TEXT)
        head = [CLS, *question.ids[:QUESTION], SEP]
        named = [*title.ids[:TITLE], SEP] if title.ids and rng.random() < 0.75 else []
        first = len(head) + len(named)
        gold = [
            first + i
            for i, (a, b) in enumerate(places[kept])
            if any(a < ge and b > gs for gs, ge in row.gold)
        ]
        ids = [*head, *named, *text.ids[kept], SEP]
        out.append(Example(ids, [0] * len(head) + [1] * (len(ids) - len(head)), first, gold))
    return out


def batches(items: Sequence[Example], rng: random.Random, pieces: int) -> Iterator[list[Example]]:
    """Batches of like length, at most `pieces` word pieces each with padding, in random order."""
    order = sorted(items, key=lambda x: len(x.ids) + rng.random() * 8)
    out: list[list[Example]] = [[]]
    for item in order:
        if out[-1] and (len(out[-1]) + 1) * len(item.ids) > pieces:
            out.append([])
        out[-1].append(item)
    rng.shuffle(out)
    yield from out


def tensors(batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Ids, sides, attention mask, pieces of the text (with the first piece), pieces of gold."""
    n = max(len(x.ids) for x in batch)
    ids, sides = (np.zeros((len(batch), n), dtype=np.int64) for _ in range(2))
    seen, text, gold = (np.zeros((len(batch), n), dtype=bool) for _ in range(3))
    for row, x in enumerate(batch):
        ids[row, : len(x.ids)], sides[row, : len(x.ids)] = x.ids, x.sides
        seen[row, : len(x.ids)] = True
        text[row, 0] = text[row, x.first : len(x.ids) - 1] = True
        gold[row, x.gold or [0]] = True
    a, b, c, d, e = map(torch.from_numpy, (ids, sides, seen, text, gold))
    return a, b, c[:, None, None, :], d, e


def loss_of(z: Tensor, text: Tensor, gold: Tensor) -> Tensor:
    """Mean negative logarithm of the share that falls on the answer's pieces."""
    everything = z.masked_fill(~text, -1e9).logsumexp(1)
    answer = z.masked_fill(~gold, -1e9).logsumexp(1)
    return (everything - answer).mean()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long and how fast to train."""

    seed: int
    minutes: float
    passes: int
    rate: float
    pieces: int
    device: str


def train(net: Net, words: Tensor, items: Sequence[Example], plan: Plan, out: Path) -> None:
    """Train in place until the passes or the minutes are over, the rate falling to nothing."""
    rng = random.Random(plan.seed)  # noqa: S311
    device = torch.device(plan.device)
    net.to(device).train()
    words = words.to(device)
    plain = [p for p in net.parameters() if p.ndim < 2]
    heavy = [p for p in net.parameters() if p.ndim >= 2]
    groups = [{"params": heavy, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}]
    best = torch.optim.AdamW(groups, lr=plan.rate)
    work = plan.passes * sum(1 for _ in batches(items, random.Random(0), plan.pieces))  # noqa: S311
    begun, step, mean = time.monotonic(), 0, 0.0
    for _ in range(plan.passes):
        for batch in batches(items, rng, plan.pieces):
            gone = max(step / work, (time.monotonic() - begun) / (60 * plan.minutes))
            if gone >= 1:
                return
            for group in best.param_groups:
                group["lr"] = plan.rate * min(1.0, (step + 1) / 100) * (1 - gone)
            ids, sides, seen, text, gold = (t.to(device) for t in tensors(batch))
            with torch.autocast(device.type, dtype=torch.bfloat16):
                z = net(words[ids], sides, seen)
            loss = loss_of(z.float(), text, gold)
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            best.step()
            best.zero_grad()
            mean = 0.98 * mean + 0.02 * loss.item() if step else loss.item()
            step += 1
            if step % 50 == 0:
                seconds = time.monotonic() - begun
                note = {"step": step, "of": work, "loss": round(mean, 4), "seconds": int(seconds)}
                LOG.info(json.dumps(note))
            if step % 250 == 0:
                save_file({k: v.cpu() for k, v in net.state_dict().items()}, out)
