"""What plays faults: it stands before a server, passes requests on, and lets go wrong what a script says."""

import asyncio
import re
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.faults.exchange import Delivery, Reply, Request, Upstream, reply_json
from tests.faults.view import View
from tests.faults.vocabulary import Fault, Twist, Where


@dataclass
class Script:
    """What goes wrong with the next requests and answers, first first; None is one that goes well."""

    open_faults: deque[Fault | None] = field(default_factory=deque)
    post_faults: deque[Fault | None] = field(default_factory=deque)
    get_faults: deque[Fault | None] = field(default_factory=deque)
    twists: deque[Twist | None] = field(default_factory=deque)

    def faults(self, where: Where) -> deque[Fault | None]:
        """Those of one kind of request."""
        return {"open": self.open_faults, "post": self.post_faults, "poll": self.get_faults}[where]

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        for queue in (self.open_faults, self.post_faults, self.get_faults, self.twists):
            queue.clear()


@dataclass
class Seen:
    """One request as it came: when (the loop's clock, s), what, and what happened to it."""

    at: float
    request: Request
    fault: Fault | None


class Layer:
    """Between a client and a server.

    Args:
        upstream: The server.
        script: What goes wrong; read anew at each request, so it may be changed meanwhile.
        clock_skew_s: How far the server's clock, in dates and timestamps, is ahead of ours.

    Attributes:
        seen: Every request that came.
        forgotten: Whether the server has been restarted, and knows no task.
    """

    def __init__(self, upstream: Upstream, script: Script, *, clock_skew_s: int = 0) -> None:
        self.upstream = upstream
        self.script = script
        self.view = View(upstream, script.twists, skew_ms=1000 * clock_skew_s)
        self.seen: list[Seen] = []
        self.forgotten = False
        self._clock_skew_s = clock_skew_s
        self._away_until = 0.0
        self.views = bool(script.twists) or clock_skew_s != 0
        self._late: set[asyncio.Task[None]] = set()

    def next_outage(self) -> float:
        """Seconds for which nobody listens from now on, because the next request of some kind is to be refused."""
        for where in ("open", "post", "poll"):
            queue = self.script.faults(where)
            if queue and queue[0] is not None and queue[0].how == "refused":
                fault = queue.popleft()
                assert fault is not None
                return fault.seconds
        return 0.0

    async def handle(self, request: Request) -> Delivery:
        """What comes of a request."""
        now = asyncio.get_running_loop().time()
        queue = self.script.faults(request.where) if request.where else None
        if now < self._away_until:
            self.seen.append(Seen(now, request, Fault(how="refused")))
            return Delivery("refused")
        fault = queue.popleft() if queue else None
        self.seen.append(Seen(now, request, fault))
        if fault is None:
            return Delivery("answered", await self._act(request))
        return await self._play(fault, request, now)

    def cut(self, request: Request) -> None:
        """The connection of a request was cut for what happened on another one."""
        for seen in self.seen:
            if seen.request is request and seen.fault is None:
                seen.fault = Fault(taken=True)

    async def _play(self, fault: Fault, request: Request, now: float) -> Delivery:
        how = fault.travels
        if how == "refused":
            self._away_until = now + fault.seconds
            return Delivery("refused", seconds=fault.seconds)
        if how == "forgotten":
            await self.view.end(request)
            self.forgotten, self._away_until = True, now + fault.seconds
            return Delivery("cut", seconds=fault.seconds)
        own: Reply | None = None
        if fault.taken:
            own = await self._act(request)
        elif fault.late_s:
            self._act_later(request, fault.late_s)
        if how == "ended":
            await self.view.end(request)
            return Delivery("answered", own)
        if how == "answered":
            return Delivery("answered", Reply(fault.status, fault.body, self._dated(fault)))
        return Delivery(how, own, fault.seconds)

    async def _act(self, request: Request) -> Reply:
        if self.forgotten and request.path.startswith("/task/"):
            return reply_json(404, {"detail": "no such task"})
        if request.where == "poll" and self.views:
            return await self.view.poll(request)
        return await self.upstream.handle(request)

    def _act_later(self, request: Request, seconds: float) -> None:
        async def later() -> None:
            await asyncio.sleep(seconds)
            await self._act(request)

        task = asyncio.create_task(later())
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    def _dated(self, fault: Fault) -> dict[str, str]:
        """Headers, with `date+N` as the date N seconds from now, by the server's clock."""
        there = datetime.now(UTC) + timedelta(seconds=self._clock_skew_s)
        headers = dict(fault.headers)
        found = re.fullmatch(r"date\+(\d+)", headers.get("retry-after", ""))
        if found:
            # A date is whole seconds: the next one after the moment that is meant.
            moment = there.replace(microsecond=0) + timedelta(seconds=int(found.group(1)))
            headers["retry-after"] = format_datetime(moment, usegmt=True)
        return {"date": format_datetime(there, usegmt=True), **headers}

    async def aclose(self) -> None:
        """Let what was to be taken late be taken."""
        await asyncio.gather(*self._late, return_exceptions=True)
