"""Entries as plain records: what exports, recordings and replays are made from, whoever kept them. No I/O.

A record holds no secret: whoever makes one has put bullets in the place of each.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

_SECRET = re.compile(r"--secret(?:=|\s+)[\"']?(?P<name>[^\s=\"']+)=env:(?P<variable>[A-Za-z_]\w*)")


class EntryRecord(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """One entry of a timeline.

    Attributes:
        n: Its number, from 1, rising.
        verb: As `session.Entry` has it: open, attach, goto, js, extract, run, close, send, tool, other.
        line: What was typed.
        event_id: The id of the event, or the agent's id of a tool call.
        state: Where it ended, or is: a word of `session.EventState`.
        reason: Why it is in that state.
        at: When it was typed or arrived, ms since 1970; the next two likewise.
        sent_at: When the first POST began.
        answered_at: When it came to its end.
        wire_ms: The round trip of the POST.
        event: What was sent: `{"name", "payload"}`.
        request: The body of `POST /task`, for an opening.
        source: JavaScript as typed, where what was sent is a rewriting of it.
        call: What the agent asked, for a tool call: `{"name", "input"}`.
        reply: What was replied to it: `{"code", "output"}`.
        code: The code of the answer.
        output: The output, or what the server said of an error.
        credits: Credits that the server says it used.
        duration_s: The server's own time.
        late: The answer came after the deadline.
        page: Where the page was afterwards, if that is known.
    """

    n: int
    verb: str
    line: str = ""
    event_id: str = ""
    state: str = "ok"
    reason: str = ""
    at: float = 0
    sent_at: float | None = None
    answered_at: float | None = None
    wire_ms: float | None = None
    event: dict[str, Any] | None = None
    request: dict[str, Any] | None = None
    source: str | None = None
    call: dict[str, Any] | None = None
    reply: dict[str, Any] | None = None
    code: int | None = None
    output: Any = None
    credits: float | None = None
    duration_s: float | None = None
    late: bool = False
    page: str | None = None

    @property
    def worked(self) -> bool:
        """Whether it was answered well."""
        return self.state == "ok"

    @property
    def opens(self) -> bool:
        """Whether a session begins here."""
        return self.verb in ("open", "attach")

    @property
    def total_ms(self) -> float | None:
        """From the first POST to the end."""
        if self.sent_at is None or self.answered_at is None:
            return None
        return max(0.0, self.answered_at - self.sent_at)

    @property
    def action(self) -> str:
        """The action that was sent (goto, evaluate_js, ...); empty for what is none."""
        name = self._payload.get("name")
        return name if isinstance(name, str) else ""

    @property
    def input(self) -> dict[str, Any]:
        """The action's input."""
        given = self._payload.get("input")
        return given if isinstance(given, dict) else {}

    @property
    def _payload(self) -> dict[str, Any]:
        payload = (self.event or {}).get("payload")
        return payload if isinstance(payload, dict) else {}

    def secret_variables(self) -> dict[str, str]:
        """The secrets of a task, and the environment variable that each comes from.

        One that was sent raw has no such variable: it is asked for by its own name.
        """
        secrets = self.input.get("secrets")
        typed: dict[str, str] = {}
        for match in _SECRET.finditer(self.line):
            typed.setdefault(match["name"], match["variable"])
        names = secrets if isinstance(secrets, dict) else {}
        return {name: typed.get(name) or _variable(name) for name in names}


class SessionRecord(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """The entries of a timeline, and what they have in common.

    Attributes:
        entries: In order. There may be several sessions, one after another; each begins with an opening.
        server: The server's base URL.
        demo: Where the demo site was, when it was the embedded engine's.
        task_id: The session's id at the server, the last one's if there are several.
    """

    entries: list[EntryRecord] = []
    server: str = ""
    demo: str = ""
    task_id: str = ""

    def opening_of(self, n: int) -> EntryRecord | None:
        """The opening of the session that an entry belongs to."""
        return next((entry for entry in self._back(n + 1) if entry.opens), None)

    def page_before(self, n: int) -> str | None:
        """Where the page was before an entry was sent, as far as goto and open tell."""
        for entry in self._back(n):
            if entry.page:
                return entry.page
            if entry.verb == "open":
                url = (entry.request or {}).get("url")
                return url if isinstance(url, str) else None
            if entry.opens:
                return None
            if entry.action == "goto" and entry.worked:
                went = entry.output.get("url") if isinstance(entry.output, dict) else None
                url = went if isinstance(went, str) else entry.input.get("url")
                return url if isinstance(url, str) else None
        return None

    def calls_of(self, run: EntryRecord) -> list[EntryRecord]:
        """The tool calls that the agent made while it did a task."""
        found = []
        for entry in self.entries:
            if entry.n <= run.n or entry.call is None:
                if entry.n > run.n and (entry.opens or entry.action == "run_task"):
                    break
                continue
            if run.answered_at is None or entry.at <= run.answered_at:
                found.append(entry)
        return found

    def _back(self, n: int) -> Iterator[EntryRecord]:
        return (entry for entry in reversed(self.entries) if entry.n < n)


def _variable(name: str) -> str:
    """An environment variable's name for a secret's."""
    word = re.sub(r"\W", "_", name, flags=re.ASCII).upper()
    return word if word[:1].isalpha() else f"SECRET_{word}"
