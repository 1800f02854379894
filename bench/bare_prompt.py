"""The least that a prompt costs: prompt_toolkit's own, with everything imported that the line mode imports.

`python -m bench.bare_prompt`. Of the console it uses nothing.
"""

from prompt_toolkit import PromptSession

import smooth_console.cli
import smooth_console.repl.app
import smooth_console.repl.prompt
import smooth_console.start  # noqa: F401

if __name__ == "__main__":
    PromptSession("bare> ").prompt()
