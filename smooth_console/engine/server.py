"""The engine as a process: listens, says on stdout that it is ready, and goes when it is told to or its parent does."""

import asyncio
import contextlib
import json
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

from smooth_console.engine.app import create_app
from smooth_console.engine.chromium import NoBrowserError, find_chromium
from smooth_console.engine.engine import Engine
from smooth_console.engine.options import API_PREFIX, ServeOptions, new_key

__all__ = ["ServeOptions", "main", "new_key", "serve"]

LOG = logging.getLogger("smooth_console.engine")
NOT_STARTED = 3
GRACE_S = 5
PARENT_LOOK_S = 1.0

# Clients drop a connection that rests, after 5 to 60 s. Were we first, what they send at that moment would be lost.
KEEP_ALIVE_S = 75


class StartError(Exception):
    """The engine cannot start. The message says why and what to do."""


class Listener(uvicorn.Server):
    """A uvicorn server that leaves the process's signals alone, since two of them run here."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are for `serve`."""
        yield


def main(options: ServeOptions, app: ASGIApp | None = None, demo: str = "") -> int:
    """Serve until told to stop.

    Args:
        options: The settings.
        app: What to serve in place of the engine.
        demo: Where the demo site is said to be, when `app` knows better.

    Returns:
        The exit code: 0 when it was told to, 3 when it could not start (the reason is on stderr).
    """
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    try:
        asyncio.run(serve(options, app, demo))
    except StartError as problem:
        print(f"smooth-console serve: {problem}", file=sys.stderr)
        return NOT_STARTED
    except KeyboardInterrupt:
        pass
    return 0


async def serve(options: ServeOptions, app: ASGIApp | None = None, demo: str = "") -> None:
    """Run the API, and the demo site beside it, until SIGTERM, SIGINT, or the end of the parent.

    Prints one line of JSON when ready: `{"url", "api_key", "demo"}`.

    Args: as `main`.

    Raises:
        StartError: The port is taken, or there is no browser.
    """
    if options.cdp_url is None and app is None:
        try:
            find_chromium()
        except NoBrowserError as problem:
            raise StartError(str(problem)) from None
    stop = _stop_signal(options)
    api_socket = _listen(options.host, options.port)
    engine: Engine | None = None
    if app is None:
        app = own = create_app(options)
        engine = own.state.engine
    listeners = [(_listener(app, lifespan=True), api_socket)]
    demo_url = demo
    if options.demo and engine is not None:
        from smooth_console.engine.demo import demo_app

        demo_socket = _listen(options.host, 0)
        listeners.append((_listener(demo_app(), lifespan=False), demo_socket))
        demo_url = _url(options.host, demo_socket)
    running = [asyncio.create_task(listener.serve(sockets=[listening])) for listener, listening in listeners]
    stopping = asyncio.create_task(stop.wait())
    try:
        await _started([listener for listener, _ in listeners], running, stopping)
        if not stop.is_set():
            _announce(
                {"url": _url(options.host, api_socket) + API_PREFIX, "api_key": options.api_key, "demo": demo_url}
            )
        await asyncio.wait({stopping, *running}, return_when=asyncio.FIRST_COMPLETED)
        if engine is not None:  # while it still listens, so that whoever waits for an answer is told
            await engine.end_tasks()
    finally:
        for number, (listener, _) in enumerate(listeners):
            listener.should_exit = True
            listener.force_exit = number > 0  # a page of the demo site that is slow on purpose keeps nobody here
        await asyncio.gather(*running, return_exceptions=True)
        stopping.cancel()


async def _started(listeners: list[Listener], running: list[asyncio.Task[None]], stopping: asyncio.Task[bool]) -> None:
    """Wait until all accept connections."""
    while not all(listener.started for listener in listeners):
        if any(task.done() for task in running):
            raise StartError("it ended while it started; the lines above say why")
        if stopping.done():
            return
        await asyncio.sleep(0.001)


def _announce(ready: dict[str, str]) -> None:
    """The one line on stdout. Whoever started us may not care to read it."""
    with contextlib.suppress(BrokenPipeError):
        print(json.dumps(ready), flush=True)


def _listener(app: ASGIApp, *, lifespan: bool) -> Listener:
    return Listener(
        uvicorn.Config(
            app,
            loop="asyncio",
            http="httptools",
            ws="websockets-sansio",
            ws_per_message_deflate=False,  # what goes through them is JPEG
            lifespan="on" if lifespan else "off",
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=GRACE_S,
        )
    )


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # asyncio turns Nagle's delay off only for sockets that say that they are TCP.
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError as problem:
        raise StartError(f"cannot listen on {host} port {port}: {problem.strerror or problem}; try --port 0") from None
    return listening


def _url(host: str, listening: socket.socket) -> str:
    port = listening.getsockname()[1]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


# ---------------------------------------------------------------------- being told to stop


def _stop_signal(options: ServeOptions) -> asyncio.Event:
    """Set on SIGTERM, SIGINT and SIGHUP, and for a child when its parent goes."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    if options.child:
        _watch_stdin(stop)
        _watch_parent(stop, os.getppid())
    return stop


def _watch_stdin(stop: asyncio.Event) -> None:
    """The parent holds the other end of standard input: it ends when the parent does, however that ends."""
    loop = asyncio.get_running_loop()
    number = sys.stdin.fileno()

    def readable() -> None:
        try:
            ended = not os.read(number, 4096)
        except OSError:
            ended = True
        if ended:
            loop.remove_reader(number)
            stop.set()

    try:
        loop.add_reader(number, readable)
    except (OSError, ValueError):  # a file or a closed descriptor: the look at the parent remains
        LOG.debug("standard input cannot be watched")


def _watch_parent(stop: asyncio.Event, parent: int) -> None:
    """Should somebody else hold the pipe open, a new parent tells as well."""
    loop = asyncio.get_running_loop()

    def look() -> None:
        if os.getppid() != parent:
            stop.set()
        else:
            loop.call_later(PARENT_LOOK_S, look)

    look()
