"""``numgrade doctor``: what this machine has to confine submissions with, and sets."""

import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.cli.machine import settings_in_force, version_note
from autograder.course import assignment_ids, find_root, load
from autograder.errors import UsageError
from autograder.inert import inert
from autograder.sandbox import LAYERS, State, probe


def run(course: Path, as_json: bool) -> None:
    """Start a worker on nothing, and print how it was confined.

    Raises
    ------
    SandboxError
        If not even that is possible.
    CourseError
        If there is a course, and an assignment.toml in it is wrong.
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
    for line in settings_in_force() + _version_notes(course):
        print(inert(line))


def _version_notes(course: Path) -> list[str]:
    """Compare this machine with what a course's assignments state, if it is in one."""
    try:
        root = find_root(course)
    except UsageError:
        return []
    notes = [version_note(load(root, name)) for name in assignment_ids(root)]
    return [f"note: {note}" for note in notes if note]


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
