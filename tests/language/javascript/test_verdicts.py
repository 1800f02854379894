"""Snippets have a syntax error where V8 has one, and what is sent of them gives what V8's REPL mode gives."""

import re
from pathlib import Path
from typing import Any

import pytest

from smooth_console.language.javascript import check, rewrite
from tests.language.javascript.conftest import Sides

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

Place = tuple[int, int]

ALLOWED = {
    "an object literal": "braces alone mean an object, as everywhere in the console",
    "JSON": "the same",
    "destructuring without brackets": "the same, for a pattern",
    "return at the top": "allowed, as servers allow it",
    "return at the top, behind a condition": "the same",
    "a function without a name": "a function is called",
    "a class without a name": "a class is a value",
}
"""What V8's REPL mode has a syntax error for and we have not, on purpose."""

REFUSED = {
    "a private name outside of a class": "REPL mode looks for it as it runs; a function, which is what is sent, cannot",
}
"""What we have a syntax error for and V8's REPL mode has not, of necessity."""

VALUES = {
    "delete of a name": "a global made by assignment can be deleted",
    "an arrow function called at once, without brackets": "it is an arrow function, which is called",
    "await without a value": "a syntax error in both; V8 words it otherwise inside an async function",
    "await as a name": "the same",
    "an old comment": "the grammar knows it at the start of a line alone, and takes it for operators behind code",
}
"""What gives another value when it is sent, with the reason."""


def snippets() -> list[tuple[str, str]]:
    """Each with what it is."""
    text = (Path(__file__).parent / "snippets.txt").read_text(encoding="utf-8")
    pieces = re.split(r"^--- (.*)\n", text, flags=re.MULTILINE)[1:]
    return [(name, source.strip("\n")) for name, source in zip(pieces[::2], pieces[1::2], strict=True)]


def verdict(source: str, answer: dict[str, Any]) -> Place | None:
    """Where V8 has a syntax error, in characters from 1: one that was thrown as it ran has a stack."""
    details = answer.get("exceptionDetails", {})
    thrown = details.get("exception", {})
    if thrown.get("className") != "SyntaxError" or "\n" in thrown["description"]:
        return None
    units = "\n".join(source.split("\n")[details["lineNumber"] :]).encode("utf-16-le")
    return details["lineNumber"] + 1, len(units[: 2 * details["columnNumber"]].decode("utf-16-le")) + 1


async def test_a_snippet_has_a_syntax_error_where_v8_has_one_and_nowhere_else(sides: Sides) -> None:
    await sides.fresh("verdicts")
    different, wrong, right = [], 0, 0
    for name, source in snippets():
        await sides.fresh_world()
        expected = verdict(source, await sides.answer(source))
        wrong, right = wrong + (expected is not None), right + (expected is None)
        if name in ALLOWED:
            assert expected is not None, name
            expected = None
        found = [(problem.line, problem.column) for problem in check(source)]
        if name in REFUSED:
            assert expected is None, name
            assert found, name
        elif found != [expected] * (expected is not None):
            different.append(f"{name}: V8 {expected}, we {found}")
    assert not different, "\n" + "\n".join(different)
    assert min(wrong, right) >= 75


async def test_what_is_sent_of_a_snippet_gives_what_was_typed(sides: Sides) -> None:
    await sides.fresh("values")
    different = []
    for name, source in snippets():
        await sides.fresh_world()
        typed, sent = await sides.typed(source), await sides.sent(source)
        if name in ALLOWED or name in REFUSED or name in VALUES:
            assert typed != sent, name
        elif typed != sent:
            different.append(f"{name}: typed {typed}, sent {sent} by {rewrite(source).code!r}")
    assert not different, "\n" + "\n".join(different)
