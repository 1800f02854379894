"""The live view of a session: a page that shows what its browser shows, to whoever has the token. Not the casting."""

import asyncio
import contextlib
import hmac
import logging
import re
import secrets
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from smooth_console import wire
from smooth_console.engine.live_input import Drawn, Pointer, cdp_command, read_message
from smooth_console.engine.screencast import PageState, Screencast
from smooth_console.engine.tab import Tab

if TYPE_CHECKING:
    from playwright.async_api import CDPSession

    from smooth_console.engine.tasks import Task

LOG = logging.getLogger(__name__)
ENDED = "the session has ended"
MAX_VIEWERS = 64

# Frames that may be on their way to one viewer; until one is drawn, newer pictures replace the one that waits.
FRAMES_ON_THE_WAY = 3
# Inputs the page has not taken yet. Past the first, moves are left out; past the second, everything is.
INPUTS_WAITING, INPUTS_AT_MOST = 16, 256

ASSETS = Path(__file__).parent / "live_page"
_MEDIA = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}

# Codes of the WebSocket, RFC 6455 section 7.4.1.
NORMAL, BAD_DATA, POLICY, TRY_LATER = 1000, 1007, 1008, 1013


class Viewer:
    """One browser that watches. What it is to be told waits here, only ever the newest of each kind."""

    def __init__(self, socket: WebSocket, taken: Callable[[], None]) -> None:
        """`taken` is called whenever it can take another picture."""
        self._socket = socket
        self._taken = taken
        self._on_the_way = 0
        self._frame: bytes | None = None
        self._said: dict[str, Any] | None = None
        self._ended: str | None = None
        self._wake = asyncio.Event()

    @property
    def ready(self) -> bool:
        """Whether a picture would go out at once."""
        return self._frame is None and self._on_the_way < FRAMES_ON_THE_WAY

    def show(self, frame: bytes | None) -> None:
        """Show a picture; None takes back one that was not sent yet."""
        self._frame = frame
        self._wake.set()

    def say(self, state: dict[str, Any]) -> None:
        """Say how things are."""
        self._said = state
        self._wake.set()

    def end(self, message: str) -> None:
        """Say that it is over, and close."""
        self._ended = message
        self._wake.set()

    def drawn(self) -> None:
        """A frame arrived and was drawn."""
        self._on_the_way = max(0, self._on_the_way - 1)
        self._wake.set()
        self._taken()

    async def send_all(self) -> None:
        """Send what there is to send, until it is over."""
        while self._ended is None:
            self._wake.clear()
            if self._said is not None:
                said, self._said = self._said, None
                await self._send(said)
            if self._frame is not None and self._on_the_way < FRAMES_ON_THE_WAY:
                frame, self._frame = self._frame, None
                self._on_the_way += 1
                await self._socket.send_bytes(frame)
                self._taken()
            else:
                await self._wake.wait()
        await self._send({"type": "ended", "message": self._ended})
        await self._socket.close(NORMAL, self._ended)

    async def _send(self, message: dict[str, Any]) -> None:
        await self._socket.send_text(wire.encode_json(message).decode())


class LiveView:
    """The live view of one task: its token, its viewers, and the screencast that they share.

    Attributes:
        token: What the address must carry.
        viewers: Who watches.
        screencast: Runs while there are viewers.
    """

    def __init__(self, tab: Tab, device: str, used: Callable[[], None]) -> None:
        """`used` is called whenever a viewer touches the page."""
        self.token = secrets.token_urlsafe(24)
        self.viewers: set[Viewer] = set()
        self.screencast = Screencast(tab, self)
        self._device = device
        self._used = used
        self._ended: str | None = None
        self._inputs: set[asyncio.Future[Any]] = set()
        self._taken = asyncio.Event()

    def path(self, task_id: str) -> str:
        """Path and query of its address on this server."""
        return f"/live/{task_id}?token={self.token}"

    def opened_by(self, token: str) -> bool:
        """Whether that is the token; takes as long whatever it is."""
        return hmac.compare_digest(token.encode("utf-8", "replace"), self.token.encode())

    def end(self, message: str = ENDED) -> None:
        """Tell everybody that it is over. Who comes later is told as well."""
        if self._ended is None:
            self._ended = message
            self.screencast.stop()
            for viewer in self.viewers:
                viewer.end(message)

    @contextlib.contextmanager
    def watched_from(self, socket: WebSocket) -> Iterator[Viewer]:
        """Show a viewer the page. The screencast starts with the first and stops with the last."""
        viewer = Viewer(socket, self._taken.set)
        if self._ended is not None:
            viewer.end(self._ended)
            yield viewer
            return
        self.viewers.add(viewer)
        self.screencast.start()
        viewer.show(self.screencast.frame)
        self._say()
        try:
            yield viewer
        finally:
            self.viewers.discard(viewer)
            if not self.viewers:
                self.screencast.stop()
            self._say()

    # ------------------------------------------------------------------ what the screencast shows

    def show(self, frame: bytes) -> None:
        """Give everybody a frame."""
        for viewer in self.viewers:
            viewer.show(frame)

    def describe(self, state: PageState) -> None:
        """Tell everybody of another address or title."""
        if not state.open:
            for viewer in self.viewers:
                viewer.show(None)
        self._say()

    async def ready(self) -> None:
        """Wait until one of the viewers can take a picture."""
        while not any(viewer.ready for viewer in self.viewers):
            self._taken.clear()
            await self._taken.wait()

    def _say(self) -> None:
        state = self.screencast.state
        said = {
            "type": "state",
            "open": state.open,
            "url": state.url,
            "title": state.title,
            "device": self._device,
            "viewers": len(self.viewers),
        }
        for viewer in self.viewers:
            viewer.say(said)

    # ------------------------------------------------------------------ what viewers do

    def receive(self, text: str, viewer: Viewer, *, interactive: bool) -> None:
        """Take a viewer's message.

        Raises:
            ValueError: It is none.
        """
        message = read_message(text)
        if isinstance(message, Drawn):
            viewer.drawn()
            return
        session = self.screencast.session
        if not interactive or session is None:
            return
        moves = isinstance(message, Pointer) and message.kind == "move"
        if len(self._inputs) >= (INPUTS_WAITING if moves else INPUTS_AT_MOST):
            return
        self._used()
        # Sent in order and not waited for: the page answers when it has handled one, and it may be busy.
        handled = asyncio.ensure_future(_input(session, *cdp_command(message)))
        self._inputs.add(handled)
        handled.add_done_callback(self._inputs.discard)


async def _input(session: "CDPSession", method: str, given: dict[str, Any]) -> None:
    try:
        await session.send(method, given)
    except Exception as problem:  # the page went away under it
        LOG.debug("%s: %s", method, problem)


# ---------------------------------------------------------------------- HTTP


async def show_page(request: Request) -> Response:
    """`/live/{task_id}`: the page that a person opens."""
    _, problem = _view(request)
    if problem is not None:
        return _problem_page(*problem)
    embedded = _is_true(request, "embed", False)
    response = FileResponse(ASSETS / "index.html", media_type="text/html", headers=_headers(request, embedded))
    if not embedded:
        response.headers["x-frame-options"] = "DENY"
    return response


async def show_asset(request: Request) -> Response:
    """`/live/page/{name}`: script, style and icon of the page."""
    name = request.path_params["name"]
    file = ASSETS / name
    if not re.fullmatch(r"[a-z]+\.(js|css|svg)", name) or not file.is_file():
        raise HTTPException(404, "there is no such file")
    return FileResponse(file, media_type=_MEDIA[file.suffix], headers={"x-content-type-options": "nosniff"})


async def watch(socket: WebSocket) -> None:
    """`/live/{task_id}/socket`: pictures out, input in."""
    view, problem = _view(socket)
    # guard.py lets requests without an Origin pass, as programs send them; a browser always says it here.
    if problem is None and "origin" not in socket.headers:
        problem = 403, "the live view is for its own page"
    if view is None or problem is not None:
        await socket.close(POLICY, problem[1] if problem else "")
        return
    await socket.accept()
    if len(view.viewers) >= MAX_VIEWERS:
        await socket.close(TRY_LATER, f"{MAX_VIEWERS} are watching already")
        return
    with view.watched_from(socket) as viewer:
        sending = asyncio.create_task(viewer.send_all())
        receiving = asyncio.create_task(_receive(socket, view, viewer, _is_true(socket, "interactive", True)))
        try:
            await asyncio.wait({sending, receiving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for part in (sending, receiving):
                part.cancel()
            await asyncio.gather(sending, receiving, return_exceptions=True)


async def _receive(socket: WebSocket, view: LiveView, viewer: Viewer, interactive: bool) -> None:
    try:
        while True:
            view.receive(await socket.receive_text(), viewer, interactive=interactive)
    except WebSocketDisconnect:
        return
    except (ValueError, KeyError) as problem:  # KeyError: bytes where text was due
        LOG.info("a viewer of the live view sent nonsense: %s", problem)
        await socket.close(BAD_DATA, "that was no message of the live view")


ROUTES = [
    Route("/live/page/{name}", show_asset),
    Route("/live/{task_id}", show_page),
    WebSocketRoute("/live/{task_id}/socket", watch),
]


def _view(connection: HTTPConnection) -> tuple[LiveView | None, tuple[int, str] | None]:
    """The view that a request is for, or status and reason of its refusal."""
    task: Task | None = connection.app.state.engine.tasks.get(connection.path_params["task_id"])
    view = None if task is None else task.view
    if view is None:
        return None, (404, "There is no such session here. It may be long over, or the engine was started anew.")
    if not view.opened_by(connection.query_params.get("token", "")):
        return None, (403, "The address lacks the session's token, or has another. Take it whole from the console.")
    return view, None


def _is_true(connection: HTTPConnection, name: str, default: bool) -> bool:
    return connection.query_params.get(name, str(default)).lower() in ("true", "1")


def _headers(request: Request, embedded: bool) -> dict[str, str]:
    """Everything comes from here and nothing is inline; `embed=true` is how a page elsewhere says that it frames it."""
    socket_origin = f"{'wss' if request.url.scheme == 'https' else 'ws'}://{request.url.netloc}"
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        f"connect-src 'self' {socket_origin}; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors {'*' if embedded else chr(39) + 'none' + chr(39)}"
    )
    return {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
    }


def _problem_page(status: int, reason: str) -> Response:
    page = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        '<title>Live view</title><link rel="icon" href="/live/page/icon.svg">'
        '<link rel="stylesheet" href="/live/page/live.css">'
        f'<main class="problem"><h1>Nothing to see here</h1><p>{escape(reason)}</p></main></html>'
    )
    policy = "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'"
    return HTMLResponse(page, status, {"content-security-policy": policy, "referrer-policy": "no-referrer"})
