"""How an action fails: one exception that becomes the `{code, output}` of its answer."""


class ActionError(Exception):
    """An action that cannot be carried out.

    Args:
        detail: What happened, where, and what to do, in a sentence for a person.
        code: 400 when the caller can mend it (the default), 500 when it is the engine's own.
    """

    def __init__(self, detail: str, code: int = 400) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code


class RefusedError(Exception):
    """An event that is not taken. The message is the `detail` of a 400."""
