"""The timeline: rows move, stay in place, are followed, narrowed and selected; nothing in them acts on the terminal."""

import time
from collections.abc import Callable

import pytest
from msgspec.structs import replace
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from smooth_console.console.glyphs import ASCII, UNICODE, Glyphs, glyphs_for
from smooth_console.session.event_state import EventState
from smooth_console.tui.rows import Row
from smooth_console.tui.widgets.foot_line import FootLine
from smooth_console.tui.widgets.timeline import Timeline, TimelineTail
from smooth_console.tui.widgets.timeline_lines import TimelineLines

pytestmark = pytest.mark.anyio

NOW = 1000.0


def ok(n: int, verb: str = "js", summary: str = "document.title") -> Row:
    """A row that was answered."""
    return Row(n, verb, summary, EventState.OK, f"evt_{n:04}", f"evt_{n:04}_full", wire_ms=1.0, total_ms=2.0)


class OneTimeline(App[None]):
    """A timeline and its tail."""

    def __init__(self, rows: list[Row], glyphs: Glyphs = UNICODE) -> None:
        super().__init__()
        self.timeline = Timeline(rows, glyphs=glyphs, clock=lambda: NOW)
        self.said: list[tuple[str, int]] = []

    def compose(self) -> ComposeResult:
        """Both."""
        yield self.timeline
        yield TimelineTail(self.timeline)

    def on_mount(self) -> None:
        """Keys go to the rows."""
        self.timeline.focus()

    def on_timeline_selected(self, event: Timeline.Selected) -> None:
        """Keep what was said."""
        self.said.append(("selected", event.n))

    def on_timeline_activated(self, event: Timeline.Activated) -> None:
        """Keep what was said."""
        self.said.append(("activated", event.n))

    @property
    def lines(self) -> TimelineLines:
        """The list itself."""
        return self.query_one(TimelineLines)

    def follows(self) -> bool:
        """Whether the end is followed."""
        return self.timeline.following

    def ticks(self) -> bool:
        """Whether the timer of what waits is running."""
        timer = self.lines._timer
        return timer is not None and timer._active.is_set()

    def text(self) -> list[str]:
        """What the list shows."""
        return [self.lines.render_line(y).text for y in range(self.lines.size.height)]

    def tail(self) -> list[str]:
        """What the tail shows."""
        tail = self.query_one(TimelineTail)
        return [tail.render_line(y).text for y in range(tail.size.height)]

    def foot(self) -> str:
        """What the line under the rows says."""
        return " ".join(str(note.render()) for note in self.query_one(FootLine).query("FootNote"))


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Wait for something to be so."""
    for _ in range(400):
        if holds():
            return
        await pilot.pause(0.01)
    raise AssertionError("it never came to hold")


async def test_an_empty_timeline_says_what_to_type() -> None:
    app = OneTimeline([])
    async with app.run_test(size=(60, 20)):
        assert any("Nothing sent yet" in line for line in app.text())
        assert any("document.title" in line for line in app.text())
        assert app.timeline.selected is None


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        (ok(1), "✓    2 ms"),
        (Row(1, "js", "x", EventState.PENDING, since=NOW - 1.23), "1.2 s"),
        (Row(1, "js", "x", EventState.OVERDUE, since=NOW - 31), "◷    31 s"),
        (Row(1, "js", "x", EventState.ERROR, code=400, total_ms=3), "✗     400"),
        (Row(1, "js", "x", EventState.REJECTED, code=404), "⊘     404"),
        (Row(1, "js", "x", EventState.LOST), "∅    lost"),
        (Row(1, "js", "x", EventState.SENDING), "… sending"),
        (Row(1, "tool", "get_weather", "call"), "?   reply"),
    ],
)
async def test_each_state_has_its_sign_and_words(row: Row, shown: str) -> None:
    app = OneTimeline([row])
    async with app.run_test(size=(40, 12)):
        assert shown in app.text()[0]


async def test_a_terminal_without_signs_gets_letters() -> None:
    app = OneTimeline([ok(1), Row(2, "js", "x", EventState.ERROR, code=400)], ASCII)
    async with app.run_test(size=(40, 12)):
        assert all(line.isascii() for line in app.text())
    assert glyphs_for("utf-8", "xterm-256color") is UNICODE
    assert glyphs_for("ANSI_X3.4-1968", "xterm") is ASCII
    assert glyphs_for("UTF-8", "linux") is ASCII


@pytest.mark.parametrize("size", [(24, 10), (40, 12), (60, 20), (100, 20), (200, 30)])
async def test_columns_fit_every_width_and_end_together(size: tuple[int, int]) -> None:
    rows = [replace(ok(n), summary="木のスツール " * n, credits=n / 4) for n in (1, 2, 30)]
    app = OneTimeline(rows)
    async with app.run_test(size=size):
        strips = [app.lines.render_line(y) for y in range(app.lines.size.height)]
        assert {strip.cell_length for strip in strips} == {app.lines.cells}
        assert ("credits" in strips[0].text) is (size[0] >= 100)


async def test_what_a_page_says_cannot_act() -> None:
    evil = "\x1b]52;c;ZXZpbA==\x07[/red][@click=app.quit]x[/]\u202e\n\ud800"
    app = OneTimeline([Row(1, evil, evil, EventState.ERROR, evil, reason=evil)])
    async with app.run_test(size=(160, 12)) as pilot:
        await pilot.press("slash", *"[")
        text = "".join(app.text())
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "[/red][@click=app.quit]" in text


async def test_a_row_keeps_its_place_as_its_state_changes() -> None:
    app = OneTimeline([ok(1), Row(2, "js", "slow()", EventState.PENDING, since=NOW), ok(3)])
    async with app.run_test(size=(60, 12)) as pilot:
        app.timeline.update(ok(2, summary="slow()"))
        await pilot.pause()
        assert "slow()" in app.text()[1]
        assert "✓" in app.text()[1]
        assert [row.n for row in app.timeline.rows] == [1, 2, 3]


async def test_the_end_is_followed_until_one_goes_up_and_again_after_end() -> None:
    app = OneTimeline([ok(n) for n in range(1, 31)])
    async with app.run_test(size=(60, 12)) as pilot:
        app.timeline.append(ok(31))
        await pilot.pause()
        assert app.timeline.selected == 31
        assert app.follows()
        await pilot.press("up", "up")
        top = app.lines.scroll_offset.y
        for n in (32, 33, 34):
            app.timeline.append(ok(n))
        await pilot.pause()
        assert not app.follows()
        assert app.timeline.selected == 29
        assert app.lines.scroll_offset.y == top
        assert "3 new below" in app.foot()
        await pilot.press("end")
        assert app.follows()
        assert app.timeline.selected == 34
        assert "new below" not in app.foot()


async def test_scrolling_up_with_the_mouse_stops_following() -> None:
    app = OneTimeline([ok(n) for n in range(1, 61)])
    async with app.run_test(size=(60, 12)) as pilot:
        app.lines.scroll_to(y=5, animate=False)
        app.timeline.append(ok(61))
        await pilot.pause()
        assert app.lines.scroll_offset.y == 5
        assert app.timeline.new_below == 1


async def test_keys_move_and_enter_activates() -> None:
    app = OneTimeline([ok(n) for n in range(1, 41)])
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("g", "j", "j", "k", "enter")
        assert app.timeline.selected == 2
        assert app.said[-1] == ("activated", 2)
        await pilot.press("pagedown")
        assert 2 < (app.timeline.selected or 0) < 20
        await pilot.press("G")
        assert app.said[-1] == ("selected", 40)


async def test_a_click_selects_and_a_double_click_activates() -> None:
    app = OneTimeline([ok(n) for n in range(1, 6)])
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.click(TimelineLines, offset=(5, 2))
        assert app.timeline.selected == 3
        await pilot.click(TimelineLines, offset=(5, 1), times=2)
        assert app.said[-1] == ("activated", 2)


async def test_the_filter_narrows_as_one_types_and_esc_shows_all() -> None:
    rows = [ok(1, "goto", "/products"), ok(2), Row(3, "js", "boom()", EventState.ERROR, code=400, reason="boom"), ok(4)]
    app = OneTimeline(rows)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("slash", *"state:err")
        assert app.lines.line_count() == 1
        await pilot.press("enter")
        assert "1 of 4 rows" in app.foot()
        assert app.timeline.selected == 3
        await pilot.press("slash", *"verb:js -boom")
        assert [word for line in app.text() for word in line.split() if word.startswith("evt_")] == [
            "evt_0002",
            "evt_0004",
        ]
        await pilot.press("escape")
        assert app.lines.line_count() == 4
        assert app.lines.has_focus


async def test_a_filter_that_lets_nothing_through_says_so_and_new_rows_pass_it() -> None:
    app = OneTimeline([ok(1)])
    async with app.run_test(size=(60, 12)) as pilot:
        app.timeline.set_filter("verb:goto")
        await pilot.pause()
        assert "verb:goto" in app.foot()
        assert any("No row matches" in line for line in app.text())
        app.timeline.append(ok(2))
        app.timeline.append(ok(3, "goto", "/x"))
        await pilot.pause()
        assert app.lines.line_count() == 1
        app.timeline.set_filter("state:pending")
        app.timeline.update(replace(ok(1), state=EventState.PENDING, total_ms=None))
        assert app.lines.line_count() == 1
        app.timeline.update(ok(1))
        assert app.lines.line_count() == 0


async def test_a_filter_over_many_rows_works_in_slices() -> None:
    app = OneTimeline([ok(n, summary="odd" if n % 2 else "even") for n in range(1, 20_001)])
    async with app.run_test(size=(60, 12)) as pilot:
        app.timeline.set_filter("odd")
        assert app.lines.filtering
        await until(pilot, lambda: not app.lines.filtering)
        assert app.lines.line_count() == 10_000


async def test_the_timer_runs_only_while_something_waits() -> None:
    app = OneTimeline([ok(1)])
    async with app.run_test(size=(60, 12)):
        ticking = [app.ticks()]
        app.timeline.append(Row(2, "js", "slow()", EventState.PENDING, since=NOW))
        ticking.append(app.ticks())
        app.timeline.update(ok(2))
        ticking.append(app.ticks())
        assert ticking == [False, True, False]


async def test_the_tail_shows_the_last_rows_whatever_the_filter() -> None:
    app = OneTimeline([])
    async with app.run_test(size=(80, 20)) as pilot:
        assert app.tail() == []
        app.timeline.set_rows([ok(1), ok(2), ok(3, "goto", "/x")])
        app.timeline.set_filter("verb:js")
        await pilot.pause()
        await pilot.pause()
        assert [line.split()[0] for line in app.tail()] == ["2", "3"]
        app.timeline.append(Row(4, "tool", "ask", "call"))
        await pilot.pause()
        assert "reply" in app.tail()[1]


async def test_a_hundred_thousand_rows_open_at_once() -> None:
    rows = [ok(n) for n in range(1, 100_001)]
    app = OneTimeline([])
    async with app.run_test(size=(120, 40)) as pilot:
        start = time.process_time()
        app.timeline.set_rows(rows)
        text = app.text()
        taken = time.process_time() - start
        assert "100000" in text[-1]
        assert taken < 1.0
        await pilot.press("home")
        assert app.timeline.selected == 1
