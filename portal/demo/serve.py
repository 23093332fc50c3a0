"""Run the practice network: web server and worker side by side, until one of them stops."""

import os
import signal
import subprocess
import sys
import time
from types import FrameType

from portal.demo.fill import PASSWORD

WEB = ("gunicorn", "--preload", "--workers", "2", "--threads", "4", "--log-level", "warning")
BREATH = 0.2
GRACE = 10

SIGN_INS = """
The Mangomoment network, practice version: {address}

  coordinator@demo.example      plans meetings, opens evaluations
  ambassador.01@demo.example    follows three teams (01 to 30)
  lead.01-1@demo.example        leads a team and downloads lesson kits (organisation-team)
  contact.01@demo.example       is invited to reflection moments
  admin@demo.example            sees the outbox and the audit trail
  password for all: {password}

Stop with Ctrl+C. `make demo-reset` starts anew.
"""


def main(port: int) -> int:
    """Start both processes on this port; stop both as soon as one ends or a signal comes."""
    python = [sys.executable, "-m"]
    bind = ["--bind", f"127.0.0.1:{port}", "wsgi:app"]
    processes = [
        subprocess.Popen([*python, *WEB, *bind]),  # noqa: S603
        subprocess.Popen([*python, "flask", "worker"]),  # noqa: S603
    ]
    signal.signal(signal.SIGTERM, _stop)
    password = os.environ.get("DEMO_PASSWORD") or PASSWORD
    sys.stdout.write(SIGN_INS.format(address=f"http://localhost:{port}", password=password))
    sys.stdout.flush()
    try:
        while all(process.poll() is None for process in processes):
            time.sleep(BREATH)
    except KeyboardInterrupt:
        return 0
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(GRACE)
    return 1


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
