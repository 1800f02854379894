"""`.resend` and `--resend`: what the user decides about an event that may or may not have been taken."""

import pytest

from smooth_console.language.problems import LanguageError
from smooth_console.session import EventState
from tests.console.conftest import Desk
from tests.session.conftest import until
from tests.session.servers import Fault

pytestmark = pytest.mark.anyio


async def test_an_unconfirmed_js_is_sent_again_under_its_id_when_the_user_says_so(desk: Desk) -> None:
    desk.server.post_faults.extend([Fault()])
    desk.console.submit("js 1")
    await until(lambda: desk.console.entries[-1].state is EventState.UNCONFIRMED)
    entry = desk.console.entries[-1]
    await desk.run(f".resend {entry.n}")
    assert (entry.state, entry.attempts, len(desk.console.entries)) == (EventState.OK, 2, entry.n)
    assert [one["id"] for one in desk.server.taken] == [entry.event_id]


async def test_a_lost_js_is_sent_anew_and_its_mistakes_keep_their_places(desk: Desk) -> None:
    desk.server.post_faults.extend([Fault()])
    outcome = await desk.run("js --deadline 0.2s throw 1")
    lost = outcome.entries[0]
    assert lost.state is EventState.LOST
    assert "may have been taken" in lost.reason
    again = (await desk.run(f".resend {lost.n}")).entries[0]
    assert (again.n, again.state) == (lost.n + 1, EventState.ERROR)
    assert again.event_id != lost.event_id
    assert again.event_id in desk.console.rewritten


@pytest.mark.parametrize(
    "line", ["js --resend 1", 'send --resend {"name": "browser_action", "payload": {"name": "x"}}']
)
async def test_what_is_sent_with_resend_is_sent_once_more_by_itself(desk: Desk, line: str) -> None:
    desk.server.post_faults.extend([Fault(), Fault()])
    desk.console.submit(line)
    await until(lambda: desk.console.entries[-1].attempts == 2, 10.0)
    assert desk.console.entries[-1].state in (EventState.UNCONFIRMED, EventState.SENDING)
    assert desk.server.taken == []


async def test_what_need_not_be_sent_again_is_not_and_why(desk: Desk) -> None:
    desk.console.submit("js hang")
    await until(lambda: desk.console.entries[-1].state is EventState.PENDING)
    with pytest.raises(LanguageError, match=r"the server has entry 2 and works on it; wait 2 waits"):
        await desk.run(".resend 2")
    desk.console.submit("run ask")
    await until(lambda: desk.console.entries[-1].is_call)
    with pytest.raises(LanguageError, match=r"entry 4 is a tool call; answer it: reply 4 VALUE"):
        await desk.run(".resend 4")
    assert len(desk.server.taken) == 2
