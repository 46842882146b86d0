"""The page and the HTTP routes, on one server.

Gradio draws the page at `/ui/`; everything else, the routes under `/api` included, is our own.
"""

from rag.web.build import build_app
from rag.web.serve import serve

__all__ = ["build_app", "serve"]
