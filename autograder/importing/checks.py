"""Writing imported tests as checks of ours: plain Python over the process boundary.

A test of another tool's runs among the student's variables. A check runs elsewhere, so
each name of the notebook's that it uses is asked for first, and lists and dicts that
the student's functions return are fetched.
"""

import ast
import builtins
import importlib.util
import json
import re
import symtable
import textwrap
from collections.abc import Iterable, Mapping, Sequence

import libcst as cst

from autograder.importing.model import Case, Question

_HELPERS = ("plain", "printing", "question", "same_as_printed")
_HEAD = '''\
"""{title}: {visibility} checks, imported from {tool}."""

{imports}
'''
_TEST = """

@question({name}, points={points!r})
def {function}(submission):
{body}
"""


def write_checks(
    questions: Iterable[Question],
    hidden: bool,
    module: str,
    imports: Mapping[str, str],
    title: str,
    tool: str,
) -> str:
    """Return a test file with the hidden checks or the public ones; "" if none.

    Parameters
    ----------
    questions : iterable of Question
        With their cases.
    hidden : bool
        Which checks.
    module : str
        The notebook's name as a module.
    imports : mapping
        What the notebook imports: name -> statement.
    title, tool : str
        Of the assignment, and where it came from.
    """
    tests: list[str] = []
    used: set[str] = set()
    before: list[ast.stmt] = []
    for question in questions:
        stem = re.sub(r"\W+", "_", question.name)
        for number, case in enumerate(question.cases, start=1):
            if case.hidden == hidden:
                body, needs = _body(case, before, module, imports)
                used |= needs
                test = _TEST.format(
                    name=json.dumps(question.name),
                    points=case.points,
                    function=f"test_{stem}_{number}",
                    body=textwrap.indent(body, "    "),
                )
                tests.append(test)
            if hidden or not case.hidden:  # a public check tells nothing of hidden ones
                before += ast.parse(case.code).body
    if not tests:
        return ""
    text = "".join(tests)
    helpers = [name for name in _HELPERS if f"{name}(" in text]
    lines = sorted({imports[name] for name in used})
    lines += ["", f"from autograder.grade import {', '.join(helpers)}"]
    visibility = "hidden" if hidden else "public"
    head = _HEAD.format(
        title=title.replace("\\", "").replace('"', "'"),
        visibility=visibility,
        tool=tool,
        imports="\n".join(lines).strip(),
    )
    return head + text


def comparison(case: Case) -> str:
    """Return a case's code, with the comparison of what it shows written out."""
    code = case.code
    if case.shown is not None:
        last = ast.parse(code).body[-1]
        lines = code.split("\n")
        before = lines[: last.lineno - 1]
        shown = "\n".join(lines[last.lineno - 1 : last.end_lineno])
        code = "\n".join([*before, f"same_as_printed({shown}, {case.shown!r})"])
    if case.printed is not None:
        inside = "\n".join(f"    {line}" if line else "" for line in code.split("\n"))
        code = f"with printing({case.printed!r}):\n{inside}"
    return code


def imported_names(cells: Iterable[str]) -> dict[str, str]:
    """Return the names that code cells import, and a statement that imports each.

    Only modules that can be imported here, too, count.
    """
    found: dict[str, str] = {}
    for source in cells:
        try:
            tree = ast.parse(source)
        except SyntaxError:  # magics
            continue
        for node in tree.body:
            for name, root, statement in _imports(node):
                if root != "otter" and importlib.util.find_spec(root) is not None:
                    found[name] = statement
    return found


def _imports(node: ast.stmt) -> Iterable[tuple[str, str, str]]:
    """Yield what one statement imports: name, top module, statement."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            root = alias.name.partition(".")[0]
            yield alias.asname or root, root, ast.unparse(ast.Import([alias]))
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        for alias in node.names:
            one = ast.ImportFrom(node.module, [alias], 0)
            root = node.module.partition(".")[0]
            yield alias.asname or alias.name, root, ast.unparse(one)


def _body(
    case: Case, before: Sequence[ast.stmt], module: str, imports: Mapping[str, str]
) -> tuple[str, set[str]]:
    """Return a check's statements, and the imports that they use.

    ``before`` are the statements of earlier tests: what they assign may be used.
    """
    code = "\n".join([*_needed(case.code, before), comparison(case)])
    free = _free_names(code) - set(_HELPERS) - set(dir(builtins))
    asked = sorted(free - set(imports))
    tree = cst.parse_module(code if code.endswith("\n") else code + "\n")
    code = tree.visit(_Unwrap(_from_student(code, set(asked)))).code
    lines = []
    if asked:
        lines.append(f"notebook = submission.module({json.dumps(module)})")
    lines += [f"{name} = plain(notebook.{name})" for name in asked]
    if not tree.body:
        lines.append("pass")
    return "\n".join([*lines, code.strip("\n")]), free & set(imports)


def _needed(code: str, before: Sequence[ast.stmt]) -> list[str]:
    """Return the earlier statements that define what ``code`` uses, in their order."""
    wanted, found = _free_names(code), []
    for statement in reversed(before):
        made = _defined(statement)
        if made & wanted:
            source = ast.unparse(statement)
            found.append(source)
            wanted = (wanted - made) | _free_names(source)
    return found[::-1]


def _defined(statement: ast.stmt) -> set[str]:
    """Return the names that a statement assigns, defines or imports."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return {statement.name}
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {a.asname or a.name.partition(".")[0] for a in statement.names}
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _free_names(code: str) -> set[str]:
    """Return the names that statements use and don't define."""
    text = "def test():\n" + textwrap.indent(code, "    ") + "\n    pass\n"
    (function,) = symtable.symtable(text, "test", "exec").get_children()
    names: set[str] = set()
    tables = [function]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        names |= {s.get_name() for s in table.get_symbols() if s.is_global()}
    return names


def _from_student(code: str, names: set[str]) -> frozenset[str]:
    """Add to ``names`` those that hold what calls of them return."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Assign) and any(
            isinstance(part, ast.Name) and part.id in names
            for part in ast.walk(node.value)
        ):
            for target in node.targets:
                names |= {n.id for n in ast.walk(target) if isinstance(n, ast.Name)}
    return frozenset(names)


class _Unwrap(cst.CSTTransformer):
    """Puts ``plain(...)`` around calls of what is the student's."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    def leave_Call(  # noqa: N802  (libcst's name)
        self, original_node: cst.Call, updated_node: cst.Call
    ) -> cst.Call:
        root: cst.BaseExpression = original_node.func
        while isinstance(root, cst.Attribute):
            root = root.value
        if isinstance(root, cst.Name) and root.value in self._names:
            return cst.Call(cst.Name("plain"), [cst.Arg(updated_node)])
        return updated_node
