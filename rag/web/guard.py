"""Every request passes here first: what is refused, and which headers every response carries.

A page that runs on an officer's own machine is reached by every web page that the officer opens,
so the host name and the origin are looked at even where only this machine can connect: the first
stops a foreign name that resolves to this machine, the second a form that another page sends.
"""

import json
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.web.metrics import Metrics

PAGE = "/ui"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
BODY_LIMIT = 512_000
UPLOAD_LIMIT = 26_000_000
AT_ONCE = 128
"""Requests to the routes under /api that may be open at one time."""
PAGE_READS = re.compile(
    r"/?|/theme\.css|/config/?|/(?:assets|static)/.+"
    r"|/gradio_api/(?:queue/data|heartbeat/\w+|startup-events|app_id/?)"
)
PAGE_WRITES = re.compile(r"/gradio_api/(?:queue/join|cancel|reset)/?")
PAGE_UPLOADS = re.compile(r"/gradio_api/(?:upload|upload_progress)/?")
STRICT = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-ancestors 'none'; "
    "base-uri 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a request goes no further."""

    status: int
    code: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is let in.

    `hosts` are the names the page may be asked under, any where it is empty. `origins` are other
    sites whose pages may use the routes. `per_minute` is how many questions one address may ask a
    minute, 0 for any number.
    """

    hosts: frozenset[str] = LOOPBACK
    origins: frozenset[str] = frozenset()
    writable: bool = False
    per_minute: int = 0


def error_body(code: str, message: str, hint: str) -> dict[str, dict[str, str]]:
    """An error as the contract's JSON."""
    return {"error": {"code": code, "message": message, "hint": hint}}


@dataclass(slots=True)
class Taps:
    """How many questions each address may still ask; refilled by the second."""

    per_minute: int
    lock: threading.Lock = field(default_factory=threading.Lock)
    left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def take(self, address: str, now: float) -> bool:
        """Whether `address` may ask one more at `now`, in seconds of a steady clock."""
        with self.lock:
            tokens, seen = self.left.pop(address, (float(self.per_minute), now))
            tokens = min(self.per_minute, tokens + (now - seen) * self.per_minute / 60)
            self.left[address] = (tokens - 1 if tokens >= 1 else tokens, now)
            if len(self.left) > 10_000:
                self.left.popitem(last=False)
            return tokens >= 1


class Guard:
    """ASGI middleware that applies the rules, counts requests and sets the headers."""

    def __init__(self, app: ASGIApp, *, rules: Rules, metrics: Metrics) -> None:
        """Stand before `app`."""
        self._app = app
        self._rules = rules
        self._metrics = metrics
        self._taps = Taps(rules.per_minute)
        self._open = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request or pass it on."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        seen = self._watched(scope, send)
        refusal = self._refusal(scope)
        if refusal:
            await refuse(refusal, seen)
            return
        self._open += 1
        try:
            await self._app(scope, receive, seen)
        finally:
            self._open -= 1

    def _refusal(self, scope: Scope) -> Refusal | None:
        headers = Headers(scope=scope)
        path, method = scope["path"], scope["method"]
        refusal = (
            strange_host(headers, self._rules)
            or strange_origin(method, headers, self._rules)
            or unknown_path(path, method, writable=self._rules.writable)
            or bad_body(path, method, headers)
        )
        if refusal or not (path.startswith("/api/") or "/pages/" in path):
            return refusal
        if self._open >= AT_ONCE:
            return Refusal(
                status=503, code="busy", message="Too many requests.", hint="Try again soon."
            )
        asks = path.startswith(("/api/ask", "/api/retrieve", "/api/ledger", "/api/feedback"))
        client = scope.get("client") or ("",)
        if asks and self._taps.per_minute and not self._taps.take(client[0], time.monotonic()):
            return Refusal(
                status=429,
                code="too_many_questions",
                message=f"More than {self._rules.per_minute} questions in a minute.",
                hint="Wait a minute, or ask the questions as a batch on the command line.",
            )
        return None

    def _watched(self, scope: Scope, send: Send) -> Send:
        """`send` that adds the headers and counts the response."""

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                _harden(headers, scope["path"])
                self._metrics.count(
                    "councilqa_requests_total",
                    route=_route(scope),
                    method=scope["method"] if scope["method"] in ("GET", "POST") else "other",
                    code=str(message["status"]),
                )
            await send(message)

        return watched


async def refuse(refusal: Refusal, send: Send) -> None:
    """Answer a request with a refusal."""
    body = json.dumps(error_body(refusal.code, refusal.message, refusal.hint)).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    if refusal.status in (429, 503):
        headers.append((b"retry-after", b"10"))
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def strange_host(headers: Headers, rules: Rules) -> Refusal | None:
    """Refuse a request that names a host we are not."""
    host = _hostname(headers.get("host", ""))
    if not rules.hosts or host in rules.hosts:
        return None
    return Refusal(
        status=421,
        code="strange_host",
        message=f"This is not {host[:100]!r}.",
        hint="Use the address that was printed at the start, or serve with --name and this name.",
    )


def strange_origin(method: str, headers: Headers, rules: Rules) -> Refusal | None:
    """Refuse a change or a question that another site's page sends."""
    origin = headers.get("origin", "")
    if method in ("GET", "HEAD", "OPTIONS") or not origin or origin in rules.origins:
        return None
    if urlsplit(origin).netloc == headers.get("host"):
        return None
    return Refusal(
        status=403,
        code="strange_origin",
        message=f"Requests from {origin[:100]!r} are not taken.",
        hint="Ask from the page itself, or without an Origin header.",
    )


def unknown_path(path: str, method: str, *, writable: bool) -> Refusal | None:
    """Refuse the page framework's routes that the page does not use."""
    if not path.startswith(PAGE) or path == PAGE:
        return None
    rest = path.removeprefix(PAGE)
    allowed = PAGE_READS if method in ("GET", "HEAD") else PAGE_WRITES
    known = allowed.fullmatch(rest) or (writable and PAGE_UPLOADS.fullmatch(rest))
    climbs = ".." in path or "\\" in path or "\0" in path
    if known and not climbs and method in ("GET", "HEAD", "POST"):
        return None
    return Refusal(
        status=404,
        code="not_found",
        message="There is nothing at this address.",
        hint="The page is at /ui/, the routes are listed at /api/openapi.json.",
    )


def bad_body(path: str, method: str, headers: Headers) -> Refusal | None:
    """Refuse a body without a length, over the limit, or of another type than JSON."""
    if "transfer-encoding" in headers and "content-length" not in headers:
        return Refusal(
            status=411,
            code="length_required",
            message="The body has no length.",
            hint="Send a Content-Length header.",
        )
    files = path == "/api/documents" or path.startswith(f"{PAGE}/gradio_api/upload")
    limit = UPLOAD_LIMIT if files else BODY_LIMIT
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > limit:
        return Refusal(
            status=413,
            code="too_large",
            message=f"The body is over the limit of {limit:,} bytes.",
            hint="Send one file at a time." if files else "Ask in a sentence or two.",
        )
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if method == "POST" and path.startswith("/api/") and not files and kind != "application/json":
        return Refusal(
            status=415,
            code="unsupported_media_type",
            message=f"The body is {kind[:60] or 'of no stated type'!r}, not JSON.",
            hint="Send 'Content-Type: application/json'.",
        )
    return None


def hosts_for(host: str, more: Iterable[str] = ()) -> frozenset[str]:
    """The names a page bound to `host` may be asked under; empty, which is any, where it is open.

    An address that only this machine reaches is asked under this machine's names; one that all
    can reach, under any name unless some are given.
    """
    named = frozenset(more)
    if is_loopback(host):
        return LOOPBACK | named
    return named and named | LOOPBACK


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    return host in LOOPBACK or host.startswith("127.")


def _hostname(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _route(scope: Scope) -> str:
    """The pattern of the route that took the request, so that ids do not become labels."""
    path = getattr(scope.get("route"), "path", "")
    known: Collection[str] = ("/", "/healthz", "/metrics")
    if path.startswith(("/api/", "/documents/")) or path in known:
        return str(path)
    return PAGE if scope["path"].startswith(PAGE) else "other"


def _harden(headers: MutableHeaders, path: str) -> None:
    for name, value in HEADERS.items():
        headers[name] = value
    headers.setdefault("Content-Security-Policy", STRICT)
    if path.startswith(f"{PAGE}/assets/"):
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif path.startswith(("/api/", "/documents/")) or path.rstrip("/") == PAGE:
        headers["Cache-Control"] = "no-store"
