"""The reader's network in PyTorch: MiniLM's six layers and one number for every word piece.

A question, a title and a text go in together. Softmax over the text's word pieces and the first
piece ("nothing answers") is trained towards the pieces of the answer, summed over them. A
sentence's score is the logarithm of its pieces' summed exponentials less the first piece's.

It needs PyTorch, NumPy and safetensors alone, so that any machine can train it.
"""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

WIDTH, HEADS, LAYERS, POSITIONS = 384, 12, 6, 256
DROPOUT = 0.1


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
        x = self.norm1(x + self.drop(self.mix(seen.transpose(1, 2).reshape(batch, n, WIDTH))))
        return self.norm2(x + self.drop(self.down(functional.gelu(self.up(x)))))

    def drop(self, x: Tensor) -> Tensor:
        """Numbers left out by chance while it trains (Srivastava et al. 2014)."""
        return functional.dropout(x, DROPOUT) if self.training else x


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
        return self.head(x).float().squeeze(-1)


def saved(path: Path) -> Net:
    """The network with the weights that training left."""
    net = Net()
    net.load_state_dict({name: value.float() for name, value in load_file(path).items()})
    return net


def start(weights: Path, *, layers: int = LAYERS) -> tuple[Net, Tensor]:
    """The network with MiniLM's weights, and its word vectors (30522, 384), left as they are."""
    given = {name: tensor.float() for name, tensor in load_file(weights).items()}
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
