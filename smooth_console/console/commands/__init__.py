"""The registry of commands: every command is declared once, in one of the files here, a file a group."""

from functools import cache

from smooth_console.language.declare import Registry


@cache
def registry() -> Registry:
    """All commands there are."""
    from smooth_console.console.commands import (
        ask,
        browse,
        entries,
        exporting,
        library,
        looking,
        program,
        schemas,
        script,
        tasks,
    )

    return Registry(
        [
            *browse.COMMANDS,
            *ask.COMMANDS,
            *tasks.COMMANDS,
            *script.COMMANDS,
            *entries.COMMANDS,
            *exporting.COMMANDS,
            *library.COMMANDS,
            *schemas.COMMANDS,
            *looking.COMMANDS,
            *program.COMMANDS,
        ]
    )
