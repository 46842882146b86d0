"""An assistant -> an application that a server can run."""

from collections.abc import Collection, Sequence
from typing import Any

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from rag.quiet import quiet
from rag.version import VERSION
from rag.web.api import add_routes
from rag.web.desk import Answering, Desk, Writer
from rag.web.examples import examples as made_examples
from rag.web.guard import LOOPBACK, PAGE, UPLOAD_LIMIT, Guard, Rules
from rag.web.shell import Shell


def build_app(
    assistant: Answering,
    *,
    writer: Writer | None = None,
    examples: Sequence[str] | None = None,
    hosts: Collection[str] = LOOPBACK,
    origins: Collection[str] = (),
    per_minute: int = 0,
) -> FastAPI:
    """The page and the routes as one ASGI application.

    Its `state.hang_up` ends the connections that open pages hold, for a server that is to stop.

    Args:
        assistant: Answers the questions.
        writer: Adds and removes documents; None where that is not allowed.
        examples: Questions shown as buttons; made from the library where none are given.
        hosts: Names the page may be asked under; any where it is empty.
        origins: Other sites whose pages may use the routes.
        per_minute: Questions that one address may ask in a minute; 0 for any number.
    """
    quiet()
    desk = Desk(assistant, writer=writer)
    app = FastAPI(
        title="councilqa",
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    add_routes(app, desk)
    _mount_page(app, desk, examples)
    rules = Rules(
        hosts=frozenset(hosts),
        origins=frozenset(origins),
        writable=desk.writable,
        per_minute=per_minute,
    )
    app.add_middleware(CORSMiddleware, allow_origins=sorted(origins), allow_methods=["*"])
    app.add_middleware(Shell, title="Council questions")
    app.add_middleware(Guard, rules=rules, metrics=desk.metrics)
    return app


def _mount_page(app: FastAPI, desk: Desk, examples: Sequence[str] | None) -> None:
    import gradio  # takes seconds to import, and reads the switches of `quiet` when it is

    from rag.web.page import build_page, theme

    shown = desk.shown
    asked = made_examples(shown.documents, shown.facts) if examples is None else examples
    gradio.mount_gradio_app(
        app,
        build_page(desk, asked),
        path=PAGE,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        max_file_size=UPLOAD_LIMIT,
        theme=theme(),
    )
    mounted: Any = next(route for route in app.routes if getattr(route, "path", "") == PAGE)
    app.state.hang_up = mounted.app.stop_event.set
