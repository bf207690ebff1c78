"""Files for tools that students may use: editors, git hooks, conda, Binder, Colab."""

import json
from urllib.parse import quote

from autograder.course import Assignment

HOOK = """\
# Checks what a commit changes: pip install pre-commit, then pre-commit install.
# git commit --no-verify goes ahead without.
repos:
  - repo: local
    hooks:
      - id: numgrade
        name: numgrade check
        entry: python -m autograder.student.changed
        language: system
        files: \\.py$
        exclude: (^|/)tests/
"""

ENVIRONMENT = """\
# For conda and Binder: conda env create --file environment.yml
name: {id}
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - --requirement requirements.txt
"""


def tool_files(assignment: Assignment) -> dict[str, bytes]:
    """Return the files that tools look for, path -> content."""
    return {
        ".pre-commit-config.yaml": HOOK.encode(),
        ".vscode/tasks.json": _tasks(assignment).encode(),
        "environment.yml": ENVIRONMENT.format(id=assignment.id).encode(),
    }


def badges(assignment: Assignment) -> str:
    """Return Markdown that opens the notebooks elsewhere; "" without a repository."""
    if not assignment.repository:
        return ""
    repository = assignment.repository
    first = quote(assignment.notebooks[0].path) if assignment.notebooks else ""
    colab = f"https://colab.research.google.com/github/{repository}/blob/HEAD/{first}"
    binder = f"https://mybinder.org/v2/gh/{repository}/HEAD?labpath={first}"
    return (
        f"[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]"
        f"({colab})\n[![Open in Binder](https://mybinder.org/badge_logo.svg)]({binder})"
        "\n\n"
    )


def _tasks(assignment: Assignment) -> str:
    asked = [q.name for q in assignment.questions if q.kind != "written"]
    picked = {
        "id": "question",
        "type": "pickString",
        "description": "Which question?",
        "options": asked,
    }
    tasks = [
        _task("check all", "check") | {"group": {"kind": "test", "isDefault": True}},
        _task("check one question", "check", "--question", "${input:question}"),
        _task("make the zip to hand in", "submit"),
    ]
    table = {"version": "2.0.0", "tasks": tasks, "inputs": [picked]}
    return json.dumps(table, indent=2) + "\n"


def _task(label: str, *words: str) -> dict[str, object]:
    """Return a task that runs numgrade with the Python that VS Code has chosen."""
    return {
        "label": f"numgrade: {label}",
        "type": "process",
        "command": "${command:python.interpreterPath}",
        "args": ["-m", "autograder", *words],
        "problemMatcher": [],
    }
