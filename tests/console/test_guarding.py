"""Which sessions the orphan guard would close, at each moment."""

import pytest

from tests.console.conftest import Desk
from tests.session.conftest import until

pytestmark = pytest.mark.anyio


async def test_the_session_in_front_is_closed_unless_it_is_kept_or_over(desk: Desk) -> None:
    session = desk.console.need_session()
    await until(lambda: session.task_id)
    watched = [session.task_id]
    assert desk.console.guarding.guard.watched == watched
    await desk.run(".set keep true")
    assert desk.console.guarding.guard.watched == []
    await desk.run(".set keep false")
    assert desk.console.guarding.guard.watched == watched
    desk.server.forgotten = True
    await until(lambda: session.ended)
    assert desk.console.guarding.guard.watched == []
