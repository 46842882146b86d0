"""Cited answers to questions about Ofsted inspections of councils' children's services."""

from typing import TYPE_CHECKING

from rag.version import VERSION

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.retriever import Retriever

__all__ = ["Assistant", "Retriever", "__version__"]
__version__ = VERSION


def __getattr__(name: str) -> type:
    """The public names, imported when first used: the frameworks behind them take seconds."""
    if name == "Assistant":
        from rag.assistant import Assistant

        return Assistant
    if name == "Retriever":
        from rag.retriever import Retriever

        return Retriever
    raise AttributeError(f"module 'rag' has no attribute {name!r}")
