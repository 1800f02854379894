"""Schemas as people write them: JSON, JSON5, the short form. One reader, with the place of every part."""

from smooth_console.workbench.written.document import Written, read_schema
from smooth_console.workbench.written.places import Place
from smooth_console.workbench.written.show import Shown, show_short
from smooth_console.workbench.written.tokens import MistakeError

__all__ = ["MistakeError", "Place", "Shown", "Written", "read_schema", "show_short"]
