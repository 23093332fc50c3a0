"""Many do the same thing at one moment, each as a request of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy.exc import IntegrityError

from portal.db import db, transaction
from portal.rules import RuleBroken


def at_once(app: Flask, many: int, act: Callable[[int], object]) -> list[str]:
    """Let ``many`` act together; return how each ended, by the name of the refusal or as done."""
    start = Barrier(many)

    def one(number: int) -> str:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    act(number)
            except (RuleBroken, IntegrityError) as refused:
                return type(refused).__name__
            finally:
                db.session.remove()
            return "done"

    db.session.remove()
    with ThreadPoolExecutor(max_workers=many) as threads:
        return sorted(threads.map(one, range(many)))
