"""The history of a schema: each extract that named it, with time, page, credits and result, as JSON Lines."""

import contextlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from smooth_console.workbench.library import check_name

MOST = 60
"""Runs that are kept of a schema."""
LARGEST_OUTPUT = 2 * 1024 * 1024
"""Bytes of a result that is kept; of a larger one the run is noted without it."""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One extract of a named schema.

    Attributes:
        n: Which run of the schema it was, from 1.
        at: When it was answered, ms since 1970.
        url: The page, as far as it was known.
        state: ok or error.
        ms: From the POST to the answer.
        records: Length of the list, or 1.
        problems: Checks that did not hold.
        output: The result; None when it was too large to keep.
    """

    n: int
    at: int
    url: str
    state: str
    ms: float | None
    credits: float | None
    records: int
    problems: int
    output: Any = None


class Runs:
    """Reads and writes the runs.

    Args:
        folder: Where they are; made by the first one that is written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, name: str) -> list[RunRecord]:
        """The runs of a schema, the oldest first. What cannot be read is left out."""
        path = self._folder / f"{check_name(name)}.jsonl"
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return []
        return [record for line in lines if (record := _record(line)) is not None]

    def add(self, name: str, record: RunRecord) -> RunRecord:
        """Note a run; its number is the next one. A disk that is full loses the note, not the run."""
        known = self.of(name)
        number = known[-1].n + 1 if known else 1
        output = record.output if len(json.dumps(record.output)) <= LARGEST_OUTPUT else None
        record = RunRecord(**{**asdict(record), "n": number, "output": output})
        kept = [*known, record][-MOST:]
        path = self._folder / f"{check_name(name)}.jsonl"
        beside = path.with_name(f".{path.name}.{os.getpid()}.new")
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.writelines(json.dumps(asdict(each)) + "\n" for each in kept)
            beside.replace(path)
        except OSError:
            beside.unlink(missing_ok=True)
        return record

    def rename(self, old: str, new: str) -> None:
        """The history goes with a schema to its new name."""
        path = self._folder / f"{check_name(old)}.jsonl"
        with contextlib.suppress(OSError):
            path.rename(path.with_name(f"{check_name(new)}.jsonl"))


def _record(line: str) -> RunRecord | None:
    try:
        return RunRecord(**json.loads(line))
    except (ValueError, TypeError):
        return None
