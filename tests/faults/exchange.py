"""A request and its answer, apart from how they travel."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

from tests.faults.vocabulary import How, Where

PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True)
class Request:
    """A request as a server sees it; `target` is what stands after /api/v1."""

    method: str
    target: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The target without its query."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """The target's query."""
        return dict(parse_qsl(urlsplit(self.target).query))

    @property
    def where(self) -> Where | None:
        """What faults it may meet; None for what no fault happens to."""
        if self.method == "POST" and self.path == "/task":
            return "open"
        if self.method == "POST" and self.path.endswith("/event"):
            return "post"
        return "poll" if self.method == "GET" and self.path.startswith("/task/") else None


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def value(self) -> Any:
        """What is inside the envelope."""
        return json.loads(self.body)["r"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """How an answer travels; `reply` is None where there is none to give."""

    how: How
    reply: Reply | None = None
    seconds: float = 0.0


class Upstream(Protocol):
    """What acts on requests: the scripted server, or the way to a real engine."""

    async def handle(self, request: Request) -> Reply:
        """The answer to a request. May be cancelled when it is a GET."""


def reply_json(status: int, value: Any) -> Reply:
    """An answer of JSON."""
    return Reply(status, json.dumps(value).encode())
