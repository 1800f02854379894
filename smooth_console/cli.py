"""The `smooth-console` command: arguments to one front end. A front end is imported only when it is started."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from smooth_console import __version__
from smooth_console.cli_sessions import sessions

EPILOG = """\b
Examples:
  smooth-console                          the demo site, on a browser of this machine
  smooth-console --local https://x.org    that page, on a browser of this machine
  smooth-console repl                     the same as a prompt, for any terminal
  smooth-console do 'js document.title'   one line, headless
  smooth-console run check.smooth --jsonl a script, one record a line
  smooth-console sessions                 what was sent and answered before
  smooth-console serve --port 8000        the embedded engine alone
"""


class _UrlOrCommand(click.Group):
    """A group whose first argument may be an address in place of a sub-command."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run it; a disk that is too full for `--help` is said in a sentence too."""
        try:
            return super().main(*args, **kwargs)
        except OSError as problem:
            from smooth_console.output.gone import is_gone
            from smooth_console.start import output_gone

            if not is_gone(problem):
                raise
            sys.exit(output_gone(problem))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = _first_word(args, self)
        if first is not None and args[first] not in self.commands:
            args = [*args[:first], "app", *args[first:]]
        elif first is None and not {"--help", "-h", "--version"} & set(args):
            args = [*args, "app"]
        return super().parse_args(ctx, args)


def _first_word(args: list[str], group: click.Group) -> int | None:
    """Where the first word stands that is no option and no option's value."""
    takes_value = {o for p in group.params if isinstance(p, click.Option) and not p.is_flag for o in p.opts}
    index = 0
    while index < len(args):
        word = args[index]
        if word == "--":
            return index + 1 if index + 1 < len(args) else None
        if not word.startswith("-"):
            return index
        index += 2 if word in takes_value else 1
    return None


class _Duration(click.ParamType[float]):
    """A time such as 30s or 5m, in seconds."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        from smooth_console.language.units import read_duration

        try:
            return read_duration(value)
        except ValueError as problem:
            self.fail(str(problem), param, ctx)


_COMMON: list[Callable[[Any], Any]] = [
    click.option("--local", is_flag=True, default=None, help="Use the embedded engine, also when there is a key."),
    click.option("--api", metavar="URL", help="The server's address, with or without /v1."),
    click.option("--api-key-file", metavar="FILE", help="A file that holds the API key."),
    click.option("--attach", metavar="TASK_ID", help="Take up a session that lives at the server."),
    click.option("--device", type=click.Choice(["desktop", "mobile", "desktop-lg"]), help="What the browser plays."),
    click.option("--profile", metavar="ID", help="A profile: cookies and sign-ins that are kept."),
    click.option("--keep", is_flag=True, default=None, help="Leave the session open at exit."),
    click.option("--theme", metavar="NAME", help="Colours; .theme lists them."),
    click.option("--deadline", metavar="TIME", help="How long an answer may take, such as 30s."),
    click.option("--budget", type=float, metavar="CREDITS", help="Send nothing more once so many are used."),
]


def common(function: Any) -> Any:
    """Give a command the options that all of them take, before or after the sub-command."""
    for option in reversed(_COMMON):
        function = option(function)
    return function


def _given(context: click.Context, here: dict[str, Any]) -> dict[str, Any]:
    """Common options, those behind the sub-command over those before it."""
    before = dict(context.obj or {})
    return before | {name: value for name, value in here.items() if value is not None}


@click.group(
    cls=_UrlOrCommand,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    subcommand_metavar="[URL | COMMAND [ARGS]...]",
)
@common
@click.version_option(__version__, message="smooth-console %(version)s")
@click.pass_context
def main(context: click.Context, /, **given: Any) -> None:
    """A session console for the Smooth browser-automation API.

    Without a command it opens the console on URL. With no API key and no --api it starts its own engine here.
    """
    context.obj = {name: value for name, value in given.items() if value is not None}


@main.command(hidden=True)
@click.argument("url", required=False)
@common
@click.pass_context
def app(context: click.Context, /, url: str | None, **given: Any) -> None:
    """The Textual console (what starts without a command)."""
    from smooth_console.start import start_app

    sys.exit(start_app(url, _given(context, given)))


@main.command()
@click.argument("url", required=False)
@click.option("--vi", is_flag=True, default=None, help="Edit lines with vi's keys.")
@common
@click.pass_context
def repl(context: click.Context, /, url: str | None, **given: Any) -> None:
    """The same language as a prompt, for any terminal; on a pipe, a line at a time.

    \b
    Examples:
      smooth-console repl demo/products
      ssh -t host smooth-console repl --vi
      echo 'js document.title' | smooth-console repl --local
    """
    from smooth_console.start import start_repl

    sys.exit(start_repl(url, _given(context, given)))


def headless(function: Any) -> Any:
    """The options of `run` and `do`."""
    for option in reversed(
        [
            click.option("--jsonl", is_flag=True, help="One record a line in place of outputs."),
            click.option("--var", "variables", multiple=True, metavar="NAME=VALUE", help="Fill ${NAME}; repeatable."),
            click.option(
                "--tool",
                "tools",
                multiple=True,
                metavar="NAME=VALUE",
                help="Answer calls of a tool: VALUE or !COMMAND.",
            ),
            click.option("--continue", "go_on", is_flag=True, help="Go on after a line that failed."),
            click.option("--check", is_flag=True, help="Say what is wrong with the lines, and run none."),
            click.option("--junit", metavar="FILE", help="Write the results there as JUnit XML."),
            click.option("--reveal", is_flag=True, help="Show secrets in outputs."),
        ]
    ):
        function = option(function)
    return function


@main.command()
@click.argument("script", metavar="FILE|-")
@click.option("--resume", is_flag=True, help="Go on behind the last line that worked when it stopped.")
@headless
@common
@click.pass_context
def run(context: click.Context, /, script: str, **given: Any) -> None:
    """Run a script, headless.

    \b
    Examples:
      smooth-console run check.smooth
      smooth-console run --var city=Oslo --jsonl - < check.smooth
    """
    from smooth_console.start import start_script

    sys.exit(start_script(script, _given(context, given)))


@main.command()
@click.argument("lines", nargs=-1, required=True, metavar="LINE...")
@headless
@common
@click.pass_context
def do(context: click.Context, /, lines: tuple[str, ...], **given: Any) -> None:
    """Run the lines given as arguments, headless.

    \b
    Examples:
      smooth-console do --local 'goto demo/products' 'js document.title'
      smooth-console do 'goto example.com' 'extract @article' --jsonl
    """
    from smooth_console.start import start_lines

    sys.exit(start_lines(lines, _given(context, given)))


main.add_command(sessions)


@main.command("import")
@click.argument("file", metavar="FILE|-")
@click.option(
    "--from", "kind", type=click.Choice(["curl", "har", "playwright"]), help="What it is; else it is looked at."
)
@click.option("-o", "--output", metavar="SCRIPT", help="Where to; else standard output.")
def import_file(file: str, kind: str | None, output: str | None) -> None:
    """Turn curl command lines, a HAR or a Playwright recording into a script. Nothing of it is run.

    \b
    Examples:
      smooth-console import session.har -o session.smooth
      pbpaste | smooth-console import -
    """
    from smooth_console.start import start_import

    sys.exit(start_import(file, kind or "", output))


@main.command()
@click.argument("file", metavar="FILE")
@click.option("--serve", "served", is_flag=True, help="Answer any client from the recording, in place of showing it.")
@click.option("--speed", type=float, default=1.0, show_default=True, help="So many times as fast as it was.")
@click.option("--step", is_flag=True, help="Go on at a key, whatever the times were.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where --serve listens.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="0 picks one.")
@click.option("--api-key", metavar="KEY", help="The key that clients must send; else CIRCLEMIND_API_KEY, else random.")
@click.option("--theme", metavar="NAME", help="Colours.")
@click.pass_context
def replay(context: click.Context, /, file: str, **given: Any) -> None:
    """Show a recorded session, offline, or answer clients from it. Nothing is run and nothing is sent.

    \b
    Examples:
      smooth-console replay session.json --speed 4
      smooth-console replay session.json --serve --port 8000
    """
    from smooth_console.start import start_replay

    sys.exit(start_replay(file, _given(context, given)))


@main.command()
@common
@click.pass_context
def doctor(context: click.Context, /, **given: Any) -> None:
    """Say what works here, and how to mend the rest.

    Browser, key, server, terminal, fonts, clipboard and more. The exit code is 0 when all that is needed works.
    """
    from smooth_console.start import start_doctor

    sys.exit(start_doctor(_given(context, given)))


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; loopback unless you mean it.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="0 picks one.")
@click.option("--api-key", metavar="KEY", help="The key that clients must send; else CIRCLEMIND_API_KEY, else random.")
@click.option(
    "--allow-host", "allow_hosts", multiple=True, metavar="NAME", help="A host name that clients may use; repeatable."
)
@click.option("--name", metavar="NAME", help="Begins the ids of its tasks, for a balancer in front of several engines.")
@click.option("--cdp-url", metavar="URL", help="Use an existing browser or grid.")
@click.option("--headed", is_flag=True, help="Show the browser's window.")
@click.option("--max-sessions", "max_tasks", type=click.IntRange(1), metavar="N", help="Sessions at once; 16.")
@click.option("--max-queued", type=click.IntRange(0), metavar="N", help="Sessions that may wait for a place; 64.")
@click.option(
    "--idle-timeout", "idle_timeout_s", type=_Duration(), metavar="TIME", help="Close a session that nobody uses; 30m."
)
@click.option(
    "--evaluate-deadline", "evaluate_deadline_s", type=_Duration(), metavar="TIME", help="The longest evaluate_js; 30s."
)
@click.option(
    "--load-timeout", "load_timeout_s", type=_Duration(), metavar="TIME", help="How long goto waits for a page; 30s."
)
@click.option(
    "--max-upload", "max_file_bytes", type=click.IntRange(1), metavar="BYTES", help="The largest file taken; 100 MB."
)
@click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep profiles, files and extensions there; else they go with the engine.",
)
@click.option("--no-recording", is_flag=True, help="Record no session, also where it is asked for.")
@click.option("--allow-metadata", is_flag=True, help="Let pages reach the metadata addresses of cloud machines.")
@click.option(
    "--rate", type=click.FloatRange(0), metavar="CREDITS", help="What an action costs, to try out budgets; 0."
)
@click.option("--model-url", metavar="URL", help="An OpenAI-compatible endpoint for extract and run_task.")
@click.option("--model", metavar="NAME", help="Which of its models. Its key: SMOOTH_MODEL_KEY, else OPENAI_API_KEY.")
@click.option(
    "--model-timeout", "model_timeout_s", type=_Duration(), metavar="TIME", help="The longest answer of it; 60s."
)
def serve(**given: Any) -> None:
    """The embedded engine in the foreground, for any Smooth client.

    One line of JSON on stdout says where it listens: {"url": ..., "api_key": ..., "demo": ...}. Logs go to stderr.
    """
    from smooth_console.start import start_engine

    sys.exit(start_engine(given))


@main.group()
def key() -> None:
    """Keep the API key: in the system's keyring where there is one, else in a file that only you can read.

    \b
    Examples:
      smooth-console key set              typed without being seen, or from a pipe
      smooth-console key show             where it comes from
    """


@key.command("set")
@click.option("--file", "in_file", is_flag=True, help="In ~/.smooth/config.json (0600), also when there is a keyring.")
def key_set(in_file: bool) -> None:
    """Keep a key. It is asked for without being shown, or read from standard input; never an argument."""
    from smooth_console.start import start_key

    sys.exit(start_key("set", {"in_file": in_file}))


@key.command("show")
@click.option("--reveal", is_flag=True, help="Print the key itself.")
def key_show(reveal: bool) -> None:
    """Say where the key comes from."""
    from smooth_console.start import start_key

    sys.exit(start_key("show", {"reveal": reveal}))


@key.command("clear")
def key_clear() -> None:
    """Take the kept key away."""
    from smooth_console.start import start_key

    sys.exit(start_key("clear", {}))
