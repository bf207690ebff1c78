"""What an assignment is made from: the sources it names, and which spans are TODO.

Everything is read and checked here; nothing is built.
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograder.course import Assignment, FileSpec, NotebookSpec, nearest_module
from autograder.errors import CourseError
from autograder.release.imports import Moves, module_name
from autograder.release.join import part_names
from autograder.release.renames import rename
from autograder.release.source import Source, Span, parse_source, read_source
from autograder.release.strip import cell_stub, question_stub, render


@dataclass(frozen=True)
class Piece:
    """One source, and what stands in place of the spans that students write."""

    source: Source
    stubs: Mapping[Span, tuple[str, ...]]

    def text(self, filled: bool) -> str:
        """Return it as it ships: without markers, and without answers if not filled."""
        return render(self.source, {} if filled else self.stubs)


@dataclass(frozen=True)
class ModulePlan:
    """One module of the student tree: a file's piece, or a folder's parts by name."""

    spec: FileSpec
    pieces: Mapping[str, Piece]
    init: Source | None = None  # of a folder


@dataclass(frozen=True)
class Plan:
    """All of an assignment's sources; ``copies`` are shipped as they are."""

    modules: Sequence[ModulePlan]
    notebooks: Sequence[tuple[NotebookSpec, Piece]]
    copies: Mapping[str, Path]
    moves: Moves

    @property
    def pieces(self) -> list[Piece]:
        """The pieces of all modules."""
        return [piece for module in self.modules for piece in module.pieces.values()]


def make_plan(assignment: Assignment) -> Plan:
    """Read and check all sources of ``assignment``.

    Raises
    ------
    CourseError
        If one is missing or wrong, or a TODO isn't in any, or has no span there.
    """
    opened = [_open(spec, assignment) for spec in assignment.files]
    python = [module for module in opened if module.pieces]
    todo = _find_todo(assignment, python)
    return Plan(
        modules=[_with_stubs(module, assignment, todo) for module in python],
        notebooks=[
            (spec, _read_notebook(assignment.folder / spec.source, assignment))
            for spec in assignment.notebooks
        ],
        copies={
            module.spec.path: _locate(module.spec, assignment)
            for module in opened
            if not module.pieces
        },
        moves=_moves(python),
    )


def _locate(spec: FileSpec, assignment: Assignment) -> Path:
    path = assignment.solutions / spec.source
    if ".." in PurePosixPath(spec.source).parts or not path.exists():
        raise CourseError(
            f"{_toml(assignment)}: files: source: {spec.source!r} is not in "
            f"{assignment.solutions}; correct the path"
        )
    return path


def _open(spec: FileSpec, assignment: Assignment) -> ModulePlan:
    path = _locate(spec, assignment)
    if path.is_dir():
        return _open_folder(spec, path, assignment)
    if spec.parts:
        raise CourseError(
            f"{_toml(assignment)}: files: parts: {spec.source!r} is no folder; "
            "remove parts"
        )
    pieces = {}
    if path.suffix == ".py":
        pieces[""] = Piece(_read(path, assignment), {})
    return ModulePlan(spec, pieces)


def _open_folder(spec: FileSpec, folder: Path, assignment: Assignment) -> ModulePlan:
    init = read_source(folder / "__init__.py")
    known = part_names(init)
    for name in spec.parts:
        if name not in known:
            raise CourseError(
                f"{_toml(assignment)}: files: parts: {name!r} is no part that "
                f"{init.file} imports; there are: {', '.join(known)}"
            )
    chosen = spec.parts or known
    if not chosen or not spec.path.endswith(".py"):
        raise CourseError(
            f"{_toml(assignment)}: files: {spec.path!r} can't be made from the folder "
            f"{spec.source!r}; name a .py path and a folder that has parts"
        )
    pieces = {
        name: Piece(_read(folder / f"{name}.py", assignment), {}) for name in chosen
    }
    return ModulePlan(spec, pieces, init)


def _read(file: Path, assignment: Assignment) -> Source:
    """Read a source, under the names that this assignment gives to things."""
    source = read_source(file)
    return parse_source(rename(source.text, assignment.renames, file), file)


def _read_notebook(file: Path, assignment: Assignment) -> Piece:
    source = _read(file, assignment)
    return Piece(source, {span: cell_stub(span) for span in source.spans})


def _moves(modules: Sequence[ModulePlan]) -> Moves:
    moves: dict[str, list[str]] = {}
    for module in modules:
        source, shipped = module_name(module.spec.source), module_name(module.spec.path)
        moves.setdefault(source, []).append(shipped)
        if module.init:
            for name in module.pieces:
                moves.setdefault(f"{source}.{name}", []).append(shipped)
    return moves


def _find_todo(
    assignment: Assignment, modules: Sequence[ModulePlan]
) -> dict[tuple[str, str], str]:
    """Return each TODO by the path of its module and its name there.

    The value is the TODO as the assignment says it.
    """
    by_name = {
        _below_package(module.spec.path, assignment): module for module in modules
    }
    names = {name: module for name, module in by_name.items() if name is not None}
    found = {}
    for todo in (*assignment.todo, *assignment.optional):
        module = nearest_module(todo, names)
        if module is None or (
            not module and todo.partition(".")[0] not in _symbols(names[module])
        ):
            raise CourseError(
                f"{_toml(assignment)}: questions: todo: {todo!r} is in no module of "
                f"[[files]]{_close(todo, [f'{name}.' for name in names if name])}"
            )
        symbol = todo.removeprefix(f"{module}.") if module else todo
        _check_symbol(assignment, todo, symbol, names[module])
        found[names[module].spec.path, symbol] = todo
    return found


def _below_package(path: str, assignment: Assignment) -> str | None:
    """Return the module's name below the student's package; None if outside of it."""
    name = module_name(path)
    if not assignment.package:
        return name
    if name == assignment.package:
        return ""
    prefix = f"{assignment.package}."
    return name.removeprefix(prefix) if name.startswith(prefix) else None


def _check_symbol(
    assignment: Assignment, todo: str, symbol: str, module: ModulePlan
) -> None:
    sources = [piece.source for piece in module.pieces.values()]
    symbols = _symbols(module)
    source = module.spec.source
    if symbol not in symbols:
        raise CourseError(
            f"{_toml(assignment)}: questions: todo: {todo!r}: {source} doesn't define "
            f"{symbol}{_close(symbol, symbols)}"
        )
    if not any(_covers(symbol, span) for s in sources for span in s.spans):
        raise CourseError(
            f"{_toml(assignment)}: questions: todo: {todo!r} has no span in {source}; "
            "mark what students write with '# BEGIN SOLUTION' and '# END SOLUTION'"
        )


def _symbols(module: ModulePlan) -> list[str]:
    return [name for p in module.pieces.values() for name in p.source.symbols]


def _covers(symbol: str, span: Span) -> bool:
    """Say whether the span is part of ``symbol``; a class includes its methods."""
    return span.symbol == symbol or span.symbol.startswith(f"{symbol}.")


def _with_stubs(
    module: ModulePlan, assignment: Assignment, todo: Mapping[tuple[str, str], str]
) -> ModulePlan:
    mine = {
        name: todo for (path, name), todo in todo.items() if path == module.spec.path
    }
    pieces = {}
    for part, piece in module.pieces.items():
        stubs = {}
        for span in piece.source.spans:
            symbols = [symbol for symbol in mine if _covers(symbol, span)]
            if symbols:
                symbol = max(symbols, key=len)
                question = assignment.todo.get(mine[symbol])
                stubs[span] = question_stub(piece.source, span, question)
        pieces[part] = Piece(piece.source, stubs)
    return ModulePlan(module.spec, pieces, module.init)


def _close(name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {close[0].rstrip('.')}?" if close else "; correct the name"


def _toml(assignment: Assignment) -> Path:
    return assignment.folder / "assignment.toml"
