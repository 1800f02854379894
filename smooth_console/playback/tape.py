"""What a recording says to an event: the recorded one that is the same by name and payload, each used once first.

Members that are null are no difference: some clients send them, some leave them out. JavaScript is the same when it is
what was sent or what was typed.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from smooth_console.exports.records import EntryRecord, SessionRecord

MOST_SHOWN = 200
"""Letters of an event in a refusal."""
_NOT_SENT = frozenset({"sending", "unconfirmed", "rejected"})


class NotRecordedError(Exception):
    """The recording cannot answer. The message says what was asked, and what it holds in its place."""


@dataclass
class Tape:
    """The events of one session of a recording, as they are used up.

    Attributes:
        recording: All of it.
        entries: The session's own entries; those of other sessions answer too, after them.
    """

    recording: SessionRecord
    entries: list[EntryRecord]
    _used: set[int] = field(default_factory=set)

    def find(self, name: str, payload: dict[str, Any]) -> EntryRecord:
        """The recorded event that answers one like this. The same one again is answered the same when none is left.

        Raises:
            NotRecordedError: There is none, or it was never answered.
        """
        wanted = _plain(name, payload)
        same = [entry for entry in self._all() if wanted in _spellings(entry)]
        fresh = [entry for entry in same if entry.n not in self._used]
        if not same:
            raise NotRecordedError(f"not recorded: {_shown(wanted)}; {self._nearest(wanted)}")
        found = (fresh or same[-1:])[0]
        self._used.add(found.n)
        if found.code is None or found.state in _NOT_SENT:
            raise NotRecordedError(f"not recorded: the answer to {_shown(wanted)}; entry {found.n} is {found.state}")
        return found

    def _all(self) -> Iterator[EntryRecord]:
        own = {entry.n for entry in self.entries}
        yield from (entry for entry in self.entries if entry.event is not None)
        yield from (entry for entry in self.recording.entries if entry.event is not None and entry.n not in own)

    def _nearest(self, wanted: list[Any]) -> str:
        """The nearest of what the recording holds."""
        from rapidfuzz import fuzz, process

        known = {entry.n: _spellings(entry)[0] for entry in self._all()}
        texts = {n: _text(found) for n, found in known.items() if found[1] == wanted[1]}
        if not texts:
            names = dict.fromkeys(str(found[1]) for found in known.values())
            return f"it holds {', '.join(names)}" if names else "it holds no events"
        best = process.extractOne(_text(wanted), texts, scorer=fuzz.ratio)
        return f"the nearest is entry {best[2]}: {_cut(best[0])}"


def tapes(recording: SessionRecord) -> list[Tape]:
    """A tape for each session of a recording; one that holds nothing when there is none."""
    starts = [index for index, entry in enumerate(recording.entries) if entry.opens] or [0]
    ends = [*starts[1:], len(recording.entries)]
    return [Tape(recording, recording.entries[start:end]) for start, end in zip(starts, ends, strict=True)]


def _spellings(entry: EntryRecord) -> list[list[Any]]:
    """The event as it was sent and, for JavaScript, as it was typed."""
    event = entry.event or {}
    payload = event.get("payload")
    sent = _plain(str(event.get("name")), payload if isinstance(payload, dict) else {})
    if entry.source is None:
        return [sent]
    return [sent, [sent[0], sent[1], {**sent[2], "js": entry.source}]]


def _plain(name: str, payload: dict[str, Any]) -> list[Any]:
    """An event without what makes no difference."""
    given = payload.get("input")
    members = {key: value for key, value in given.items() if value is not None} if isinstance(given, dict) else {}
    action = "evaluate_js" if payload.get("name") == "exec_js" else payload.get("name")
    if "secrets" in members and isinstance(members["secrets"], dict):
        # Their values were never recorded.
        members["secrets"] = sorted(members["secrets"])
    return [name, action, members]


def _text(event: list[Any]) -> str:
    return json.dumps(event[2], ensure_ascii=True)


def _shown(event: list[Any]) -> str:
    return _cut(f"{event[1]} {_text(event)}")


def _cut(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"
