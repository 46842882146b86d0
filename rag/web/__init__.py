"""The page and the HTTP routes, on one server.

Gradio draws the page at `/ui/`; everything else, the routes under `/api` included, is our own.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.web.build import build_app
    from rag.web.serve import serve

__all__ = ["build_app", "serve"]


def __getattr__(name: str) -> object:
    """The public names, imported when first used: the frameworks behind them take a while."""
    if name == "build_app":
        from rag.web.build import build_app

        return build_app
    if name == "serve":
        from rag.web.serve import serve

        return serve
    raise AttributeError(f"module 'rag.web' has no attribute {name!r}")
