"""The guard's own program: waits until its standard input closes, then closes the sessions that are still open.

Run by path, isolated, with the standard library alone; it imports nothing of ours. What speaks HTTP is imported when
there is something to close.
"""

import contextlib
import json
import os
import signal
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from urllib.request import OpenerDirector

TRY_FOR_S = 45.0
ASK_S = 10.0
PAUSES_S = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
CLOSE = {"name": "session_action", "payload": {"name": "close"}}
OVER = (200, 202, 204, 404, 410)
"""Answers after which there is nothing more to close."""
REFUSED = (401, 403)
"""Answers that do not change when one asks again."""


def main() -> None:
    """Listen until the console is gone, then close what it left."""
    # The console answers signals. Whoever ends both of us ends this one when it is done, or with SIGKILL.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    left = listen()
    if left:
        close_all(left, certificates=sys.argv[1])


def listen() -> dict[str, dict[str, Any]]:
    """The sessions that are open when standard input ends, by id."""
    left: dict[str, dict[str, Any]] = {}
    for line in sys.stdin.buffer:
        # A line that was cut off says nothing; the others stand.
        with contextlib.suppress(ValueError, KeyError, TypeError):
            word = json.loads(line)
            if "over" in word:
                left.pop(word["over"], None)
            else:
                left[word["task_id"]] = {name: word[name] for name in ("base_url", "task_id", "key", "direct")}
    return left


def close_all(left: dict[str, dict[str, Any]], certificates: str) -> None:
    """Close each, those that fail again later, until all are closed or it has taken too long."""
    end = time.monotonic() + TRY_FOR_S
    pauses = iter(PAUSES_S)
    while left and time.monotonic() < end:
        for task_id, session in list(left.items()):
            if close(opener(certificates, direct=session["direct"]), session):
                del left[task_id]
        if left:
            time.sleep(next(pauses, PAUSES_S[-1]))


def opener(certificates: str, *, direct: bool) -> "OpenerDirector":
    """What carries requests; `direct` is past all proxies."""
    import ssl
    from urllib.request import HTTPRedirectHandler, HTTPSHandler, ProxyHandler, build_opener

    class Stay(HTTPRedirectHandler):
        """A redirect is not followed: it would take the key elsewhere."""

        def redirect_request(self, *_anything: object) -> None:
            return None

    trusted = ssl.create_default_context(cafile=certificates or None)
    return build_opener(Stay(), ProxyHandler({} if direct else None), HTTPSHandler(context=trusted))


def close(opener: "OpenerDirector", session: dict[str, Any]) -> bool:
    """Close a session, or cancel its task when it takes no event. Whether there is nothing more to be done."""
    from urllib.parse import quote

    task = f"{session['base_url']}/task/{quote(session['task_id'], safe='')}"
    # One id however often it is tried: to a server with idempotent ids it is one event.
    event = CLOSE | {"id": session.setdefault("event_id", f"evt_{os.urandom(6).hex()}")}
    said = ask(opener, "POST", f"{task}/event", session["key"], json.dumps(event).encode("ascii"))
    if said not in OVER:
        said = ask(opener, "DELETE", task, session["key"])
    return said in OVER or said in REFUSED


def ask(opener: "OpenerDirector", method: str, url: str, key: str, body: bytes | None = None) -> int:
    """The status that a request is answered with; 0 when it is not."""
    from urllib.error import HTTPError
    from urllib.request import Request

    headers = {"content-type": "application/json", "user-agent": "smooth-console"}
    if key:
        headers["apikey"] = key
    try:
        with opener.open(Request(url, body, headers, method=method), timeout=ASK_S) as response:
            return int(response.status)
    except HTTPError as problem:
        problem.close()
        return problem.code
    except Exception:
        # Whatever it is, there is nobody to tell; it is tried again.
        return 0


if __name__ == "__main__":
    main()
    # Nothing is left to be tidied up.
    os._exit(0)
