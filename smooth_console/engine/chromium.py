"""Finding a Chromium on this machine, and how it is started. It does not start one."""

import os
import shutil
from pathlib import Path

from smooth_console.engine.addresses import METADATA_HOSTS

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
VARIABLE = "SMOOTH_CHROMIUM"
FIX = (
    f"install one (Debian: `apt install chromium`; elsewhere: `playwright install chromium`), "
    f"or name its executable in {VARIABLE}"
)

# Besides what Playwright passes by itself.
FLAGS = ("--disable-background-networking",)
_NO_METADATA = "--host-resolver-rules=" + ", ".join(f"MAP {host} ~NOTFOUND" for host in METADATA_HOSTS)


def flags(*, metadata: bool) -> list[str]:
    """What Chromium is started with; `metadata` lets pages reach the metadata addresses of cloud machines."""
    return [*FLAGS] if metadata else [*FLAGS, _NO_METADATA]


class NoBrowserError(Exception):
    """There is no Chromium. The message says where was looked and how to get one."""


def find_chromium() -> str | None:
    """The executable to start, or None when Playwright's own is to be used.

    Raises:
        NoBrowserError: There is none, or the one that was named is not there.
    """
    if named := os.environ.get(VARIABLE):
        found = shutil.which(named)
        if found is None:
            raise NoBrowserError(f"{VARIABLE} names {named}, which is not an executable")
        return found
    for name in NAMES:
        if found := shutil.which(name):
            return found
    if _playwright_has_one():
        return None
    raise NoBrowserError(f"no Chromium was found on PATH ({', '.join(NAMES)}) nor among Playwright's browsers: {FIX}")


def _playwright_has_one() -> bool:
    """Whether `playwright install` left a Chromium where it keeps them."""
    folder = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    places = [Path(folder)] if folder and folder != "0" else []
    places += [Path.home() / ".cache/ms-playwright", Path.home() / "Library/Caches/ms-playwright"]
    return any(any(place.glob("chromium*-*/INSTALLATION_COMPLETE")) for place in places)


def may_use_sandbox() -> bool:
    """Chromium refuses its sandbox to root; everybody else keeps it."""
    return os.geteuid() != 0
