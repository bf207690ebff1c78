"""``numgrade doctor``: what this machine has to confine submissions with."""

import json
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.sandbox import LAYERS, State, probe


def run(as_json: bool) -> None:
    """Start a worker on nothing, and print how it was confined.

    Raises
    ------
    SandboxError
        If not even that is possible.
    """
    states = probe()
    if as_json:
        print(json.dumps([_row(state) for state in states], indent=1))
        return
    print_table(states)
    lacking = [s.layer for s in states if not s.active and LAYERS[s.layer].required]
    if lacking:
        print(f"numgrade grade --sandbox strict would refuse: no {', '.join(lacking)}")
    else:
        print("numgrade grade --sandbox strict works on this machine")


def print_table(states: list[State]) -> None:
    """Print one row a layer: is it there, what for or why not, what to do."""
    table = Table(box=None, header_style="bold")
    for heading in ("layer", "state", "why", "what to do"):
        table.add_column(heading, overflow="fold")
    for state in states:
        row = _row(state)
        mark = Text(row["state"], style="green" if state.active else "yellow")
        why = row["detail"]
        if state.active:
            why = f"{row['purpose']} ({why})" if why else row["purpose"]
        table.add_row(state.layer, mark, Text(why), Text(row["mend"]))
    Console().print(table)


def _row(state: State) -> dict[str, Any]:
    layer = LAYERS[state.layer]
    return {
        "layer": state.layer,
        "state": "active" if state.active else "missing",
        "required": layer.required,
        "purpose": layer.purpose,
        "detail": state.detail,
        "mend": "" if state.active else layer.mend,
    }
