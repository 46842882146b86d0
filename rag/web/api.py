"""The HTTP routes: JSON in, JSON out, the same answers as everywhere else."""

import json
import logging
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Query, Request, Response, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, StreamingResponse
from starlette.exceptions import HTTPException

from index.errors import CouncilqaError, LoadError, UnknownDocument, UsageError
from index.records import document_json, document_text_json, fact_json
from rag import wanted
from rag.records import Answer, Stage
from rag.shown.as_json import answer_json, hit_json
from rag.web.asked import Asked, asked
from rag.web.desk import Desk
from rag.web.guard import HEADERS, error_body
from rag.web.reader import document_page, missing_page
from rag.web.schemas import (
    AnswerShown,
    AskBody,
    DocumentShown,
    DocumentTextShown,
    Failure,
    FeedbackBody,
    HitShown,
    RetrieveBody,
    SummaryShown,
)
from rag.web.sheet import sheet_page
from rag.web.shell import asset
from rag.web.tables import ledger_csv

_log = logging.getLogger(__name__)
MOST_HITS = 100
LONGEST_COMMENT = 5_000
LONGEST_ANSWER = 20_000
"""Characters of each part of an answer that is kept with what a reader says of it."""
SCALE = 2.0
"""Dots of a printed page's picture to a point of 1/72 inch."""
FAILURES: dict[int | str, dict[str, Any]] = {"4XX": {"model": Failure}, "5XX": {"model": Failure}}
TYPES = {"style.css": "text/css", "page.js": "text/javascript"}


def add_routes(app: FastAPI, desk: Desk) -> None:
    """Give `app` every route of ours, and our form of error."""
    for routes in (_questions, _documents, _changes, _upkeep, _pages):
        router = APIRouter(responses=FAILURES)
        routes(router, desk)
        app.include_router(router)
    app.exception_handler(CouncilqaError)(_failed)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(_refused)
    app.exception_handler(Exception)(_broken)


def _questions(router: APIRouter, desk: Desk) -> None:
    @router.post("/api/ask", responses={200: {"model": AnswerShown}})
    def ask(body: AskBody) -> JSONResponse:
        """The answer to a question."""
        question = _checked(body)
        return JSONResponse(answer_json(desk.ask(question, "api")))

    @router.post("/api/ask/stream", response_class=StreamingResponse)
    def ask_stream(body: AskBody) -> StreamingResponse:
        """Server-sent events `stage`, `text` and, last, `answer`; `error` where it breaks off."""
        pieces = desk.stream(_checked(body), "api")
        first = next(pieces)  # what is wrong with the question comes before the first event
        events = _events(first, pieces)
        unbuffered = {"X-Accel-Buffering": "no"}
        return StreamingResponse(events, media_type="text/event-stream", headers=unbuffered)

    @router.get("/api/ledger.csv", response_class=Response)
    def ledger(
        question: str,
        after: Annotated[list[str], Query()] = [],  # noqa: B006
        council: Annotated[list[str], Query()] = [],  # noqa: B006
        document: Annotated[list[str], Query()] = [],  # noqa: B006
    ) -> Response:
        """The table of an answer as CSV; `after` is an earlier question of the conversation."""
        answer = desk.ask(asked(question, after, council, document), "api")
        headers = {"Content-Disposition": 'attachment; filename="councils.csv"'}
        return Response("\ufeff" + ledger_csv(answer), media_type="text/csv", headers=headers)

    @router.post("/api/retrieve", responses={200: {"model": list[HitShown]}})
    def retrieve(body: RetrieveBody) -> JSONResponse:
        """The passages nearest to a question, best first, without an answer."""
        if not 1 <= body.k <= MOST_HITS:
            raise UsageError(f"k is {body.k}.", hint=f"Ask for 1 to {MOST_HITS} passages.")
        question = asked(body.question, body.history)
        hits = desk.assistant.retrieve(question.question, body.k, question.history)
        return JSONResponse([hit_json(hit) for hit in hits])

    @router.post("/api/feedback", status_code=201)
    def feedback(body: FeedbackBody) -> dict[str, bool]:
        """Keep what a reader says of an answer, in this library."""
        desk.assistant.library.add_feedback(
            question=asked(body.question).question,
            verdict=body.verdict[:100],
            comment=body.comment[:LONGEST_COMMENT],
            answer=_kept(body.answer),
        )
        return {"kept": True}


def _documents(router: APIRouter, desk: Desk) -> None:
    @router.get("/api/documents", responses={200: {"model": list[DocumentShown]}})
    def documents() -> JSONResponse:
        """Every document of the library, those that could not be read included."""
        return JSONResponse([document_json(d) for d in desk.shown.documents])

    @router.get("/api/documents/{name}", responses={200: {"model": DocumentTextShown}})
    def document(name: str) -> JSONResponse:
        """One document with the text that all offsets count in."""
        return JSONResponse(document_text_json(desk.document(name)))

    @router.get("/api/facts")
    def facts(
        measure: str | None = None, council: str | None = None, role: str | None = None
    ) -> JSONResponse:
        """What the documents state of the known measures."""
        fields = wanted.of_facts(measure=measure, council=council, role=role)
        rows = [fact_json(f) for f in desk.shown.facts]
        return JSONResponse([r for r in rows if all(r[k] == v for k, v in fields.items())])


def _changes(router: APIRouter, desk: Desk) -> None:
    @router.post("/api/documents", status_code=201, responses={201: {"model": SummaryShown}})
    def upload(file: list[UploadFile]) -> JSONResponse:
        """Add files; the form field is `file`, once for each."""
        writer = desk.writer
        with tempfile.TemporaryDirectory() as folder:
            files = []
            for number, sent in enumerate(file):
                place = Path(folder, str(number))
                with place.open("wb") as kept:
                    shutil.copyfileobj(sent.file, kept)
                files.append((sent.filename or "", place))
            summary = writer.add(files)
        failed = [{"source": s, "reason": r, "hint": h} for s, r, h in summary.failed]
        if len(failed) == len(files):
            raise LoadError(failed[0]["reason"], hint=failed[0]["hint"])
        names = ("added", "changed", "unchanged", "removed", "duplicates")
        shown = {name: list(getattr(summary, name)) for name in names}
        return JSONResponse(shown | {"failed": failed}, status_code=201)

    @router.delete("/api/documents/{name}")
    def delete(name: str) -> dict[str, list[str]]:
        """Remove a document and all that belongs to it."""
        writer = desk.writer
        return {"removed": list(writer.remove([desk.document(name).id]))}


def _upkeep(router: APIRouter, desk: Desk) -> None:
    @router.head("/healthz", include_in_schema=False)
    @router.get("/healthz")
    def health() -> dict[str, Any]:
        """Whether questions can be answered."""
        shown = desk.shown
        return {"status": "ok", "documents": len(shown.documents), "pending": shown.pending}

    @router.get("/metrics", response_class=Response)
    def metrics() -> Response:
        """Counts and durations as Prometheus reads them."""
        return Response(desk.metrics_text(), media_type="text/plain; version=0.0.4")


def _pages(router: APIRouter, desk: Desk) -> None:
    @router.get("/", include_in_schema=False)
    def root(request: Request) -> RedirectResponse:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"ui/{query}")

    @router.get("/page/{name}", include_in_schema=False)
    def ours(name: str) -> Response:
        if name not in TYPES:
            raise HTTPException(404)
        cache = {"Cache-Control": "public, max-age=86400"}
        return Response(asset(name), media_type=TYPES[name], headers=cache)

    @router.get("/documents/{name}", include_in_schema=False)
    def document(name: str, start: int = 0, end: int = 0) -> HTMLResponse:
        try:
            return HTMLResponse(document_page(desk.document(name), start, end))
        except UnknownDocument as error:
            return HTMLResponse(missing_page(error.message), status_code=404)

    @router.get("/documents/{name}/pages/{number}.png", include_in_schema=False)
    def picture(name: str, number: int) -> Response:
        return Response(desk.picture(name, number, scale=SCALE), media_type="image/png")

    @router.get("/documents/{name}/pages/{number}", include_in_schema=False)
    def sheet(name: str, number: int, start: int = 0, end: int = 0) -> HTMLResponse:
        try:
            document, place = desk.document(name), desk.place(name, number, start, end)
        except (UnknownDocument, LoadError) as error:
            said = f"{error.message} {error.hint}"
            return HTMLResponse(missing_page(said, up="../../../"), status_code=404)
        return HTMLResponse(sheet_page(document, number, place, start, end))


def _kept(answer: dict[str, Any] | None) -> dict[str, Any] | None:
    """Of an answer that a reader writes about: what was asked, what was said, and of what."""
    if answer is None:
        return None
    kept = {key: answer.get(key) for key in ("standalone", "kind", "status", "text")}
    trace = answer.get("trace")
    kept["library"] = trace.get("library") if isinstance(trace, dict) else None
    return {key: str(value)[:LONGEST_ANSWER] for key, value in kept.items() if value is not None}


def _checked(body: AskBody) -> Asked:
    return asked(body.question, body.history, body.councils, body.documents)


def _events(first: Stage | str | Answer, rest: Iterator[Stage | str | Answer]) -> Iterator[str]:
    try:
        yield _event(first)
        for piece in rest:
            yield _event(piece)
    except CouncilqaError as error:
        yield _sent("error", _error_of(error))
    except Exception as error:  # noqa: BLE001  no status can tell it after the first event
        _log.exception("An answer broke off.")
        yield _sent("error", _breakage(error))


def _event(piece: Stage | str | Answer) -> str:
    if isinstance(piece, Answer):
        return _sent("answer", answer_json(piece))
    if isinstance(piece, str):
        return _sent("text", {"text": piece})
    detail = {"name": piece.name, "seconds": round(piece.seconds, 4), "detail": piece.detail}
    return _sent("stage", detail)


def _sent(event: str, data: object) -> str:
    return f"event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _error_of(error: CouncilqaError) -> dict[str, Any]:
    code = re.sub(r"(?<!^)(?=[A-Z])", "_", type(error).__name__).lower()
    return error_body(code, error.message, error.hint)


def _failed(_: Request, error: CouncilqaError) -> JSONResponse:
    headers = {"Retry-After": "10"} if error.retryable else None
    return JSONResponse(_error_of(error), status_code=error.status, headers=headers)


def _invalid(_: Request, error: RequestValidationError) -> JSONResponse:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"][1:]) or "the body"
    words = f"{place}: {first['msg']}."
    body = error_body("invalid", words, "The routes are listed at /api/openapi.json.")
    return JSONResponse(body, status_code=400 if first["type"] == "json_invalid" else 422)


def _refused(_: Request, error: HTTPException) -> JSONResponse:
    words = {
        404: ("not_found", "There is nothing at this address."),
        405: ("method_not_allowed", "This address does not take that method."),
    }
    code, message = words.get(error.status_code, ("refused", str(error.detail)))
    body = error_body(code, message, "The routes are listed at /api/openapi.json.")
    return JSONResponse(body, status_code=error.status_code, headers=error.headers)


def _broken(_: Request, error: Exception) -> JSONResponse:
    return JSONResponse(_breakage(error), status_code=500, headers=HEADERS)


def _breakage(error: Exception) -> dict[str, Any]:
    hint = f"Ask again; the log has the details of this {type(error).__name__}."
    return error_body("broken", "Something in the program broke.", hint)
