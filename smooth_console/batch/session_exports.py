"""The formats of `smooth-console sessions export`. This table is the one place where a format is added.

A format is given everything about a session (`journal.records.Story`) and yields text. What is secret is bullets in it
already.
"""

import dataclasses
import json
from collections.abc import Callable, Iterator
from typing import Any

from smooth_console.journal.records import Story

Format = Callable[[Story], Iterator[str]]


def jsonl(story: Story) -> Iterator[str]:
    """Everything, one JSON record a line: the session first, then what happened in the order in which it did.

    `record` is session, entry, line (one that was run) or happening. Times are ms since 1970.
    """
    yield _line("session", story.session)
    moments = [
        *((entry.created_at, "entry", entry) for entry in story.entries),
        *((line.at, "line", line) for line in story.lines),
        *((happening.at, "happening", happening) for happening in story.happenings),
    ]
    for _at, kind, record in sorted(moments, key=lambda moment: moment[0]):
        yield _line(kind, record)


def _line(kind: str, record: Any) -> str:
    return json.dumps({"record": kind} | dataclasses.asdict(record)) + "\n"


FORMATS: dict[str, Format] = {"jsonl": jsonl}
