"""`smooth-console do` and `run` as processes, on the embedded engine and a real browser: the promise to scripts."""

import json
import signal
from pathlib import Path

import pytest

from tests.processes import alive, below, smooth, start, until

pytestmark = pytest.mark.browser

KEYS = ["n", "line", "command", "event_id", "state", "code", "output"]
KEYS += ["credits_used", "duration", "wire_ms", "total_ms"]
WEATHER = {
    "name": "get_weather",
    "description": "The weather of a city.",
    "inputs": {"type": "object", "properties": {"city": {"type": "string"}}},
    "output": "the temperature",
}
HANG = "js await new Promise(() => {})"


def test_lines_do_on_a_real_page_what_they_say(tmp_path: Path) -> None:
    (tmp_path / "titles.json").write_text('{"type": "object", "properties": {"title": {"type": "string"}}}')
    (tmp_path / "count.js").write_text("document.querySelectorAll('a').length > 3")
    done = smooth(
        tmp_path,
        *("do", "--local", "--var", "page=products"),
        "goto demo/${page}",
        "js document.title",
        "js const shelf = [{url: location.href, 'odd key': 7}]; shelf",
        "js shelf.length + 1",
        'js --args $_ (n) => ({n: n, s: "a $> b"})',
        'js --args $4[0]["odd key"] (n) => n',
        "goto demo/login",
        "goto -",
        "goto +",
        "goto .",
        "goto $4[0].url",
        "js @./count.js",
        "extract @./titles.json",
        "js ({ßç: [1, null]}) $> out.json",
        ".save $4[0].url address.txt",
        "js `${page} ${1 + 1}`",
        "close",
    )
    assert (done.returncode, done.stderr.count("\n")) == (0, 2), done.stderr
    title, shelf, two, kept, odd, *pages = [json.loads(line) for line in done.stdout.splitlines()][1:]
    products = shelf[0]["url"]
    assert title.startswith("Products")
    assert products.endswith("/products")
    assert (two, kept, odd) == (2, {"n": 2, "s": "a $> b"}, 7)
    assert [page["url"].rpartition("/")[2] for page in pages[:5]] == ["login", "products", "login", "login", "products"]
    count, titles, template = pages[5:]
    assert (count, template) == (True, "products 2")
    assert set(titles) == {"title"}
    assert json.loads((tmp_path / "out.json").read_text()) == {"ßç": [1, None]}
    assert (tmp_path / "address.txt").read_text() == f"{products}\n"
    assert "wrote address.txt" in done.stderr


def test_a_script_is_told_in_records_and_goes_on_if_it_is_to(tmp_path: Path) -> None:
    (tmp_path / "check.smooth").write_text(
        "# what the shop says\ngoto demo/products\n\njs <<CODE\n  let a = 1;\n  a + 1\nCODE\n"
        'js throw new Error("oh")\njs [1,\n  2]\nexpect 5 length == 2\nexpect .[0] > 1\nclose\n'
    )
    done = smooth(tmp_path, "run", "check.smooth", "--local", "--jsonl", "--continue")
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1, done.stderr
    assert all(list(record) == KEYS for record in records)
    assert [(record["line"], record["state"], record["code"]) for record in records] == [
        (2, "ok", 200),
        (4, "ok", 200),
        (8, "error", 400),
        (9, "ok", 200),
        (11, "ok", None),
        (12, "error", None),
        (13, "ok", 200),
    ]
    assert [record["output"] for record in records[1:4:2]] == [2, [1, 2]]
    assert "check.smooth:8: Error: oh" in done.stderr
    assert "check.smooth:12: expected .[0] > 1; it gave false" in done.stderr
    assert records[1]["event_id"].startswith("evt_")
    assert records[1]["total_ms"] >= records[1]["wire_ms"] > 0


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([f"{HANG.replace('js', 'js --deadline 1s')}", "js 1"], 4),
        (["js 1", "close", "js 2"], 5),
        (["js [1]", "expect length > 1", "js 2"], 6),
    ],
)
def test_each_end_has_its_exit_code(tmp_path: Path, lines: list[str], code: int) -> None:
    done = smooth(tmp_path, "do", "--local", *lines)
    assert done.returncode == code, done.stderr
    assert done.stdout.splitlines() == [{4: [], 5: ["1"], 6: ["[1]"]}[code]][0]
    assert "Traceback" not in done.stderr


def test_a_tool_call_goes_round_by_hand_and_by_itself(tmp_path: Path) -> None:
    (tmp_path / "tools.json").write_text(json.dumps([WEATHER]))
    event = {"id": "mine", "name": "browser_action", "payload": {"name": "evaluate_js", "input": {"js": "6 * 7"}}}
    done = smooth(
        tmp_path,
        *("do", "--local"),
        "open --tools @./tools.json --device mobile",
        'run call get_weather with {"city": "Oslo"} &',
        "wait call --deadline 20s",
        'reply 3 {"temperature": 4}',
        "wait all",
        """.tool get_weather !python3 -c "import json,sys; print(json.dumps([json.load(sys.stdin)['city']]))" """,
        'run call get_weather with {"city": "Bergen"}',
        f"send {json.dumps(event)}",
        "close",
    )
    assert done.returncode == 0, done.stderr
    asked, first, second, raw = [json.loads(line) for line in done.stdout.splitlines()]
    assert (asked["n"], asked["name"], asked["input"]) == (3, "get_weather", {"city": "Oslo"})
    assert (first, second, raw) == ({"temperature": 4}, ["Bergen"], 42)
    assert done.stderr.count("waits for: reply") == 1


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_leaves_nothing_behind(tmp_path: Path, number: signal.Signals, code: int) -> None:
    with start(tmp_path, "do", "--local", "js 1", HANG) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "1\n"
        family = below(process.pid)
        assert len(family) > 2
        process.send_signal(number)
        _, said = process.communicate(timeout=30)
    assert process.returncode == code
    assert "Traceback" not in said
    until(lambda: not alive(family))


def test_a_signal_while_the_engine_starts_leaves_nothing_behind(tmp_path: Path) -> None:
    with start(tmp_path, "do", "--local", "js 1") as process:
        until(lambda: below(process.pid))
        family = below(process.pid)
        process.send_signal(signal.SIGTERM)
        out, said = process.communicate(timeout=30)
    assert (process.returncode, out) == (143, "")
    assert "Traceback" not in said
    until(lambda: not alive(family))
