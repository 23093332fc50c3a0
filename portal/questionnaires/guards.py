"""Rules that the database holds itself and that look at another table than their own."""

from collections.abc import Mapping
from typing import Final

from portal.db import GUARDED, Guarded

_ROW: Final[Mapping[str, str]] = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD"}


def refuse_where(name: str, table: str, act: str, condition: str) -> None:
    """Let both databases refuse ``act`` with ``name`` where ``condition`` holds.

    ``condition`` is SQL that both understand; it may name NEW, OLD and other tables.
    """
    trigger = f"CREATE TRIGGER {name} BEFORE {act} ON {table}"
    function = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {condition} THEN RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation'; "
        f"END IF; RETURN {_ROW[act]}; END $$"
    )
    GUARDED[name] = Guarded(
        name=name,
        table=table,
        make={
            "sqlite": [f"{trigger} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{name}'); END"],
            "postgresql": [function, f"{trigger} FOR EACH ROW EXECUTE FUNCTION {name}()"],
        },
        drop={
            "sqlite": [f"DROP TRIGGER IF EXISTS {name}"],
            "postgresql": [f"DROP TRIGGER IF EXISTS {name} ON {table}"],
        },
    )
