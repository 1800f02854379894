"""What stands in an answer beside its output, where no client trips over it."""

from typing import Any

import pytest

from tests.engine.conftest import Session

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

PAGE = "data:text/html,<h1>Lamp</h1><p class=price>$5</p>"
SCHEMA: dict[str, Any] = {"type": "object", "properties": {"price": {"type": "number"}, "brand": {"type": "string"}}}


async def _payload(session: Session, schema: dict[str, Any], prompt: str | None = None) -> dict[str, Any]:
    await session.ok("goto", {"url": PAGE})
    sent = await session.send("extract", {"schema": schema} | ({"prompt": prompt} if prompt else {}))
    payload: dict[str, Any] = (await session.event(sent))["payload"]
    assert payload["output"].keys() == {"output", "credits_used", "duration"}
    assert payload["output"]["output"] == {"price": 5, "brand": None}
    return payload


async def test_sources_are_told_to_who_asks_and_to_nobody_else(session: Session) -> None:
    assert (await _payload(session, SCHEMA)).keys() == {"code", "output"}

    told = (await _payload(session, {**SCHEMA, "x-sources": True}))["sources"]
    assert told == {"/price": {"kind": "record", "path": "body > p", "text": "$5"}}


async def test_what_of_a_prompt_is_not_applied_is_a_notice(session: Session) -> None:
    (notice,) = (await _payload(session, SCHEMA, "purple zebras dancing quietly"))["notices"]

    assert notice.startswith("Not applied from the prompt")
