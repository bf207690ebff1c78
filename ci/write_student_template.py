"""Write ``student_template/``: what students get of every assignment, to be committed.

As a release without the wheel in ``vendor/``, since the repository holds no programs
in compiled form. Usage: python ci/write_student_template.py
"""

import shutil
from pathlib import Path

from autograder.course import Assignment, assignment_ids, find_root, load
from autograder.release import build_extras, build_tree, write_tree


def template(assignment: Assignment) -> dict[str, bytes]:
    """Return an assignment's part of the template, path -> content."""
    tree = {**build_tree(assignment, filled=False), **build_extras(assignment)}
    return {p: content for p, content in tree.items() if not p.startswith("vendor/")}


def main() -> None:
    """Write all assignments' parts, and drop what is no assignment's."""
    root = find_root(Path(__file__).parent)
    out = root / "student_template"
    shutil.rmtree(out, ignore_errors=True)
    for name in assignment_ids(root):
        write_tree(template(load(root, name)), out / name)
        print(f"{out / name}")


if __name__ == "__main__":
    main()
