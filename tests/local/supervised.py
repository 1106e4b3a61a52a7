"""A supervisor over invented programs, for test_supervisor.py: `python -m tests.local.supervised FOLDER NAME…`.

Each NAME is one of PROGRAMS below; each program notes in FOLDER what happens to it.
"""

import sys
import time
from pathlib import Path

from app.local.children import Child
from app.local.console import Console
from app.local.supervisor import Supervisor

NOTE = """
import os, signal, subprocess, sys, time
name, folder = sys.argv[1], sys.argv[2]
def note(what):
    with open(f"{folder}/notes", "a") as notes:
        notes.write(f"{name} {what} {os.getpid()}\\n")
"""
POLITE = "signal.signal(15, lambda *_: (note('ended'), sys.exit(0)))\nnote('began')\n"
PROGRAMS = {
    # Ends when asked.
    "polite": POLITE + "print('bonjour', flush=True)\n",
    "second": POLITE,
    # Never ends by itself.
    "deaf": "signal.signal(15, signal.SIG_IGN)\nnote('began')\n",
    # Leaves a process behind that has left its group and session.
    "runaway": "subprocess.Popen(['sleep', '987654'], start_new_session=True)\nnote('began')\n",
    # Fails at once, again and again.
    "broken": "note('began')\nsys.exit(3)\n",
}


def main(folder: str, *names: str) -> None:
    console = Console()
    supervisor = Supervisor(Path(folder), console)
    supervisor.take_signals()
    try:
        for name in names:
            code = f"{NOTE}\n{PROGRAMS[name]}\nwhile True:\n    time.sleep(60)"
            command = [sys.executable, "-c", code, name, folder]
            supervisor.start(Child(name, command, {"PATH": "/usr/bin:/bin"}, stop_within=1.0))
        supervisor.watch()
    finally:
        began = time.monotonic()
        supervisor.stop(["second", "polite"])
        console.plain(f"stopped in {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
