"""A server that speaks the protocol and means harm: whatever it may choose is from the corpus."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.hostile.corpus import DEPTH, HOSTS, LINE_CELLS, RECORDS, TEXTS, word

HOLD_S = 5.0
ALL = " ".join(TEXTS.values())
"""Every text in one."""
HOST = next(iter(HOSTS))
_DEEP = "@@deep@@"


class _Quiet(ThreadingHTTPServer):
    """Callers may go away in the middle of a request."""

    def handle_error(self, *_anything: object) -> None:
        pass


class HostileServer:
    """Answers a js line by a word in its code: `each`, `records`, `joined`, `deep`, `long`, `'one NAME'`; others fail.

    Attributes:
        url: The base URL.
    """

    def __init__(self) -> None:
        self._events: list[dict[str, Any]] = []
        self._ended = False
        self._news = threading.Condition()
        hostile = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                hostile._post(self, self.path, json.loads(body))

            def do_GET(self) -> None:
                query = parse_qs(urlsplit(self.path).query)
                hostile._get(self, int(query.get("event_t", ["0"])[0]))

            def do_DELETE(self) -> None:
                hostile._say(self, 200, {"r": True})

            def log_message(self, *_anything: object) -> None:
                pass

        self._server = _Quiet(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/api/v1"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def _record(self) -> dict[str, Any]:
        return {
            "id": f"task_\x1b]0;owned\x07\u202e{word('task')}",
            "status": "done" if self._ended else "running",
            "device": f"desktop{TEXTS['RLO']}",
            "live_url": f"{HOST}{TEXTS['OSC link']}",
            "credits_used": 1,
            "created_at": 1,
            "page_url": f"{HOST}?{TEXTS['OSC title']}{TEXTS['surrogates']}",
        }

    def _post(self, request: BaseHTTPRequestHandler, path: str, body: dict[str, Any]) -> None:
        if path.endswith("/task"):
            self._events, self._ended = [], False
            self._say(request, 200, {"r": self._record()})
            return
        payload = body["payload"]
        given = payload.get("input") or {}
        code = str(given.get("js", ""))
        if "refuse" in code:
            self._say(request, 400, {"detail": [{"loc": [ALL, 1], "msg": ALL, "type": "x"}]})
            return
        self._say(request, 200, {"r": {"id": body["id"]}})
        with self._news:
            for event in self._answers(body, payload, given, code):
                self._events.append(event | {"timestamp": 1000 + len(self._events)})
            self._news.notify_all()

    def _answers(self, body: dict[str, Any], payload: Any, given: Any, code: str) -> list[dict[str, Any]]:
        event = {"id": body["id"], "name": body["name"]}

        def answer(output: Any, number: int = 200) -> list[dict[str, Any]]:
            return [event | {"payload": {"name": payload.get("name"), "code": number, "output": output}}]

        name = payload.get("name")
        if body["name"] == "tool_call":
            return []
        if name == "close":
            self._ended = True
            return answer("closed")
        if name == "goto":
            return answer({"url": f"{HOST}?{ALL}", "title": ALL, "status": 200})
        if name == "extract":
            return answer(RECORDS)
        if name == "run_task":
            call = {"name": f"tool {ALL}", "input": {"ask": RECORDS}}
            return [{"id": f"call_{ALL}", "name": "tool_call", "payload": call}]
        if "'one " in code:
            return answer(TEXTS[code.partition("'one ")[2].partition("'")[0]])
        outputs = {
            "each": TEXTS,
            "records": RECORDS,
            "joined": ALL,
            "deep": _DEEP,
            "long": "x" * LINE_CELLS + "readlong",
        }
        for key, output in outputs.items():
            if key in code:
                return answer(output)
        return answer(f"Error: {ALL} (line 1, column 1)", 400)

    def _get(self, request: BaseHTTPRequestHandler, after: int) -> None:
        end = time.monotonic() + HOLD_S
        with self._news:
            while True:
                news = [event for event in self._events if event["timestamp"] > after]
                if news or self._ended or time.monotonic() > end:
                    break
                self._news.wait(end - time.monotonic())
        self._say(request, 200 if self._ended else 202, {"r": self._record() | {"events": news}})

    def _say(self, request: BaseHTTPRequestHandler, status: int, body: Any) -> None:
        text = json.dumps(body).replace(f'"{_DEEP}"', "[" * DEPTH + '"readdeep"' + "]" * DEPTH)
        request.send_response(status)
        request.send_header("content-type", "application/json")
        request.send_header("content-length", str(len(text)))
        request.end_headers()
        request.wfile.write(text.encode("ascii"))
