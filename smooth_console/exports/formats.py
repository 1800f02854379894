"""The formats there are: one table that `.export`, `sessions export` and the documentation read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from smooth_console.exports import curl, har, lines, markdown, python, recording, script
from smooth_console.exports.plan import Selection


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export gave.

    Attributes:
        text: The file.
        beside: Files that it names, to be put beside it.
    """

    text: str
    beside: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Format:
    """A format.

    Attributes:
        name: What one types.
        ending: Of a file's name, with its dot.
        what: What it is, in a line.
        write: Writes it.
    """

    name: str
    ending: str
    what: str
    write: Callable[[Selection], Exported]


def _text(write: Callable[[Selection], str]) -> Callable[[Selection], Exported]:
    return lambda selection: Exported(write(selection))


_ALL = (
    Format("python", ".py", "a program on the official client (package smooth-py)", _text(python.program)),
    Format("curl", ".sh", "a shell script that polls; bash, curl and jq", _text(curl.script)),
    Format("script", ".smooth", "a script of this language, for `smooth-console run`", _text(script.script)),
    Format("pytest", ".py", "a test that holds each output against the recorded one", _text(python.test)),
    Format("jsonl", ".jsonl", "what happened, a record an entry", _text(lines.jsonl)),
    Format("har", ".har", "the events as HTTP, for a network panel", _text(har.har)),
    Format("markdown", ".md", "a report for a bug ticket, with tables and pictures",
           lambda selection: Exported(*markdown.report(selection))),
    Format("recording", ".json", "one file to be replayed, or answered from", _text(recording.recording)),
)  # fmt: skip
FORMATS: Mapping[str, Format] = {found.name: found for found in _ALL}


def export(name: str, selection: Selection) -> Exported:
    """Write a selection in a format, by its name.

    Raises:
        KeyError: There is no such format.
    """
    return FORMATS[name].write(selection)
