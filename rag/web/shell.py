"""The page that Gradio sends -> the page we send: our title, style and script, and a tight policy.

Gradio's first page names itself and its site in its head and starts with inline scripts. Here the
names go, ours come, and the policy allows exactly those inline scripts, by their hashes.
"""

import base64
import hashlib
import html
import re
from importlib import resources

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.web.guard import PAGE

ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Crect width='32' height='32' rx='6' fill='%231d4f76'/%3E%3Cpath d='M9 10h14M9 16h14M9 22h8'"
    " stroke='white' stroke-width='3' stroke-linecap='round'/%3E%3C/svg%3E"
)
NO_SCRIPT = (
    "<noscript><p>This page needs JavaScript. Without it, ask on the command line: "
    "<code>councilqa ask &quot;your question&quot;</code></p></noscript>"
)


def asset(name: str) -> str:
    """The text of a file that lies beside this one."""
    return resources.files("rag.web").joinpath(name).read_text("utf-8")


def head(title: str, up: str = "../") -> str:
    """What stands in the head of every page of ours; `up` leads to the root of the site."""
    return (
        f"<title>{html.escape(title)}</title>"
        f'<link rel="icon" href="{ICON}">'
        f'<link rel="stylesheet" href="{up}page/style.css?v={_version("style.css")}">'
    )


def policy(page: str) -> str:
    """The content security policy of a page: its own files, and its own inline scripts by hash."""
    scripts = re.findall(r"<script(?:\s+data-[\w-]+)*>(.*?)</script>", page, flags=re.DOTALL)
    hashes = "".join(f" 'sha256-{_digest(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    )


def dressed(page: str, title: str) -> str:
    """The page with our head instead of Gradio's, and a word for browsers without scripts."""
    page = re.sub(r"\s*<meta\s+(?:property|name)=\"(?:og|twitter):[^>]*>", "", page)
    page = re.sub(r"\s*<link rel=\"manifest\"[^>]*>", "", page)
    script = f'<script src="../page/page.js?v={_version("page.js")}" defer></script>'
    page = page.replace("</head>", f"{head(title)}{script}</head>", 1)
    return page.replace("<gradio-app", f"{NO_SCRIPT}<gradio-app", 1)


class Shell:
    """ASGI middleware that dresses the page at `/ui/` and leaves all else as it is."""

    def __init__(self, app: ASGIApp, *, title: str) -> None:
        """Stand before `app`."""
        self._app = app
        self._title = title

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; where it asks for the page, change what comes back."""
        wanted = scope["type"] == "http" and scope["path"].rstrip("/") == PAGE
        if not wanted or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        plain = [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]
        await self._app({**scope, "headers": plain}, receive, _Changed(send, self._title))


class _Changed:
    """Holds a response back until it is whole, then sends it dressed where it is a page."""

    def __init__(self, send: Send, title: str) -> None:
        self._send = send
        self._title = title
        self._start: Message = {}
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        if message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        headers = MutableHeaders(scope=self._start)
        if headers.get("content-type", "").startswith("text/html") and self._body:
            page = dressed(self._body.decode("utf-8"), self._title)
            self._body = page.encode("utf-8")
            headers["Content-Security-Policy"] = policy(page)
            headers["Content-Length"] = str(len(self._body))
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": self._body})


def _version(name: str) -> str:
    return hashlib.sha256(asset(name).encode()).hexdigest()[:12]


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode()
