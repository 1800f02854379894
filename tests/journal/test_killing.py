"""After `kill -9` at any instant the journal is whole."""

from pathlib import Path

import pytest

from tests.journal.killing import kill_at_random

pytestmark = pytest.mark.anyio


async def test_a_kill_at_a_random_instant_loses_nothing_and_nothing_is_sent_again(tmp_path: Path) -> None:
    counts = await kill_at_random(tmp_path, 10)
    assert (counts.missing, counts.malformed, counts.resent, counts.unsettled) == (0, 0, 0, 0)
    assert counts.kills == 10
    assert counts.taken >= 16
    assert counts.answered > counts.taken / 2
