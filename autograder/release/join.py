"""Joining a folder of parts into the one module that students get.

The parts' imports are merged at the top; imports between parts fall away, since the
names are then in the same module.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import libcst as cst

from autograder.errors import CourseError
from autograder.release.imports import Moves, Place, imported_module, move_imports
from autograder.release.merging import Import, imports_of, merge
from autograder.release.source import Source, parse_module


@dataclass(frozen=True)
class Part:
    """One part, already without markers: ``text`` as it is to be shipped."""

    name: str
    text: str
    place: Place


def part_names(init: Source) -> list[str]:
    """Return the parts that a folder's ``__init__`` imports, in its order.

    Raises
    ------
    CourseError
        If it does more than import from its parts: that would be lost.
    """
    names: list[str] = []
    body = parse_module(init.text, init.file).body
    for statement in body[1:] if _docstring(body) else body:
        small = statement.body[0] if isinstance(statement.body, Sequence) else None
        if isinstance(small, cst.ImportFrom) and len(small.relative) == 1:
            if isinstance(small.module, cst.Name):
                names.append(small.module.value)
                continue
        elif isinstance(small, cst.Assign) and _targets(small) == ["__all__"]:
            continue
        shown = cst.Module([statement]).code.strip().split("\n")[0]
        raise CourseError(
            f"{init.file}: {shown!r} would be lost when its parts are joined; keep to "
            "'from .part import names' and __all__"
        )
    return list(dict.fromkeys(names))


def join(parts: Sequence[Part], init: Source, folder: str, moves: Moves) -> str:
    """Return the module made of ``parts``, in their order.

    Parameters
    ----------
    parts : sequence of Part
    init : Source
        The folder's ``__init__``; its docstring becomes the module's.
    folder : str
        The folder's name as a module of solutions/.
    moves : mapping
        Where the modules of solutions/ are shipped.

    Raises
    ------
    CourseError
        If a part needs one that isn't there, or two define the same name.
    """
    opened = [_open(part, folder, moves) for part in parts]
    _check_between(opened)
    _check_names(opened)
    own = {module.split(".")[0] for targets in moves.values() for module in targets}
    imports = merge((line for o in opened for line in o.imports), own)
    top = "\n\n".join(text for text in (_header(init), imports) if text)
    body = [o.code for o in opened if o.code]
    return "\n\n\n".join([*([top] if top else []), *body]) + "\n"


@dataclass
class _Opened:
    """A part taken apart."""

    part: Part
    imports: list[Import] = field(default_factory=list)
    wanted: list[tuple[str, str]] = field(default_factory=list)  # (part, name)
    names: list[str] = field(default_factory=list)
    code: str = ""


def _open(part: Part, folder: str, moves: Moves) -> _Opened:
    opened = _Opened(part)
    module = parse_module(part.text, part.place.file)
    kept = []
    for statement in module.body:
        between = _between(statement, part, folder)
        if between is None:
            kept.append(statement)
        else:
            opened.wanted += between
    moved = move_imports(module.with_changes(body=kept).code, part.place, moves)
    module = parse_module(moved, part.place.file)
    doc = _docstring(module.body)
    code = []
    for statement in module.body[1:] if doc else module.body:
        lines = imports_of(statement)
        opened.imports += lines
        if not lines:
            code.append(statement)
    opened.names = [name for statement in code for name in _defined(statement)]
    text = module.with_changes(body=code, header=[]).code.strip("\n")
    if text:
        opened.code = f"{_heading(doc or part.name)}\n\n\n{text}"
    return opened


def _between(
    statement: cst.CSTNode, part: Part, folder: str
) -> list[tuple[str, str]] | None:
    """Return what a statement imports from other parts; None if it isn't such."""
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return None
    node = statement.body[0]
    if not isinstance(node, cst.ImportFrom):
        return None
    package, _, other = imported_module(node, part.place).rpartition(".")
    if package != folder:
        return None
    if isinstance(node.names, cst.ImportStar) or any(a.asname for a in node.names):
        raise _fault(
            part,
            f"imports from part {other} with '*' or 'as', which joining would lose; "
            "import the names as they are",
        )
    return [(other, alias.evaluated_name) for alias in node.names]


def _check_between(opened: Sequence[_Opened]) -> None:
    """Check that each name a part takes from another is there."""
    names = {o.part.name: o.names for o in opened}
    for o in opened:
        for other, name in o.wanted:
            if other not in names:
                raise _fault(
                    o.part,
                    f"imports {name} from part {other}, which this assignment leaves "
                    f"out; add {other!r} to parts",
                )
            if name not in names[other]:
                raise _fault(
                    o.part, f"imports {name} from part {other}, which doesn't define it"
                )


def _check_names(opened: Sequence[_Opened]) -> None:
    """Check that no name means two things in the joined module."""
    owners: dict[str, _Opened] = {}
    bound: dict[str, Import] = {}
    for o in opened:
        for line in o.imports:
            if line.name == "*":
                raise _fault(
                    o.part, f"imports * from {line.module}; import names instead"
                )
            if bound.setdefault(line.bound, line).origin != line.origin:
                raise _fault(
                    o.part,
                    f"imports {line.bound} from another place than the parts before "
                    "it; give it another name",
                )
        for name in dict.fromkeys(o.names):
            if owners.setdefault(name, o) is not o:
                raise _fault(
                    o.part,
                    f"defines {name}, as part {owners[name].part.name} does; keep one "
                    "and import it from there",
                )
    for o in opened:
        clash = sorted(set(bound) & set(o.names))
        if clash:
            raise _fault(
                o.part,
                f"defines {clash[0]}, which a part imports from elsewhere; rename one",
            )


def _fault(part: Part, text: str) -> CourseError:
    return CourseError(f"{part.place.file}: {text}")


def _header(init: Source) -> str:
    body = parse_module(init.text, init.file).body
    if not _docstring(body):
        return ""
    return cst.Module([body[0].with_changes(leading_lines=[])]).code.strip()


def _docstring(body: Sequence[cst.BaseStatement | cst.SimpleStatementLine]) -> str:
    return cst.Module(list(body[:1])).get_docstring() or ""  # type: ignore[arg-type]


def _heading(doc: str) -> str:
    """Return the comment that stands above a part: its docstring's first line."""
    title = doc.strip().split("\n")[0].rstrip(".")
    return f"# --- {title} ---"


def _defined(statement: cst.CSTNode) -> list[str]:
    """Return the names that a top-level statement binds, other than by import."""
    if isinstance(statement, cst.FunctionDef | cst.ClassDef):
        return [statement.name.value]
    if isinstance(statement, cst.Assign | cst.AnnAssign | cst.AugAssign):
        return _targets(statement)
    if isinstance(statement, cst.Expr | cst.Import | cst.ImportFrom):
        return []
    return [name for child in statement.children for name in _defined(child)]


def _targets(node: cst.Assign | cst.AnnAssign | cst.AugAssign) -> list[str]:
    """Return the plain names that an assignment binds."""
    if isinstance(node, cst.Assign):
        targets = [target.target for target in node.targets]
    else:
        targets = [node.target]
    names: list[str] = []
    for target in targets:
        elements = target.elements if isinstance(target, cst.Tuple) else ()
        plain = [target, *(element.value for element in elements)]
        names += [name.value for name in plain if isinstance(name, cst.Name)]
    return names
