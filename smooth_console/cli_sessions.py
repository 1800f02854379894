"""`smooth-console sessions`: its sub-commands and their arguments. What they do is imported when they are run."""

import sys
from typing import Any

import click

EPILOG = """\b
Examples:
  smooth-console sessions                       the newest first
  smooth-console sessions list --open           those that may still be open
  smooth-console sessions show ses_k3v9         its timeline; the beginning of an id is enough
  smooth-console sessions search 'walnut desk'  in everything that was sent and answered
  smooth-console sessions close --orphans       close what was left open
  smooth-console sessions prune --older 30d     forget what is old
"""


class _ListByDefault(click.Group):
    """A group that lists when no sub-command is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0].startswith("-") and args[0] not in ("-h", "--help")):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_ListByDefault, epilog=EPILOG, subcommand_metavar="[COMMAND [ARGS]...]")
def sessions() -> None:
    """What the journal knows: every session, what was sent, what came back.

    On a terminal rows are tables, elsewhere fields with tabs between; --json gives one JSON record a line.
    An ID is the journal's (ses_...) or the server's; its beginning is enough.
    """


as_json = click.option("--json", "as_json", is_flag=True, help="JSON Lines.")


@sessions.command("list")
@click.option("--open", "only_open", is_flag=True, help="Only those that may still be open.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many.")
@as_json
def list_(**given: Any) -> None:
    """List sessions, the newest first.

    \b
    Examples:
      smooth-console sessions list --open
      smooth-console sessions list --json | jq -r .task_id
    """
    _run("list_sessions", given)


@sessions.command()
@click.argument("name", metavar="ID")
@click.argument("number", metavar="[N]", type=click.IntRange(1), required=False)
@as_json
def show(**given: Any) -> None:
    """Show a session's timeline, or all of its entry N.

    \b
    Examples:
      smooth-console sessions show ses_k3v9
      smooth-console sessions show ses_k3v9 7
    """
    _run("show_session", given)


@sessions.command()
@click.argument("text", metavar="TEXT...", nargs=-1, required=True)
@click.option("--in", "within", metavar="ID", help="Only in this session.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many.")
@as_json
def search(**given: Any) -> None:
    """Find entries by words of what was typed, sent or answered; each word may be a word's beginning.

    \b
    Examples:
      smooth-console sessions search walnut
      smooth-console sessions search --in ses_k3v9 'price":149'
    """
    _run("search_sessions", given)


@sessions.command()
@click.argument("name", metavar="ID")
@click.argument("format_name", metavar="FORMAT")
@click.argument("file", metavar="[FILE]", required=False)
def export(**given: Any) -> None:
    """Write a session in another format, to a file or to standard output.

    \b
    Examples:
      smooth-console sessions export ses_k3v9 jsonl
      smooth-console sessions export ses_k3v9 markdown report.md
    """
    _run("export_session", given)


@sessions.command()
@click.argument("name", metavar="[ID]", required=False)
@click.option("--orphans", is_flag=True, help="All that were left open by a console that has gone.")
@click.option("--api", metavar="URL", help="The server's address, with or without /v1.")
@click.option("--api-key-file", metavar="FILE", help="A file that holds the API key.")
@click.pass_context
def close(context: click.Context, /, **given: Any) -> None:
    """Close a session at its server, or all that were left open.

    The key and the server are those of the environment and the flags; a session at another server is not touched.

    \b
    Examples:
      smooth-console sessions close ses_k3v9
      smooth-console sessions close --orphans
    """
    chosen = {name: value for name, value in given.items() if value is not None}
    _run("close_sessions", dict(context.obj or {}) | chosen)


@sessions.command()
@click.argument("names", metavar="ID...", nargs=-1, required=True)
@click.option("--force", is_flag=True, help="Also what may still be open at its server.")
def delete(**given: Any) -> None:
    """Take sessions out of the journal, with everything that was sent and answered in them.

    \b
    Examples:
      smooth-console sessions delete ses_k3v9
    """
    _run("delete_sessions", given)


@sessions.command()
@click.option("--older", metavar="TIME", help="What was last used longer ago, such as 30d.")
@click.option("--larger", metavar="SIZE", help="The oldest, until the journal is no larger than this, such as 500MB.")
def prune(**given: Any) -> None:
    """Take out what is old. What may still be open, or is in use, is left.

    \b
    Examples:
      smooth-console sessions prune --older 30d
      smooth-console sessions prune --larger 500MB
    """
    _run("prune_sessions", given)


def _run(name: str, given: dict[str, Any]) -> None:
    from smooth_console.start import start_sessions

    sys.exit(start_sessions(name, given))
