"""What was made elsewhere as a script: lines that parse, steps that the agent reads, and nothing lost in silence."""

import contextlib
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smooth_console.batch.script import read_script
from smooth_console.console.commands import registry
from smooth_console.engine.agent.steps import parse as parse_steps
from smooth_console.exports.formats import export
from smooth_console.exports.plan import Selection
from smooth_console.imports.kinds import imported, kind_of
from smooth_console.imports.script import ImportProblemError
from tests.exports.values import entry, opened, texts
from tests.processes import smooth

PYTHON = """
import re
from playwright.sync_api import Playwright, sync_playwright, expect

def run(playwright: Playwright) -> None:
    browser = playwright.chromium.launch(headless=False)
    page = browser.new_context().new_page()
    page.goto("https://shop.example/login")
    page.get_by_label("Email").fill("ada@example.com")
    page.get_by_label("Password").fill("hunter2")
    page.get_by_label("Password").press("Enter")
    page.get_by_role("link", name="It's here").nth(1).click()
    page.locator("#cookie > button").click()
    page.get_by_role("row", name="x").get_by_role("link").click()
    page.get_by_label("Country").select_option("Norway")
    page.get_by_label("I agree").check()
    page.keyboard.press("Escape")
    with page.expect_popup() as page1_info:
        page.get_by_text("Open").dblclick()
    page1 = page1_info.value
    page1.get_by_label("Password").fill("hunter2")
    expect(page).to_have_title("Hello")
    expect(page).to_have_title(re.compile("x"))
    expect(page.get_by_text("Welcome")).to_be_visible()
    expect(page.locator("h1")).to_contain_text("Wel")
    browser.close()

with sync_playwright() as playwright:
    run(playwright)
"""
JAVASCRIPT = """
import { test, expect } from '@playwright/test';

test('buys a lamp', async ({ page }) => {
  await page.goto('https://shop.example/');
  await page.getByRole('link', { name: 'Lamps' }).first().click();
  await page.getByPlaceholder('Search').fill('lamp \\n"x"');
  await page.getByRole('textbox', { name: 'Password' }).fill('hunter2');
  await page.getByTestId('go').hover();
  await page.locator('input[name="q"]').fill('it\\'s');
  await expect(page.locator('h1')).toHaveText('Thanks');
  await page.screenshot({ path: 'x.png', fullPage: true });
  await page.route('**/*', r => r.abort());
});
"""
CURL = r"""
# from a manual
curl 'https://shop.example/products?x=1' \
  -H 'accept: text/html,application/xhtml+xml' -H 'cookie: session=hunter2' --compressed
$ curl -XPOST https://shop.example/api/cart -H 'Content-Type: application/json' -H "Authorization: Bearer hunter2" \
  -d '{"n": "it'\''s"}'
curl -d a=1 --data-urlencode 'b=x y' -u me:hunter2 shop.example/form | jq .
curl -G --data q=lamp https://shop.example/search --json '{}' -o out.json
curl $'https://shop.example/\u00e9'
echo done
"""


def lines(script: str) -> list[str]:
    """What a script does, without its comments. Every line of it parses."""
    return [step.line.text for step in read_script(script, "x.smooth", registry())]


def read(text: str) -> list[str]:
    """The lines of an import, its steps understood by the agent."""
    script = imported(text)
    assert "hunter2" not in script
    found = lines(script)
    for line in found:
        if line.startswith("run "):
            assert parse_steps(re.sub(r"^run (--secret \S+ )?(<<END\n|)|\nEND$", "", line))
    return found


def test_a_recording_of_playwright_in_python() -> None:
    script = imported(PYTHON)
    assert read(PYTHON) == [
        "goto https://shop.example/login",
        "run fill 'Email' with 'ada@example.com'",
        "run --secret password=env:PASSWORD fill 'Password' with '${password}'",
        "run press Enter in 'Password'",
        "run click the 2nd 'It\\'s here' link",
        'js document.querySelector("#cookie > button").click()',
        "run select 'Norway' in 'Country'",
        "run check 'I agree'",
        "run press Escape",
        "run double click 'Open'",
        "js document.title",
        'expect . == "Hello"',
        "run wait for 'Welcome'",
        'js document.querySelector("h1").innerText.trim()',
        'expect contains("Wel")',
    ]
    left_out = [row for row in script.splitlines() if row.startswith("# left out")]
    assert len(left_out) == 4
    assert "which element is meant" in left_out[0]
    assert 'page1.get_by_label("Password").fill("•••")' in left_out[2]
    assert "# 15 lines, 4 things left out" in script


def test_a_recording_of_playwright_in_javascript() -> None:
    script = imported(JAVASCRIPT)
    assert "# buys a lamp\n" in script
    found = read(JAVASCRIPT)
    assert found[:2] == ["goto https://shop.example/", "run click the 1st 'Lamps' link"]
    assert found[3] == "run --secret password=env:PASSWORD fill 'Password' with '${password}'"
    assert found[4] == "run hover 'go'"
    assert found[-1] == "run take a full page screenshot"
    assert "left out, no line can say that: await page.route" in script


def test_command_lines_of_curl() -> None:
    script = imported(CURL)
    found = read(CURL)
    assert found[0] == "goto https://shop.example/products?x=1"
    assert found[1].startswith('js await fetch("https://shop.example/api/cart", {"method": "POST"')
    assert '"body": "{\\"n\\": \\"it\'s\\"}"' in found[1]
    assert '"a=1&b=x%20y"' in found[2]
    assert found[3].startswith('js await fetch("https://shop.example/search?q=lamp&{}"')
    assert found[4] == "goto https://shop.example/é"
    assert "header Authorization" in script
    assert "a user and password" in script
    assert "no curl command: echo …" in script


def har(*entries: dict[str, Any]) -> str:
    """An archive."""
    return json.dumps({"log": {"version": "1.2", "entries": list(entries)}})


def exchange(method: str, url: str, kind: str, **more: Any) -> dict[str, Any]:
    """A request of an archive, as a browser saves it."""
    request = {"method": method, "url": url, "headers": [{"name": "Cookie", "value": "hunter2"}]} | more
    response = {"status": 200, "content": {"mimeType": "text/html"}, "redirectURL": more.pop("to", "")}
    return {"_resourceType": kind, "request": request, "response": response}


def test_an_archive_of_a_browser_is_the_pages_that_were_gone_to() -> None:
    text = har(
        exchange("GET", "https://shop.example/", "document", to="https://shop.example/home"),
        exchange("GET", "https://shop.example/home", "document"),
        exchange("GET", "https://shop.example/a.png", "image"),
        exchange("GET", "https://shop.example/a.js", "script"),
        exchange("GET", "https://shop.example/api", "fetch"),
        exchange("POST", "https://shop.example/buy", "fetch", postData={"text": '{"id": 3}'}),
        exchange("POST", "https://shop.example/login", "document", postData={"text": "password=hunter2"}),
        exchange("GET", "https://shop.example/done", "document"),
        {"request": "broken"},
    )
    assert read(text) == ["goto https://shop.example/", "goto https://shop.example/done"]
    script = imported(text)
    assert '# js await fetch("https://shop.example/buy", {"method": "POST", "body": "{\\"id\\": 3}"})' in script
    assert "a form was sent" in script
    assert "2 of images, styles, scripts and fonts" in script


def test_our_own_archive_becomes_the_session_again() -> None:
    session = opened(
        entry(2, "goto", {"url": "https://a.example/"}),
        entry(3, "extract", {"schema": {"type": "array"}, "prompt": "first 2"}, output=[]),
        entry(4, "close", None),
        url="https://a.example/",
    )
    text = export("har", Selection(session)).text
    assert read(text) == [
        "open https://a.example/",
        "goto https://a.example/",
        'extract {"type": "array"} -- first 2',
        "close",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "neither curl"),
        ("hello", "neither curl"),
        ("curl 'https://a", "not a command line"),
        ("curl -s", "no curl command"),
        ('{"log": {}}', "no log.entries"),
        ('{"log": {"entries": []}}', "no page"),
        ("from playwright import x\ndef (", "no Python"),
        ("// playwright\nawait page.goto(", "no JavaScript"),
        ("// playwright\nconst x = 1;", "nothing in it"),
    ],
)
def test_what_cannot_be_imported_says_why(text: str, said: str) -> None:
    with pytest.raises(ImportProblemError, match=said):
        imported(text)


@settings(deadline=None, max_examples=60)
@given(texts, texts, texts)
def test_any_value_comes_through_as_it_was_or_not_at_all(url: str, label: str, value: str) -> None:
    url, label, value = (text.encode("utf-8", "replace").decode() for text in (url, label, value))
    code = f"# playwright\ndef run(page):\n    page.goto('https://a.example/')\n    page.goto({url!r})\n"
    code += f"    page.get_by_label({label!r}).fill({value!r})\n    page.locator({label!r}).click()\n"
    lines(imported(code))
    command = f"curl https://a.example/\ncurl -d {shlex.quote(value)} {shlex.quote('https://a.example/' + url)}"
    lines(imported(command, "curl"))


@settings(deadline=None, max_examples=60)
@given(st.sampled_from([PYTHON, JAVASCRIPT, CURL, har()]), st.integers(0, 900), st.integers(0, 40), texts)
def test_a_broken_text_is_read_or_explained(text: str, start: int, length: int, inserted: str) -> None:
    broken = text[:start] + inserted + text[start + length :]
    with contextlib.suppress(ImportProblemError):
        lines(imported(broken, kind_of(broken)))


def test_the_program_writes_a_script_that_runs_nothing(tmp_path: Path) -> None:
    (tmp_path / "session.py").write_text(PYTHON)
    done = smooth(tmp_path, "import", "session.py", "-o", "out.smooth")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "out.smooth").stat().st_mode & 0o777 == 0o600
    assert smooth(tmp_path, "import", "-", stdin="curl https://a.example/").stdout.endswith("goto https://a.example/\n")
    wrong = smooth(tmp_path, "import", "-", stdin="nothing")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "smooth-console: -: it is neither curl command lines" in wrong.stderr
    assert smooth(tmp_path, "import", "none.py").returncode == 2


@pytest.mark.browser
def test_an_imported_recording_does_on_a_real_page_what_was_recorded(tmp_path: Path) -> None:
    recording = """
from playwright.sync_api import sync_playwright
def run(page):
    page.goto("https://demo.example/login")
    page.get_by_label("Email").fill("it's@example.com")
    page.get_by_label("Password").fill("whatever")
    page.locator("input[type=email]").click()
"""
    script = imported(recording).replace("goto https://demo.example/", "goto demo/")
    script += 'js [...document.querySelectorAll("input")].map(i => i.value)\n'
    (tmp_path / "x.smooth").write_text(script)
    done = smooth(tmp_path, "run", "--local", "x.smooth", PASSWORD="from the environment")
    assert done.returncode == 0, done.stderr
    typed = json.loads(done.stdout.splitlines()[-1])
    assert "it's@example.com" in typed
    assert "•••" in typed
