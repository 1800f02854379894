"""Dot commands about the program: .help .status .live .set .theme .keys .exit."""

from typing import TYPE_CHECKING

from smooth_console.console.outcome import Outcome, Quit, ShowText, ShowView, UseTheme
from smooth_console.language.declare import Argument, Command, Example, Option, Rest, nearest
from smooth_console.language.parse import Line

if TYPE_CHECKING:
    from smooth_console.console.console import Console


async def _help(console: "Console", line: Line) -> Outcome:
    from smooth_console.console.help import command_help, overview

    topic = line.rest.text.strip() if line.rest else ""
    if not topic:
        return Outcome(text=overview(console.registry), effects=[ShowView("help")])
    command = console.registry.get(topic) or console.registry.get(f".{topic}")
    if command is None:
        assert line.rest is not None
        near = nearest(topic, console.registry.names)
        raise line.problem(
            line.rest, f"no command {topic}", f"did you mean {near}?" if near else ".help lists them all"
        )
    text = command_help(command)
    return Outcome(text=text, effects=[ShowText(command.name, text)])


async def _status(console: "Console", line: Line) -> Outcome:
    from smooth_console.console.listing import status_text

    text = status_text(console)
    return Outcome(text=text, effects=[ShowText("Status", text)])


async def _live(console: "Console", line: Line) -> Outcome:
    session = console.need_session()
    url = session.live_url
    if url is None:
        return Outcome(
            text="the server has not said yet where the live view is; try again in a moment", level="warning"
        )
    if not url:
        return Outcome(text="this session has no live view", level="warning")
    if line.flag("--open"):
        import webbrowser

        webbrowser.open(url)
    return Outcome(text=url, value=url, has_value=True, effects=[ShowView("live", url)])


async def _set(console: "Console", line: Line) -> Outcome:
    name = line.arguments.get("KEY")
    if name is None:
        rows = [f"{key} = {value}" for key, value in sorted(console.variables.items())]
        return Outcome(text="\n".join(rows) or "no variable is set; .set NAME VALUE sets one")
    if not name.text.isidentifier():
        raise line.problem(name, f"{name.text} is not a name", "letters, digits and _, a letter first")
    if line.rest is None:
        if console.variables.pop(name.text, None) is None:
            raise line.problem(name, f"{name.text} is not set")
        return Outcome(text=f"{name.text} is not set any more")
    console.variables[name.text] = line.rest.text
    return Outcome(text=f"${{{name.text}}} is {line.rest.text}")


async def _theme(console: "Console", line: Line) -> Outcome:
    from smooth_console.output.themes import theme_names

    names = theme_names()
    wanted = line.rest.text.strip() if line.rest else ""
    if wanted and wanted not in names:
        assert line.rest is not None
        near = nearest(wanted, names)
        raise line.problem(line.rest, f"no theme {wanted}", f"did you mean {near}?" if near else ", ".join(names))
    return Outcome(text="" if wanted else "\n".join(names), effects=[UseTheme(wanted)])


async def _keys(console: "Console", line: Line) -> Outcome:
    return Outcome(effects=[ShowView("keys")])


async def _exit(console: "Console", line: Line) -> Outcome:
    return Outcome(effects=[Quit()])


COMMANDS = (
    Command(
        name=".help",
        summary="Every command, or one of them with examples.",
        group="console",
        handler=_help,
        rest=Rest("COMMAND", "command"),
        examples=(Example(".help extract", "what it takes, and lines that work"),),
        immediate=True,
    ),
    Command(
        name=".status",
        summary="The session, its server, times and credits.",
        group="console",
        handler=_status,
        examples=(Example(".status", "where things stand"),),
        immediate=True,
    ),
    Command(
        name=".live",
        summary="The live view: its address, and a QR code of it.",
        group="console",
        handler=_live,
        options=(Option("--open", "Open it in a browser."),),
        examples=(Example(".live", "to watch, or to show"),),
        immediate=True,
    ),
    Command(
        name=".set",
        summary="Set a variable for ${KEY}, take one away, or list them.",
        group="console",
        handler=_set,
        arguments=(Argument("KEY", "text", "its name"),),
        rest=Rest("VALUE", "text"),
        examples=(Example(".set city Oslo", "${city} is Oslo from here on"),),
    ),
    Command(
        name=".theme",
        summary="Change the colours, or list the themes.",
        group="console",
        handler=_theme,
        rest=Rest("NAME", "choice"),
        examples=(Example(".theme paper", "dark text on light ground"),),
        immediate=True,
    ),
    Command(
        name=".keys",
        summary="Every key, and how to change them.",
        group="console",
        handler=_keys,
        examples=(Example(".keys", "what can be pressed where"),),
        immediate=True,
    ),
    Command(
        name=".exit",
        aliases=(".quit",),
        summary="Leave; the session is closed unless it is to be kept.",
        group="console",
        handler=_exit,
        examples=(Example(".exit", "the same as Ctrl-Q"),),
        immediate=True,
    ),
)
