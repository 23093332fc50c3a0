"""How long a second `make demo` takes from its first command to a page that answers."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping

from bench.servers import PATIENCE, ROOT, free_port, wait_until_ready

PREPARE = ("flask", "demo")  # what the Makefile runs before it serves


def second_start(env: Mapping[str, str]) -> float:
    """Return the seconds until `/readyz` answers on a network that is there already."""
    port, started = free_port(), time.monotonic()
    whole = os.environ | dict(env) | {"FLASK_APP": "wsgi", "BASE_URL": f"http://localhost:{port}"}
    prepare = [sys.executable, "-m", *PREPARE]
    subprocess.run(prepare, cwd=ROOT, env=whole, check=True, capture_output=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "portal.demo.serve", str(port)],
        cwd=ROOT,
        env=whole,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_ready(process, port, "/readyz")
        return time.monotonic() - started
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
