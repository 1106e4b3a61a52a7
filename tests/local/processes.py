"""What is running on this machine, for tests that start and stop processes for real."""

import os
from pathlib import Path


def is_alive(process: int) -> bool:
    """Running; a zombie that waits for its parent is not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def marked(mark: str) -> list[int]:
    """The processes whose environment, command line or current folder holds `mark`.

    Valkey writes its title over the first two: only its folder tells.
    """
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            seen = (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()
            seen += str((folder / "cwd").readlink()).encode()
        except OSError:
            continue
        number = int(folder.name)
        if mark.encode() in seen and number != os.getpid() and is_alive(number):
            found.append(number)
    return found
