"""What an audience is not to see in a text: the session's id, keys and tokens. Data of pages is not its business."""

import re

from smooth_console.console.console import Console
from smooth_console.session.redaction import BULLETS

_TOKEN = re.compile(r"(?i)([?&](?:token|key|apikey|api_key|access_token)=)[^\s&#]+")


def for_audience(text: str, console: Console) -> str:
    """A text of the console's own with bullets for what is private."""
    text = console.secrets.redact(_TOKEN.sub(rf"\1{BULLETS}", text))
    server, session = console.server, console.session
    key = server.client.api_key if server is not None else None
    for private in (session.task_id if session else None, key.reveal() if key else None):
        if private:
            text = text.replace(private, BULLETS)
    return text
