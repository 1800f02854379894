"""The results of a run as JUnit XML: a test case for each line, for what shows results of continuous integration."""

import os
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from smooth_console.output.in_place import write_in_place
from smooth_console.output.sanitise import sanitise

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Result:
    """How a line ended.

    Attributes:
        place: `file:line`.
        line: What was typed.
        code: The exit code that it is; None when it was not run.
        seconds: How long it took.
        message: Why it failed.
        report: All that is known of the failure.
    """

    place: str
    line: str
    code: int | None
    seconds: float = 0.0
    message: str = ""
    report: str = ""


def junit(results: Sequence[Result], name: str) -> bytes:
    """The document. An expect that did not hold is a failure, anything else that went wrong an error."""
    failures = sum(1 for each in results if each.code in (1, 6))
    errors = sum(1 for each in results if each.code not in (None, 0, 1, 6))
    skipped = sum(1 for each in results if each.code is None)
    seconds = sum(each.seconds for each in results)
    suite = ElementTree.Element(
        "testsuite",
        name=_clean(name),
        tests=str(len(results)),
        failures=str(failures),
        errors=str(errors),
        skipped=str(skipped),
        time=f"{seconds:.3f}",
    )
    for each in results:
        _case(suite, each, name)
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f"<?xml version='1.0' encoding='UTF-8'?>\n{text}\n".encode()


def _case(suite: ElementTree.Element, result: Result, name: str) -> None:
    file, _, row = result.place.rpartition(":")
    title = f"{row}: {' '.join(result.line.split())}"
    case = ElementTree.SubElement(
        suite, "testcase", classname=_clean(file or name), name=_clean(title), time=f"{result.seconds:.3f}"
    )
    if result.code is None:
        ElementTree.SubElement(case, "skipped", message="not run: a line before it ended the run")
    elif result.code:
        kind = "failure" if result.code in (1, 6) else "error"
        found = ElementTree.SubElement(case, kind, type=f"exit code {result.code}", message=_clean(result.message))
        found.text = _clean(result.report)


def write_junit(path: Path, results: Sequence[Result], name: str) -> None:
    """Write the document, whole or not at all.

    Raises:
        OSError: The system says no.
    """
    if write_in_place(path, junit(results, name)):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    beside.write_bytes(junit(results, name))
    beside.replace(path)


def _clean(text: str) -> str:
    """A text that XML can hold and a terminal may show."""
    return _NOT_XML.sub("\ufffd", sanitise(text))
