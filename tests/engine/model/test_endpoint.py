"""The connection to a model: what is sent, what is tried again, and what is not waited for."""

import time

import pytest
from starlette.responses import PlainTextResponse

from smooth_console.engine.model.endpoint import Model, ModelError
from tests.engine.model.conftest import Script

pytestmark = pytest.mark.anyio

ASK = [{"role": "user", "content": "hello"}]


@pytest.fixture
def model(scripted: tuple[str, Script], script: Script) -> Model:
    """The scripted model, asked without an engine."""
    return Model(scripted[0], "scripted")


async def test_an_endpoint_that_takes_no_schema_is_asked_without_and_remembered(model: Model, script: Script) -> None:
    script.takes_schemas = False
    script.says = ["one", "two"]

    assert await model.complete(ASK, {"type": "object"}) == "one"
    assert await model.complete(ASK, {"type": "object"}) == "two"
    assert script.keys == [None, None, None]


async def test_a_server_that_wants_a_rest_is_asked_again_after_it(model: Model, script: Script) -> None:
    script.says = [PlainTextResponse("slow down", 429, {"retry-after": "1"}), "now"]
    began = time.monotonic()

    assert await model.complete(ASK) == "now"
    assert time.monotonic() - began >= 1


async def test_a_model_that_does_not_answer_is_not_waited_for(scripted: tuple[str, Script], script: Script) -> None:
    script.says = [None]

    with pytest.raises(ModelError, match=r"within 0\.1 s"):
        await Model(scripted[0], "scripted", timeout_s=0.1).complete(ASK)


async def test_a_server_that_is_not_there_is_told(free_port: int) -> None:
    with pytest.raises(ModelError, match="cannot be reached") as problem:
        await Model(f"http://127.0.0.1:{free_port}/v1", "any").complete(ASK)
    assert problem.value.passing
