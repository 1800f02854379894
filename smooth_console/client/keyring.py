"""The system's keyring, where there is one, by libsecret's `secret-tool`: it reads a key from a pipe, not an argument.

A library would need D-Bus bindings, and import them at every start. The tool is asked only when the configuration says
that the key is there.
"""

import shutil
import subprocess

TOOL = "secret-tool"
ATTRIBUTES = ("service", "smooth-console", "account", "api-key")
LABEL = "Smooth API key"
WITHIN_S = 60.0
"""How long it may take: the keyring may ask for its password first."""


class KeyringError(OSError):
    """There is no keyring, or it says no."""


def available() -> bool:
    """Whether there is a keyring that answers."""
    if shutil.which(TOOL) is None:
        return False
    # Finding nothing is 1 without a word; no keyring is 1 and a complaint.
    done = subprocess.run((TOOL, "lookup", *ATTRIBUTES), capture_output=True, timeout=WITHIN_S, check=False)
    return done.returncode == 0 or not done.stderr.strip()


def read() -> str:
    """The key in the keyring; "" when there is none.

    Raises:
        KeyringError: It does not answer.
    """
    done = _run("lookup", *ATTRIBUTES)
    if done.returncode and done.stderr.strip():
        raise KeyringError(_said(done))
    return done.stdout.decode("utf-8", "replace").strip()


def store(value: str) -> None:
    """Put the key there, in place of the one before.

    Raises:
        KeyringError: It says no.
    """
    done = _run("store", f"--label={LABEL}", *ATTRIBUTES, given=value)
    if done.returncode:
        raise KeyringError(_said(done))


def clear() -> None:
    """Take the key away, if it is there.

    Raises:
        KeyringError: It does not answer.
    """
    done = _run("clear", *ATTRIBUTES)
    if done.returncode and done.stderr.strip():
        raise KeyringError(_said(done))


def _run(*arguments: str, given: str = "") -> "subprocess.CompletedProcess[bytes]":
    try:
        return subprocess.run(
            (TOOL, *arguments), input=given.encode("ascii"), capture_output=True, timeout=WITHIN_S, check=False
        )
    except FileNotFoundError:
        raise KeyringError(f"there is no {TOOL}; Debian has it in libsecret-tools") from None
    except subprocess.TimeoutExpired:
        raise KeyringError(f"the keyring did not answer within {WITHIN_S:.0f} s") from None


def _said(done: "subprocess.CompletedProcess[bytes]") -> str:
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else f"{TOOL} ended with code {done.returncode}"
