"""Dot commands about the program: .help .status .live .set .theme .keys .doctor .exit."""

from typing import TYPE_CHECKING

from smooth_console.console.outcome import Outcome, Quit, ShowText, ShowView, UseTheme
from smooth_console.console.resolve import text_of
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
    from smooth_console.console.changes import SettingChanged
    from smooth_console.settings import SettingsError

    name = line.arguments.get("KEY")
    if name is None:
        return Outcome(text=_listed(console))
    if not (name.text.isidentifier() and name.text.isascii()):
        raise line.problem(name, f"{name.text} is not a name", "letters, digits and _, a letter first")
    is_setting = name.text in console.adjustable
    value = None if line.rest is None else (await text_of(console, line, line.rest)).strip()
    if is_setting:
        try:
            console.adjust(name.text, value)
        except SettingsError as problem:
            raise line.problem(line.rest or name, str(problem)) from None
        console.emit(SettingChanged(name.text))
    if value is None:
        if console.variables.pop(name.text, None) is None and not is_setting:
            raise line.problem(name, f"{name.text} is not set")
        return Outcome(text=f"{name.text} is {'as it was at the start' if is_setting else 'not set any more'}")
    console.variables[name.text] = value
    return Outcome(text=f"{name.text} is {value}" if is_setting else f"${{{name.text}}} is {value}")


def _listed(console: "Console") -> str:
    """Variables, then the settings that can be changed now."""
    variables = {name: value for name, value in sorted(console.variables.items()) if name not in console.adjustable}
    rows = [f"${{{name}}} = {value}" for name, value in variables.items()] or ["no variable is set"]
    settings = [f"{name} = {_shown(getattr(console.settings, field))}" for name, field in console.adjustable.items()]
    return "\n".join([*rows, "", "settings", *(f"  {row}" for row in settings)])


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value) or "not set"


async def _doctor(console: "Console", line: Line) -> Outcome:
    from smooth_console.console.doctor import examine, report_text, worst

    findings = await examine(console.settings)
    text = report_text(findings)
    return Outcome(text=text, effects=[ShowText("What works here", text)], failure=worst(findings))


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
    return Outcome(
        text="keys belong to the app and the prompt; .keys lists them there, docs/commands.md here",
        effects=[ShowView("keys")],
    )


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
        summary="Set a variable for ${KEY} or a setting of the console, take one back, or list them.",
        group="console",
        handler=_set,
        arguments=(Argument("KEY", "setting", "a name"),),
        rest=Rest("VALUE", "text", "words; without them it is taken back"),
        examples=(
            Example(".set city Oslo", "${city} is Oslo from here on"),
            Example(".set deadline 30s", "how long an answer may take"),
            Example(".set", "every variable, and the settings that can be changed"),
        ),
        notes="Settings are deadline, budget, device, profile, keep, bell, stage, pager, theme and page_names. They "
        "last as long as the program runs.",
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
        name=".doctor",
        summary="What works here, and how to mend the rest.",
        group="console",
        handler=_doctor,
        examples=(Example(".doctor", "browser, key, server, terminal, fonts, clipboard"),),
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
