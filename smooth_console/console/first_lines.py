"""Lines for somebody who has typed none yet, each with what it does."""

TRY_LOCAL: tuple[tuple[str, str], ...] = (
    ("goto demo/products", "a listing of the demo shop"),
    ("extract @listing -- only in stock", "read it with a schema of the library"),
    ("run search for 'lamp', then open the first result", "let the agent click"),
)
TRY_ANYWHERE: tuple[tuple[str, str], ...] = (
    ("goto example.com", "go to a page"),
    ("js document.title", "ask the page"),
    ("extract @article", "read it with a schema of the library"),
)


def lines_to_try(local: bool) -> tuple[tuple[str, str], ...]:
    """Those that work where the console is: on our own engine there is the demo site."""
    return TRY_LOCAL if local else TRY_ANYWHERE
