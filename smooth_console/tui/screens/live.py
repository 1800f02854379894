"""The live view's address, and its QR code for those in the audience who want to watch along."""

from textual.content import Content

from smooth_console.output.qr import qr_lines
from smooth_console.output.sanitise import plain_address, sanitise_line


def qr_text(url: str) -> Content:
    """The QR code of an address, dark on light whatever the theme, and the address below."""
    lines = [Content(line).stylize("#000000 on #ffffff") for line in qr_lines(url)]
    return Content("\n").join([*lines, Content(""), Content(sanitise_line(plain_address(url)))])
