"""The portal as it runs for real: web and worker, each a process of its own."""

import os
import socket
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Final
from urllib.request import urlopen

from tests.databases import SECRET

HOME: Final = Path(__file__).parents[2]
PATIENCE: Final = 60.0
WEB: Final = ("gunicorn", "--workers", "1", "--threads", "4", "--log-level", "warning")


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Served:
    """A portal on a port of its own; it can be stopped and started again on another day."""

    def __init__(
        self, database_url: str, folder: Path, *, smtp_url: str, require_mfa: bool = False
    ) -> None:
        """Take what to serve, where files and the log go, who takes the mail, and how strictly."""
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = folder / "portal.log"
        self._processes: list[subprocess.Popen[bytes]] = []
        self._settings = {
            "SECRET_KEY": SECRET,
            "DATABASE_URL": database_url,
            "BASE_URL": self.url,
            "FILES_URL": str(folder / "files"),
            "SMTP_URL": smtp_url,
            "REQUIRE_MFA": str(require_mfa).lower(),
        }

    def start(self, today: date, *, worker: bool = True) -> "Served":
        """Serve and work, with this day as the portal's today; wait until pages come."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        settings = kept | self._settings | {"TODAY": today.isoformat(), "FLASK_APP": "wsgi"}
        bind = ("--bind", f"127.0.0.1:{self.port}", "wsgi:app")
        self._processes.append(self._run((*WEB, *bind), settings))
        if worker:
            self._processes.append(self._run(("flask", "worker"), settings))
        self._wait()
        return self

    def restart(self, today: date) -> None:
        """Let time pass: the same data, served on a later day."""
        self.stop()
        self.start(today)

    def stop(self) -> None:
        """End both processes as an operator would, and wait for them."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait(PATIENCE)
        self._processes.clear()

    def complaints(self) -> list[str]:
        """Return what the log says went wrong."""
        wrong = ("Traceback", "Error", "error", "job failed")
        return [line for line in self.log.read_text().splitlines() if any(w in line for w in wrong)]

    def _run(self, command: tuple[str, ...], env: dict[str, str]) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", *command], cwd=HOME, env=env, stdout=log, stderr=log
            )

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if any(process.poll() is not None for process in self._processes):
                raise RuntimeError(f"The portal stopped while starting:\n{self.log.read_text()}")
            if self._answers():
                return
            time.sleep(0.1)
        raise RuntimeError(f"The portal did not answer in time:\n{self.log.read_text()}")

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/readyz", timeout=PATIENCE) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except OSError:
            return False
