"""An assistant, a host and a port -> a server that runs until it is stopped."""

import errno
import socket
import sys
import threading
from collections.abc import Callable, Collection
from contextlib import suppress

import uvicorn

from index.errors import CouncilqaError
from rag.web.build import build_app
from rag.web.desk import Answering, Writer
from rag.web.guard import hosts_for, is_loopback

PORT = 7860
TRIED = 20
"""Ports tried from the usual one upwards where none was asked for."""
PER_MINUTE = 60
"""Questions that one address may ask in a minute where others than this machine can connect."""


class AddressTaken(CouncilqaError):
    """The server cannot listen at that address."""


def serve(
    assistant: Answering,
    host: str = "127.0.0.1",
    port: int | None = None,
    *,
    writable: bool | None = None,
    hosts: Collection[str] = (),
    origins: Collection[str] = (),
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serve the page and the routes until interrupted.

    Args:
        assistant: Answers the questions.
        host: Address to listen at; the default is reached from this machine only.
        port: Port to listen at; the next free one from 7860 where None.
        writable: Whether documents may be added and removed; where None, only if no other machine
            can connect.
        hosts: Names the page may be asked under, where other machines can connect; any if empty.
        origins: Other sites whose pages may use the routes.
        announce: Is told the page's address once it answers; the default writes it to stderr.

    Raises:
        AddressTaken: another program listens there, or this machine has no such address.
    """
    local = is_loopback(host)
    listening = listen(host, port)
    app = build_app(
        assistant,
        writer=_writer(assistant) if (local if writable is None else writable) else None,
        hosts=hosts_for(host, hosts),
        origins=origins,
        per_minute=0 if local else PER_MINUTE,
    )
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    address = page_address(host, listening.getsockname()[1])
    server = _Server(
        config, ready=lambda: (announce or _announce)(address), leaving=app.state.hang_up
    )
    threading.Thread(target=_warmed, args=(assistant,), name="warm", daemon=True).start()
    with listening:
        server.run(sockets=[listening])


def _warmed(assistant: Answering) -> None:
    """Warm the assistant while nobody asks yet; what goes wrong is told with the first answer."""
    with suppress(CouncilqaError):
        assistant.warm()


def listen(host: str, port: int | None) -> socket.socket:
    """A socket that listens at `host`, at `port` or at the next free one from 7860.

    Raises:
        AddressTaken: none is free, or this machine has no such address.
    """
    tried = [port] if port is not None else list(range(PORT, PORT + TRIED))
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for number in tried:
        try:
            return socket.create_server((host, number), family=family, backlog=2048)
        except (OSError, OverflowError) as error:
            taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
            if not taken:
                raise AddressTaken(
                    f"Cannot listen at {host} port {number}: {error}.",
                    hint="Choose another with --host and --port.",
                ) from error
    ports = f"Port {tried[0]}" if len(tried) == 1 else f"Every port from {tried[0]} to {tried[-1]}"
    raise AddressTaken(
        f"{ports} at {host} is used by another program.",
        hint="Stop that program, or choose another port with --port.",
    )


def page_address(host: str, port: int) -> str:
    """The address to type into a browser on this machine."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{name}:{port}/"


class _Server(uvicorn.Server):
    """A server that says when it answers, and that open pages do not keep from stopping."""

    def __init__(
        self, config: uvicorn.Config, *, ready: Callable[[], None], leaving: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._ready = ready
        self._leaving = leaving

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._leaving()
        await super().shutdown(sockets)


def _announce(address: str) -> None:
    sys.stderr.write(f"councilqa answers at {address} (stop it with Ctrl+C)\n")
    sys.stderr.flush()


def _writer(assistant: Answering) -> Writer:
    from index.embed import MiniLM  # needed only where documents may be added
    from rag.web.write import LibraryWriter

    return LibraryWriter(assistant.library.folder, MiniLM.load)
