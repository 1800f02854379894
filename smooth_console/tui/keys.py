"""Every key of the console, in one table: bindings, the footer, help and the `keys` setting all read it."""

from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class Key:
    """One action and its keys.

    Attributes:
        id: What the `keys` setting calls it.
        keys: Comma separated, as Textual names them.
        action: The action of the main screen or the application.
        short: For the footer; empty is not shown there.
        help: For the list of keys.
        shown: The keys as the footer writes them; empty is the first of them.
    """

    id: str
    keys: str
    action: str
    short: str
    help: str
    shown: str = ""

    def binding(self) -> Binding:
        """The binding that Textual takes."""
        return Binding(
            self.keys,
            self.action,
            self.short or self.help,
            id=self.id,
            show=bool(self.short),
            priority=self.priority,
            key_display=self.shown or None,
        )

    @property
    def priority(self) -> bool:
        """Whether it works wherever the focus is: all but single letters."""
        return all(len(key) > 1 for key in self.keys.split(","))


MAIN_KEYS: tuple[Key, ...] = (
    Key("run.editor", "f5", "run_editor", "run editor", "Run what the editor shows on the page"),
    Key("pane.timeline", "f2", "pane('timeline')", "", "Go to the timeline"),
    Key("pane.result", "f3", "pane('result')", "", "Go to the result"),
    Key("pane.editor", "f4", "pane('editor')", "panes", "Go to the editor", "F2/F3/F4"),
    Key("pane.command", "f10", "pane('command')", "", "Go to the command line (Esc does it too)"),
    Key("call.reply", "f7", "reply", "reply", "Answer the tool call that waits"),
    Key("live.show", "f8", "live", "live", "Show the live view's address and its QR code"),
    Key("pane.zoom", "f9", "zoom", "zoom", "Give the pane in focus the whole screen, or take it back"),
    Key("tab.new", "ctrl+n", "tab('new')", "", "New tab in the editor; a blank one turns into the other kind"),
    Key("tab.close", "alt+w", "tab('close')", "", "Close the editor's tab; what is not saved can be brought back"),
    Key("tab.reopen", "alt+z", "tab('reopen')", "", "Bring back the tab that was closed last"),
    Key("tab.next", "ctrl+pagedown,alt+n", "tab('next')", "", "Next tab of the editor"),
    Key("tab.before", "ctrl+pageup,alt+p", "tab('before')", "", "The editor's tab before"),
    Key("program.palette", "ctrl+p", "app.command_palette", "commands", "Find any command, pane or theme"),
    Key("program.help", "f1", "help", "help", "Help: commands and keys"),
    Key("program.quit", "ctrl+q", "leave", "quit", "Leave; the session is closed"),
    Key("program.cancel", "ctrl+c", "cancel", "", "Clear the line, or give up what is waited for; never quits"),
    Key("split.left", "alt+left", "split(-4, 0)", "", "Make the left pane narrower"),
    Key("split.right", "alt+right", "split(4, 0)", "", "Make the left pane wider"),
    Key("split.up", "alt+up", "split(0, -3)", "", "Make the result lower"),
    Key("split.down", "alt+down", "split(0, 3)", "", "Make the result higher"),
    Key("stage.toggle", "f12", "stage", "", "Hide or show ids, for an audience"),
)

OWN_KEYS: tuple[str, ...] = (
    "  enter        Run the line",
    "  alt+enter    Begin another line (also Ctrl-J)",
    "  tab          Complete; up and down walk the history, Ctrl-R searches it",
    "  y, Y         Copy a value, or its path",
    "  /            Search in the result, filter the timeline",
    "  [, ]         The result's tabs: tree, text, table, request, checks",
    "  ctrl+s       Save the editor's text to the library; ctrl+o opens from it",
    "  ctrl+space   Complete in the editor; what one types is completed unasked, Tab takes it, Esc sends it away",
    "  ctrl+f       Find and replace in the editor; up and down go on, Alt-Enter replaces all",
    "  ctrl+t       Lay out the editor's schema; ctrl+l writes it in the short form, or as JSON",
    "  alt+t        Fold the block that the editor's cursor is in, or open it (a click beside its line too); alt+a all",
    "  f6           The editor's next mistake, Shift-F6 the one before; Alt-Enter mends it",
)
"""Keys that mean something in one pane only, a line of help each."""


def key_problems(chosen: dict[str, str]) -> list[str]:
    """What is wrong with the `keys` setting: unknown ids, and keys that two actions would share."""
    known = {key.id: key.keys for key in MAIN_KEYS}
    problems = []
    for name in chosen:
        if name not in known and "." in name and name.split(".")[0] in {i.split(".")[0] for i in known}:
            from smooth_console.language.declare import nearest

            near = nearest(name, known)
            problems.append(f"no key {name}" + (f"; did you mean {near}?" if near else ""))
    taken: dict[str, str] = {}
    for name, keys in (known | {n: k for n, k in chosen.items() if n in known}).items():
        for key in keys.split(","):
            other = taken.setdefault(key.strip(), name)
            if other != name:
                problems.append(f"{key} is given to both {other} and {name}")
    return problems
