"""Extract with a model: what it is shown, what of its answer is believed, and what happens when it has none."""

from typing import Any

import pytest
from starlette.responses import JSONResponse, PlainTextResponse, Response

from tests.engine.conftest import Session
from tests.engine.model.conftest import KEY, Script, show, spoken, value

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

PAGE = """<main><h1>Harbour lamp</h1><p class=price>$64.00</p><p>Made in <a href="/makers/ash">Ashfield</a></p>
<p>Since 3 March 2021. Colours:</p><ul><li>red</li><li>sea green</li></ul></main>"""
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "price": {"type": "number", "minimum": 1},
        "since": {"type": "string", "format": "date"},
        "colours": {"type": "array", "items": {"type": "string"}},
        "kind": {"enum": ["lamp", "book"]},
    },
    "required": ["name", "price"],
}
TRUE = {"name": "Harbour lamp", "price": 64, "since": "2021-03-03", "colours": ["red", "sea green"], "kind": "lamp"}


async def _extract(session: Session, schema: Any = SCHEMA, prompt: str | None = None) -> dict[str, Any]:
    await show(session, PAGE)
    given = {"schema": schema} | ({"prompt": prompt} if prompt else {})
    payload: dict[str, Any] = (await session.event(await session.send("extract", given)))["payload"]
    return payload


async def test_the_model_reads_the_page_and_its_answer_is_the_output(asking: Session, script: Script) -> None:
    script.says = [value(TRUE)]

    payload = await _extract(asking, prompt="the lamp")

    assert payload["code"] == 200
    assert payload["output"]["output"] == TRUE
    assert "notices" not in payload
    assert "# Harbour lamp" in script.last()
    assert "[Ashfield](" in script.last()
    assert "the lamp" in script.last()
    assert script.asked[0]["response_format"]["json_schema"]["strict"] is True
    assert script.keys == [f"Bearer {KEY}"]


async def test_what_is_not_on_the_page_is_null_and_said(asking: Session, script: Script) -> None:
    made_up = {"name": "Harbour lamp 3000", "price": 65, "since": "2021-03-04", "colours": ["red", "gold"]}
    script.says = [value({**made_up, "kind": "lamp"})]

    payload = await _extract(asking)

    nothing = {"name": None, "price": None, "since": None, "colours": ["red", None], "kind": "lamp"}
    assert payload["output"]["output"] == nothing
    (notice,) = payload["notices"]
    assert notice == "Not on the page, so null: /name, /price, /since, /colours/1."


async def test_sources_come_when_the_schema_asks_for_them(asking: Session, script: Script) -> None:
    script.says = [value(TRUE)]

    payload = await _extract(asking, {**SCHEMA, "x-sources": True})

    assert payload["output"].keys() == {"output", "credits_used", "duration"}
    assert payload["sources"]["/price"] == {"kind": "model", "path": "body > main > p:nth-of-type(1)", "text": "$64.00"}


async def test_an_answer_that_does_not_fit_is_mended_once(asking: Session, script: Script) -> None:
    script.says = [value({**TRUE, "price": "64"}), value(TRUE)]

    payload = await _extract(asking)

    assert payload["output"]["output"] == TRUE
    assert "/value/price: '64' is not of type" in script.last()
    assert "second" in payload["notices"][0]


async def test_words_around_the_answer_are_passed_over(asking: Session, script: Script) -> None:
    script.says = [f"Sure, {{here}} it is:\n```json\n{value(TRUE)}\n```\nAnything else?"]

    payload = await _extract(asking)

    assert payload["output"]["output"] == TRUE
    assert "notices" not in payload


async def test_a_page_that_is_too_long_for_the_model_is_read_in_part_and_said(asking: Session, script: Script) -> None:
    too_long = JSONResponse({"error": {"code": "context_length_exceeded"}}, 400)
    script.says = [too_long, value(TRUE)]
    await show(asking, PAGE + "<p>and so on</p>" * 3_000)

    sent = await asking.send("extract", {"schema": SCHEMA})
    payload = (await asking.event(sent))["payload"]

    assert payload["output"]["output"] == TRUE
    assert payload["notices"] == ["The page is longer than what the model is given: its end was not read."]
    assert len(script.last()) < 32_000


async def test_the_callers_own_rules_are_checked_too(asking: Session, script: Script) -> None:
    script.says = [value({**TRUE, "price": 0}), f"```json\n{value(TRUE)}\n```"]

    assert (await _extract(asking))["output"]["output"] == TRUE
    assert "/price: 0 is less than the minimum of 1" in script.last()


@pytest.mark.parametrize(
    ("says", "why"),
    [
        ([PlainTextResponse("oh", 500)], "answered 500"),
        ([PlainTextResponse("slow down", 429)], "429"),
        ([PlainTextResponse("slow down", 429, {"retry-after": "900"})], "900 s"),
        ([PlainTextResponse("<html>")], "not JSON"),
        ([JSONResponse({"choices": []})], "without a choice"),
        ([spoken('{"value": {', "length")], "cut off"),
        ([spoken(None, refusal="I cannot")], "refused"),
        ([spoken("")], "empty"),
        (["no", "no"], "does not fit the schema (it is not JSON)"),
    ],
)
async def test_without_a_usable_answer_the_structure_is_read_and_said(
    asking: Session, script: Script, says: list[str | Response], why: str
) -> None:
    script.says = [*says]

    payload = await _extract(asking)

    assert payload["code"] == 200
    assert payload["output"]["output"]["price"] == 64
    assert payload["notices"][0].startswith("Read by the page's structure")
    assert why in payload["notices"][0]


@pytest.mark.parametrize("status", [401, 404])
async def test_an_engine_that_is_set_up_wrongly_is_a_clear_error(asking: Session, script: Script, status: int) -> None:
    script.says = [PlainTextResponse(KEY, status)] * 2

    payload = await _extract(asking)

    assert payload["code"] == 500
    assert "has to set its model right" in payload["output"]
    assert KEY not in payload["output"]


async def test_a_wrong_schema_asks_nobody(asking: Session, script: Script) -> None:
    payload = await _extract(asking, {"type": "objekt"})

    assert payload["code"] == 400
    assert script.asked == []
