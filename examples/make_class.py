"""Make the sample class of ``class.toml``: archives and folders as students send them.

Usage: python examples/make_class.py FOLDER
"""

import io
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.cli.trees import Trees
from autograder.course import (
    Assignment,
    Misconception,
    find_root,
    load,
    load_misconceptions,
)
from autograder.course.tables import read_toml
from autograder.prove import apply_misconception, replace_definitions
from autograder.release import build_tree, write_tree, write_zip

HERE = Path(__file__).resolve().parent
Tree = Mapping[str, bytes]


def main(folder: Path) -> None:
    """Write every student's submission into ``folder``."""
    assignment = load(find_root(HERE), "dl-a1")
    mistakes = {m.name: m for m in load_misconceptions(assignment)}
    skeleton = Trees.of(assignment).given()  # grading finds it in the cache
    solution = build_tree(assignment, filled=True)
    folder.mkdir(parents=True, exist_ok=True)
    for student in read_toml(HERE / "class.toml")["students"]:
        tree: Tree = skeleton if student.get("blank") else solution
        tree = write_as(student, tree, assignment, mistakes)
        pack(student["name"], student["form"], tree, assignment, folder)


def write_as(
    student: Mapping[str, Any],
    tree: Tree,
    assignment: Assignment,
    mistakes: Mapping[str, Misconception],
) -> Tree:
    """Return the tree as this student would have written it."""
    if "mistake" in student:
        tree = apply_misconception(assignment, mistakes[student["mistake"]], tree)
    for module, file in student.get("style", {}).items():
        other = (HERE / file).read_text(encoding="utf-8")
        tree = replace_definitions(assignment, tree, module, other)
    if "file" in student:
        path = student["file"].format(package=assignment.package)
        text = tree[path].decode()
        if text.count(student["find"]) != 1:
            raise SystemExit(f"{student['name']}: {student['find']!r} isn't there once")
        edited = text.replace(student["find"], student["replace"])
        tree = {**tree, path: edited.encode()}
    return tree


def pack(
    name: str, form: str, tree: Tree, assignment: Assignment, folder: Path
) -> None:
    """Write a tree in the form in which this student hands in."""
    if form == "folder":
        write_tree(tree, folder / name)
    elif form == "zip":
        write_zip(tree, folder / f"{name}.zip", top=f"{assignment.id}-{name}")
    elif form == "flat zip":
        write_zip(tree, folder / f"{name}.zip")
    elif form == "package":
        inside = {p: c for p, c in tree.items() if p.startswith(assignment.package)}
        write_zip(inside, folder / f"{name}.zip")
    elif form == "tar.gz":
        write_tar(tree, folder / f"{name}.tar.gz")
    elif form == "escaping zip":
        with zipfile.ZipFile(folder / f"{name}.zip", "w") as archive:
            archive.writestr("../../grades.csv", "mallory,100\n")
    else:
        raise SystemExit(f"{name}: no form {form!r}")


def write_tar(tree: Tree, file: Path) -> None:
    """Write a tree into a compressed tar."""
    with tarfile.open(file, "w:gz") as archive:
        for path, content in tree.items():
            member = tarfile.TarInfo(path)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
