"""What is typed does what V8's REPL mode does with it, measured in a real Chromium side by side."""

import pytest

from smooth_console.language.javascript import rewrite
from tests.language.javascript.conftest import Sides
from tests.language.javascript.corpus import DIFFERENT, SESSIONS

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


async def test_every_session_of_the_corpus_answers_as_in_repl_mode(sides: Sides) -> None:
    await sides.fresh("sessions")
    different = []
    for session in SESSIONS:
        await sides.fresh_world()
        for source in session:
            expected, answered = await sides.typed(source), await sides.sent(source)
            if expected != answered:
                different.append(f"{source!r}: typed {expected}, sent {answered} by {rewrite(source).code!r}")
    assert not different, "\n" + "\n".join(different)


async def test_the_listed_differences_are_real(sides: Sides) -> None:
    await sides.fresh("differences")
    for source in DIFFERENT:
        await sides.fresh_world()
        assert await sides.typed(source) != await sides.sent(source), source


async def test_every_name_of_the_window_can_be_taken_as_in_repl_mode(sides: Sides) -> None:
    await sides.fresh("names")
    listed = await sides.pages[0].evaluate(
        "Object.entries(Object.getOwnPropertyDescriptors(window))"
        ".filter(([n, d]) => d.get || !d.writable).map(([n]) => n)"
    )
    names = [name for name in listed if name.isidentifier()]
    assert len(names) > 100
    different = []
    for name in names:
        source = f"let {name} = {{q: 1}}; {name}"
        expected, answered = await sides.typed(source), await sides.sent(source)
        if expected != answered:
            different.append(f"{name}: typed {expected}, sent {answered}")
    assert not different, "\n" + "\n".join(different)


async def test_a_function_is_called_with_the_arguments(sides: Sides) -> None:
    await sides.fresh("args")
    for source in (
        "({a}) => a + 1",
        "async function (o) { return o.a + 1 }",
        "(o => o.a + 1)",
        "args.a + 1",
        "1; args.a + 1",
    ):
        assert await sides.sent(source, "{a: 1}") == "number 2", source


async def test_an_error_is_at_the_place_where_it_was_typed(sides: Sides) -> None:
    await sides.fresh("places")
    source = "let a = 1\nfunction f() {\n  let {b} = {}\n  null.x\n}\n  f()"
    answer = await sides.pages[1].evaluate("code => (0, eval)(code)({}).catch(e => e.stack)", rewrite(source).code)
    line, column = (int(part) for part in answer.split("\n")[1].rstrip(")").split(":")[-2:])
    assert rewrite(source).to_source(line, column) == (4, 8)
