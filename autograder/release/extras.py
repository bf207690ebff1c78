"""What comes with the code in a student's folder: how to set up, check and hand in."""

from importlib import resources

from autograder.course import RELEASED, Assignment, describe_release
from autograder.release.wheel import build_wheel

REQUIREMENTS = """\
# What the assignment needs. The checks are the file in vendor/.
numpy>=1.26
matplotlib>=3.8
tqdm>=4.66
jupyterlab>=4
./vendor/{wheel}[data]
"""


def build_extras(assignment: Assignment) -> dict[str, bytes]:
    """Return the files of a student's folder beside modules and notebooks.

    Instructions, requirements, the public checks with what they compare with, and the
    checking program itself as a wheel below ``vendor/``.
    """
    name, wheel = build_wheel()
    tree = {
        "README.md": _readme(assignment).encode(),
        "requirements.txt": REQUIREMENTS.format(wheel=name).encode(),
        RELEASED: describe_release(assignment),
        f"vendor/{name}": wheel,
    }
    for folder in ("tests/public", "expected/public"):
        for file in sorted((assignment.folder / folder).glob("*")):
            if file.suffix in (".py", ".npz"):
                tree[f"{folder}/{file.name}"] = file.read_bytes()
    return tree


def _readme(assignment: Assignment) -> str:
    template = resources.files("autograder.release") / "templates" / "README.md"
    rows = [
        f"| `{q.name}` | {q.title} | {q.points:g}{_by_hand(q.kind)} |"
        for q in assignment.questions
    ]
    notebooks = [f"`{spec.path}`" for spec in assignment.notebooks]
    by_hand = sum(assignment.by_hand.values())
    total = f"\n{assignment.total + by_hand:g} points in all"
    graded = f", {by_hand:g} of them (\\*) read by people" if by_hand else ""
    return template.read_text(encoding="utf-8").format(
        id=assignment.id,
        title=assignment.title,
        notebooks=", ".join(notebooks),
        where=f"`{assignment.package}/`" if assignment.package else "this folder",
        first=assignment.questions[0].name,
        questions="\n".join(rows),
        by_hand=f"{total}{graded}.\n",
    )


def _by_hand(kind: str) -> str:
    return " \\*" if kind == "written" else ""
