"""What a console keeps and says holds no secret, however the secret came into a line."""

import io
import json
import traceback
from pathlib import Path

import pytest

from smooth_console.console.changes import LineFailed, Said
from smooth_console.console.crash import tell_crash
from smooth_console.console.precheck import Precheck
from smooth_console.language.problems import LanguageError
from smooth_console.session import Secrets
from smooth_console.wire import Certificate, TaskRequest
from tests.console.conftest import Desk, desk_at
from tests.session.conftest import until

pytestmark = pytest.mark.anyio

PLANTED = "pl4nted-53cret"
RUN = {"name": "run_task", "input": {"task": "x", "secrets": {"pw": {"value": PLANTED, "allowed_urls": ["*"]}}}}


@pytest.mark.parametrize(
    "line",
    [
        f"send {json.dumps({'name': 'session_action', 'payload': RUN})}",
        f"run --secret pw={PLANTED} fill 'Email' with <secret>pw</secret>",
        f"open --proxy http://user:{PLANTED}@proxy.example:3128 https://a.example",
    ],
)
async def test_a_line_that_holds_a_secret_in_clear_is_kept_without_it(line: str, elsewhere: Path) -> None:
    async with desk_at(keep_history=True) as desk:
        desk.console.submit("open https://start.example/")
        desk.console.submit(line)
        await until(lambda: not desk.console.lines.waiting)
        assert len(desk.console.history) == 2
        assert PLANTED not in (elsewhere / "home" / "history.jsonl").read_text()
        assert PLANTED not in "".join(desk.console.history)
        assert PLANTED not in "".join(entry.line for entry in desk.console.entries)
        for failed in desk.told(LineFailed):
            assert "environment" in failed.message or "login" in failed.message
            assert PLANTED not in failed.message


async def test_what_was_kept_before_it_was_known_to_be_secret_is_kept_without_it(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANTED", PLANTED)
    async with desk_at(keep_history=True) as desk:
        kept = elsewhere / "home" / "history.jsonl"
        desk.console.history.add(f"js '{PLANTED}'")
        desk.console.history.add("js 2")
        kept.write_text(kept.read_text() + json.dumps(f"js 'another console, {PLANTED}'") + "\n")
        desk.console.submit("open")
        desk.console.submit("run --secret pw=env:PLANTED x &")
        assert PLANTED not in kept.read_text()
        assert kept.read_text().count("•••".encode("unicode-escape").decode()) == 2
        assert "js 2" in kept.read_text()
        assert kept.stat().st_mode & 0o777 == 0o600
        assert list(desk.console.history)[:2] == ["js '•••'", "js 2"]
        await until(lambda: not desk.console.lines.waiting)


async def test_a_proxys_login_comes_from_the_environment(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROXY_LOGIN", f"ada:{PLANTED}")
    line = "open --proxy http://proxy.example:3128 --proxy-login env:PROXY_LOGIN https://a.example"
    Precheck(desk.console).check(desk.console.parse(line))
    outcome = await desk.run(line)
    request = outcome.entries[0].request
    assert request is not None
    assert (request.proxy_server, request.proxy_username) == ("http://proxy.example:3128", "ada")
    assert request.proxy_password == PLANTED
    assert desk.console.secrets.redact(PLANTED) != PLANTED
    assert PLANTED not in repr(request)
    for wrong, said in (
        ("open --proxy-login env:PROXY_LOGIN x", "needs a proxy"),
        ("open --proxy http://p.example --proxy-login ada:pw x", "comes from the environment"),
        ("open --proxy http://ada:pw@p.example x", "not part of its address"),
        ("open --proxy http://p.example --proxy-login env:NOT_SET x", "no NOT_SET"),
    ):
        with pytest.raises(LanguageError, match=said):
            await desk.run(wrong)


def test_a_request_does_not_print_its_passwords() -> None:
    certificate = Certificate(file="QUJD", password=PLANTED)
    said = repr(TaskRequest(task=None, proxy_password=PLANTED, certificates=[certificate]))
    assert PLANTED not in said
    assert "QUJD" not in said
    assert "certificates=" in said


async def test_a_key_that_others_can_read_is_warned_of(desk: Desk, elsewhere: Path) -> None:
    from smooth_console.client import find_api_key

    file = elsewhere / "key"
    file.write_text("sk-1")
    file.chmod(0o644)
    key = find_api_key(file)
    assert key is not None
    assert key.warning.endswith(f"chmod 600 {file}")
    file.chmod(0o600)
    again = find_api_key(file)
    assert again is not None
    assert again.warning == ""
    assert not desk.told(Said)


def test_a_failure_of_the_program_is_told_without_secrets_or_escapes(elsewhere: Path) -> None:
    secrets, err = Secrets(), io.StringIO()
    secrets.add(PLANTED)
    try:
        raise KeyError({"pw": PLANTED, "title": "\x1b]2;x\x07"})
    except KeyError as problem:
        tell_crash(problem, secrets, err=err)
        assert PLANTED in traceback.format_exc()
    log = (elsewhere / "home" / "crash.log").read_text()
    for text in (err.getvalue(), log):
        assert PLANTED not in text
        assert "KeyError" in text
        assert "\x1b" not in text
    assert "Traceback" not in err.getvalue()
    assert "test_secrets.py" in err.getvalue()
    assert (elsewhere / "home" / "crash.log").stat().st_mode & 0o777 == 0o600
