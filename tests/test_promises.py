"""What scripts depend on: the names, forms and exit codes that were promised are there, whatever else comes."""

import io
import json

import click
import pytest

from smooth_console.batch import exits
from smooth_console.batch.report import Report
from smooth_console.cli import main
from smooth_console.console.commands import registry
from smooth_console.engine.options import ServeOptions
from smooth_console.language.parse import parse
from smooth_console.language.problems import LanguageError
from smooth_console.session import Secrets

REGISTRY = registry()

VERBS = {
    "open": "--device --profile --record --tools --allow",
    "attach": "",
    "goto": "",
    "js": "--args --raw --resend",
    "extract": "--repeat --no-check",
    "run": "--max-steps --url --model --meta --secret --resend",
    "reply": "--error",
    "send": "--resend",
    "wait": "--deadline",
    "expect": "",
    "close": "",
}
DOTS = (
    "help status timeline show copy save history rerun edit lib lint infer check diff why pin inbox live record export"
)
DOTS += " replay present tool resend set theme keys doctor exit"

FORMS = [
    *("open", "open x.y", "open --device mobile --profile p --record --tools @./t.json --allow *.x example.com"),
    *("attach task_1", "goto example.com", "goto -", "goto +", "goto ."),
    *("js 1", "evaluate_js 1", 'js --args {"a": 1} (a) => a', "js --args @./a.json (a) => a", "js --args @- (a) => a"),
    *("js @snippet", "js --raw 1", "js --resend 1", "js document.querySelector(\"a[href='/x']\").textContent"),
    *("extract", "extract {}", "extract @product", "extract @./a.json --repeat 3 --no-check -- only new ones"),
    *("extract -- what it costs", "extract $1.schema"),
    *("run buy it", "run_task buy it", "run --max-steps 8 --url x.y --model @product --meta a=b --meta c=d buy it"),
    *("run --secret pw=env:PW buy it", "run --secret pw=env:PW@*.x,y.z buy it", "run buy it &"),
    *('reply 5 {"a": 1}', "reply evt_1 words", "reply 5 --error 400 -- why"),
    *('send {"name": "browser_action"}', "wait", "wait 5", "wait all", "wait call --deadline 5s"),
    *("expect .items | length > 3", "expect 3 .a", "close"),
    *(".help", ".help goto", ".status", ".timeline", ".timeline js", ".show 7", ".show 7 | .items[].title", ".copy 7"),
    *(".copy $7.items[0].name", ".save 7 a.json", ".save $_ a.json", ".history", ".history js", ".rerun 7", "%7"),
    *(".edit", ".edit @product", ".edit 7", ".lib", ".lint @product", ".infer", ".infer 7", ".infer a.json"),
    *(".infer page", ".check 7 @product", ".diff 2 4", ".diff @product#1 @product#2", ".why 7 [0].price"),
    *(".pin js document.title", ".inbox", ".live", ".record start a.json", ".record stop a.json"),
    *(".export python", ".export curl 3-7", ".export script 3-7 a.smooth", ".export pytest a.py", ".export jsonl"),
    *(".export har", ".export markdown 5- a.md", ".replay a.json", ".present a.smooth", ".tool weather 4"),
    *(".tool weather !date", ".resend 7", ".set device mobile", ".theme paper", ".keys", ".doctor", ".exit"),
    *("!ls -l", "# a comment", "js 1 $> a.json", "js 1 $>> a.json", "js 1 $| jq .", "js <<END\n1\nEND"),
    "js --args <<END (a) => a\n{}\nEND",
]  # fmt: skip


@pytest.mark.parametrize(("verb", "options"), VERBS.items())
def test_a_verb_has_its_options(verb: str, options: str) -> None:
    command = REGISTRY.get(verb)
    assert command is not None
    assert command.group == "session"
    assert set(options.split()) <= {option.name for option in command.options}
    takes_ampersand = verb in ("goto", "js", "extract", "run", "send", "reply", "close", "open")
    assert command.sends or not takes_ampersand


@pytest.mark.parametrize("dot", DOTS.split())
def test_a_dot_command_acts_on_the_console(dot: str) -> None:
    command = REGISTRY.get(f".{dot}")
    assert command is not None
    assert command.group == "console"


@pytest.mark.parametrize("line", FORMS)
def test_a_form_is_taken(line: str) -> None:
    parse(line, REGISTRY)


@pytest.mark.parametrize(
    "line", ["extract @a only new ones", "close now", "reply", "goto", "js", "run --max-steps x y"]
)
def test_what_is_no_form_is_refused(line: str) -> None:
    with pytest.raises(LanguageError):
        parse(line, REGISTRY)


def test_the_program_has_its_commands_and_options() -> None:
    context = click.Context(main)
    names = {"repl", "run", "do", "serve", "replay", "sessions", "doctor"}
    assert names <= set(main.list_commands(context))
    common = {"--local", "--api", "--api-key-file", "--attach", "--device", "--profile", "--keep", "--theme"}
    common |= {"--deadline", "--budget"}
    headless = {"--jsonl", "--var", "--continue", "--tool", "--reveal"}
    wanted = {"run": common | headless, "do": common | headless, "repl": common, "replay": {"--serve"}}
    wanted["serve"] = {"--host", "--port", "--api-key", "--cdp-url", "--model-url"}
    assert common <= _options(main)
    for name, options in wanted.items():
        command = main.get_command(context, name)
        assert command is not None
        assert options <= _options(command), name


def test_sessions_has_its_commands() -> None:
    context = click.Context(main)
    sessions = main.get_command(context, "sessions")
    assert isinstance(sessions, click.Group)
    assert {"list", "show", "search", "export", "close", "delete", "prune"} <= set(sessions.list_commands(context))
    for name, option in (("close", "--orphans"), ("prune", "--older")):
        command = sessions.get_command(context, name)
        assert command is not None
        assert option in _options(command)


def _options(command: click.Command) -> set[str]:
    return {name for each in command.params for name in each.opts if isinstance(each, click.Option)}


def test_exit_codes_are_those_that_scripts_know() -> None:
    codes = (exits.OK, exits.FAILED, exits.WRONG, exits.SERVER, exits.DEADLINE, exits.ENDED, exits.EXPECT, exits.BUDGET)
    assert codes == (0, 1, 2, 3, 4, 5, 6, 7)
    assert (exits.INTERRUPTED, exits.TERMINATED, exits.HANGUP) == (130, 143, 129)


def test_the_key_of_the_engine_is_given_or_from_the_environment_or_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIRCLEMIND_API_KEY", "from-the-environment")
    assert ServeOptions(api_key="given").api_key == "given"
    assert ServeOptions().api_key == "from-the-environment"
    monkeypatch.delenv("CIRCLEMIND_API_KEY")
    assert len({ServeOptions().api_key for _ in range(3)}) == 3


def test_outputs_are_indented_on_a_terminal_and_one_a_line_elsewhere() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for out, rows in ((Terminal(), 4), (io.StringIO(), 1)):
        Report(Secrets(), jsonl=False, reveal=False, out=out, err=io.StringIO()).output({"a": [1], "b": "x" * 100})
        assert json.loads(out.getvalue()) == {"a": [1], "b": "x" * 100}
        assert out.getvalue().count("\n") >= rows
        assert (out.getvalue().count("\n") == 1) == (rows == 1)
