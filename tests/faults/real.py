"""One fault before the real engine, in real time, through a proxy on a socket of its own."""

import asyncio
from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from smooth_console.client import ApiKey, SmoothClient
from smooth_console.session import Session, new_event_id
from smooth_console.wire import TaskRequest, evaluate_js, extract, goto
from tests.faults.checks import Outcome, Watched
from tests.faults.engine import Counted, RealServer
from tests.faults.front import listening
from tests.faults.layer import Layer, Script
from tests.faults.vocabulary import Fault, Kind, Twist, Where

SETTLE_S = 45.0
"""How long after the last event all must have been answered that can be."""
LONGEST_S = 2.2
"""Real time is dear: what takes minutes in virtual time takes so long here, and the client's patience is less."""
READ_S = 1.1


def cases(kind: Kind) -> Iterator[tuple[Where, Fault | Twist]]:
    """The fault in each of its variants, and where."""
    for where, faults in kind.faults.items():
        for fault in faults:
            yield where, replace(fault, seconds=min(fault.seconds, LONGEST_S if where != "poll" else 60.0))
    for twist in kind.twists:
        yield "answer", twist


async def play_on(ready: dict[str, str], counted: Counted, where: Where, fault: Fault | Twist) -> Outcome:
    """A session of a few events on a real page, in which one fault happens twice; what came of it."""
    server = RealServer(ready, counted)
    script = Script()
    queue: deque[Fault | Twist | None] = script.twists if where == "answer" else script.faults(where)  # type: ignore[assignment]
    queue += [fault, None, fault] if where == "open" else [None, fault, fault]
    async with listening(Layer(server, script, clock_skew_s=7200 if fault == "clock set" else 0)) as front:
        run = Watched(server, front.layer)
        client = SmoothClient(front.url, ApiKey("through-the-proxy"), read_timeout_s=READ_S, open_timeout_s=20.0)
        async with client:
            run.session, run.opening = await Session.open(client, TaskRequest(task=None), listener=run.heard)
            await run.session.ready()
            for verb in ("goto", "js", "extract", "js"):
                event_id = new_event_id()
                address = counted.url(event_id)
                match verb:
                    case "goto":
                        event = goto(address, id=event_id)
                    case "js":
                        event = evaluate_js(f"fetch({address!r}, {{mode: 'no-cors'}}).then(() => 7)", id=event_id)
                    case _:
                        schema = {"type": "object", "properties": {"title": {"type": "string"}}}
                        event = extract(schema, id=event_id)
                run.session.send(event, verb=verb, line=verb, deadline_s=SETTLE_S)
            for entry in run.session.entries:
                await run.session.settled(entry)
            script.clear()
            await run.session.aclose()
        await server.look()
        run.check_shown()
        run.check()
    await server.aclose()
    return run.outcome


async def play_all(
    ready: dict[str, str], counted: Counted, kinds: list[Kind], at_once: int
) -> dict[str, list[Outcome]]:
    """Every variant of every kind, several at once: most of the time they wait."""
    turn = asyncio.Semaphore(at_once)

    async def one(kind: Kind, where: Where, fault: Fault | Twist) -> tuple[str, Outcome]:
        async with turn:
            outcome = await play_on(ready, counted, where, fault)
        outcome.problems = [f"{kind.name}, {where}: {problem}" for problem in outcome.problems]
        return kind.name, outcome

    found = await asyncio.gather(*(one(kind, *case) for kind in kinds for case in cases(kind)))
    return {kind.name: [outcome for name, outcome in found if name == kind.name] for kind in kinds}
