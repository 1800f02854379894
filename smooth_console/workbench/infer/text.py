"""A schema from a text, whatever it is: JSON, JSON Lines, CSV, Python or TypeScript. Says which it took it for."""

import json
import re
from typing import Any

from smooth_console.output.words import count
from smooth_console.workbench.infer.csv_text import infer_csv
from smooth_console.workbench.infer.documents import infer
from smooth_console.workbench.infer.python_text import infer_python
from smooth_console.workbench.infer.result import InferError, Inferred
from smooth_console.workbench.infer.typescript_text import infer_typescript

_PYTHON = re.compile(r"^\s*(?:from\s+\S+\s+import\s|import\s+\w+|class\s+\w+\s*(?:\([^)]*\))?\s*:|@dataclass)", re.M)
_TYPESCRIPT = re.compile(r"^\s*(?:export\s+|declare\s+)*(?:interface|type|enum)\s+\w+", re.M)
_SUFFIXES = {".csv": "csv", ".tsv": "csv", ".py": "python", ".ts": "typescript", ".tsx": "typescript"}


def infer_text(text: str, name: str = "", wanted: str = "") -> Inferred:
    """The schema of what a text holds.

    Args:
        text: The text.
        name: The file's name, which may say what it is.
        wanted: Of several classes or types, which.

    Raises:
        InferError: It is none of these.
    """
    if not text.strip():
        raise InferError("there is nothing in it")
    suffix = name[name.rfind(".") :].lower() if "." in name else ""
    kind = _SUFFIXES.get(suffix) or _kind(text)
    if kind == "python":
        return infer_python(text, wanted)
    if kind == "typescript":
        return infer_typescript(text, wanted)
    if kind == "csv":
        return infer_csv(text)
    documents = _documents(text)
    if len(documents) == 1:
        return infer(documents, "one JSON document")
    return infer(documents, f"{count(len(documents), 'JSON document')}")


def documents_of(text: str, name: str = "") -> list[Any]:
    """The JSON documents of a text: one of several files.

    Raises:
        InferError: It holds something else.
    """
    if not text.strip():
        raise InferError("there is nothing in it")
    if _SUFFIXES.get(name[name.rfind(".") :].lower()):
        raise InferError("only JSON files can be taken together")
    return _documents(text)


def _kind(text: str) -> str:
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if _TYPESCRIPT.search(text):
        return "typescript"
    if _PYTHON.search(text):
        return "python"
    if start in '{["' or start.isdigit() or start == "-":
        return "json"
    return "csv" if re.match(r"[^\n{}]*[,;\t|]", text) else "json"


def _documents(text: str) -> list[Any]:
    """One document, or one after the other: JSON Lines, or what `jq` prints."""
    decoder = json.JSONDecoder(parse_constant=_no_constant)
    found: list[Any] = []
    at, text = 0, text.lstrip("\ufeff")
    while at < len(text):
        at += len(text[at:]) - len(text[at:].lstrip())
        if at >= len(text):
            break
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as problem:
            return [_json5(text)] if not found else _not_json(text, at, problem)
        found.append(value)
    return found


def _json5(text: str) -> Any:
    from smooth_console.language.problems import place
    from smooth_console.workbench.written.tokens import MistakeError
    from smooth_console.workbench.written.tree import plain_value, read_tree

    try:
        return plain_value(read_tree(text))
    except MistakeError as mistake:
        line, column = place(text, mistake.start)
        raise InferError(f"{line}:{column}: not JSON: {mistake.message}") from None


def _not_json(text: str, at: int, problem: Exception) -> Any:
    from smooth_console.language.problems import place

    line, column = place(text, at)
    raise InferError(f"{line}:{column}: not JSON: {problem}")


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
