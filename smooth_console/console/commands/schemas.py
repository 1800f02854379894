"""Dot commands for writing schemas: .lint what is wrong with one, .infer a first draft, .pin what to keep an eye on."""

import shlex
from typing import TYPE_CHECKING, Any

from smooth_console.console.asking import ask_page, is_free
from smooth_console.console.outcome import CommandError, OpenEditor, Outcome, ShowText
from smooth_console.console.resolve import read_at, referenced
from smooth_console.console.schemas import rules_off
from smooth_console.language.declare import Argument, Command, Example, Option, Rest
from smooth_console.language.parse import Line, Word
from smooth_console.language.problems import place
from smooth_console.language.values import ValueReference, read_reference
from smooth_console.workbench.library import LibraryError

if TYPE_CHECKING:
    from smooth_console.console.console import Console
    from smooth_console.workbench.infer.result import Inferred
    from smooth_console.workbench.lint import Finding

WRONG = 2


async def _lint(console: "Console", line: Line) -> Outcome:
    word = line.arguments.get("@NAME")
    off = {*rules_off(console), *(given.text for given in line.options.get("--off", []))}
    if word is None:
        names = [item.name for item in console.library.items() if item.kind == "schema" and item.scope != "built in"]
        if not names:
            return Outcome(text="the library holds no schema of yours; .lint @./file.json checks a file")
        texts = {f"@{name}": console.library.read(name) for name in names}
    elif read_reference(word.text) is not None or word.text.isdecimal():
        texts = {f"${word.text.lstrip('$')}": await _pretty(console, word)}
    else:
        name = word.text.removeprefix("@")
        texts = {f"@{name}": read_at(console, line, word, name)}
    return _lint_texts(console, line, texts, off)


def _lint_texts(console: "Console", line: Line, texts: dict[str, str], off: set[str]) -> Outcome:
    from smooth_console.workbench.lint import lint_text, mend_all

    rows: list[str] = []
    data: list[dict[str, Any]] = []
    effects = []
    for name, text in texts.items():
        if line.flag("--fix"):
            mended = mend_all(text, off)
            rows += [f"{name}: nothing that could be fixed"] if mended == text else []
            if mended != text:
                rows.append(f"{name}: fixed, and open in the editor" if console.attended else mended.rstrip())
                effects.append(OpenEditor("schema", "" if name.startswith(("@.", "@/", "$")) else name[1:], mended))
            text = mended
        findings = lint_text(text, off)
        if not findings and not line.flag("--fix"):
            rows.append(f"{name}: nothing to say against it")
        for found in findings:
            rows.append(_finding(name, text, found))
            data.append(_as_data(name, text, found))
    wrong = any(item["level"] == "error" for item in data)
    shown = "\n".join(rows)
    return Outcome(
        text=shown,
        value=data,
        has_value=True,
        effects=[ShowText("Lint", shown), *effects],
        failure=WRONG if wrong else 0,
    )


def _finding(name: str, text: str, found: "Finding") -> str:
    row, column = place(text, found.start or 0)
    fix = f"  [fix: {found.fix.label}]" if found.fix else ""
    return f"{name}:{row}:{column}: {found.level} {found.rule}: {found}{fix}"


def _as_data(name: str, text: str, found: "Finding") -> dict[str, Any]:
    row, column = place(text, found.start or 0)
    return {
        "name": name,
        "line": row,
        "column": column,
        "level": found.level,
        "rule": found.rule,
        "pointer": found.pointer,
        "message": found.message,
        "hint": found.hint or None,
        "fix": found.fix.label if found.fix else None,
    }


async def _pretty(console: "Console", word: Word) -> str:
    from smooth_console.workbench.infer.result import schema_text

    return schema_text(await referenced(console, _reference(word.text) or ValueReference(None)))


def _reference(text: str) -> ValueReference | None:
    return ValueReference(int(text)) if text.isdecimal() else read_reference(text)


# A first draft


async def _infer(console: "Console", line: Line) -> Outcome:
    words = _words(line)
    if words == ["page"]:
        found = await _from_page(console, line)
    else:
        found = await _from_values(console, line, words)
    save = line.option("--save")
    if save is not None:
        try:
            item = console.library.save(save.text, "schema", found.text + "\n")
        except LibraryError as problem:
            raise line.problem(save, str(problem), problem.hint) from None
        said = f"saved as @{item.name}"
    else:
        said = "save it with .infer --save NAME, or Ctrl-S in the editor"
    notes = [f"from {found.source}", *map(str, found.decisions), said]
    comments = "\n".join(f"// {note}" for note in notes[:-1])
    effects = [] if save is not None else [OpenEditor("schema", "", f"{found.text}\n\n{comments}\n")]
    return Outcome(text=found.text, value=found.schema, has_value=True, effects=effects, notes=notes)


def _words(line: Line) -> list[str]:
    if line.rest is None:
        return []
    try:
        return shlex.split(line.rest.text)
    except ValueError as problem:
        raise line.problem(line.rest, str(problem)) from None


async def _from_page(console: "Console", line: Line) -> "Inferred":
    from smooth_console.output.sanitise import sanitise_line
    from smooth_console.workbench.infer.page import answer, infer_page, question

    found = answer(await ask_page(console, *question()))
    if not found:
        raise CommandError("the page repeats nothing that could be records; .infer N makes a schema of a result")
    nth = line.option("--nth")
    number = int(nth.text) if nth else 1
    if number > len(found):
        assert nth is not None
        raise line.problem(nth, f"the page repeats {len(found)} things", f"--nth 1 to {len(found)}")
    others = [f"--nth {n} is {sanitise_line(str(each))}" for n, each in enumerate(found, 1) if n != number]
    for each in others:
        console.say(each)
    return infer_page(found[number - 1])


async def _from_values(console: "Console", line: Line, words: list[str]) -> "Inferred":
    from smooth_console.workbench.infer.documents import infer
    from smooth_console.workbench.infer.result import InferError
    from smooth_console.workbench.infer.text import documents_of, infer_text

    documents: list[Any] = []
    names: list[str] = []
    wanted = line.option("--type")
    for text in words or ["$_"]:
        reference = _reference(text)
        if reference is not None:
            documents.append(await referenced(console, reference))
            names.append("the output" if reference.entry is None else f"the output of entry {reference.entry}")
            continue
        name = text.removeprefix("@")
        place_ = line.rest or Word("", len(line.text), len(line.text))
        library = text.startswith("@") and not name.startswith((".", "/", "~", "-"))
        path = name if library or name == "-" or name.startswith((".", "/", "~")) else f"./{name}"
        content = read_at(console, line, place_, path)
        try:
            if len(words) == 1:
                return infer_text(content, name, wanted.text if wanted else "")
            documents += documents_of(content, name)
        except InferError as problem:
            raise CommandError(f"{name}:{problem}" if str(problem)[:1].isdigit() else f"{name}: {problem}", 2) from None
        names.append(name)
    return infer(documents, " and ".join(names))


# What to keep an eye on


async def _pin(console: "Console", line: Line) -> Outcome:
    text = line.rest.text.strip() if line.rest else ""
    verb, _, behind = text.partition(" ")
    pins = console.pins
    if verb == "off":
        number = behind.strip()
        if number not in ("", "all") and not number.isdecimal():
            assert line.rest is not None
            raise line.problem(line.rest, f"{number} is not a pin", "a number of .pin's list, or all")
        pins.remove(int(number) if number.isdecimal() else None)
        return Outcome(text=pins.text())
    if verb == "page":
        pins.page_pinned = True
    elif verb in ("js", "evaluate_js") and behind.strip():
        _refuse_javascript(line, behind)
        pins.add(behind.strip())
    elif text:
        assert line.rest is not None
        hint = "write .pin js CODE, .pin page, or .pin off N"
        raise line.problem(line.rest, f"only JavaScript and the page can be pinned, not {verb}", hint)
    costs = "" if is_free(console) or not text else "after each event they are asked in one more, which may be billed"
    if text or (pins.active and console.session is not None and not console.session.ended):
        await pins.look()
    shown = pins.text()
    return Outcome(
        text=shown,
        value=pins.as_data(),
        has_value=True,
        effects=[ShowText("Pins", shown)],
        notes=[costs] if costs else [],
    )


def _refuse_javascript(line: Line, source: str) -> None:
    from smooth_console.language.javascript import check
    from smooth_console.language.problems import offset

    for found in check(source):
        assert line.rest is not None
        begin = line.rest.start + line.rest.text.index(source)
        start = begin + offset(source, found.line, found.column)
        raise line.problem(Word(source, start, start + 1), found.message)


COMMANDS = (
    Command(
        name=".lint",
        summary="What is wrong with a schema, with line, column and what would mend it.",
        group="console",
        handler=_lint,
        arguments=(Argument("@NAME", "name", "a schema of the library, @./file or $N; without one, all of yours"),),
        options=(
            Option("--off", "Leave a rule out; may be given again.", "RULE", repeat=True),
            Option("--fix", "Apply every fix, and open what comes out."),
        ),
        examples=(
            Example(".lint @product", "one schema; exit code 2 when it cannot be meant"),
            Example(".lint --off union", "all schemas of yours, without one rule"),
        ),
        notes="docs/lint-rules.md has a section for each rule. In a schema x-lint-off switches rules off; the setting "
        "lint_off does everywhere.",
    ),
    Command(
        name=".infer",
        summary="A first draft of a schema: from a result, files, or what the page repeats.",
        group="console",
        handler=_infer,
        options=(
            Option("--save", "Save it in the library under this name.", "NAME", "name"),
            Option("--nth", "Of what the page repeats, the second or third.", "N", "integer", bounds=(1, 5)),
            Option("--type", "Of several classes or types in a file, which.", "NAME"),
        ),
        rest=Rest(
            "N|FILE|page", "file", "outputs, files (JSON, JSON Lines, CSV, Python, TypeScript) or page; without one $_"
        ),
        examples=(
            Example(".infer page", "what the page repeats: a table, or records"),
            Example(".infer 2", "the output of entry 2"),
            Example(".infer --save offer ./offer.ts", "a TypeScript type, saved as @offer"),
        ),
        notes="It says what was decided and why, and opens in the editor; headless the schema goes to stdout.",
    ),
    Command(
        name=".pin",
        summary="Evaluate JavaScript after every event and show what changed, the page's fingerprint too.",
        group="console",
        handler=_pin,
        rest=Rest("js CODE|page|off N", "line", "what to pin; off takes a pin away; without one, the list"),
        examples=(
            Example(".pin js document.querySelectorAll('article').length", "a number to keep an eye on"),
            Example(".pin page", "address, title, sizes and counts alone"),
            Example(".pin off all", "no more pins"),
        ),
    ),
)
