"""The faults that a server and the way to it can show, each with its name: one vocabulary for the scripted server, for
the proxy before the real engine, and for the page that says what came of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Where = Literal["open", "post", "poll", "answer"]
"""What a fault happens to: `POST /task`, the POST of an event, the GET of the task, or an answer among its events."""

How = Literal["answered", "cut", "refused", "silent", "trickled", "truncated", "ended", "forgotten"]
"""`answered` with `status` and `body` in place of the server's; `cut` without a byte; `refused` nobody listens;
`silent` no byte until the client has had enough; `trickled` the server's answer, slowly; `truncated` its first half;
`ended` the session is over, though the server answers well; `forgotten` nobody listens, and then the server knows no
task."""

Twist = Literal[
    "unknown code", "unordered", "repeated", "foreign", "same millisecond", "with the final status", "clock set"
]
"""What becomes of an answer among the events that a client is told; see `view`."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to one request.

    Attributes:
        status: Of the answer in place of the server's; 0 when there is none.
        body, headers: The same answer's.
        taken: Whether the server acts on the request.
        how: See `How`; left out it is `answered` where there is a status, else `cut`.
        seconds: How long nobody listens (refused, forgotten), or nothing is said (silent, at most), or the answer takes
            (trickled).
        late_s: How long after the client was told of the failure the server acts on the request all the same.
    """

    status: int = 0
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    taken: bool = False
    how: How | None = None
    seconds: float = 0.0
    late_s: float = 0.0

    @property
    def travels(self) -> How:
        """How the answer comes to the client, or does not."""
        return self.how or ("answered" if self.status else "cut")


@dataclass(frozen=True, slots=True)
class Kind:
    """A fault by name.

    Attributes:
        name: As it stands on the page.
        says: What happens, in a sentence.
        faults: Its variants on requests, by what they happen to.
        twists: Its variants on answers.
    """

    name: str
    says: str
    faults: Mapping[Where, tuple[Fault, ...]] = field(default_factory=dict)
    twists: tuple[Twist, ...] = ()

    @property
    def where(self) -> tuple[Where, ...]:
        """What it happens to."""
        return (*self.faults, *(("answer",) if self.twists else ()))


HTML = b"<!doctype html><html><head><title>502 Bad Gateway</title></head><body><h1>nginx</h1></body></html>"
_DETAIL = b'{"detail": "not now"}'
_SHAPE = b'{"detail": [{"loc": ["body", "name"], "msg": "field required", "type": "missing"}]}'


def _everywhere(*faults: Fault) -> dict[Where, tuple[Fault, ...]]:
    """On every kind of request. A GET changes nothing, so whether it was taken does not matter there."""
    return {"open": faults, "post": faults, "poll": tuple(f for f in faults if not f.taken and not f.late_s)}


def _both(status: int, body: bytes = _DETAIL, **headers: str) -> tuple[Fault, ...]:
    """An answer in place of the server's, before and after it acted."""
    return tuple(Fault(status, body, headers, taken=taken) for taken in (False, True))


def _refusal(status: int, body: bytes = _DETAIL, **headers: str) -> dict[Where, tuple[Fault, ...]]:
    """An answer that says no: the server has not acted."""
    return _everywhere(Fault(status, body, headers))


KINDS: tuple[Kind, ...] = (
    Kind("refused", "Nobody listens at the address.", _everywhere(Fault(how="refused", seconds=1.3))),
    Kind("reset before", "The connection is cut before the request was taken.", _everywhere(Fault())),
    Kind(
        "reset after",
        "The connection is cut after the request was taken, before the answer.",
        {"open": (Fault(taken=True),), "post": (Fault(taken=True),)},
    ),
    Kind(
        "timeout",
        "No byte of an answer comes; the request was taken, or not, or is taken after the client gave up.",
        {
            "open": (Fault(how="silent", seconds=120.1), Fault(how="silent", seconds=120.1, taken=True)),
            "post": (
                Fault(how="silent", seconds=60.1),
                Fault(how="silent", seconds=60.1, taken=True),
                Fault(how="silent", seconds=60.1, late_s=0.7),
                Fault(late_s=1.1),
                Fault(late_s=3.7),
            ),
        },
    ),
    Kind(
        "slow trickle",
        "The answer comes a few bytes at a time; whole in the end, or not before the client has had enough.",
        {
            where: (Fault(how="trickled", seconds=6.3, taken=True), Fault(how="trickled", seconds=900.7, taken=True))
            for where in ("open", "post", "poll")
        },
    ),
    Kind(
        "truncated",
        "The answer ends in its middle.",
        {where: (Fault(how="truncated", taken=True),) for where in ("open", "post", "poll")},
    ),
    Kind(
        "wrong JSON",
        "The answer is well, but for a body that is no JSON, or JSON of another shape.",
        _everywhere(*_both(200, b'{"r": {"id": '), *_both(200, b'{"rr": 1}'), *_both(200, b'{"r": [1, 2]}')),
    ),
    Kind(
        "HTML",
        "A web page comes in place of the answer, as from a proxy or a sign-in page.",
        _everywhere(*_both(200, HTML, **{"content-type": "text/html"}), *_both(504, HTML)),
    ),
    Kind("401", "The key is refused.", _refusal(401)),
    Kind("403", "The key, or the account, may not.", _refusal(403)),
    Kind("404", "The server says once that it knows no such task.", _refusal(404)),
    Kind("422", "The request's shape is refused.", _refusal(422, _SHAPE)),
    Kind(
        "429, seconds",
        "Too many requests; Retry-After gives seconds, or there is none.",
        _everywhere(Fault(429, _DETAIL, {"retry-after": "3"}), Fault(429, _DETAIL)),
    ),
    Kind(
        "429, date",
        "Too many requests; Retry-After gives a date, by a clock that is hours from ours.",
        _everywhere(Fault(429, _DETAIL, {"retry-after": "date+4"})),
    ),
    Kind("500", "The server fails, before or after it took the request.", _everywhere(*_both(500))),
    Kind("502", "A gateway fails, before or after the request was taken.", _everywhere(*_both(502, HTML))),
    Kind(
        "503",
        "The server is overloaded, before or after it took the request, and may say for how long.",
        _everywhere(*_both(503), *_both(503, _DETAIL, **{"retry-after": "2"})),
    ),
    Kind("unknown code", "An answer's code is none that is known.", twists=("unknown code",)),
    Kind("unordered", "An answer comes after later ones, with its old timestamp.", twists=("unordered",)),
    Kind("repeated", "An answer comes again, under a later timestamp.", twists=("repeated",)),
    Kind("foreign", "An answer comes to what was never sent from here.", twists=("foreign",)),
    Kind("two in a millisecond", "An answer has the timestamp of the event before it.", twists=("same millisecond",)),
    Kind(
        "results with the final status",
        "An answer comes in the very response that says that the session is over.",
        twists=("with the final status",),
    ),
    Kind(
        "clock skew",
        "The server's clock is hours from ours, and is set back or ahead meanwhile.",
        twists=("clock set",),
    ),
    Kind(
        "poll hangs",
        "A GET is never answered, though the connection stands.",
        {"poll": (Fault(how="silent", seconds=600.1),)},
    ),
    Kind(
        "session ends mid-action",
        "The session ends right after an event was taken.",
        {"post": (Fault(how="ended", taken=True),)},
    ),
    Kind(
        "restart that forgets",
        "The server goes away, comes back, and knows the session no more.",
        {where: (Fault(how="forgotten", seconds=1.7),) for where in ("post", "poll")},
    ),
)

BY_NAME: Mapping[str, Kind] = {kind.name: kind for kind in KINDS}
