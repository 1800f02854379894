"""The prompt: what is typed, what is printed above it, and what neither does to the other."""

import asyncio
import base64
import re
from pathlib import Path

import pytest
from prompt_toolkit.enums import EditingMode

from smooth_console.settings import Settings
from tests.repl.desk import prompt_at
from tests.session.servers import Fault, ScriptedServer

pytestmark = pytest.mark.anyio

CTRL_C, CTRL_D, CTRL_R, F3, F7 = "\x03", "\x04", "\x12", "\x1bOR", "\x1b[18~"


async def test_an_answer_is_printed_above_what_is_being_typed_and_changes_none_of_it() -> None:
    async with prompt_at() as desk:
        desk.press("js hang\r")
        await desk.until(lambda: len(desk.server.taken) == 1)
        desk.press("js half a li")
        await desk.until(lambda: desk.typed == "js half a li")
        event = desk.server.taken[-1]
        desk.server.answer(event["id"], {"weather": "fog"})
        await desk.sees('{"weather": "fog"}')
        desk.press("ne")
        await desk.until(lambda: desk.typed == "js half a line")
        assert "2› js hang\n" in desk.shown
        assert "✓ $2  js hang" in desk.shown or "✓ $2  " in desk.shown


async def test_lines_typed_before_the_session_is_there_run_in_order_once_it_is() -> None:
    async with prompt_at(opened=False) as desk:
        desk.press("js --args 1 a\rjs --args 2 b\r.show $_\r")
        await desk.sees("✓ $3")
        assert desk.shown.index("2› js --args 1 a") < desk.shown.index("3› js --args 2 b")
        assert [event["payload"]["input"]["args"] for event in desk.server.taken] == [1, 2]


async def test_a_mistake_stays_in_the_line_with_a_caret_under_its_place() -> None:
    async with prompt_at() as desk:
        desk.press("extrct @product\r")
        await desk.until(desk.below)
        assert desk.below() == "   ^^^^^^\n✗ no verb extrct; did you mean extract?"
        assert (desk.typed, desk.screen.buffer.cursor_position) == ("extrct @product", 0)
        desk.press("x")
        await desk.until(lambda: not desk.below())
        assert desk.server.taken == []


async def test_a_mistake_that_shows_later_is_printed_with_a_caret_under_the_typed_line() -> None:
    async with prompt_at() as desk:
        await desk.enter(".show $1.nothing.here", "✗ ")
        await desk.enter(".rerun 99", "          ^^\n✗ there is no entry 99")


async def test_enter_goes_on_with_what_is_open_and_alt_enter_breaks_any_line() -> None:
    async with prompt_at() as desk:
        desk.press("js [\r1,\r")
        await desk.until(lambda: desk.typed == "js [\n1,\n")
        desk.press("2]\r")
        await desk.sees(" · 2]")
        desk.press(".help\x1b\r")
        await desk.until(lambda: desk.typed == ".help\n")


async def test_ctrl_c_gives_up_the_line_then_what_is_waited_for_and_never_leaves() -> None:
    async with prompt_at() as desk:
        desk.press("js hang")
        await desk.until(lambda: desk.typed)
        desk.press(CTRL_C)
        await desk.sees("js hang^C")
        assert desk.typed == ""
        await desk.enter("js hang", "2› js hang\n")
        await desk.until(lambda: desk.server.taken)
        desk.press("wait 2\r")
        await desk.until(lambda: "wait 2" in desk.repl.waiting)
        desk.press(CTRL_C)
        await desk.sees("given up; what was sent stays sent")
        desk.press(CTRL_C)
        await desk.until(desk.below)
        assert "entry 2 was sent and stays sent" in desk.below()
        assert not desk.ended.done()


async def test_ctrl_d_asks_when_an_answer_would_be_lost_and_closes_the_session() -> None:
    async with prompt_at() as desk:
        desk.press("js hang\r")
        await desk.until(lambda: desk.server.taken)
        desk.press(CTRL_D)
        await desk.until(desk.below)
        assert desk.below() == "1 event not answered: leave all the same? [y/N]"
        desk.press("n")
        await desk.until(lambda: not desk.below())
        assert not desk.ended.done()
        desk.press(CTRL_D + "y")
        await desk.sees("closing the session")
        desk.server.forgotten = True
        assert await asyncio.wait_for(desk.ended, 15) == 0


async def test_ctrl_d_on_an_idle_session_asks_nothing() -> None:
    async with prompt_at() as desk:
        desk.press(CTRL_D)
        await desk.sees("closing the session")
        await desk.until(lambda: any(event["payload"].get("name") == "close" for event in desk.server.taken))


async def test_a_tool_call_says_how_to_reply_and_f7_begins_the_reply() -> None:
    async with prompt_at() as desk:
        desk.press("run ask the weather\r")
        await desk.sees('the agent calls weather with\n    {"city": "Oslo"}\n    reply with: reply 3 VALUE')
        desk.press(F7)
        await desk.until(lambda: desk.typed == "reply 3 ")
        desk.press('{"degrees": 4}\r')
        await desk.sees("✓ 3  replied {degrees: 4}")
        assert desk.agent.replies == [{"code": 200, "output": {"degrees": 4}}]


async def test_the_line_is_completed_suggested_from_the_history_and_found_in_it(elsewhere: Path) -> None:
    (elsewhere / "home").mkdir()
    (elsewhere / "home" / "history.jsonl").write_text('"goto demo/products"\n"js 6 * 7"\n', encoding="utf-8")
    async with prompt_at() as desk:
        desk.press("goto d")
        await desk.until(lambda: desk.screen.buffer.suggestion and desk.screen.buffer.suggestion.text == "emo/products")
        desk.press("\x05")
        await desk.until(lambda: desk.typed == "goto demo/products")
        desk.press(CTRL_C + "ext\t")
        await desk.until(lambda: desk.typed == "extract")
        desk.press(CTRL_C)
        await desk.until(lambda: not desk.typed and len(desk.screen.buffer._working_lines) == 3)
        desk.press(CTRL_R + "6 *")
        await desk.until(lambda: desk.screen.app.layout.is_searching)
        desk.press("\r")
        await desk.until(lambda: desk.typed == "js 6 * 7")


async def test_a_secret_is_bullets_on_the_screen_and_in_the_history(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSWORD", "open sesame")
    async with prompt_at() as desk:
        await desk.enter("run --secret password=env:PASSWORD sign in", "reply with")
        await desk.enter('js --args {"said": "open sesame"} x', '{"said": "•••"}')
        assert "open sesame" not in desk.shown.split("reply with")[1].split("js --args")[0]
        assert "open sesame" not in (elsewhere / "home" / "history.jsonl").read_text(encoding="utf-8")
        assert not any("open sesame" in line for line in desk.repl.console.history)


async def test_what_a_page_says_cannot_act_on_the_terminal() -> None:
    evil = {"title": "\x1b]52;c;ZXZpbA==\x07\x1b[2J\u202e", "\x1b[31m": 1}
    server = ScriptedServer(act=lambda event: [(event["id"], event["name"], {"code": 200, "output": evil})])
    async with prompt_at(server) as desk:
        await desk.enter("js x", "✓ $2")
        assert "\x1b]52" not in desk.written.getvalue()
        assert "\x1b[2J" not in desk.written.getvalue()
        assert "\u202e" not in desk.written.getvalue()


async def test_copying_goes_through_the_terminal() -> None:
    async with prompt_at() as desk:
        await desk.enter('js --args {"a": 1} x', "✓ $2")
        await desk.enter(".copy $2.a", "copied $2.a (1 characters)")
        assert f"\x1b]52;c;{base64.b64encode(b'1').decode()}\x07" in desk.written.getvalue()


async def test_the_editor_gives_a_schema_back_to_the_library_and_its_mistakes_are_named(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = elsewhere / "editor"
    editor.write_text('#!/bin/sh\nprintf \'{"type": "object", "typo": 1}\' > "$1"\n', encoding="utf-8")
    editor.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(editor))
    async with prompt_at() as desk:
        await desk.enter(".edit @mine", "@mine:1:20 unknown keyword typo; it has no effect")
        assert desk.repl.console.library.read("mine") == '{"type": "object", "typo": 1}'
        desk.press("js 1\x18\x05")
        await desk.until(lambda: desk.typed == '{"type": "object", "typo": 1}')


async def test_what_is_longer_than_the_screen_goes_to_the_pager(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGER", f"cat > {elsewhere}/paged")
    async with prompt_at() as desk:
        await desk.enter(f"js --args {list(range(100))} x", "… .show 2 shows all of it")
        assert "\n  99\n" not in desk.shown
        desk.press(F3)
        await desk.until(lambda: (elsewhere / "paged").exists() and "\n  99\n" in (elsewhere / "paged").read_text())
        paged = (elsewhere / "paged").read_text()
        assert [int(number) for number in re.findall(r"^  (\d+)", paged, re.MULTILINE)] == list(range(100))
        await desk.enter(".help goto", "goto -")


async def test_without_a_pager_all_of_it_is_printed() -> None:
    async with prompt_at(settings=Settings(pager=False)) as desk:
        await desk.enter(f"js --args {list(range(100))} x", "✓ $2")
        await desk.enter(".show 2", "\n  99\n")


async def test_a_theme_changes_what_is_printed_from_then_on() -> None:
    async with prompt_at() as desk:
        before = desk.screen._painter.style
        await desk.enter(".theme paper", ".theme paper")
        await desk.until(lambda: desk.screen._painter.style is not before)
        await desk.enter(".theme papr", "did you mean paper?")


async def test_a_session_that_cannot_be_opened_says_why_and_the_prompt_stays() -> None:
    server = ScriptedServer()
    server.open_faults.append(Fault(status=403, body=b'{"detail": "no credit"}'))
    async with prompt_at(server, opened=False) as desk:
        await desk.sees("no credit")
        await desk.enter("js 1", "✗ ")
        assert not desk.ended.done()


async def test_the_views_are_printed_and_leaving_by_word_works_as_elsewhere() -> None:
    async with prompt_at() as desk:
        await desk.enter(".inbox", "no tool call waits for an answer")
        await desk.enter(".keys", "Ctrl-X Ctrl-E")
        await desk.enter(".theme", "harbour")
        desk.repl.console.need_session().live_url = "https://live.example/1"
        await desk.enter(".live", "https://live.example/1")
        assert desk.shown.count("▄") > 20
        await desk.enter("exit", "closing the session")


async def test_the_keys_are_vi_s_from_where_it_is_said() -> None:
    async with prompt_at() as desk:
        await desk.enter(".set vi true", "vi insert")
        desk.press("js 12")
        desk.press("\x1b")
        await desk.sees("vi navigation")
        desk.press("x")
        await desk.until(lambda: desk.typed == "js 1")
        desk.press("A3\r")
        await desk.sees("✓ $2")
        desk.press(".set vi\r")
        await desk.until(lambda: desk.screen.app.editing_mode is EditingMode.EMACS)


async def test_a_recording_is_printed_as_it_was_and_nothing_of_it_is_sent(elsewhere: Path) -> None:
    async with prompt_at() as desk:
        await desk.enter(".record start made.json", "recording to made.json")
        await desk.enter("js --args [1,2] (a) => a", "✓ $2")
        await desk.enter(".record stop", "wrote ")
        sent = len(desk.server.requests)
        await desk.enter(".replay made.json", "made.json: a recording of 2 entries; nothing is sent")
        await desk.until(lambda: desk.shown.count("✓ $2") == 2)
        assert "2› js --args [1,2] (a) => a\n[1, 2]\n✓ $2" in desk.shown
        assert [method for _, method, _ in desk.server.requests[sent:] if method == "POST"] == []


async def test_a_script_is_presented_line_by_line_with_notes_elsewhere(elsewhere: Path) -> None:
    (elsewhere / "demo.smooth").write_text(
        "# The first\n#! say hello\njs --args [1] (a) => a\n\njs --args [2] (a) => a\n"
    )
    async with prompt_at() as desk:
        await desk.enter(".present --notes notes.txt demo.smooth", "demo.smooth   1 of 2")
        await desk.until(lambda: desk.typed == "js --args [1] (a) => a")
        assert "The first" in desk.shown
        assert "say hello" not in desk.shown
        assert "say hello" in (elsewhere / "notes.txt").read_text()
        desk.press("\x15")
        await desk.enter(".status", "start.example")
        await desk.until(lambda: desk.shown.count("1 of 2") == 2 and desk.typed)
        desk.press("\r")
        await desk.sees("demo.smooth   2 of 2")
        desk.press("\r")
        await desk.sees("that was all of demo.smooth")
        assert "✓ $3" in desk.shown
        await desk.enter(".present demo.smooth", "")
        await desk.until(lambda: desk.typed)
        desk.press("\x03")
        await desk.sees("given up: demo.smooth")
        assert not desk.repl.stage


async def test_a_mistake_of_ours_is_a_sentence_and_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("the printer is on fire")

    async with prompt_at() as desk:
        with monkeypatch.context() as patched:
            patched.setattr("smooth_console.repl.app.answer_lines", fails)
            await desk.enter("js 1", "this is a mistake of the console: RuntimeError('the printer is on fire')")
        await desk.enter("js 2", "✓ $3")
        assert "Traceback" not in desk.shown
