"""What Playwright's recorder writes (`playwright codegen`), in Python or JavaScript, as lines. Nothing of it is run."""

import re
from collections.abc import Sequence
from typing import Any

from smooth_console.exports.plan import BULLETS
from smooth_console.exports.quoting import json_text
from smooth_console.imports.chains import Call, Statement, javascript_statements, python_statements
from smooth_console.imports.script import SECRET_NAMES, ImportProblemError, Script, literal, quoted

_BOILERPLATE = frozenset({
    "launch", "new_context", "new_page", "close", "set_default_timeout", "use", "pause", "wait_for_load_state", "run",
    "start_tracing", "set_viewport_size", "bring_to_front", "sync_playwright", "async_playwright", "chromium",
    "firefox",
})  # fmt: skip
"""What makes or ends a browser, which the session does."""
_ROLES = {"textbox": "field", "searchbox": "field", "combobox": "field", "link": "link", "button": "button"}
_LOCATORS = frozenset({
    "get_by_role", "get_by_text", "get_by_label", "get_by_placeholder", "get_by_title", "get_by_alt_text",
    "get_by_test_id",
})  # fmt: skip
_TYPED = re.compile(r"""((?:fill|type|press_?[sS]equentially)\(\s*(?:[^"'()]*,\s*)?)(["'`])(?:[^\\]|\\.)*?\2""")
_NOT_ONE = "which element is meant cannot be said in a step"


def playwright_script(text: str) -> Script:
    """A recorded script as lines.

    Raises:
        ImportProblemError: It can be read neither as Python nor as JavaScript, or it goes to no page.
    """
    python = re.search(r"^\s*(from|import)\s+playwright|^\s*(async )?def ", text, re.MULTILINE)
    statements = python_statements(text) if python else javascript_statements(text)
    script = Script()
    for statement in statements:
        if statement.title:
            script.caption(statement.title)
        elif statement.text:
            _add(script, statement)
    if not script.lines:
        raise ImportProblemError("there is nothing in it that a line can say")
    return script


def _add(script: Script, statement: Statement) -> None:
    calls = statement.calls
    if not calls:
        if statement.root or not re.fullmatch(r"[\w.]*", statement.text):
            script.leave_out(_without_secrets(statement.text), "no line can say that")
        return
    last = calls[-1]
    if calls[0].name == "expect":
        if not _expect(script, calls):
            script.leave_out(_without_secrets(statement.text), "no line can check that")
    elif statement.root not in ("page", "this"):
        if all(call.name == "value" for call in calls):
            return  # the popup itself, which the `with` before it speaks of
        if last.name not in _BOILERPLATE and calls[0].name not in _BOILERPLATE:
            script.leave_out(_without_secrets(statement.text), "only the session's first page can be driven")
    elif last.name not in _BOILERPLATE:
        why = (
            _page(script, calls)
            if len(calls) == 1 or calls[0].name in ("keyboard", "mouse")
            else _element(script, calls)
        )
        if why:
            script.leave_out(_without_secrets(statement.text), why)


def _without_secrets(text: str) -> str:
    """A statement for a comment; what it types into a field for secrets is not kept."""
    if not SECRET_NAMES.search(text):
        return text
    return _TYPED.sub(rf"\1\2{BULLETS}\2", text)


def _page(script: Script, calls: Sequence[Call]) -> str:
    """A call on the page; why it has no line, or nothing."""
    call = calls[-1]
    first = call.given[0] if call.given else None
    if calls[0].name == "keyboard" and call.name in ("press", "type", "insert_text") and isinstance(first, str):
        script.step(f"press {first}" if call.name == "press" else f"type {quoted(first)}")
        return ""
    match call.name:
        case "goto" if isinstance(first, str):
            script.goto(first)
        case "go_back" | "go_forward" | "reload":
            script.step(call.name.replace("_", " "))
        case "wait_for_timeout" if isinstance(first, int | float):
            script.step(f"wait {first:g} ms")
        case "screenshot":
            script.step("take a full page screenshot" if call.options.get("full_page") else "take a screenshot")
        case "evaluate" if isinstance(first, str):
            script.js(first)
        case "click" | "fill" | "check" | "uncheck" | "hover" | "dblclick" | "press" | "select_option" if isinstance(
            first, str
        ):
            return _act(script, Call(call.name, call.given[1:], call.options), [Call("locator", [first])])
        case _:
            return "no line can say that"
    return ""


def _element(script: Script, calls: Sequence[Call]) -> str:
    """A call on an element; why it has no line, or nothing."""
    return _act(script, calls[-1], calls[:-1])


def _act(script: Script, call: Call, where: Sequence[Call]) -> str:
    target = _target(where)
    if target is None:
        selector = _selector(where)
        return _act_by_selector(script, call, selector) if selector is not None else _NOT_ONE
    words, label = target
    given = call.given[0] if call.given else None
    match call.name:
        case "click":
            kind = "right click" if call.options.get("button") == "right" else "click"
            script.step(f"{kind} {words}")
        case "dblclick":
            script.step(f"double click {words}")
        case "hover" | "check" | "uncheck":
            script.step(f"{call.name} {words}")
        case "set_checked" if isinstance(given, bool):
            script.step(f"{'check' if given else 'uncheck'} {words}")
        case "fill" | "type" | "press_sequentially" if isinstance(given, str):
            _fill(script, words, label, given)
        case "clear":
            script.step(f"fill {words} with ''")
        case "press" if isinstance(given, str):
            script.step(f"press {given} in {words}")
        case "select_option":
            chosen = call.options.get("label", given)
            if not isinstance(chosen, str):
                return "more than one option, or one that is not written out"
            script.step(f"select {quoted(chosen)} in {words}")
        case "set_input_files":
            return "a file has to be uploaded first; then: run upload FILE_ID to 'Label'"
        case "wait_for" if label:
            script.step(f"wait for {quoted(label)}")
        case "scroll_into_view_if_needed" if label:
            script.step(f"scroll to {quoted(label)}")
        case "focus":
            return ""
        case _:
            return "no line can say that"
    return ""


def _fill(script: Script, words: str, label: str, value: str) -> None:
    """Fill a field; what is typed into one for secrets stays out of the script."""
    if SECRET_NAMES.search(label):
        name = re.sub(r"\W+", "_", label.strip().lower(), flags=re.ASCII).strip("_") or "secret"
        variable = name.upper() if name[0].isalpha() else f"SECRET_{name.upper()}"
        script.note(f"what was typed there is not kept: export {variable}=... before you run it")
        script.step(f"fill {words} with '${{{name}}}'", secret=(name, variable))
    else:
        script.step(f"fill {words} with {quoted(value)}")


def _target(where: Sequence[Call]) -> tuple[str, str] | None:
    """An element in the words of a step, and its label. None when it is not to be said so."""
    nth: int | None = None
    label, role = "", ""
    for call in where:
        given = call.given[0] if call.given else None
        if call.name in _LOCATORS:
            if label or role:
                return None
            found = _named(call, given)
            if found is None:
                return None
            label, role = found
        elif call.name == "first":
            nth = 1
        elif call.name == "last":
            nth = -1
        elif call.name == "nth" and isinstance(given, int):
            nth = given + 1 if given >= 0 else None
        else:
            return None
    if not label and not role:
        return None
    place = "" if nth is None else "the last " if nth == -1 else f"the {_ordinal(nth)} "
    if not label:
        return (f"{place or 'the '}{role}", "")
    return f"{place}{quoted(label)}" + (f" {role}" if role in ("button", "link") else ""), label


def _named(call: Call, given: Any) -> tuple[str, str] | None:
    """Label and role of a locator."""
    if not isinstance(given, str):
        return None
    if call.name != "get_by_role":
        return given, ""
    name = call.options.get("name", "")
    role = _ROLES.get(given, given)
    return (name, role) if isinstance(name, str) else None


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _selector(where: Sequence[Call]) -> str | None:
    """A CSS selector, if that is all that says which element."""
    if len(where) != 1 or where[0].name not in ("locator", "query_selector") or not where[0].given:
        return None
    text = where[0].given[0]
    if not isinstance(text, str) or re.search(r">>|:has-text|:text|:visible|:nth-match|^//|^(xpath|text|role)=", text):
        return None
    return text.removeprefix("css=")


def _act_by_selector(script: Script, call: Call, selector: str) -> str:
    """An element of a CSS selector is found by the page."""
    element = f"document.querySelector({literal(selector)})"
    given = call.given[0] if call.given else None
    match call.name:
        case "click":
            script.js(f"{element}.click()")
        case "fill" if isinstance(given, str) and not SECRET_NAMES.search(selector):
            script.js(
                "({css, value}) => { const field = document.querySelector(css); field.value = value; "
                "field.dispatchEvent(new Event('input', {bubbles: true})); "
                "field.dispatchEvent(new Event('change', {bubbles: true})); }",
                {"css": selector, "value": given},
            )
        case "check" | "uncheck":
            wanted = "" if call.name == "check" else "!"
            script.js(f"{{ const box = {element}; if ({wanted}box.checked === false) box.click() }}" if not wanted
                      else f"{{ const box = {element}; if (box.checked) box.click() }}")  # fmt: skip
        case _:
            return "an element that only a CSS selector names, and no line for that"
    return ""


def _expect(script: Script, calls: Sequence[Call]) -> bool:
    """What is expected as a question and an `expect`; False when it cannot be said."""
    subject = calls[0].given[0] if calls[0].given else None
    check, wanted = calls[-1], calls[-1].given[0] if calls[-1].given else None
    if any(call.name == "not_" or call.name == "not" for call in calls):
        return False
    if check.name in ("to_have_title", "to_have_url") and isinstance(wanted, str):
        script.js("document.title" if check.name == "to_have_title" else "location.href")
        script.line(f"expect . == {json_text(wanted)}")
        return True
    where = subject.calls if isinstance(subject, Statement) and subject.root == "page" else []
    selector, target = _selector(where), _target(where)
    if selector is not None and check.name in ("to_contain_text", "to_have_text") and isinstance(wanted, str):
        script.js(f"document.querySelector({literal(selector)}).innerText.trim()")
        script.line(
            f"expect contains({json_text(wanted)})" if "contain" in check.name else f"expect . == {json_text(wanted)}"
        )
        return True
    if target is not None and target[1] and check.name == "to_be_visible":
        script.step(f"wait for {quoted(target[1])}")
        return True
    if target is not None and check.name in ("to_contain_text", "to_have_text") and isinstance(wanted, str):
        script.step(f"wait for {quoted(wanted)}")
        return True
    return False
