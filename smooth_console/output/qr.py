"""QR codes as lines of half blocks, two rows of the code a line. Dark is drawn: put it on a light ground."""


def qr_lines(text: str) -> list[str]:
    """The code of a text, such as an address, with a quiet border; none when it is longer than a code can be."""
    import segno

    try:
        code = segno.make(text, error="m")
    except ValueError:
        return []
    rows = [[bool(cell) for cell in row] for row in code.matrix_iter(border=2)]
    return [
        "".join(
            " " if not upper and not lower else "█" if upper and lower else "▀" if upper else "▄"
            for upper, lower in zip(top, bottom, strict=True)
        )
        for top, bottom in zip(rows[::2], [*rows[1::2], [False] * len(rows[0])], strict=False)
    ]
