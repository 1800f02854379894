"""The plumbing with a real model, which a test cannot foresee: whatever it says, the rules hold and the session lives.

SMOOTH_TEST_MODEL_URL names an OpenAI-compatible endpoint (`http://127.0.0.1:8080/v1`), SMOOTH_TEST_MODEL its model.
"""

import os
from collections.abc import AsyncIterator

import pytest

from smooth_console.engine.inprocess import engine_running
from smooth_console.engine.options import ServeOptions
from tests.engine.conftest import Caller, Session, calling
from tests.engine.model.conftest import show

URL = os.environ.get("SMOOTH_TEST_MODEL_URL", "")
PATIENCE_S = 60.0
PAGE = """<main><h1>Harbour lamp</h1><p>Price: <b>$64.00</b></p><p>In stock</p>
<p>Made in Ashfield since 3 March 2021.</p>
<button onclick="document.querySelector('h1').textContent = 'Bought'">Buy</button></main>"""
SCHEMA = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "price": {"type": "number"}, "in_stock": {"type": "boolean"}},
    "x-sources": True,
}

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.browser,
    pytest.mark.skipif(not URL, reason="no model is served: SMOOTH_TEST_MODEL_URL names its endpoint"),
]


@pytest.fixture
async def session() -> AsyncIterator[Session]:
    """A session on an engine with the model, with a page before it."""
    model = os.environ.get("SMOOTH_TEST_MODEL", "default")
    options = ServeOptions(recording=False, model_url=URL, model=model, model_timeout_s=PATIENCE_S)
    async with engine_running(options) as engine, calling(engine) as client:
        client.timeout = 10 * PATIENCE_S
        session = await Caller(client).open()
        await show(session, PAGE)
        yield session
        assert await session.ok("evaluate_js", {"js": "document.title"}) == "Shown"


async def test_an_extract_gives_what_the_page_says_or_null_and_says_which(session: Session) -> None:
    payload = (await session.event(await session.send("extract", {"schema": SCHEMA})))["payload"]

    assert payload["code"] == 200, payload
    output, notices = payload["output"]["output"], " ".join(payload.get("notices", []))
    assert output.keys() == {"name", "price", "in_stock"}
    assert output["name"] is None or output["name"].lower() in PAGE.lower()
    assert output["price"] in (None, 64, 3, 2021)
    for key in ("name", "price"):
        assert (output[key] is None) == (f"/{key}" not in payload["sources"])
    if payload["sources"] and "structure" not in notices:
        assert {source["kind"] for source in payload["sources"].values()} == {"model"}


async def test_a_task_ends_within_its_bounds_with_a_reason(session: Session) -> None:
    payload = (await session.event(await session.send("run_task", {"task": "buy the lamp", "max_steps": 2})))["payload"]

    assert payload["code"] in (200, 400, 500), payload
    assert len(payload.get("steps", [])) <= 2
    if payload["code"] != 200:
        assert any(why in payload["output"] for why in ("max_steps", "gave up", "the model", "circles"))


async def test_a_page_that_is_longer_than_it_takes_is_read_as_far_as_it_takes(session: Session) -> None:
    await show(session, PAGE + "<p>It stands by the harbour and shines at night.</p>" * 3_000)

    payload = (await session.event(await session.send("extract", {"schema": SCHEMA})))["payload"]

    assert payload["code"] == 200, payload
    assert payload["notices"]
