"""Reading Otter's source notebooks: raw cells that begin and end blocks, YAML in them.

A test cell is one case. In the exception format it holds a function, whose arguments
are names of the notebook; otherwise it is a doctest of the cell and its stored output.
"""

import ast
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from autograder.importing.checks import comparison
from autograder.importing.model import (
    Case,
    Cell,
    Imported,
    Question,
    cell_error,
    statements,
    title_of,
)
from autograder.importing.spans import otter_spans

_BLOCK = re.compile(
    r"^#\s*(?P<end>BEGIN|END)\s+(?P<what>QUESTION|PROMPT|SOLUTION|TESTS)\s*$", re.I
)
_CONFIG = re.compile(r"^#\s*ASSIGNMENT\s+CONFIG", re.I)
_FENCE = re.compile(r"^```\s*otter\s*\n(.*?)\n```\s*$", re.S)
_TEST_CONFIG = re.compile(r'^[^\n]*"{2,3}\s*#\s*BEGIN\s*TEST\s*CONFIG', re.I)
_TEST_CONFIG_END = re.compile(r'^"{2,3}\s*;?\s*#\s*END\s*TEST\s*CONFIG', re.I)
#: Expressions that show a value when they are run.
_SHOWS = (ast.Compare, ast.BoolOp, ast.Constant, ast.Name)
_IGNORED = re.compile(r"^(##\s*ignore\s*##|#\s*ignore\s*$)", re.I | re.M)
_HIDDEN = re.compile(r"^\s*#.*\bhidden\b", re.I)


def is_otter(cell: Any) -> bool:
    """Tell whether a cell is one of Otter's boundaries."""
    text = _boundary(cell)
    return text is not None and bool(_CONFIG.match(text) or _block(text))


def read_otter(notebook: Any, file: Path) -> Imported:
    """Read a notebook that has Otter's cells.

    Raises
    ------
    CourseError
        If a cell can't be imported.
    """
    return _Reader(notebook, file).read()


class _Reader:
    def __init__(self, notebook: Any, file: Path) -> None:

        self._notebook, self._file = notebook, file
        self._found = Imported(file, "Otter", title_of(notebook, file))
        self._inside: list[str] = []
        self._config: dict[str, Any] = {}
        self._cases: list[tuple[Case, Any]] = []
        self._prompted = False
        self._begun = 0  # how many cells there were before the question
        self._exceptions = False
        self._number = 0

    def read(self) -> Imported:
        for number, cell in enumerate(self._notebook.cells, start=1):
            self._number = number
            text = _boundary(cell)
            if text is not None and _CONFIG.match(text):
                self._assignment(self._yaml(text))
            elif text is not None and (block := _block(text)):
                self._cross(block["end"].upper(), block["what"].upper(), text)
            elif self._inside[-1:] == ["TESTS"]:
                self._test(cell)
            else:
                self._keep(cell)
        if self._inside:
            raise self._fail(f"# BEGIN {self._inside[-1]} is never ended")
        return self._found

    def _fail(self, text: str) -> Exception:
        return cell_error(self._file, self._number, text)

    def _yaml(self, text: str) -> dict[str, Any]:
        try:
            told = yaml.safe_load(text) or {}
        except yaml.YAMLError as error:
            words = " ".join(str(error).split())
            raise self._fail(f"is not valid YAML: {words}") from None
        if not isinstance(told, dict):
            raise self._fail("holds no `key: value` lines")
        return told

    def _assignment(self, told: dict[str, Any]) -> None:
        self._found.files = [str(f) for f in told.get("files") or ()]
        tests = told.get("tests") or {}
        self._exceptions = isinstance(tests, dict) and tests.get("ok_format") is False

    def _cross(self, end: str, what: str, text: str) -> None:
        """Go into a block, or out of it."""
        if end == "BEGIN":
            if what == "QUESTION":
                self._config, self._cases = self._yaml(text), []
                self._prompted = False
                self._begun = len(self._found.cells)
                if not self._config.get("name"):
                    raise self._fail("the question has no name; add `name: …`")
            self._prompted |= what == "PROMPT"
            self._inside.append(what)
            return
        if self._inside[-1:] != [what]:
            raise self._fail(f"# END {what} without # BEGIN {what}")
        self._inside.pop()
        if what == "QUESTION":
            self._end_question()
        elif what == "SOLUTION" and self._config.get("manual") and not self._prompted:
            self._found.cells.append(Cell("markdown", "*write here*"))

    def _end_question(self) -> None:
        name = str(self._config["name"])
        points = share_points(self._config.get("points"), self._cases, self._fail)
        cases = [
            replace(case, points=worth)
            for (case, _), worth in zip(self._cases, points, strict=True)
        ]
        total = sum(points)
        if self._config.get("manual") or not cases:
            cases = []
            given = self._config.get("points")
            total = float(given) if isinstance(given, int | float) else 1.0
            if not self._config.get("manual"):
                self._found.warnings.append(f"{name} has no tests: people grade it")
        if self._config.get("all_or_nothing") and len(cases) > 1:
            public = [replace(case, points=0.0) for case in cases if not case.hidden]
            whole = _joined(cases, total)
            cases = [*public, whole] if whole.hidden else [whole]
        self._found.questions.append(Question(name, total, cases))
        if cases:
            self._found.cells.append(Cell("check", name))
        else:
            own = self._found.cells[self._begun :]
            self._found.cells[self._begun :] = [
                replace(cell, question=name) for cell in own
            ]

    def _keep(self, cell: Any) -> None:
        if cell.cell_type == "code" and not _IGNORED.match(cell.source):
            source = otter_spans(cell.source, self._fail)
            if source.strip():
                self._found.cells.append(Cell("code", source))
        elif cell.cell_type != "code":
            model = cell.cell_type == "markdown" and "SOLUTION" in self._inside
            self._found.cells.append(Cell(cell.cell_type, cell.source, model))

    def _test(self, cell: Any) -> None:
        if cell.cell_type != "code":
            raise self._fail("only code cells are tests; move it out of # BEGIN TESTS")
        lines = cell.source.split("\n")
        told: dict[str, Any] = {}
        hidden = bool(_HIDDEN.match(lines[0]))
        if _TEST_CONFIG.match(cell.source):
            end = next((i for i, x in enumerate(lines) if _TEST_CONFIG_END.match(x)), 0)
            if not end:
                raise self._fail("# BEGIN TEST CONFIG is never ended")
            told = self._yaml("\n".join(lines[1:end]))
            hidden, lines = bool(told.get("hidden", False)), lines[end + 1 :]
        elif hidden:
            lines = lines[1:]
        code = "\n".join(lines)
        if self._exceptions:
            case = Case(self._body(code), 0, hidden)
        else:
            case = Case(code, 0, hidden, *_outputs(cell))
            self._check_output(case)
        self._cases.append((case, told.get("points")))

    def _check_output(self, case: Case) -> None:
        """Refuse a doctest whose stored output can't be that of its last line."""
        lines = statements(case.code, self._fail)
        last = lines[-1] if lines else None
        value = last.value if isinstance(last, ast.Expr) else None
        never_run = isinstance(value, _SHOWS) and case.shown is None
        other_code = value is None and case.shown is not None
        if never_run or other_code:
            raise self._fail(
                "its stored output isn't that of its last line; run the notebook, save "
                "it, and import it again"
            )

    def _body(self, code: str) -> str:
        """Return the statements of a test function."""
        definitions = statements(code, self._fail)
        if not definitions or not isinstance(definitions[0], ast.FunctionDef):
            raise self._fail("a test of the exception format is one function")
        function = definitions[0]
        if any(argument.arg == "env" for argument in function.args.args):
            raise self._fail("`env` can't be imported; name what the test uses instead")
        return "\n".join(ast.unparse(statement) for statement in function.body)


def share_points(
    given: Any, cases: Sequence[tuple[Case, Any]], fail: Any
) -> list[float]:
    """Return what each case of a question is worth, by Otter's rules.

    ``given`` is the question's ``points``: a number for all cases together, a list, or
    ``each``; without it a question is worth one point, or what its cases say.
    """
    own: list[Any] = [points for _, points in cases]
    if isinstance(given, dict):
        given = given.get("each", 1) * len(cases)
    if isinstance(given, list):
        if len(given) != len(cases):
            raise fail(f"points lists {len(given)} values for {len(cases)} tests")
        own, given = given, None
    said = sum(p for p in own if p is not None)
    unsaid = sum(p is None for p in own)
    if given is None:
        given = 1 if said == 0 else said
    if said > given:
        raise fail(f"its tests say {said:g} points, the question {given:g}")
    rest = (given - said) / unsaid if unsaid else 0.0
    return [float(rest if p is None else p) for p in own]


def _joined(cases: Sequence[Case], total: float) -> Case:
    """Return one case of all: they earn their points together or not at all."""
    if any(case.shown is not None or case.printed is not None for case in cases):
        blocks = [comparison(case) for case in cases]
    else:
        blocks = [case.code for case in cases]
    return Case("\n".join(blocks), total, any(case.hidden for case in cases))


def _outputs(cell: Any) -> tuple[str | None, str | None]:
    """Return a cell's stored value and what it printed; None for none."""
    shown = printed = None
    for output in cell.get("outputs", ()):
        if output.output_type == "execute_result":
            shown = str(output.data.get("text/plain", ""))
        elif output.output_type == "stream" and output.name == "stdout":
            printed = (printed or "") + output.text
    return shown, printed


def _boundary(cell: Any) -> str | None:
    """Return the text of a raw cell, or of a Markdown cell that is fenced as otter."""
    if cell.cell_type == "raw":
        return str(cell.source)
    if cell.cell_type == "markdown" and (fenced := _FENCE.match(cell.source)):
        return fenced.group(1)
    return None


def _block(text: str) -> re.Match[str] | None:
    return _BLOCK.match(text.split("\n")[0])
