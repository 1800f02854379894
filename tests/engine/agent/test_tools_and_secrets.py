"""What a task is given besides its steps: tools, screenshots and secrets, on real pages."""

import base64

import pytest

from smooth_console.engine.errors import ActionError
from tests.engine.agent.conftest import Hush, Tool, Workplace

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


async def test_a_tool_is_called_and_its_answer_is_the_output(work: Workplace) -> None:
    work.tools = [Tool("get_weather")]
    work.answer = lambda arguments: {"in": arguments["city"], "celsius": 21}
    assert await work.do('call get_weather with {"city": "${city}"}', metadata={"city": "Paris"}) == {
        "in": "Paris",
        "celsius": 21,
    }
    assert "there is no tool 'get_wether'; did you mean get_weather?" in await work.refused("call get_wether")
    assert work.calls == [("get_weather", {"city": "Paris"})]


async def test_a_tool_that_fails_is_told_with_its_step(work: Workplace) -> None:
    def fail(_: dict[str, object]) -> None:
        raise ActionError("the tool answered 500: no network", 500)

    work.tools, work.answer = [Tool("t")], fail
    with pytest.raises(
        ActionError,
        match=r"step 2 of 2 \(call 't' with {}\): the tool answered 500: no network. Done before it: waited",
    ) as told:
        await work.do("wait 0 seconds, then call t")
    assert told.value.code == 500


async def test_a_screenshot_is_a_picture(work: Workplace) -> None:
    await work.show("<h1>Hello</h1>")
    picture = await work.do("take a screenshot")
    assert base64.b64decode(picture["base64"]).startswith(b"\x89PNG")


async def test_a_secret_is_typed_and_shown_nowhere(work: Workplace) -> None:
    await work.show("<form action=/echo><label>Password <input name=pw></label><button>Go</button></form>")
    secrets = {"pw": Hush("s3 cr/3t", [f"{work.site}/*"])}
    said = await work.do("fill 'Password' with <secret>pw</secret>, click 'Go'", secrets=secrets)
    assert await work.text("#given") == "pw=s3 cr/3t"
    assert "s3" not in said
    assert "s3" not in "".join(work.logged)
    assert "s3" not in str(await work.do("extract everything", secrets=secrets))


async def test_a_secret_is_not_typed_on_a_page_that_it_is_not_for(work: Workplace) -> None:
    await work.show("<label>Password <input id=i></label>")
    why = await work.refused("fill 'Password' with ${pw}", secrets={"pw": Hush("s3cr3t", ["https://bank.example/*"])})
    assert "the secret 'pw' may not be typed at" in why
    assert "s3cr3t" not in why
    assert await work.value("#i") == ""
