"""Help as plain text, from the declarations: the overview, and one command with its options and examples."""

from smooth_console.language.declare import Command, Registry

GROUPS = {
    "session": "Verbs act on the session",
    "script": "Lines that hold lines",
    "console": "Dot commands act on the console",
}
_LANGUAGE = """\
values      $_ the last output, $7 of entry 7, $7.items[0].name inside it, %7 what was typed as entry 7
variables   ${NAME}, set by .set NAME VALUE; ${NAME.path} inside one that holds JSON
references  @name from the library, @./file.json a file, @- standard input
output      ... $> FILE writes it, $>> FILE appends, $| COMMAND pipes; a trailing & does not wait
lines       <<TAG ... TAG holds several lines; # is a comment; !COMMAND runs a shell command; %7 runs entry 7 again"""


def overview(registry: Registry) -> str:
    """Every command in a line, session verbs first."""
    width = max(len(command.name) for command in registry) + 2
    parts = []
    for group, title in GROUPS.items():
        rows = [f"  {command.name:<{width}}{command.summary}" for command in registry if command.group == group]
        parts.append("\n".join([title, *rows]))
    parts.append(_LANGUAGE)
    parts.append(".help COMMAND says more, with examples")
    return "\n\n".join(parts)


def command_help(command: Command) -> str:
    """One command whole: usage, options, examples."""
    parts = [f"{command.usage}\n  {command.summary}"]
    if command.aliases:
        parts.append(f"also called {', '.join(command.aliases)}")
    rows = [(a.metavar, a.help) for a in command.arguments if a.help]
    if command.rest and command.rest.help:
        rows.append((command.rest.metavar, command.rest.help))
    rows += [(f"{o.name} {o.metavar}".rstrip(), o.help) for o in command.options]
    if rows:
        width = max(len(name) for name, _ in rows) + 2
        parts.append("\n".join(f"  {name:<{width}}{text}" for name, text in rows))
    if command.notes:
        parts.append(command.notes)
    if command.examples:
        rows_of = ((e.line.replace("\n", "\n  "), e.what) for e in command.examples)
        parts.append("\n".join(["Examples", *(f"  {line}\n      {what}" for line, what in rows_of)]))
    return "\n\n".join(parts)
