"""The connection to a model: what is sent, what is tried again, and what is not waited for."""

import time

import pytest
from starlette.responses import PlainTextResponse

from smooth_console.engine.model.endpoint import CutOffError, Model, ModelError
from tests.engine.model.conftest import Script, spoken

pytestmark = pytest.mark.anyio

TOO_LONG = (
    '{"error": {"message": "request (20024 tokens) exceeds the available context size (8192 tokens)"}}',
    '{"error": {"message": "This model\'s maximum context length is 8192 tokens.", "code": "context_length_exceeded"}}',
    '{"error": {"message": "prompt is too long: 210000 tokens > 200000 maximum"}}',
)
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


async def test_a_bound_that_is_not_taken_is_left_out_from_then_on_and_the_schema_is_not(
    model: Model, script: Script
) -> None:
    refusal = [PlainTextResponse("max_tokens is not supported", 400)] * 2
    script.says = [*refusal, "one", "two"]

    assert await model.complete(ASK, {"type": "object"}, 100) == "one"
    assert await model.complete(ASK, {"type": "object"}, 100) == "two"
    wishes = [{"max_tokens", "response_format"} & body.keys() for body in script.asked]
    assert wishes == [{"max_tokens", "response_format"}, {"max_tokens"}, set(), {"response_format"}]


async def test_what_is_too_long_is_made_shorter_until_it_fits_and_so_it_stays(model: Model, script: Script) -> None:
    script.says = [PlainTextResponse(said, 400) for said in TOO_LONG] + ["one", "two"]

    def page(room: int) -> list[dict[str, str]]:
        return [{"role": "user", "content": "x" * room}]

    assert await model.fitting(page, {"type": "object"}) == "one"
    assert await model.fitting(page, {"type": "object"}) == "two"
    assert [len(body["messages"][0]["content"]) for body in script.asked] == [60_000, 30_000, 15_000, 7_500, 7_500]
    assert all("response_format" in body for body in script.asked)


async def test_one_that_takes_next_to_nothing_is_told(model: Model, script: Script) -> None:
    script.says = [PlainTextResponse(TOO_LONG[0], 400)] * 4

    with pytest.raises(ModelError, match="longer than what the model takes") as problem:
        await model.fitting(lambda room: [{"role": "user", "content": "x" * room}])
    assert problem.value.passing


async def test_an_answer_that_was_cut_off_is_given_as_far_as_it_came(model: Model, script: Script) -> None:
    script.says = [spoken("click 'A'\nand so", "length")]

    with pytest.raises(CutOffError) as problem:
        await model.complete(ASK)
    assert problem.value.text == "click 'A'\nand so"


async def test_thoughts_before_an_answer_are_none_of_it(model: Model, script: Script) -> None:
    script.says = ['<think>{"value": 1}?\nNo.</think>\n\nreload']

    assert (await model.complete(ASK)).strip() == "reload"


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
