"""Reports, archives and recordings: what each says, and that it can be read by what is meant to read it."""

import ast
import base64
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smooth_console.console.commands.exporting import FORMAT_NAMES
from smooth_console.exports.formats import FORMATS, export
from smooth_console.exports.plan import Selection
from smooth_console.exports.recording import RecordingError, read_recording
from smooth_console.exports.records import EntryRecord, SessionRecord
from smooth_console.wire import WireError
from tests.exports.values import entry, opened, texts, values

RECORDS = [{"name": "Desk | oak", "price": 149}, {"name": "<b>Lamp</b>", "price": None}]


def asked() -> SessionRecord:
    """A session with one of everything."""
    return opened(
        entry(2, "goto", {"url": "https://a.example/"}, line="goto a.example", wire_ms=1.5, output={"status": 200}),
        entry(3, "extract", {"schema": {}}, line="extract", output=RECORDS, credits=0.5, duration_s=0.25),
        entry(4, "evaluate_js", {"js": "oh"}, line="js oh", state="error", code=400, output="no such thing"),
        EntryRecord(
            n=5, verb="tool", call={"name": "t", "input": {"a": 1}}, reply={"code": 200, "output": 2}, event_id="c"
        ),
        url="https://a.example/",
    )


def text_of(name: str, session: SessionRecord) -> str:
    """An export of everything."""
    return export(name, Selection(session)).text


def test_the_command_offers_the_formats_that_there_are() -> None:
    assert set(FORMAT_NAMES) == set(FORMATS)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(texts, values, values), max_size=4), texts)
def test_programs_are_whole_whatever_stands_in_them(found: list[tuple[str, Any, Any]], line: str) -> None:
    entries = [
        entry(n, "evaluate_js", {"js": js, "args": args}, output=output, line=line)
        for n, (js, args, output) in enumerate(found, 2)
    ]
    call = EntryRecord(n=90, verb="tool", at=1.0, call={"name": line, "input": 1}, reply={"code": 200, "output": line})
    run = entry(80, "run_task", {"task": line or "x", "url": line}, answered_at=None, line=line)
    session = opened(*entries, run, call)
    calls = [
        node
        for node in ast.walk(ast.parse(text_of("python", session)))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "evaluate_js"
    ]
    assert [ast.literal_eval(call.args[0]) for call in calls] == [js for js, _, _ in found]
    ast.parse(text_of("pytest", session))
    script = text_of("curl", session).encode("utf-8")
    done = subprocess.run(["bash", "-n"], input=script, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_line_of_jsonl_has_the_names_that_a_headless_run_uses() -> None:
    records = [json.loads(line) for line in text_of("jsonl", asked()).splitlines()]
    assert [record["n"] for record in records] == [1, 2, 3, 4, 5]
    assert {"command", "event_id", "state", "code", "output", "credits_used", "duration", "wire_ms", "total_ms"} <= set(
        records[1]
    )
    assert records[2]["credits_used"] == 0.5
    assert records[4]["call"] == {"name": "t", "input": {"a": 1}}


def test_an_archive_holds_each_request_with_its_answer_and_no_key() -> None:
    log = json.loads(text_of("har", asked()))["log"]
    assert log["version"] == "1.2"
    told = [
        (e["request"]["method"], e["request"]["url"].rpartition("/v1")[2], e["response"]["status"])
        for e in log["entries"]
    ]
    assert told == [
        ("POST", "/task", 200),
        *[("POST", "/task/task_1/event", 200), ("GET", "/task/task_1", 202)] * 3,
        ("POST", "/task/task_1/event", 200),
        ("GET", "/task/task_1", 202),
    ]
    posted = json.loads(log["entries"][3]["request"]["postData"]["text"])
    assert posted == {"id": "evt_3", "name": "browser_action", "payload": {"name": "extract", "input": {"schema": {}}}}
    answered = json.loads(log["entries"][4]["response"]["content"]["text"])["r"]["events"][0]
    assert answered["payload"] == {"code": 200, "output": {"output": RECORDS, "credits_used": 0.5, "duration": 0.25}}
    assert log["entries"][1]["time"] == 1.5
    for exchange in log["entries"]:
        assert exchange["time"] == sum(exchange["timings"].values())
        assert all(header["name"] != "apikey" for header in exchange["request"]["headers"])


def test_a_report_shows_records_as_a_table_and_a_failure_with_what_was_sent() -> None:
    report = text_of("markdown", asked())
    assert "| `name` | `price` |" in report
    assert "| <code>Desk &#124; oak</code> | `149` |" in report
    assert "| `<b>Lamp</b>` |  |" in report
    assert "## 4 js · error 400" in report
    assert "```\nno such thing\n```" in report
    assert "entries: 5, of which 1 did not work" in report


def test_a_report_shows_the_pictures_that_were_taken() -> None:
    picture = {"media_type": "image/png", "base64": base64.b64encode(b"\x89PNG").decode()}
    exported = export(
        "markdown", Selection(opened(entry(2, "run_task", {"task": "take a screenshot"}, output=picture)))
    )
    assert exported.beside == {"entry-2.png": b"\x89PNG"}
    assert "(entry-2.png)" in exported.text


def test_a_recording_is_read_back_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    file.write_text(text_of("recording", asked()))
    assert read_recording(file) == asked()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "not JSON"),
        ("[]", "no recording"),
        ('{"format": "smooth-console recording", "version": 9}', "version 9"),
        ('{"format": "smooth-console recording", "version": 1, "session": {"entries": [{"n": "x"}]}}', "entries"),
        (
            '{"format": "smooth-console recording", "version": 1, '
            '"session": {"entries": [{"n": 2, "verb": "js"}, {"n": 1, "verb": "js"}]}}',
            "not in order",
        ),
    ],
)
def test_a_file_that_is_no_recording_says_why(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "r.json"
    file.write_text(content)
    with pytest.raises(RecordingError, match=said):
        read_recording(file)
    with pytest.raises(RecordingError, match="cannot read"):
        read_recording(tmp_path / "none.json")


def test_a_recording_is_ascii_whatever_a_page_says() -> None:
    text = text_of("recording", opened(entry(2, "evaluate_js", {"js": "1"}, output="\ud800é\u202e")))
    assert text.isascii()
    with pytest.raises(WireError):
        text_of("recording", opened(entry(2, "evaluate_js", {"js": "1"}, output=float("nan"))))
