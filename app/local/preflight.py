"""What is checked before anything starts, each refusal being one sentence in French and in English."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import time
from pathlib import Path

LEFTOVERS_S = 45.0  # how long the processes of a launcher that was killed may take to finish


class CannotStart(Exception):
    """Why `flask up` does not start, ready to be shown."""

    def __init__(self, french: str, english: str) -> None:
        super().__init__(f"{french}\n{english}")


def writable(directory: Path) -> None:
    """Make the data folder, and be sure that files can be written in it."""
    probe = directory / f".writable-{os.getpid()}"
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe.touch()
        probe.unlink()
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise CannotStart(
            f"Impossible d’écrire dans « {directory} » ({reason}) : donnez-vous le droit d’écriture ou"
            " choisissez un autre dossier avec DATA_DIR.",
            f"Cannot write in {directory} ({reason}): give yourself write permission or choose another folder"
            " with DATA_DIR.",
        ) from None


def alone(directory: Path) -> int:
    """Hold the lock of this installation and return its descriptor, to be inherited by every process.

    Inherited, it stays held until the last of them is gone, even after kill -9 of the launcher: two
    engines never open the same files.
    """
    descriptor = os.open(directory / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + LEFTOVERS_S
    while not _locked(descriptor):
        holder = os.pread(descriptor, 200, 0).decode("ascii", "replace").strip()
        if _is_alive(holder.partition(" ")[0]) or time.monotonic() > deadline:
            os.close(descriptor)
            where = "{0}, {2}".format(*holder.partition(" "))
            raise CannotStart(
                f"Porte-voix tourne déjà dans ce dossier (processus {where}) : arrêtez-le d’abord.",
                f"Porte-voix is already running in this folder (process {where}): stop it first.",
            )
        time.sleep(0.1)
    return descriptor


def sign_lock(descriptor: int, address: str) -> None:
    """Write who holds the lock, for whoever meets it."""
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()} {address}\n".encode(), 0)


def free(port: int) -> None:
    """Be sure that nobody answers on that port of localhost, in IPv4 or IPv6."""
    for family, kind, protocol, _, address in socket.getaddrinfo("localhost", port, type=socket.SOCK_STREAM):
        try:
            probe = socket.socket(family, kind, protocol)
        except OSError:  # a kernel without IPv6
            continue
        with probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except OSError as error:
                _refuse_port(port, error)


def _refuse_port(port: int, error: OSError) -> None:
    if error.errno == errno.EADDRINUSE:
        raise CannotStart(
            f"Le port {port} est déjà pris par un autre programme : choisissez-en un autre, par exemple"
            f" « make run PORT={port + 1 if port < 65535 else 8000} ».",
            f"Port {port} is already taken by another program: choose another one, for example"
            f" `make run PORT={port + 1 if port < 65535 else 8000}`.",
        ) from None
    if error.errno == errno.EACCES:
        raise CannotStart(
            f"Le port {port} est réservé au système : choisissez un port à partir de 1024.",
            f"Port {port} is reserved for the system: choose a port from 1024 up.",
        ) from None
    # EADDRNOTAVAIL: localhost has an IPv6 name here and no IPv6 address; nobody can answer on it


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_alive(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
