"""Every key of the prompt that is not one of emacs's or vi's own, in one table that `.keys` reads too."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from prompt_toolkit.buffer import Buffer, CompletionState
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.enums import DEFAULT_BUFFER, EditingMode
from prompt_toolkit.filters import Condition, has_focus, vi_insert_mode, vi_mode
from prompt_toolkit.input.ansi_escape_sequences import ANSI_SEQUENCES
from prompt_toolkit.key_binding import KeyBindings, KeyBindingsBase, KeyPressEvent, merge_key_bindings
from prompt_toolkit.key_binding.bindings.auto_suggest import load_auto_suggest_bindings
from prompt_toolkit.keys import Keys

from smooth_console.language.complete import is_complete

if TYPE_CHECKING:
    from smooth_console.repl.prompt import PromptScreen

KEYS: tuple[tuple[str, str], ...] = (
    ("Enter", "run what is typed; where something is still open, begin another line"),
    ("Alt-Enter", "begin another line in any case"),
    ("Tab, Shift-Tab", "complete, and walk the menu; Esc closes it"),
    ("Right, Ctrl-E", "take the suggestion from the history"),
    ("Up, Down", "the lines before; Ctrl-R searches them"),
    ("Ctrl-X Ctrl-E", "what is typed in $EDITOR (v in vi's navigation mode)"),
    ("Ctrl-C", "give up what is typed, else what is waited for; never leaves"),
    ("Ctrl-D", "leave, on an empty line; the session is closed"),
    ("Ctrl-L, Ctrl-Z", "clear the screen; put the program aside"),
    ("F1", ".help"),
    ("F3", "the newest entry whole: request, answer, times"),
    ("F4", "emacs's or vi's keys; the setting vi, or --vi, begins with vi's"),
    ("F7", "reply to the tool call that waits"),
    ("F8", ".live"),
    ("F12", "hide or show ids, for an audience"),
)
ALT_ENTER = Keys.ControlF24
"""Esc and CR in one go are this key, which no keyboard has: so Esc and then Enter can mean something else to vi."""
ANSI_SEQUENCES.setdefault("\x1b\r", ALT_ENTER)


def keys_text() -> str:
    """The table, for `.keys`."""
    width = max(len(key) for key, _ in KEYS) + 2
    rows = [f"  {key:<{width}}{what}" for key, what in KEYS]
    return "\n".join(["Keys", *rows, "", "The rest is as in emacs, or as in vi."])


def bindings(screen: "PromptScreen") -> KeyBindingsBase:
    """What each key does on a screen."""
    return merge_key_bindings([load_auto_suggest_bindings(), _typing(screen), _functions(screen), _asking(screen)])


def _typing(screen: "PromptScreen") -> KeyBindings:
    keys = KeyBindings()
    in_line = has_focus(DEFAULT_BUFFER)
    empty = Condition(lambda: not screen.buffer.text)
    choosing = Condition(lambda: screen.buffer.complete_state is not None)

    @keys.add("enter", filter=in_line)
    def _enter(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.complete_state is not None and buffer.complete_state.current_completion is not None:
            buffer.complete_state = None
        elif is_complete(buffer.text, screen.repl.console.registry):
            buffer.validate_and_handle()
        else:
            buffer.newline()

    @keys.add(ALT_ENTER, filter=in_line)
    def _newline(event: KeyPressEvent) -> None:
        event.current_buffer.newline(copy_margin=False)

    @keys.add("escape", filter=in_line & choosing & ~vi_mode, eager=True)
    def _close_menu(event: KeyPressEvent) -> None:
        event.current_buffer.cancel_completion()

    @keys.add("tab", filter=in_line & (vi_insert_mode | ~vi_mode))
    def _complete(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.complete_state is not None:
            buffer.complete_next()
        else:
            _choose_first(buffer)

    @keys.add("c-c", filter=in_line)
    def _cancel(event: KeyPressEvent) -> None:
        screen.interrupt()

    @keys.add("c-d", filter=in_line & empty)
    def _leave(event: KeyPressEvent) -> None:
        screen.repl.leave()

    @keys.add("c-z")
    def _aside(event: KeyPressEvent) -> None:
        event.app.suspend_to_background()

    @keys.add("c-x", "c-e", filter=in_line & ~vi_mode)
    @keys.add("v", filter=in_line & vi_mode & ~vi_insert_mode)
    def _editor(event: KeyPressEvent) -> None:
        screen.edit_line()

    return keys


def _choose_first(buffer: Buffer) -> None:
    """Put the best completion in, and open the menu for another. At once: the menu that typing opens may lag behind."""
    found = list(buffer.completer.get_completions(buffer.document, CompleteEvent(completion_requested=True)))
    if len(found) == 1:
        buffer.apply_completion(found[0])
    elif found:
        buffer.complete_state = CompletionState(buffer.document, found)
        buffer.go_to_completion(0)


def _functions(screen: "PromptScreen") -> KeyBindings:
    keys = KeyBindings()
    repl = screen.repl

    def on(key: str, act: Callable[[], object]) -> None:
        keys.add(key)(lambda event: act() and None)

    def switch() -> None:
        is_vi = screen.app.editing_mode is EditingMode.VI
        screen.app.editing_mode = EditingMode.EMACS if is_vi else EditingMode.VI

    def reply() -> None:
        calls = repl.console.session.calls if repl.console.session else []
        if calls:
            screen.put(f"reply {calls[0].n} ")
        else:
            repl.say("no tool call waits for an answer")

    on("f1", lambda: screen.run_line(".help"))
    on("f3", repl.show_last)
    on("f4", switch)
    on("f7", reply)
    on("f8", lambda: screen.run_line(".live"))
    on("f12", repl.toggle_stage)
    return keys


def _asking(screen: "PromptScreen") -> KeyBindings:
    """While a question stands there, a key answers it."""
    keys = KeyBindings()
    asking = Condition(lambda: screen.question is not None)

    @keys.add("y", filter=asking, eager=True)
    @keys.add("Y", filter=asking, eager=True)
    @keys.add("c-d", filter=asking, eager=True)
    def _yes(event: KeyPressEvent) -> None:
        screen.answer(yes=True)

    @keys.add(Keys.Any, filter=asking, eager=True)
    @keys.add("enter", filter=asking, eager=True)
    @keys.add("escape", filter=asking, eager=True)
    @keys.add("c-c", filter=asking, eager=True)
    def _no(event: KeyPressEvent) -> None:
        screen.answer(yes=False)

    return keys
