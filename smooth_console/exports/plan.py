"""What an export does, step by step, whatever it is written in: openings, actions, what is left out and why.

A program is for what worked. What failed is left out, with a comment that says so, unless it was named by its number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from smooth_console.exports.records import EntryRecord, SessionRecord

Ranges = Sequence[tuple[int, int | None]]
"""Entries from a number to a number, both included; None is to the end."""

_OPENING = ("device", "profile_id", "profile_read_only", "allowed_urls", "enable_recording", "custom_tools")
BULLETS = "•••"


@dataclass(frozen=True, slots=True)
class Selection:
    """What is to be exported.

    Attributes:
        session: Everything there is.
        ranges: Which entries; None is all.
        failed: What failed is exported too.
    """

    session: SessionRecord
    ranges: Ranges | None = None
    failed: bool = False

    @property
    def entries(self) -> list[EntryRecord]:
        """The entries that were asked for."""
        return [entry for entry in self.session.entries if self._has(entry.n)]

    def _has(self, n: int) -> bool:
        return self.ranges is None or any(low <= n and (high is None or n <= high) for low, high in self.ranges)

    def wants_failed(self, entry: EntryRecord) -> bool:
        """Whether an entry is exported though it failed: everything is, or it was named alone."""
        return self.failed or any((entry.n, entry.n) == found for found in self.ranges or ())


@dataclass(frozen=True, slots=True)
class Opening:
    """A session begins.

    Attributes:
        request: Options of the session that differ from what a session has anyway, and `url`.
        tools: Custom tools of the session, and of calls that were made without one.
        replies: What each tool answered, in order: name to `(code, output)`.
        record: The opening that was recorded; None when the export opens one by itself.
        note: What is different from the recorded session.
    """

    request: dict[str, Any]
    tools: list[dict[str, Any]] = field(default_factory=list)
    replies: dict[str, list[tuple[int, Any]]] = field(default_factory=dict)
    record: EntryRecord | None = None
    note: str = ""

    @property
    def url(self) -> str | None:
        """Where it begins."""
        url = self.request.get("url")
        return url if isinstance(url, str) and url else None

    @property
    def options(self) -> dict[str, Any]:
        """The options without the address."""
        return {name: value for name, value in self.request.items() if name != "url"}


@dataclass(frozen=True, slots=True)
class Action:
    """An event is sent.

    Attributes:
        record: What was recorded of it.
        calls: The tool calls that came of it.
    """

    record: EntryRecord
    calls: Sequence[EntryRecord] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry that the export does not do again."""

    record: EntryRecord
    why: str


Step = Opening | Action | LeftOut


def plan(selection: Selection) -> list[Step]:
    """The steps of a selection, in order. It begins with an opening, if there is anything to do."""
    steps: list[Step] = []
    open_since: EntryRecord | None = None
    for entry in selection.entries:
        if entry.call is not None or entry.verb == "other" or _asks_where(entry, selection.session):
            continue
        opening = entry if entry.opens else selection.session.opening_of(entry.n)
        if entry.opens and not entry.worked:
            steps.append(LeftOut(entry, _why_not(entry)))
            continue
        why = "" if entry.opens else _why_left_out(entry, selection)
        if why:
            steps.append(LeftOut(entry, why))
            continue
        if not steps or opening is not open_since or entry.opens or not any(isinstance(s, Opening) for s in steps):
            steps.append(_opening(selection, entry, opening))
            open_since = opening
        if not entry.opens:
            steps.append(Action(entry, selection.session.calls_of(entry) if entry.action == "run_task" else ()))
    return steps


def sessions(steps: Sequence[Step]) -> Iterator[tuple[Opening, list[Step]]]:
    """The steps, a session at a time. What was left out before the first goes to the first."""
    openings = [index for index, step in enumerate(steps) if isinstance(step, Opening)]
    for place, index in enumerate(openings):
        end = openings[place + 1] if place + 1 < len(openings) else len(steps)
        opening = steps[index]
        assert isinstance(opening, Opening)
        before = list(steps[:index]) if place == 0 else []
        yield opening, [*before, *steps[index + 1 : end]]


def _asks_where(entry: EntryRecord, session: SessionRecord) -> bool:
    """Whether an entry is the question of a `goto -`, which asks the page where it is; the goto says where to."""
    following = next((other for other in session.entries if other.n == entry.n + 1), None)
    return (
        entry.line == "js location.href"
        and following is not None
        and following.action == "goto"
        and following.line.split()[1:] in (["-"], ["+"], ["."])
    )


def _why_left_out(entry: EntryRecord, selection: Selection) -> str:
    """Why an action is not done again; empty when it is."""
    if entry.event is None:
        return "nothing is known of what was sent"
    if not entry.action:
        return "it is no action"
    if entry.action in ("goto", "evaluate_js", "extract") and _hidden(entry.input):
        return "a secret stood in it, and secrets are not kept"
    if entry.worked or selection.wants_failed(entry):
        return ""
    return _why_not(entry)


def _why_not(entry: EntryRecord) -> str:
    if entry.state == "error":
        said = entry.output if isinstance(entry.output, str) else entry.reason
        return f"it failed with {entry.code}: {_first_line(said)}".rstrip(": ")
    return f"it was {entry.state}: {_first_line(entry.reason)}".rstrip(": ")


def _first_line(text: str) -> str:
    return text.strip().split("\n", 1)[0]


def _hidden(value: Any) -> bool:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str) and BULLETS in item:
            return True
        if isinstance(item, dict | list):
            waiting += [*item.values(), *item] if isinstance(item, dict) else item
    return False


def _opening(selection: Selection, entry: EntryRecord, record: EntryRecord | None) -> Opening:
    """The opening for what follows: the recorded one, or one like it on the page where the first entry began."""
    recorded = (record.request if record is not None else None) or {}
    request = {name: recorded[name] for name in _OPENING if recorded.get(name) not in (None, [], False, "")}
    tools = request.pop("custom_tools", [])
    note = ""
    if entry.opens and entry.verb == "open":
        url = recorded.get("url")
    else:
        url = selection.session.page_before(entry.n) if not entry.opens else entry.page
        note = "" if record is not None and record.verb == "open" else "the recorded session was taken up, not opened"
    if url:
        request["url"] = url
    replies = _replies(selection, record)
    known = {tool.get("name") for tool in tools if isinstance(tool, dict)}
    tools = [*tools, *(_bare_tool(name) for name in replies if name not in known)]
    return Opening(request, tools, replies, record if entry is record else None, note)


def _replies(selection: Selection, record: EntryRecord | None) -> dict[str, list[tuple[int, Any]]]:
    """What the tools of a session answered while the tasks that were selected ran."""
    replies: dict[str, list[tuple[int, Any]]] = {}
    for run in selection.entries:
        if run.action != "run_task" or selection.session.opening_of(run.n) is not record:
            continue
        for call in selection.session.calls_of(run):
            name = (call.call or {}).get("name")
            if isinstance(name, str) and call.reply is not None:
                replies.setdefault(name, []).append((int(call.reply.get("code", 200)), call.reply.get("output")))
    return replies


def _bare_tool(name: str) -> dict[str, Any]:
    return {"name": name, "description": name, "inputs": {"type": "object"}, "output": "any JSON value"}
