"""What comes with the code in a student's folder: how to set up, check and hand in."""

import re
from importlib import resources

from autograder.course import (
    RELEASED,
    Assignment,
    Question,
    all_tools,
    describe_release,
)
from autograder.release.tools import badges, tool_files
from autograder.release.wheel import build_wheel

DATA_SCRIPT = """\
#!/usr/bin/env bash
# Get the data, as the notebooks do; without a network, draw a synthetic stand-in.
# Usage: bash get_datasets.sh
set -euo pipefail
cd "$(dirname "$0")"
PATH="$PWD/.venv/bin:$PATH"
"""

DATA_PARAGRAPH = """\
## Data

The notebooks fetch their data set when they are run first, into `datasets/`; so does
`bash get_datasets.sh` in a terminal. Without a network they draw a small synthetic
stand-in and say so: good for trying things out, not for the numbers named.
To see a notebook run to its end in a minute, start Jupyter with `NUMGRADE_QUICK=1`:
few synthetic images, and one epoch wherever something is trained.

"""


def build_extras(assignment: Assignment) -> dict[str, bytes]:
    """Return the files of a student's folder beside modules and notebooks.

    Instructions, requirements, the public checks with what they compare with, and the
    checking program itself as a wheel below ``vendor/``.
    """
    name, wheel = build_wheel()
    tree = {
        "README.md": _readme(assignment).encode(),
        "requirements.txt": _requirements(assignment, name).encode(),
        RELEASED: describe_release(assignment),
        f"vendor/{name}": wheel,
        **tool_files(assignment),
    }
    if assignment.data:
        tree["get_datasets.sh"] = _data_script(assignment).encode()
    for folder in ("tests/public", "expected/public"):
        for file in sorted((assignment.folder / folder).glob("*")):
            if file.suffix in (".py", ".npz"):
                tree[f"{folder}/{file.name}"] = file.read_bytes()
    return tree


def _requirements(assignment: Assignment, wheel: str) -> str:
    tools = all_tools(assignment.tools)
    del tools["python"]
    lines = [f"{name}{versions}" for name, versions in tools.items()]
    return "\n".join(
        [
            "# What the assignment needs. The checks are the file in vendor/.",
            *lines,
            f"./vendor/{wheel}[data]\n",
        ]
    )


def _data_script(assignment: Assignment) -> str:
    lines = []
    for spec in assignment.data:
        what = f"{spec.name} --dest {spec.dest}"
        lines.append(f"numgrade data fetch {what} || numgrade data synth {what}\n")
    return DATA_SCRIPT + "".join(lines)


def _readme(assignment: Assignment) -> str:
    template = resources.files("autograder.release") / "templates" / "README.md"
    rows = [
        f"| `{q.name}` | {q.title} | {q.points:g}{_marks(q)} |"
        for q in assignment.questions
    ]
    notebooks = [f"`{spec.path}`" for spec in assignment.notebooks]
    by_hand = assignment.total_by_hand
    total = f"\n{assignment.total + by_hand:g} points in all"
    graded = f", {by_hand:g} of them (\\*) read by people" if by_hand else ""
    extra = sum(q.points for q in assignment.questions if q.extra)
    graded += f", and up to {extra:g} beyond them for extra credit" if extra else ""
    return template.read_text(encoding="utf-8").format(
        id=assignment.id,
        title=assignment.title,
        notebooks=", ".join(notebooks),
        where=f"`{assignment.package}/`" if assignment.package else "this folder",
        first=_first_checked(assignment),
        python=_in_words(all_tools(assignment.tools)["python"]),
        due=_due(assignment),
        forbidden=_forbidden(assignment),
        badges=badges(assignment),
        data=DATA_PARAGRAPH if assignment.data else "",
        questions="\n".join(rows),
        by_hand=f"{total}{graded}.\n",
    )


def _in_words(versions: str) -> str:
    least = re.fullmatch(r">=\s*([\d.]+)", versions)
    return f"{least[1]} or newer" if least else versions


def _due(assignment: Assignment) -> str:
    """Say when the work is due and what each day after costs; "" if nothing is said."""
    late = assignment.late
    if late is None:
        return ""
    offset = late.due.strftime("%z")
    lines = [f"Due {late.due:%Y-%m-%d %H:%M} (UTC{offset[:3]}:{offset[3:]})."]
    lines.append(f"Each day begun after that takes {late.percent_per_day:g} %")
    lines.append("of the points")
    if late.max_days is not None:
        lines.append(f"and after {late.max_days} days nothing is accepted")
    return f"\n{' '.join(lines)}.\n"


def _forbidden(assignment: Assignment) -> str:
    """Say what the work has to do without; "" if that isn't restricted."""
    if not assignment.forbidden:
        return ""
    names = ", ".join(f"`{name}`" for name in assignment.forbidden)
    return (
        "\nWrite it in NumPy: a file that imports one of these can't be imported "
        f"itself,\nand earns nothing: {names}.\n"
    )


def _first_checked(assignment: Assignment) -> str:
    """Return the first question that has checks of its own."""
    names = [q.name for q in assignment.questions if q.kind == "function"]
    return (names or [assignment.questions[0].name])[0]


def _marks(question: Question) -> str:
    extra = " extra" if question.extra else ""
    return f"{extra} \\*" if question.kind == "written" else ""
