"""``numgrade list``."""

import json
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder.course import assignment_ids, find_root, load


def run(course: Path, as_json: bool) -> None:
    """Print the course's assignments, as a table or as JSON."""
    root = find_root(course)
    assignments = [load(root, name) for name in assignment_ids(root)]
    rows = [
        {
            "id": assignment.id,
            "title": assignment.title,
            "questions": len(assignment.questions),
            "points": assignment.total,
        }
        for assignment in assignments
    ]
    if as_json:
        print(json.dumps(rows, indent=1))
        return
    table = Table("id", "title", "questions", "points", box=None)
    for row in rows:
        table.add_row(
            *(
                f"{cell:g}" if isinstance(cell, float) else str(cell)
                for cell in row.values()
            )
        )
    Console().print(table)
