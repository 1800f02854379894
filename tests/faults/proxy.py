"""`python -m tests.faults.proxy`: an engine behind a proxy that plays faults as they are typed, to try things by hand.

It prints the address and the key for `--api` and CIRCLEMIND_API_KEY, then reads lines: `away 20` (nobody listens for so
many seconds), or where and what: `post reset after`, `poll 503`, `answer unordered`.
"""

import asyncio
import sys

from tests.faults.engine import Counted, RealServer, engine
from tests.faults.front import Front, listening
from tests.faults.layer import Layer, Script
from tests.faults.vocabulary import BY_NAME, Where


async def main() -> None:
    """Serve until the input ends."""
    script = Script()
    async with engine() as ready:
        server = RealServer(ready, Counted())
        async with listening(Layer(server, script, clock_skew_s=1)) as front:
            print(f"--api {front.url}  CIRCLEMIND_API_KEY={ready['api_key']}  demo {ready['demo']}", flush=True)
            while line := await asyncio.to_thread(sys.stdin.readline):
                print(play(line.strip(), script, front), flush=True)
        await server.aclose()


def play(line: str, script: Script, front: Front) -> str:
    """Have a typed fault happen next; what is to happen."""
    where, _, name = line.partition(" ")
    if where == "away" and name.isdecimal():
        front.go_away(float(name))
        return f"nobody listens for {name} s"
    kind = BY_NAME.get(name)
    if kind is None or where not in kind.where:
        return f"write away SECONDS, or open, post, poll or answer and one of: {', '.join(BY_NAME)}"
    if where == "answer":
        script.twists.append(kind.twists[0])
    else:
        at: Where = "open" if where == "open" else "post" if where == "post" else "poll"
        script.faults(at).append(kind.faults[at][0])
    return kind.says


if __name__ == "__main__":
    asyncio.run(main())
