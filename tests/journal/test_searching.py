"""Finding text in everything that was sent and answered: the same with the full-text index and without it."""

import contextlib
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smooth_console.journal import searching
from smooth_console.journal.reading import Reader, UnknownSessionError
from smooth_console.journal.searching import search
from smooth_console.journal.store import FILE, open_database
from smooth_console.journal.upkeep import delete, prune, size_of
from tests.journal.conftest import every_byte, journal_in, js, rows, session_on
from tests.session.servers import ScriptedServer, serving

pytestmark = pytest.mark.anyio

OUTPUTS: list[Any] = [
    {"title": "Walnut desk", "price": 149, "notes": 'line one\nsecond "quoted" line'},
    ["Ö l", "Österreich", "naïve", "日本語テキスト", "snake_case_name", "a-b.c/d"],
    "x" * 10_000 + " needle in a large answer",
    "walnuts and almonds",
    None,
]


@pytest.fixture
async def filled(folder: Path) -> Path:
    """A journal of one session with the outputs above."""
    waiting = list(OUTPUTS)

    def act(event: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
        return [(event["id"], event["name"], {"code": 200, "output": waiting.pop(0) if waiting else None})]

    async with (
        serving(ScriptedServer(act=act)) as server,
        journal_in(folder) as journal,
        session_on(server, journal) as (session, _),
    ):
        for number in range(len(OUTPUTS)):
            await js(session, f"read({number})")
    return folder


@contextlib.contextmanager
def no_index(monkeypatch: pytest.MonkeyPatch) -> Any:
    with monkeypatch.context() as patch:
        patch.setattr(searching, "_has_index", lambda _db: False)
        yield


CASES = [
    ("walnut", [2, 5]),
    ("WALNUT desk", [2]),
    ("alnut", []),
    ("second quoted", [2]),
    ('price":149', [2]),
    ("österreich", [3]),
    ("日本語", [3]),
    ("語テキ", [3]),
    ("snake_case case", [3]),
    ("a-b.c", [3]),
    ("needle large", [4]),
    ("read(3)", [5]),
    ("=>", []),
    ('"', [1, 2, 3, 4, 5, 6]),
    ("", []),
]


@pytest.mark.parametrize(("text", "numbers"), CASES)
async def test_words_are_found_where_they_begin_with_the_index_and_without(
    filled: Path, monkeypatch: pytest.MonkeyPatch, text: str, numbers: list[int]
) -> None:
    with Reader(filled) as reader:
        found = [one.n for one in search(reader, text)]
        assert sorted(found) == numbers
        assert found == sorted(found, reverse=True)
        with no_index(monkeypatch):
            assert [one.n for one in search(reader, text)] == found


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(st.text(st.sampled_from("walnut dESKöÖ日_-.\"'1"), min_size=1, max_size=6), min_size=1, max_size=3)
)
async def test_the_index_never_hides_what_reading_through_finds(
    filled: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    with Reader(filled) as reader:
        found = search(reader, " ".join(words))
        with no_index(monkeypatch):
            assert search(reader, " ".join(words)) == found


async def test_a_session_that_goes_on_is_searched_too(folder: Path) -> None:
    async with (
        serving(ScriptedServer()) as server,
        journal_in(folder) as journal,
        session_on(server, journal) as (session, _),
    ):
        await js(session, "'first'")
        await journal.ask(lambda _db: None)
        with Reader(folder) as reader:
            assert len(search(reader, "first")) == 1
        await js(session, "'second'")
        await journal.ask(lambda _db: None)
        with Reader(folder) as reader:
            assert [one.line for one in search(reader, "second")] == ["js 'second'"]
            assert search(reader, "second", session="ses_other") == []


async def test_what_changed_after_it_was_indexed_is_found_as_it_is(folder: Path) -> None:
    server = ScriptedServer(act=lambda _event: [])
    async with serving(server):
        async with journal_in(folder) as journal, session_on(server, journal) as (session, _):
            entry = await js(session, "1", deadline_s=0.05)
        with Reader(folder) as reader:
            assert search(reader, "tardy") == []
            assert len(search(reader, "js 1")) == 1
        server.answer(entry.event_id, "tardy")
        async with journal_in(folder) as journal, session_on(server, journal, attach="task_1"):
            pass
        with Reader(folder) as reader:
            assert [(one.n, one.state) for one in search(reader, "tardy")] == [(2, "lost")]


async def test_what_is_deleted_is_in_no_file_any_more(filled: Path) -> None:
    with Reader(filled) as reader:
        search(reader, "walnut")  # so that it is in the index too
        assert b"almonds" in every_byte(filled)
        delete(reader, reader.sessions())
        assert reader.sessions() == []
        assert b"almonds" not in every_byte(filled)
        assert search(reader, "walnut") == []


async def sessions_of(folder: Path, sizes: list[int]) -> None:
    for size in sizes:
        async with (
            serving(ScriptedServer()) as server,
            journal_in(folder) as journal,
            session_on(server, journal, local=True) as (session, _),
        ):
            await js(session, os.urandom(size).hex())


async def test_prune_takes_what_is_old_or_the_oldest_and_leaves_what_may_be_open(folder: Path) -> None:
    await sessions_of(folder, [50_000] * 6)
    with Reader(folder) as reader:
        names = [one.name for one in reader.sessions()]
        assert prune(reader, older_s=3600).sessions == []
        reader.db.execute("UPDATE sessions SET changed_at = 1 WHERE name = ?", (names[-1],))
        reader.db.execute("UPDATE entries SET created_at = 1 WHERE session = 1")
        assert [one.name for one in prune(reader, older_s=3600).sessions] == [names[-1]]
        before = size_of(reader)
        done = prune(reader, larger=before // 2)
        assert size_of(reader) == done.after <= before // 2
        left = [one.name for one in reader.sessions()]
        assert left == names[: len(left)]  # the newest
        reader.db.execute("UPDATE sessions SET local = 0, status = 'running', ended_at = NULL")
        assert prune(reader, larger=1).sessions == []


async def test_a_session_is_named_by_the_beginning_of_its_ids(folder: Path) -> None:
    await sessions_of(folder, [10, 10])
    with Reader(folder) as reader:
        first, second = reader.sessions()
        for name in (first.name, first.name[:-1], first.name.removeprefix("ses_")[:6]):
            assert reader.find(name) == first
        assert reader.find("task_1") == first  # of two records, the newest
        with pytest.raises(UnknownSessionError, match="is the beginning of 2 sessions"):
            reader.find("ses_")
        with pytest.raises(UnknownSessionError, match=f"did you mean {second.name}"):
            reader.find(second.name[:-2] + "??")


def test_ten_thousand_entries_are_searched_in_no_time(folder: Path) -> None:
    with contextlib.closing(open_database(folder)) as db:
        db.execute("BEGIN")
        db.execute(
            "INSERT INTO sessions VALUES (1,'ses_a','','s',0,'t','done','',0,NULL,NULL,0,1,1,1,1,'')",
        )
        db.executemany(
            """INSERT INTO entries (session, place, event_id, verb, line, reply_line, may_repeat, state, reason,
                                    doubtful, accepted, late, attempts, created_at, code, output)
               VALUES (1, ?, 'e', 'js', ?, '', 0, 'ok', '', 0, 1, 0, 1, 1, 200, ?)""",
            (
                (n, f"js item({n})", json.dumps({"title": f"thing {n}", "more": "word " * 100}))
                for n in range(1, 10_001)
            ),
        )
        db.execute("COMMIT")
    with Reader(folder) as reader:
        assert [one.n for one in search(reader, "thing 7777")] == [7777]
        began = time.perf_counter()
        assert [one.n for one in search(reader, "thing 8888")] == [8888]
        assert time.perf_counter() - began < 1.0  # some ms; what is read through takes longer
    assert rows(folder, "SELECT count(*) FROM entries WHERE indexed = 1") == [(10_000,)]
    assert (folder / FILE).stat().st_size < 30_000_000
