"""What tests share: a library made from the seeds as a user's is, once for the whole run."""

from pathlib import Path

import pytest

from rag.quiet import quiet

quiet()
SEEDS = Path(__file__).parents[1] / "seeds"


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the settings of whoever runs it."""
    for name in ("LIBRARY", "MODEL", "MODEL_URL", "MODEL_KEY", "HOST", "PORT"):
        monkeypatch.delenv(f"COUNCILQA_{name}", raising=False)


@pytest.fixture(scope="session")
def seed_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library that holds the five seed documents; tests must not write to it."""
    from index.embed import MiniLM
    from index.store import Library
    from index.sync import add

    folder = tmp_path_factory.mktemp("seeds") / "library"
    with Library.open(folder, writable=True, create=True) as library:
        summary = add(library, [SEEDS], embedder=MiniLM.load())
    assert len(summary.added) == 5, summary
    return folder


@pytest.fixture(scope="session")
def seed_assistant(seed_library: Path):
    """The real assistant over the seed documents."""
    from rag import Assistant

    return Assistant.open(seed_library)
