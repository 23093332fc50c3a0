"""Web servers to measure: gunicorn as `make demo` runs it, and what its processes use."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import TextIO

from portal.demo.serve import WEB

ROOT = Path(__file__).parents[1]
PATIENCE = 30.0
BREATH = 0.02


class BenchError(Exception):
    """Something did not answer as it must: a figure would be of an error page."""


class Server:
    """A running gunicorn: where it listens, and what its workers have used so far."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        """Keep the master process and its port."""
        self.process = process
        self.port = port

    def workers(self) -> list[int]:
        """Return the process numbers of the workers."""
        pid = self.process.pid
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def cpu_by_worker(self) -> list[int]:
        """Return the user and system time of each worker with all its threads, in nanoseconds.

        It is the sum behind utime and stime of /proc/<pid>/stat, read without their rounding to
        hundredths of a second: Linux numbers the CPU clock of process p as (~p << 3) | 2.
        """
        return [time.clock_gettime_ns((~pid << 3) | 2) for pid in self.workers()]

    def pss(self) -> float:
        """Return the memory of master and workers, shared pages counted once, in megabytes."""
        return sum(_pss_of(pid) for pid in [self.process.pid, *self.workers()]) / 1000


def _pss_of(pid: int) -> float:
    """Return the proportional set size of a process in kilobytes of 1,000 bytes."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1.024


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(
    app: str, env: Mapping[str, str], *, ready: str, port: int, log: TextIO
) -> Iterator[Server]:
    """Serve ``app`` by gunicorn on this port until the block ends; starts when ``ready`` is 200."""
    command = [sys.executable, "-m", *WEB, "--bind", f"127.0.0.1:{port}", app]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | dict(env), stderr=log)
    try:
        wait_until_ready(process, port, ready)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def wait_until_ready(process: "subprocess.Popen[bytes]", port: int, path: str) -> None:
    """Return as soon as ``path`` answers 200; raise when the process ends or time is up."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise BenchError(f"The server on port {port} stopped while starting")
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:  # noqa: PLR2004 -- OK
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(BREATH)
    raise BenchError(f"{path} on port {port} was not ready in {PATIENCE:.0f} s")


def portal_env(url: str, files: Path, *, secret: str, today: str) -> dict[str, str]:
    """Return the settings with which the portal is measured."""
    return {
        "SECRET_KEY": secret,
        "DATABASE_URL": url,
        "FILES_URL": str(files),
        "TODAY": today,
        "REQUIRE_MFA": "false",
    }


@contextmanager
def serving_portal(env: Mapping[str, str], *, log: TextIO) -> Iterator[Server]:
    """Serve the portal with these settings until the block ends."""
    port = free_port()
    known = {**env, "BASE_URL": f"http://localhost:{port}"}
    with serving("wsgi:app", known, ready="/readyz", port=port, log=log) as server:
        yield server


@contextmanager
def serving_bare(url: str, *, log: TextIO) -> Iterator[Server]:
    """Fill the bare page's database and serve it until the block ends."""
    env = {"DATABASE_URL": url}
    bare = [sys.executable, "-m", "bench.bare"]
    subprocess.run(bare, cwd=ROOT, env=os.environ | env, check=True)
    port = free_port()
    with serving("bench.bare:app", env, ready="/thanks", port=port, log=log) as server:
        yield server
