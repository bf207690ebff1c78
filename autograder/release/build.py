"""Building an assignment's tree: every file as students get it, or filled in."""

from collections.abc import Callable, Collection
from functools import cache, partial

import msgspec

from autograder.course import Assignment
from autograder.release.imports import Place, is_init, module_name, move_imports
from autograder.release.join import Part, join
from autograder.release.plan import ModulePlan, Plan, make_plan


def build_tree(assignment: Assignment, filled: bool) -> dict[str, bytes]:
    """Return the tree of an assignment, path -> content.

    Parameters
    ----------
    assignment : Assignment
        What is released.
    filled : bool
        With the model solutions in place; otherwise the skeleton that students get.

    Raises
    ------
    CourseError
        If a source is missing or wrong; names file, line and mend.
    """
    plan = make_plan(assignment)
    tree = {path: file.read_bytes() for path, file in plan.copies.items()}
    for module in plan.modules:
        tree[module.spec.path] = _module(module, plan, filled).encode()
    if plan.notebooks:
        # takes a second or two, and most trees that grading needs have no notebook
        from autograder.release.notebook import build_notebook

        for spec, piece in plan.notebooks:
            text = build_notebook(piece, assignment, plan.moves, filled)
            tree[spec.path] = text.encode()
    return dict(sorted(tree.items()))


def build_answered(
    assignment: Assignment, questions: Collection[str]
) -> dict[str, bytes]:
    """Return the modules with ``questions`` answered, and no others; no notebooks.

    Raises
    ------
    CourseError
        As ``build_tree``.
    """
    rest = [
        msgspec.structs.replace(question, todo=())
        if question.name in questions
        else question
        for question in assignment.questions
    ]
    other = msgspec.structs.replace(assignment, questions=tuple(rest), notebooks=())
    return build_tree(other, filled=False)


def keep_answered(
    assignment: Assignment,
) -> Callable[[frozenset[str]], dict[str, bytes]]:
    """Return ``build_answered`` for one assignment; it builds each tree once."""
    return cache(partial(build_answered, assignment))


def _module(module: ModulePlan, plan: Plan, filled: bool) -> str:
    """Return one module's text, its imports as the student's tree needs them."""
    spec = module.spec
    if module.init is None:
        (piece,) = module.pieces.values()
        place = Place(
            file=piece.source.file,
            module=module_name(spec.source),
            shipped=module_name(spec.path),
            is_package=is_init(spec.source),
            ships_as_package=is_init(spec.path),
        )
        return move_imports(piece.text(filled), place, plan.moves)
    folder = module_name(spec.source)
    parts = [
        Part(
            name=name,
            text=piece.text(filled),
            place=Place(
                file=piece.source.file,
                module=f"{folder}.{name}",
                shipped=module_name(spec.path),
                ships_as_package=is_init(spec.path),
            ),
        )
        for name, piece in module.pieces.items()
    ]
    return join(parts, module.init, folder, plan.moves)
