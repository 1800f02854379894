"""The live view's address, and its QR code for those in the audience who want to watch along."""

from textual.content import Content

from smooth_console.output.sanitise import sanitise_line


def qr_text(url: str) -> Content:
    """The QR code of an address in half blocks, dark on light whatever the theme, and the address below."""
    import segno

    code = segno.make(url, error="m")
    rows = [[bool(cell) for cell in row] for row in code.matrix_iter(border=2)]
    lines = []
    for top, bottom in zip(rows[::2], [*rows[1::2], [False] * len(rows[0])], strict=False):
        cells = "".join(
            " " if not upper and not lower else "█" if upper and lower else "▀" if upper else "▄"
            for upper, lower in zip(top, bottom, strict=True)
        )
        lines.append(Content(cells).stylize("#000000 on #ffffff"))
    return Content("\n").join([*lines, Content(""), Content(sanitise_line(url))])
