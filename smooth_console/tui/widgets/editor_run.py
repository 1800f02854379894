"""What F5 does with a text: check it, ask for what it is called with, and hand it on. It sends nothing."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from textual.widget import Widget

from smooth_console.tui.widgets.editor_check import Mistake
from smooth_console.tui.widgets.editor_sheet import Sheet
from smooth_console.tui.work import newest

if TYPE_CHECKING:
    from smooth_console.workbench.snippets import Snippet

MOST_ANSWERS = 50
"""Snippets whose parameters are remembered."""


class Runner:
    """Runs one text at a time.

    Attributes:
        answers: What was typed last for the parameters of a snippet, by the snippet and by the parameter.
    """

    def __init__(
        self,
        panel: Widget,
        answers: Mapping[str, Mapping[str, str]],
        *,
        refuse: Callable[[Sheet, Mistake], None],
        send: Callable[[Sheet, str, str], None],
    ) -> None:
        """Take what was typed before.

        Args:
            panel: Who asks for runs.
            answers: What was typed for parameters.
            refuse: Called with the sheet and an error of its text, at the first time that it is to be run.
            send: Called with the sheet, its text, and the JSON of what it is called with ("" is nothing).
        """
        self._panel, self._refuse, self._send = panel, refuse, send
        self.answers = {name: dict(typed) for name, typed in answers.items()}
        self._refused: tuple[Sheet, str] | None = None
        self._busy = False

    def run(self, sheet: Sheet) -> None:
        """Run what stands there; with an error it is refused once, and run when that is asked again."""
        if not self._busy:
            self._busy = True
            newest(self._panel, partial(self._run, sheet, sheet.text), "run")

    async def _run(self, sheet: Sheet, text: str) -> None:
        try:
            await sheet.check_now()
        finally:
            self._busy = False
        error = sheet.error_in(text)
        if error is not None and self._refused != (sheet, text):
            self._refused = (sheet, text)
            self._refuse(sheet, error)
            return
        self._refused = None
        snippet = _snippet(text) if sheet.kind == "javascript" else None
        if snippet is not None and snippet.parameters:
            self._ask(sheet, text, snippet)
        else:
            self._send(sheet, text, "")

    def _ask(self, sheet: Sheet, text: str, snippet: "Snippet") -> None:
        from smooth_console.tui.screens.args import ArgsScreen

        name = sheet.item or ", ".join(parameter.name for parameter in snippet.parameters)

        def done(answer: tuple[bool, dict[str, str]] | None) -> None:
            run, typed = answer or (False, {})
            self.answers.pop(name, None)
            self.answers = dict([*self.answers.items(), (name, typed)][-MOST_ANSWERS:])
            if run:
                self._send(sheet, text, json.dumps(snippet.typed(typed)))

        self._panel.app.push_screen(ArgsScreen(sheet.called, snippet, self.answers.get(name, {})), done)


def _snippet(text: str) -> "Snippet":
    from smooth_console.workbench.snippets import read_snippet

    return read_snippet(text)
